/**
 * What may be done with a whole payment now. Every answer is derived from the charts, the ledger and the open alarms, and
 * is `unknown` where knowledge is open.
 */
import {
  type MinorUnits,
  type MoneyPlace,
  type Refusal,
  type RefusalCode,
  refusal,
  refuseRefund,
} from '../../machines/index.ts';
import { lawRelation, type NumberedCell } from '../relation/index.ts';
import { type Attempt, defined, holds, isCollected, type Payment, position, possibleOfAttempt } from './payment.ts';
import { refundLedger, refundRequestFact } from './step.ts';

/** Yes, no, or not known; and why, where it is not a plain yes. */
export interface Answer {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly because: readonly Refusal[];
  /** What to keep in mind even so. */
  readonly warnings: readonly string[];
}

const yes: Answer = { answer: 'yes', because: [], warnings: [] };
const answerNo = (...because: Refusal[]): Answer => ({ answer: 'no', because, warnings: [] });
const answerUnknown = (...because: Refusal[]): Answer => ({ answer: 'unknown', because, warnings: [] });

const alarmCodes = (payment: Payment): RefusalCode[] => [...new Set(payment.alarms.map(({ because }) => because))];

/** What each attempt answers, together: yes if one does, unknown if one may. */
function ofAttempts(payment: Payment, test: (cell: NumberedCell) => boolean): 'yes' | 'no' | 'unknown' {
  const answers = payment.attempts.map((one) => holds(possibleOfAttempt(payment, one), test));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

/**
 * Whether the goods may go out: collected, not taken back or given back in full, and nothing alarming open.
 * On own MID the money is at American Express, and its chargebacks may never be reported here (decision D6).
 */
export function safeToShip(payment: Payment): Answer {
  const paid = ofAttempts(payment, ({ meta }) => meta.ship);
  if (paid === 'no') return answerNo(refusal('refund_not_collected'));
  if (payment.alarms.length > 0) return answerUnknown(...alarmCodes(payment).map((code) => refusal(code)));
  if (paid === 'unknown') return answerUnknown(refusal('order_of_reports_unknown'));
  const standing = position(payment);
  if (standing.chargebackAttached) return answerNo(refusal('refund_chargeback_attached'));
  if (standing.doubleLoss) return answerNo(refusal('double_loss'));
  if (!standing.refundableKnown) return answerUnknown(refusal('refundable_unknown'));
  if (standing.refundable === 0)
    return answerNo(refusal('refund_exceeds_refundable', { refundable: 0, collected: standing.collected }));
  return { ...yes, warnings: ownMidWarnings(payment) };
}

function ownMidWarnings(payment: Payment): string[] {
  const own = payment.attempts.some((one) =>
    possibleOfAttempt(payment, one).cells.some(({ meta }) => meta.money === 'american_express'),
  );
  return own
    ? ['American Express collected this payment: its refunds and chargebacks may never be reported here (decision D6).']
    : [];
}

/** Whether a fact has an edge in the present state of some attempt. */
function takesFact(payment: Payment, fact: string): 'yes' | 'no' | 'unknown' {
  const relation = lawRelation();
  return ofAttempts(payment, (cell) => relation.rowsFrom(cell).some((row) => row.fact === fact && !row.broken));
}

/** Whether an unpaid attempt may be cancelled: initialized or uncleared (decision D7). */
export function mayCancel(payment: Payment): Answer {
  return fromFact(payment, 'transaction.cancelled');
}

/** Whether an attempt waits for the merchant to approve or disapprove (TX-3). */
export function mayReview(payment: Payment): Answer {
  return fromFact(payment, 'review.approved');
}

function fromFact(payment: Payment, fact: string): Answer {
  const taken = takesFact(payment, fact);
  if (taken === 'yes')
    return payment.alarms.length > 0 ? answerUnknown(...alarmCodes(payment).map((code) => refusal(code))) : yes;
  const because = refusal('fact_not_possible', { fact });
  return taken === 'no' ? answerNo(because) : answerUnknown(because);
}

/** What is asked about a refund: how much, in what currency, when. */
export interface MayRefund {
  /** In minor units. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** An ISO 8601 instant; the window of 180 days is judged by it. */
  readonly at: string;
  /** Which attempt, if more than one was collected. */
  readonly transactionId?: string;
}

/** Whether this much may be given back now: the refund rules, asked without booking anything (decision D12). */
export function mayRefund(payment: Payment, asked: MayRefund): Answer {
  const { attempts } = payment;
  const named = attempts.findIndex(
    (one) => one.transactionId !== undefined && one.transactionId === asked.transactionId,
  );
  const collected = attempts.findIndex((one) => isCollected(payment, one));
  const ledger = refundLedger(payment, named >= 0 ? named : collected);
  const reason = refuseRefund(refundRequestFact(asked, ledger).ask);
  if (!reason) return { ...yes, warnings: ownMidWarnings(payment) };
  return reason.cure === 'status_read' ? answerUnknown(reason) : answerNo(reason);
}

/** Where the money of the order may be: one place, if it is certain. */
export function fundsAt(payment: Payment): readonly MoneyPlace[] {
  const collected = payment.attempts.filter((one) => isCollected(payment, one));
  const looked: readonly Attempt[] = collected.length > 0 ? collected : payment.attempts.slice(-1);
  const places = looked.flatMap((one) => possibleOfAttempt(payment, one).cells.map(({ meta }) => meta.money));
  const standing = position(payment);
  const back = standing.collected > 0 && standing.refunded + standing.chargedBack >= standing.collected;
  return back ? ['customer'] : [...new Set<MoneyPlace>(places.length > 0 ? places : ['customer'])];
}

/** A question to put to MultiSafepay: a deadline of a state has passed, so something should have happened (decision D15). */
export interface Question {
  readonly transactionId?: string;
  /** When the state's time was up: MultiSafepay's time, without a zone. */
  readonly due: string;
  readonly ids: readonly string[];
}

/**
 * The deadlines that run, earliest first. A passed deadline is a reason to ask MultiSafepay, never an expiry by itself.
 */
export function deadlines(payment: Payment): readonly Question[] {
  return payment.attempts
    .flatMap((one): Question[] => {
      const { cells } = possibleOfAttempt(payment, one);
      const deadline = cells[0]?.meta.deadline;
      const began = one.seen.findLast(({ at }) => at !== undefined)?.at ?? one.created;
      const pair = cells[0]?.meta.pair;
      const first = one.seen.find((seen) => seen.at !== undefined && seen.order === pair?.order)?.at ?? began;
      if (!deadline || first === undefined) return [];
      const due = new Date(Date.parse(`${first}Z`) + deadline.hours * 3_600_000).toISOString().slice(0, 19);
      return [defined<Question>({ transactionId: one.transactionId, due, ids: deadline.ids })];
    })
    .sort((a, b) => (a.due < b.due ? -1 : 1));
}
