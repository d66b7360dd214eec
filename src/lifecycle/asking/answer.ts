/**
 * An answer to a question about a whole payment, and what the questions share.
 */
import { curedBy, type Refusal, type RefusalCode, refusal } from '../../../machines/index.ts';
import type { NumberedCell } from '../../relation/index.ts';
import { holds, possibleOfAttempt } from '../belief/belief.ts';
import { positionOfAttempt } from '../belief/money.ts';
import type { Alarm, Payment } from '../payment.ts';
import { compareRecency, latest } from '../recency.ts';

/** Yes, no, or not known; and why, where it is not a plain yes. */
export interface Answer {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly because: readonly Refusal[];
  /** What to keep in mind even so. */
  readonly warnings: readonly string[];
}

/** A plain yes. */
export const yes: Answer = { answer: 'yes', because: [], warnings: [] };

/** No, for these reasons. */
export const answerNo = (...because: Refusal[]): Answer => ({ answer: 'no', because, warnings: [] });

/** Not known, and what would make it known. */
export const answerUnknown = (...because: Refusal[]): Answer => ({ answer: 'unknown', because, warnings: [] });

/** Not known, because of the alarms that are open. */
export function answerAlarmed(payment: Payment): Answer {
  const codes = new Set(payment.alarms.map(({ because }) => because));
  return answerUnknown(...[...codes].map((code) => curedNow(payment, refusal(code))));
}

/** A reason as it is cured now: where a status read was made and left it as it was, a person cures it (decision D28). */
export function curedNow(payment: Payment, reason: Refusal): Refusal {
  const isInVain =
    reason.cure === 'status_read' && (isReadAsAlarmed(payment, reason.code) || isReadWithout(payment, reason.code));
  return isInVain ? curedBy(reason, 'person') : reason;
}

/** Whether a status read has said as well what raised the alarms that a reason stands for. */
function isReadAsAlarmed({ alarms, setAside }: Payment, reason: RefusalCode): boolean {
  const raised = alarms.filter(
    ({ code, because }) =>
      because === reason ||
      (code === 'money_may_be_held' && reason === 'order_money_may_be_held') ||
      (code === 'money_may_have_left' && reason === 'refundable_unknown'),
  );
  const isRead = ({ transactionId: id, at }: Alarm): boolean =>
    setAside.some((one) => one.read && one.transactionId === id && compareRecency(one.at, at) !== 'older');
  return raised.length > 0 && raised.every(isRead);
}

/** Whether a status read, the newest report of its attempt, has left out the amounts that a reason is about. */
function isReadWithout(payment: Payment, reason: RefusalCode): boolean {
  if (payment.alarms.length > 0 || !['refundable_unknown', 'ship_given_back_unknown'].includes(reason)) return false;
  const open = payment.attempts.filter((_, index) => !positionOfAttempt(payment, index).refundableKnown);
  const isRead = ({ read, seen }: Payment['attempts'][number]): boolean =>
    read !== undefined && compareRecency(read, seen.map(({ at }) => at).reduce(latest, undefined)) !== 'older';
  return open.length > 0 && open.every(isRead);
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
