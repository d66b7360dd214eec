/**
 * Payments by methods outside these charts: when is one of them certainly settled? (Decisions D26, D38.)
 */
import type { MinorUnits } from './money.ts';
import { decided, type Grounds } from './sources.ts';
import { type OrderStatus, type Pair, pair, samePair, type TransactionStatus } from './statuses.ts';

/** The families of methods outside these charts. */
export const outsideFamilies = ['bank', 'wallet', 'payLater', 'giftCard'] as const;

/** What a method outside these charts is: a bank payment, a wallet with a balance of its own, credit, or a gift card. */
export type OutsideFamily = (typeof outsideFamilies)[number];

/** What settles a payment of one family of methods. */
export interface OutsideRule extends Grounds {
  /** The pairs that a settled payment of this family shows. */
  readonly settled: readonly Pair[];
}

const settledPairs = [pair('completed', 'completed'), pair('shipped', 'completed')];
const asOthers: OutsideRule = { settled: settledPairs, ...decided('D38', 'PART-1') };

/** The pairs by which a method's payment is certainly settled. A gift card is left (completed, initialized) by the vendor. */
export const outsideRules = {
  bank: asOthers,
  wallet: asOthers,
  payLater: asOthers,
  giftCard: { settled: [...settledPairs, pair('completed', 'initialized')], ...decided('D26', 'D38', 'PART-1') },
} as const satisfies Record<OutsideFamily, OutsideRule>;

/** The rows of payments by methods outside the charts. */
export interface OutsideRows {
  readonly outside: Readonly<Record<OutsideFamily, OutsideRule>>;
}

/** The order words of a payment that has not been finished, and those of one that ended without money. */
const unfinished: readonly OrderStatus[] = ['initialized', 'uncleared', 'reserved'];
const ended: readonly OrderStatus[] = ['void', 'declined', 'expired'];

/** Whether an order word says that a payment has been begun and not finished: the past of whatever it comes to. */
export function isUnfinished(order: OrderStatus): boolean {
  return unfinished.includes(order);
}

/** What the newest report of an outside payment says. Amounts in minor units. */
export interface OutsideWords {
  /** Missing if it is not known. */
  readonly family?: OutsideFamily;
  readonly order: OrderStatus;
  readonly transaction?: TransactionStatus;
  readonly amount?: MinorUnits;
  readonly amountRefunded?: MinorUnits;
  /** Another report of the same or an incomparable time says otherwise. */
  readonly contradicted?: boolean;
  /** It was settled before this report. */
  readonly wasSettled?: boolean;
}

/**
 * What an outside payment has come to: `settled` for certain; `given_back` in full; `unpaid`, so far or for good; or `open`:
 * nothing certain can be said, the method's own rule is to be asked.
 */
export type Settlement = 'settled' | 'given_back' | 'unpaid' | 'open';

/** What an outside payment has come to (decision D38). */
export function settlementOf(words: OutsideWords, rows: OutsideRows = { outside: outsideRules }): Settlement {
  const { family, order, transaction, amount, amountRefunded = 0 } = words;
  if (words.contradicted) return 'open';
  if (order === 'refunded' || (amountRefunded > 0 && amount !== undefined && amountRefunded >= amount))
    return 'given_back';
  if (unfinished.includes(order)) return words.wasSettled ? 'open' : 'unpaid';
  if (ended.includes(order)) return words.wasSettled ? 'open' : 'unpaid';
  const { settled } = rows.outside[family ?? 'bank'];
  const shows = transaction !== undefined && settled.some((one) => samePair(one, pair(order, transaction)));
  return shows && amountRefunded === 0 ? 'settled' : 'open';
}

/** A method outside these charts, as it is told. */
export interface ToldMethod {
  readonly method: string;
  readonly family?: OutsideFamily;
}

/** Whether two names may mean one method: a gift card is told by its brand, by its issuer, or as a coupon alone. */
export function mayBeOneMethod(a: ToldMethod, b: ToldMethod): boolean {
  return a.method === b.method || (a.family === 'giftCard' && b.family === 'giftCard');
}

/** Whether a part that an order lists is held by its method, by the entry's own word: `yes`, `no`, or not certain. */
export function isPartHeld(
  family: OutsideFamily,
  status: OrderStatus | undefined,
  rows: OutsideRows = { outside: outsideRules },
): 'yes' | 'no' | 'unknown' {
  if (status === undefined || rows.outside[family].settled.some(({ order }) => order === status)) return 'yes';
  // The vendor leaves a redeemed gift card's entry as it was begun.
  if (unfinished.includes(status)) return family === 'giftCard' ? 'yes' : 'unknown';
  // Given back in part: something is held still, and the entry does not say how much.
  return status === 'partial_refunded' ? 'unknown' : 'no';
}
