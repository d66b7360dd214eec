/**
 * Status pairs as people read them, the order status first.
 */
import type { Pair } from '../../machines/index.ts';
import { isKnown, type Report, type Word } from '../lifecycle/index.ts';

/** The two words of a report: as the charts spell them, or as they were said if they are not known. */
export function reportedWords({ order, transaction, voidVoid }: Report): {
  readonly order: string;
  readonly transaction: string | undefined;
} {
  const text = (word: Word<string>): string => (isKnown(word) ? word : word.unknown);
  const said = voidVoid ? order : transaction;
  return { order: text(order), transaction: said === undefined ? undefined : text(said) };
}

/** A pair as people read it: both words, the order's first. */
export function pairText(pair: { readonly order: string; readonly transaction?: string | undefined }): string {
  return `${pair.order}/${pair.transaction ?? '-'}`;
}

/** Pairs as people read them; `nothing` if there is none. */
export function pairsText(pairs: readonly Pair[]): string {
  return pairs.map(pairText).join(' or ') || 'nothing yet';
}
