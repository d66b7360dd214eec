/**
 * Facts and requests of our own: on one chart, or on the whole order with the rules that hold across it (decision D0).
 */

import { type CardFact, type ChartFact, isRefused } from '../../../machines/index.ts';
import type { ChartId } from '../../relation/index.ts';
import { attemptTimeline, possibleOfAttempt } from '../belief/belief.ts';
import { type Attempt, namingLaw, type Payment } from '../payment.ts';
import { readObject, readPaymentFact } from '../read.ts';
import { markWellShaped, readSubject } from '../shape.ts';
import { freeze } from '../values.ts';
import { requestCapture, tellCapture } from './captures.ts';
import { tellDispute } from './disputes.ts';
import type { AboutAttempt, PaymentFact } from './facts.ts';
import { identify } from './identify.ts';
import { createOrder } from './order.ts';
import { receiveChargeback, requestRefund, tellRefund } from './refunds.ts';
import {
  type FactAt,
  readFact,
  type Snapshot,
  type StateAfter,
  type StateOf,
  type Stepped,
  stepSnapshot,
} from './snapshot.ts';
import { attemptOf, no, tell } from './telling.ts';

/** A snapshot of any chart: to tell the compiler of each state of each costs it as much as all the rest. */
type AnySnapshot = { readonly chart: ChartId; readonly state: string; readonly profile: object };

/** The facts that a snapshot takes in its state; of a payment, those that its transactions take. */
export type FactFor<Subject> = Subject extends AnySnapshot
  ? FactAt<Subject['chart'], Subject['state'] & StateOf<Subject['chart']>>
  : PaymentFact;

/** What a fact makes of a snapshot, or of a payment. */
export type NextOf<Subject, Fact> = Subject extends AnySnapshot
  ? Snapshot<Subject['chart'], StateAfter<Subject['chart'], Subject['state'] & StateOf<Subject['chart']>, Fact>>
  : Payment;

/**
 * One fact on one snapshot, or on a whole payment: the next one, or a refusal. Nothing is silently ignored.
 *
 * On a snapshot of a known state only that state's facts are accepted by the compiler, and after a known fact the state is one of those that
 * it may lead to. On a payment, requests (an order, a
 * refund) also pass the rules that hold across its attempts, refunds and chargebacks.
 *
 * @throws InputError if the fact cannot be read, or names an attempt or refund that the payment does not have.
 */
export function step<Subject extends AnySnapshot | Payment, const Fact extends FactFor<Subject>>(
  subject: Subject,
  fact: Fact,
): Stepped<NextOf<Subject, Fact>>;
export function step(subject: Snapshot | Payment, fact: unknown): Stepped<never> {
  readSubject(subject);
  const stepped =
    'chart' in subject
      ? stepSnapshot(subject as Snapshot, readObject(fact) as unknown as ChartFact)
      : stepPayment(subject as Payment, readPaymentFact(fact) as unknown as PaymentFact);
  return stepped as Stepped<never>;
}

function stepPayment(payment: Payment, fact: PaymentFact): Stepped<Payment> {
  const stepped = stepPaymentUnfrozen(payment, fact);
  return stepped.ok
    ? { ...stepped, next: markWellShaped(freeze(stepped.repeated ? stepped.next : namingLaw(stepped.next))) }
    : stepped;
}

function stepPaymentUnfrozen(payment: Payment, fact: PaymentFact): Stepped<Payment> {
  switch (fact.type) {
    case 'order.created':
      return createOrder(payment, fact);
    case 'refund.requested':
      return requestRefund(payment, fact);
    case 'capture.requested':
      return requestCapture(payment, fact);
    case 'capture.completed':
    case 'capture.refused':
      return tellCapture(payment, fact);
    case 'chargeback.received':
      return receiveChargeback(payment, fact);
    case 'transaction.identified':
      return identify(payment, fact);
    case 'refund.completed':
    case 'refund.cancelled':
    case 'refund.declined':
    case 'chargeback.reversed':
      return tellRefund(payment, fact);
    case 'dispute.raised':
    case 'dispute.opened':
    case 'dispute.accepted':
    case 'dispute.submitted':
    case 'dispute.returned':
    case 'dispute.processed':
    case 'dispute.closed':
      return tellDispute(payment, fact);
    default:
      return tellAttempt(payment, fact);
  }
}

function tellAttempt(
  payment: Payment,
  fact: AboutAttempt<Exclude<CardFact, { type: 'order.created' }>>,
): Stepped<Payment> {
  const index = attemptOf(payment, fact.transactionId);
  const attempt = payment.attempts[index] as Attempt;
  readFact(fact, attempt.capture === undefined ? 'transaction' : 'authorisation');
  const told = tell(attemptTimeline(payment, attempt), possibleOfAttempt(payment, attempt).cells, fact);
  if (isRefused(told)) return no(told);
  const next: Attempt = { ...attempt, seen: told.seen };
  return { ok: true, next: { ...payment, attempts: payment.attempts.with(index, next) } };
}
