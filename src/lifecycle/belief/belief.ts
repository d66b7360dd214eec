/**
 * What is possible and what is certain of each transaction of a payment, derived from its evidence.
 */
import { isLowValue } from '../../../machines/index.ts';
import type { NumberedCell } from '../../relation/index.ts';
import { type Attempt, type Payment, type Refund, refundsOf } from '../payment.ts';
import { defined } from '../values.ts';
import { type Possible, possible, type Timeline } from './timeline.ts';

/** The evidence of an attempt, as a timeline. */
export function attemptTimeline(payment: Payment, attempt: Attempt): Timeline {
  const { brand, amount, currency, seen } = attempt;
  const lowValue = amount === undefined || currency === undefined ? undefined : isLowValue(amount, currency);
  return {
    of: 'card',
    known: defined({ edition: payment.edition, collector: payment.collector, brand, lowValue }),
    seen,
  };
}

/** The evidence of a refund or chargeback, as a timeline. */
export function refundTimeline(refund: Refund): Timeline {
  return { of: 'refund', known: defined({ sameDay: refund.sameDay }), seen: refund.seen };
}

const attemptsSeen = new WeakMap<
  Attempt,
  { readonly payment: Pick<Payment, 'edition' | 'collector'>; readonly now: Possible }
>();

/** What is possible of an attempt now. */
export function possibleOfAttempt(payment: Payment, attempt: Attempt): Possible {
  const { edition, collector } = payment;
  const seen = attemptsSeen.get(attempt);
  if (seen && seen.payment.edition === edition && seen.payment.collector === collector) return seen.now;
  const now = possible(attemptTimeline(payment, attempt));
  attemptsSeen.set(attempt, { payment: defined({ edition, collector }), now });
  return now;
}

const refundsSeen = new WeakMap<Refund, Possible>();

/** What is possible of a refund or chargeback now. */
export function possibleOfRefund(refund: Refund): Possible {
  const seen = refundsSeen.get(refund);
  if (seen) return seen;
  const now = possible(refundTimeline(refund));
  refundsSeen.set(refund, now);
  return now;
}

/** Whether something holds of every possible cell, of some, or of none. */
export function holds({ cells }: Possible, test: (cell: NumberedCell) => boolean): 'yes' | 'no' | 'unknown' {
  const yes = cells.filter(test).length;
  if (yes === 0) return 'no';
  return yes === cells.length ? 'yes' : 'unknown';
}

/** Whether an attempt is certain to be collected. */
export function isCollected(payment: Payment, attempt: Attempt): boolean {
  return holds(possibleOfAttempt(payment, attempt), (cell) => cell.meta.counts === 'collected') === 'yes';
}

/** Whether an attempt has not ended yet, as far as is known. */
export function isOpen(payment: Payment, attempt: Attempt): boolean {
  return holds(possibleOfAttempt(payment, attempt), (cell) => !cell.final) !== 'no';
}

/** How a refund or chargeback counts in the ledger. */
export function countsOf(refund: Refund): NumberedCell['meta']['counts'] {
  return possibleOfRefund(refund).cells[0]?.meta.counts ?? 'nothing';
}

/** Whether a refund request of ours has no known outcome yet. */
export function isUndecided(refund: Refund): boolean {
  return !refund.reported && countsOf(refund) === 'reserved';
}

/** Whether a chargeback of an attempt stands, known by its own transaction. */
export function isChargedBack(payment: Payment, attempt: number): boolean {
  return refundsOf(payment, attempt).some((one) => countsOf(one) === 'charged_back');
}
