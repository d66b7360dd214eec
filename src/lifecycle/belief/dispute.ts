/**
 * How the dispute of a chargeback stands (decision D34). Any status may be reported after any other, so the newest word is believed; the
 * chart says which are expected to follow.
 */
import type { DisputeWord } from '../../../machines/index.ts';
import type { JudgingLaw, NumberedCell, Row } from '../../relation/index.ts';
import { lawInForce, rulesInForce } from '../in-force.ts';
import type { Attempt, Dispute, DisputeSighting, Payment, Refund } from '../payment.ts';
import { hoursAfter } from '../values.ts';
import { countsOf } from './belief.ts';

/** The cells of disputes, by their words; the one without a word is where a dispute begins. */
const cellsByWord = new WeakMap<JudgingLaw, ReadonlyMap<string | undefined, NumberedCell>>();

function cellOfWord(word: DisputeWord | undefined): NumberedCell {
  const law = lawInForce();
  const { relation } = law;
  let cells = cellsByWord.get(law);
  if (cells === undefined) {
    const openings = relation.openings(['dispute']);
    const opening = relation.list(openings).map((cell) => [undefined, cell] as const);
    const worded = relation
      .list(relation.reach(openings, 'all'))
      .flatMap((cell) => (cell.meta.word === undefined ? [] : [[cell.meta.word, cell] as const]));
    cells = new Map<string | undefined, NumberedCell>([...opening, ...worded]);
    cellsByWord.set(law, cells);
  }
  return cells.get(word) as NumberedCell;
}

/** Where a dispute begins. */
export const openingOfDisputes = (): NumberedCell => cellOfWord(undefined);

/** The word of a dispute that was reported last; nothing if no known one was. */
export function wordOfDispute({ seen }: Dispute): DisputeWord | undefined {
  return seen.at(-1)?.word;
}

/** Where the dispute of a chargeback stands; nothing if the chargeback carries none. */
export function cellOfDispute({ dispute }: Pick<Refund, 'dispute'>): NumberedCell | undefined {
  return dispute && cellOfWord(wordOfDispute(dispute));
}

/** The rows that a fact of ours may take from where a dispute stands: steps between may have gone untold, and none leads back here. */
export function rowsAhead(cell: NumberedCell): readonly Row[] {
  const { relation } = lawInForce();
  const ahead = relation.list(relation.reach(1n << BigInt(cell.index), 'lawful'));
  return ahead.flatMap((one) => relation.rowsFrom(one)).filter(({ to }) => relation.indexOf(to) !== cell.index);
}

/** Whether a word of a dispute is expected to follow another, at once or with words between that were not seen. */
export function mayFollow(before: DisputeWord, after: DisputeWord): boolean {
  const { relation } = lawInForce();
  const reached = relation.reach(1n << BigInt(cellOfWord(before).index), 'lawful');
  return (reached & (1n << BigInt(cellOfWord(after).index))) !== 0n;
}

/** Whether some word of a dispute was reported after one that it is not expected to follow. */
export function isOffArrows(seen: readonly DisputeSighting[]): boolean {
  return seen.some(({ word }, index) => {
    const before = seen[index - 1];
    return before !== undefined && !mayFollow(before.word, word);
  });
}

/** Whether a chargeback was reversed while its dispute is not over: the reversal may still be undone (decision D34). */
export function isReversalProvisional(refund: Refund): boolean {
  if (refund.kind !== 'chargeback' || countsOf(refund) !== 'nothing') return false;
  return rulesInForce().isReversalProvisional(cellOfDispute(refund)?.meta);
}

/** Whether a provisional reversal stands for an attempt of a payment. */
export function hasProvisionalReversal(payment: Payment, index: number): boolean {
  return payment.refunds.some((one) => one.of === index && isReversalProvisional(one));
}

/**
 * By when a chargeback must be answered, MultiSafepay's time without a zone: as it told, else the window of the card brand, counted from
 * the chargeback. Nothing if neither is known.
 */
export function dueOf({ dispute, created }: Refund, attempt: Attempt | undefined): string | undefined {
  if (dispute?.due !== undefined) return dispute.due;
  const days = rulesInForce().daysToAnswer(attempt?.brand);
  if (days === undefined || created === undefined) return undefined;
  return hoursAfter(created, days * 24);
}
