/**
 * An answer to a question about a whole payment, and what the questions share.
 */
import { type Refusal, refusal } from '../../../machines/index.ts';
import type { NumberedCell } from '../../relation/index.ts';
import { holds, possibleOfAttempt } from '../belief/belief.ts';
import type { Payment } from '../payment.ts';

/** Yes, no, or not known; and why, where it is not a plain yes. */
export interface Answer {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly because: readonly Refusal[];
  /** What to keep in mind even so. */
  readonly warnings: readonly string[];
}

export const yes: Answer = { answer: 'yes', because: [], warnings: [] };
export const answerNo = (...because: Refusal[]): Answer => ({ answer: 'no', because, warnings: [] });
export const answerUnknown = (...because: Refusal[]): Answer => ({ answer: 'unknown', because, warnings: [] });

/** Not known, because of the alarms that are open. */
export function answerAlarmed({ alarms }: Payment): Answer {
  const codes = new Set(alarms.map(({ because }) => because));
  return answerUnknown(...[...codes].map((code) => refusal(code)));
}

/** What each attempt answers, together: yes if one does, unknown if one may. */
export function ofAttempts(payment: Payment, test: (cell: NumberedCell) => boolean): 'yes' | 'no' | 'unknown' {
  const answers = payment.attempts.map((one) => holds(possibleOfAttempt(payment, one), test));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

/** What to keep in mind of a payment that American Express may have collected (decision D6). */
export function ownMidWarnings(payment: Payment): string[] {
  const own = payment.attempts.some((one) =>
    possibleOfAttempt(payment, one).cells.some(({ meta }) => meta.money === 'american_express'),
  );
  return own
    ? ['American Express collected this payment: its refunds and chargebacks may never be reported here (decision D6).']
    : [];
}
