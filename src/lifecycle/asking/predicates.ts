/**
 * What may be done with a whole payment now. Every answer is derived from the charts, the ledger and the open alarms, and
 * is `unknown` where knowledge is open.
 */
import { type MinorUnits, type Position, type RefundLedger, type Refusal, refusal } from '../../../machines/index.ts';
import type { NumberedCell } from '../../relation/index.ts';
import {
  holds,
  isCollected,
  isHeld,
  isOpen,
  isUndecided,
  possibleOfAttempt,
  possibleOfRefund,
} from '../belief/belief.ts';
import { familyOf, isOwnAttempt } from '../belief/captures.ts';
import { heldByAttempt, heldByPart, settlementOfOutside } from '../belief/held.ts';
import { positionOfAttempt, positionOfFamily } from '../belief/money.ts';
import { type Possible, possible } from '../belief/timeline.ts';
import { lawInForce, rulesInForce } from '../in-force.ts';
import { type Attempt, type Payment, type Refund, refundsOf } from '../payment.ts';
import { fieldsOf, readCurrency, readInstant, readNumber } from '../read.ts';
import { readShape } from '../shape.ts';
import type { Sighting } from '../sighting.ts';
import { defined, hoursAfter } from '../values.ts';
import {
  type Answer,
  answerAlarmed,
  answerNo,
  answerUnknown,
  curedNow,
  ofAttempts,
  ownMidWarnings,
  yes,
} from './answer.ts';
import { captureQuestions } from './captures.ts';
import { disputeDue } from './disputes.ts';
import { refundLedger, refundRequestFact } from './refunds.ts';
import { collectedAttempt, refundableAttempts } from './telling.ts';

/** Whether a fact has an edge in the present state of some attempt. */
function takesFact(payment: Payment, fact: string): 'yes' | 'no' | 'unknown' {
  const { relation } = lawInForce();
  return ofAttempts(payment, (cell) => relation.rowsFrom(cell).some((row) => row.fact === fact && !row.broken));
}

/**
 * Whether the order may be cancelled: an attempt is initialized or uncleared (decision D7), and nothing of the order was
 * collected or settled, by whatever method (decision D36).
 */
export function mayCancel(payment: Payment): Answer {
  readShape(payment);
  if (payment.attempts.some((_, index) => holdsCollected(payment, index)))
    return answerNo(refusal('order_already_collected'));
  const outside = payment.outside.map(settlementOfOutside);
  if (outside.includes('settled')) return answerNo(refusal('order_settled_outside'));
  const cancel = fromFact(payment, 'transaction.cancelled');
  const isPartHeld = payment.parts.some((part) => heldByPart(payment, part) !== 'no');
  if (cancel.answer === 'yes' && (isPartHeld || outside.includes('open')))
    return answerUnknown(refusal(isPartHeld ? 'outside_part_held' : 'ship_outside_open'));
  return cancel;
}

/** Whether money that an attempt collected has not left for certain: what is only reserved to be given back is held still (decision D36). */
function holdsCollected(payment: Payment, index: number): boolean {
  const attempt = payment.attempts[index] as Attempt;
  if (!isHeld(payment, attempt)) return false;
  if (heldByAttempt(payment, index) !== 'no') return true;
  const isGone = ({ collected, refunded, chargedBack }: Position): boolean => refunded + chargedBack >= collected;
  return !isGone(positionOfAttempt(payment, index)) && !isGone(positionOfFamily(payment, index));
}

/** Whether an attempt waits for the merchant to approve or disapprove (TX-3). */
export function mayReview(payment: Payment): Answer {
  readShape(payment);
  return fromFact(payment, 'review.approved');
}

function fromFact(payment: Payment, fact: string): Answer {
  const taken = takesFact(payment, fact);
  if (taken === 'yes') return payment.alarms.length > 0 ? answerAlarmed(payment) : yes;
  const because = refusal('fact_not_possible', { fact });
  return taken === 'no' ? answerNo(because) : answerUnknown(because);
}

/** What is asked about a refund: how much, in what currency, when. */
export interface MayRefund {
  /** In minor units. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** An ISO 8601 instant; the refund window is judged by it. */
  readonly at: string;
  /** Which attempt, if more than one was collected. */
  readonly transactionId?: string;
}

/** Whether this much may be given back now: the refund rules, asked without booking anything (decision D12). */
export function mayRefund(payment: Payment, asked: MayRefund): Answer {
  readShape(payment);
  const { amount, at, currency } = fieldsOf(asked, '', 'a question about a refund says how much');
  readInstant(at, 'at');
  readCurrency(currency, 'currency');
  readNumber(amount, 'amount');
  const left = refundableAttempts(payment);
  if (asked.transactionId === undefined && left.length > 1) {
    // What none of them can give is a certain no, whichever is meant.
    const each = left.map((index) => answerOf(payment, index, asked));
    return each.every(({ answer }) => answer === 'no')
      ? (each[0] as Answer)
      : answerUnknown(refusal('attempt_not_said', { collected: left.length }));
  }
  return answerOf(payment, collectedAttempt(payment, asked.transactionId), asked);
}

/** Whether this much of one attempt may be given back. A certain no comes before any doubt (decision D36). */
function answerOf(payment: Payment, index: number, asked: MayRefund): Answer {
  const ledger = refundLedger(payment, index);
  const refuse = (by: RefundLedger): Refusal | undefined =>
    rulesInForce().refuseRefund(refundRequestFact(asked, by).ask);
  const reason = refuse(ledger);
  if (!reason) return { ...yes, warnings: ownMidWarnings(payment) };
  if (reason.cure !== 'status_read') return answerNo(reason);
  const undecided = refundsOf(payment, index).filter(isUndecided);
  const most = undecided.reduce((sum, { amount = 0 }) => sum + amount, ledger.refundable);
  const { ownerUnknown: _, ...owned } = ledger;
  const atBest = refuse({ ...owned, refundable: most, refundableKnown: true, outcomeUnknown: false });
  const isCertain =
    atBest !== undefined && atBest.cure !== 'status_read' && atBest.code !== 'refund_probably_duplicate';
  return isCertain ? answerNo(atBest) : answerUnknown(curedNow(payment, reason));
}

/**
 * Whether an attempt is superseded: unfinished and without news, while another one of its order is collected. Our word,
 * not a vendor's status; it ends when the attempt is heard of again (decision D10).
 *
 * @param index the attempt's place in `payment.attempts`.
 */
export function isSuperseded(payment: Payment, index: number): boolean {
  readShape(payment);
  const attempt = payment.attempts[index];
  return (
    attempt !== undefined &&
    isOpen(payment, attempt) &&
    payment.attempts.some(
      (one, other) => familyOf(payment, other) !== familyOf(payment, index) && isCollected(payment, one),
    )
  );
}

/**
 * What stands behind an attempt's passage through the fraud filter: `evidenced` if it was seen there or held by it,
 * `assumed` if only what comes after was seen, `none` if it need not have come so far (decision D20).
 *
 * @param index the attempt's place in `payment.attempts`.
 */
export function screeningOf(payment: Payment, index: number): 'evidenced' | 'assumed' | 'none' {
  readShape(payment);
  const attempt = payment.attempts[index];
  if (!attempt || !isOwnAttempt(attempt)) return 'none';
  const atFilter = (seen: Sighting): boolean => {
    const { late: _, ...shown } = seen;
    const { cells } = possible({ kind: 'card', known: {}, seen: [shown] });
    return cells.length > 0 && cells.every(({ meta }) => meta.money === 'issuer');
  };
  if (attempt.seen.some(atFilter)) return 'evidenced';
  const passed = holds(possibleOfAttempt(payment, attempt), ({ meta }) => meta.counts !== 'nothing');
  return passed === 'yes' ? 'assumed' : 'none';
}

/** A question to put to MultiSafepay: a deadline of a state has passed, so something should have happened (decision D15). */
export interface Question {
  readonly transactionId?: string;
  /** When the state's time was up: MultiSafepay's time, without a zone; an instant, if only a fact of ours began it. */
  readonly due: string;
  readonly ids: readonly string[];
}

/**
 * The deadlines that run, earliest first. A passed deadline is a reason to ask MultiSafepay, never an expiry by itself.
 */
export function deadlines(payment: Payment): readonly Question[] {
  readShape(payment);
  const attempts = payment.attempts.map((one) => questionOf(one, possibleOfAttempt(payment, one)));
  const refunds = payment.refunds.map((one) => questionOf(one, possibleOfRefund(one)));
  const disputes = disputeDue(payment).map(({ transactionId, due, ids }) =>
    defined<Question>({ transactionId, due, ids }),
  );
  return [...attempts, ...captureQuestions(payment), ...refunds, ...disputes]
    .filter((question) => question !== undefined)
    .sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
}

/** The question of one transaction, if the state it may be in has a deadline. */
function questionOf(of: Attempt | Refund, { cells }: Possible): Question | undefined {
  const waiting = cells.find(({ meta }) => meta.deadline !== undefined);
  const deadline = waiting?.meta.deadline;
  if (!deadline) return undefined;
  const { transactionId, created, requestedAt, seen } = of;
  const isFirst = cells.every(({ meta }) => meta.counts === 'nothing' || meta.counts === 'reserved');
  const began = seen.find((one) => isFirst || showsState(one, waiting));
  const since = (isFirst ? created : undefined) ?? began?.at ?? began?.told ?? created ?? requestedAt;
  if (since === undefined) return undefined;
  return defined<Question>({ transactionId, due: hoursAfter(since, deadline.hours), ids: deadline.ids });
}

/** Whether a sighting may show a state: told by name, or by its order word. */
const showsState = ({ state, order = undefined }: Sighting, waiting: NumberedCell): boolean =>
  state === undefined ? order === undefined || order === waiting.meta.pair?.order : state === waiting.state;
