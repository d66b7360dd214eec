/**
 * The disputes of chargebacks: what may be answered, and by when; and facts told of them (decision D34).
 */
import { curedBy, type DisputeFact, isRefused, type Refusal, refusal } from '../../../machines/index.ts';
import { countsOf } from '../belief/belief.ts';
import { cellOfDispute, dueOf, openingOfDisputes, rowsAhead, wordOfDispute } from '../belief/dispute.ts';
import { lawInForce } from '../in-force.ts';
import { InputError } from '../input-error.ts';
import type { DisputeSighting, Payment, Refund } from '../payment.ts';
import { fieldsOf, readId, readInstant } from '../read.ts';
import { compareRecency, earliestInstant, latest } from '../recency.ts';
import { readShape } from '../shape.ts';
import { defined } from '../values.ts';
import { type Answer, answerNo, answerUnknown, yes } from './answer.ts';
import type { AboutDispute } from './facts.ts';
import { readFact, type Stepped, takenBy } from './snapshot.ts';
import { no } from './telling.ts';

/** By when a chargeback must be answered. */
export interface DisputeDue {
  /** The chargeback's own id. */
  readonly transactionId?: string;
  /** MultiSafepay's time, without a zone. */
  readonly due: string;
  /** Whether MultiSafepay told it, or it is the window of the card brand, counted from the chargeback. */
  readonly from: 'report' | 'window';
  readonly ids: readonly string[];
}

/**
 * The dates by which chargebacks must be answered that wait for an answer, earliest first; none if none waits, or no date is known. A
 * chargeback that is not answered by then counts as accepted at MultiSafepay: a reason to ask, never assumed (decisions D15, D34).
 *
 * @example
 * disputeDue(payment)[0]?.due; // '2026-04-02T23:59:59'
 */
export function disputeDue(payment: Payment): readonly DisputeDue[] {
  readShape(payment);
  return payment.refunds
    .flatMap((refund): DisputeDue[] => {
      const due = dueOf(refund, payment.attempts[refund.of]);
      const cell = cellOfDispute(refund);
      if (due === undefined || !cell?.meta.answerable || isReversed(refund)) return [];
      const from = refund.dispute?.due === undefined ? 'window' : 'report';
      return [defined<DisputeDue>({ transactionId: refund.transactionId, due, from, ids: cell.meta.ids })];
    })
    .sort((a, b) => (a.due < b.due ? -1 : 1));
}

/** What is asked about a challenge: when, and of which chargeback. */
export interface MayChallenge {
  /** An ISO 8601 instant; the due date is judged by it. */
  readonly at: string;
  /** Which chargeback; any of the order's if left out. */
  readonly transactionId?: string;
}

/**
 * Whether a chargeback of the order may be answered now: its dispute waits for the merchant, and the due date has not passed. Where
 * it has, or MultiSafepay has not told how the dispute stands, the answer is `unknown`: no answer in time counts as accepted there, which
 * is asked about and never assumed (decisions D15, D34).
 *
 * @throws InputError if the time is no instant, or the order has no such chargeback.
 * @example
 * mayChallenge(payment, { at: '2026-03-20T12:00:00Z' }).answer; // 'yes', 'no' or 'unknown'
 */
export function mayChallenge(payment: Payment, asked: MayChallenge): Answer {
  readShape(payment);
  const { at, transactionId } = fieldsOf(asked, '', 'a question about a challenge says when');
  readInstant(at, 'at');
  const named = payment.refunds.filter(
    (one) => one.kind === 'chargeback' && (transactionId === undefined || one.transactionId === transactionId),
  );
  if (transactionId !== undefined && named.length === 0)
    throw new InputError(
      'transactionId',
      `order ${payment.orderId} has no such chargeback`,
      'Give the chargeback’s own id.',
    );
  const answers = named.map((one) => answerOf(payment, one, at));
  const found = (['yes', 'unknown', 'no'] as const).flatMap(
    (word) => answers.find(({ answer }) => answer === word) ?? [],
  );
  return found[0] ?? answerNo(refusal('dispute_not_open'));
}

function answerOf(payment: Payment, chargeback: Refund, at: string): Answer {
  const attempt = payment.attempts[chargeback.of];
  const cell = cellOfDispute(chargeback);
  const word = chargeback.dispute && wordOfDispute(chargeback.dispute);
  if (isReversed(chargeback) && (cell === undefined || cell.meta.answerable))
    return answerNo(refusal('dispute_not_open'));
  if (cell === undefined || word === undefined)
    return answerUnknown(notRead(payment, chargeback, refusal('dispute_not_told')));
  if (cell.final) return answerNo(refusal('dispute_over', { dispute: word }));
  if (!cell.meta.answerable) return answerNo(refusal('dispute_not_open', { dispute: word }));
  const due = dueOf(chargeback, attempt);
  if (due === undefined)
    return answerUnknown(notRead(payment, chargeback, refusal('dispute_not_told', { dispute: word })));
  if (Date.parse(at) <= Date.parse(earliestInstant(due))) return yes;
  const passed = refusal('dispute_due_passed', { dispute: word, due });
  const { asked } = chargeback.dispute ?? {};
  const isAsked = asked !== undefined && Date.parse(asked) > Date.parse(earliestInstant(due));
  return answerUnknown(isAsked ? curedBy(passed, 'person') : passed);
}

/** A reason that a status read cures, unless one that is the newest of its payment has left it as it was (decision D28). */
function notRead(payment: Payment, { of, dispute, seen }: Refund, reason: Refusal): Refusal {
  const read = payment.attempts[of]?.read;
  const newest = [dispute?.at, ...seen.map((one) => one.at)].reduce(latest, undefined);
  return read !== undefined && compareRecency(read, newest) !== 'older' ? curedBy(reason, 'person') : reason;
}

const isReversed = (refund: Refund): boolean => countsOf(refund) === 'nothing';

/**
 * The payment after a fact about the dispute of one of its chargebacks, or why that cannot happen now. Facts between may have gone
 * untold.
 *
 * @throws InputError if the fact cannot be read, or the payment has no such chargeback.
 */
export function tellDispute(payment: Payment, fact: AboutDispute): Stepped<Payment> {
  readFact(fact, 'dispute');
  readId(fact.transactionId, 'fact.transactionId');
  const refundIndex = payment.refunds.findIndex(
    (one) => one.kind === 'chargeback' && one.transactionId === fact.transactionId,
  );
  const chargeback = payment.refunds[refundIndex];
  if (!chargeback)
    throw new InputError(
      'fact.transactionId',
      `order ${payment.orderId} has no chargeback "${fact.transactionId}"`,
      'Tell chargeback.received first, or give the id of the chargeback that it has.',
    );
  const told = wordTold(chargeback, fact);
  if (isRefused(told)) return no(told);
  const seen = [...(chargeback.dispute?.seen ?? []), told];
  const next: Refund = { ...chargeback, dispute: { ...chargeback.dispute, seen } };
  return { ok: true, next: { ...payment, refunds: payment.refunds.with(refundIndex, next) } };
}

/** The word that a fact tells of a dispute, if it can still come; else why it cannot. */
function wordTold(chargeback: Refund, fact: DisputeFact): DisputeSighting | Refusal {
  const { relation } = lawInForce();
  const cell = cellOfDispute(chargeback) ?? openingOfDisputes();
  const row = rowsAhead(cell).find((one) => one.fact === fact.type);
  const word = row && relation.find(row.to)?.meta.word;
  if (word === undefined) return takenBy([cell], fact) as Refusal;
  return { word: word as DisputeSighting['word'], told: fact.at };
}
