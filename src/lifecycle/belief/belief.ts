/**
 * What is possible and what is certain of each transaction of a payment, derived from its evidence.
 */
import type { OrderStatus, Shown, StateMeta } from '../../../machines/index.ts';
import type { NumberedCell } from '../../relation/index.ts';
import { rulesInForce } from '../in-force.ts';
import { type Attempt, type Payment, type Refund, refundsOf } from '../payment.ts';
import { type Possible, possible, type Timeline } from './timeline.ts';

/** The evidence of an attempt, as a timeline. */
export function attemptTimeline(payment: Payment, attempt: Attempt): Timeline {
  const { brand, currency, seen, capture } = attempt;
  if (attempt.captureOf !== undefined) return { kind: 'capture', known: {}, seen };
  const amount = attempt.cardShare ?? attempt.amount;
  const lowValue =
    amount === undefined || currency === undefined
      ? undefined
      : rulesInForce().isLowValue(amount, currency, payment.edition);
  return {
    kind: 'card',
    known: { edition: payment.edition, collector: payment.collector, brand, lowValue, capture },
    seen,
  };
}

/** The evidence of a refund or chargeback, as a timeline. */
export function refundTimeline(refund: Refund): Timeline {
  return { kind: 'refund', known: { sameDay: refund.sameDay }, seen: refund.seen };
}

/** What is possible of an attempt now. */
export function possibleOfAttempt(payment: Payment, attempt: Attempt): Possible {
  return possible(attemptTimeline(payment, attempt));
}

/** What is possible of a refund or chargeback now. */
export function possibleOfRefund(refund: Refund): Possible {
  return possible(refundTimeline(refund));
}

/** Whether something holds of every possible cell, of some, or of none. */
export function holds({ cells }: Possible, test: (cell: NumberedCell) => boolean): 'yes' | 'no' | 'unknown' {
  let yes = 0;
  for (const cell of cells) if (test(cell)) yes++;
  if (yes === 0) return 'no';
  return yes === cells.length ? 'yes' : 'unknown';
}

/** Whether an attempt is certain to have been collected; whether it was taken back since is another question. */
export function isCollected(payment: Payment, attempt: Attempt): boolean {
  return holds(possibleOfAttempt(payment, attempt), (cell) => cell.meta.counts === 'collected') === 'yes';
}

/** Whether a collection was taken back, by a status read that may correct (decision D27). */
export function isTakenBack(payment: Payment, attempt: Attempt): boolean {
  return attempt.asRead !== undefined && isCollected(payment, attempt);
}

/** Whether an attempt is collected and was not taken back. */
export function isHeld(payment: Payment, attempt: Attempt): boolean {
  return attempt.asRead === undefined && isCollected(payment, attempt);
}

/** Whether an attempt has not ended yet, as far as is known. */
export function isOpen(payment: Payment, attempt: Attempt): boolean {
  return holds(possibleOfAttempt(payment, attempt), (cell) => !cell.final) !== 'no';
}

/** How a refund or chargeback counts in the ledger. */
export function countsOf(refund: Refund): StateMeta['counts'] {
  if (refund.asRead) return countsAsRead(refund.kind, refund.asRead.order);
  return possibleOfRefund(refund).cells[0]?.meta.counts ?? 'nothing';
}

/** How a refund or chargeback counts that a status read has with this word, whatever came before. */
function countsAsRead(kind: Refund['kind'], order: OrderStatus): StateMeta['counts'] {
  const claim = rulesInForce().claimOfRefund(kind, order, undefined);
  return ('shown' in claim ? countsShown(claim.shown) : undefined) ?? 'nothing';
}

/** How a refund or chargeback counts whose words show this. */
export function countsShown(shown: Shown): StateMeta['counts'] | undefined {
  return possible({ kind: 'refund', known: {}, seen: [shown] }).cells[0]?.meta.counts;
}

/** What a refund or chargeback takes, in minor units: its amount, less what a smaller reversal gave back of it. */
export function amountOf({ amount, reversedInPart = 0 }: Refund): number | undefined {
  return amount === undefined ? undefined : amount - reversedInPart;
}

/** Whether a refund request of ours has no known outcome yet. */
export function isUndecided(refund: Refund): boolean {
  return !refund.reported && countsOf(refund) === 'reserved';
}

/** Whether a chargeback of an attempt stands, known by its own transaction. */
export function isChargedBack(payment: Payment, attempt: number): boolean {
  return refundsOf(payment, attempt).some((one) => countsOf(one) === 'charged_back');
}
