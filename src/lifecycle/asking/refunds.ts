/**
 * Our own refund requests, and facts told of refunds and chargebacks (decisions D12, D13, D26).
 */

import {
  isAmount,
  isRefused,
  type MinorUnits,
  type RefundFact,
  type RefundLedger,
  refusal,
} from '../../../machines/index.ts';
import { isHeld, isUndecided, possibleOfRefund, refundTimeline } from '../belief/belief.ts';
import { withoutWord } from '../belief/captures.ts';
import { hasProvisionalReversal } from '../belief/dispute.ts';
import { cardAmount, positionOfAttempt, unownedOf } from '../belief/money.ts';
import { isNamed, unboundRequest } from '../belief/refund-requests.ts';
import { keepInStep, sameDay } from '../belief/refunded-total.ts';
import { rulesInForce } from '../in-force.ts';
import { InputError } from '../input-error.ts';
import { type Payment, type Refund, refundsOf, type Violation } from '../payment.ts';
import { readCurrency, readId, readInstant, shown } from '../read.ts';
import { earliestInstant } from '../recency.ts';
import { defined, unbounded } from '../values.ts';
import { curedNow } from './answer.ts';
import type { AboutRefund, ChargebackReceived, RefundAllRequested, RefundRequested } from './facts.ts';
import { readFact, type Stepped } from './snapshot.ts';
import { collectedAttempt, isTaken, keyReused, no, tell } from './telling.ts';

/** The ledger a refund request is judged by. */
export function refundLedger(payment: Payment, index: number): RefundLedger {
  const attempt = payment.attempts[index];
  if (!attempt)
    return {
      collected: false,
      refundable: 0,
      refundableKnown: true,
      chargebackAttached: false,
      outcomeUnknown: false,
      earlier: [],
    };
  const refunds = refundsOf(payment, index);
  const standing = positionOfAttempt(payment, index);
  const { refunded, chargedBack, isChargedBack } = unownedOf(payment, index);
  const unowned = isChargedBack ? unbounded : refunded + chargedBack;
  const mayHaveLeft = payment.alarms.some(({ code }) => code === 'money_may_have_left');
  const times = [attempt.requestedAt, attempt.created && earliestInstant(attempt.created)].filter(
    (time) => time !== undefined,
  );
  return defined<RefundLedger>({
    collected: isHeld(payment, attempt),
    edition: payment.edition,
    // While nobody has said what was collected, nothing is too much: how much is left is not known, and no request is admitted.
    refundable: isHeld(payment, attempt) && cardAmount(attempt) === undefined ? unbounded : standing.refundable,
    refundableKnown: standing.refundableKnown && !mayHaveLeft,
    ownerUnknown: unowned > 0 ? unowned : undefined,
    currency: attempt.currency,
    earliest: times.sort((a, b) => Date.parse(a) - Date.parse(b))[0],
    chargebackAttached: standing.chargebackAttached,
    reversalProvisional: hasProvisionalReversal(payment, index) || undefined,
    outcomeUnknown: payment.refunds.some(isUndecided),
    earlier: refunds.flatMap(({ requestedAt, amount }) => (requestedAt && amount ? [{ at: requestedAt, amount }] : [])),
  });
}

/** The chart's fact of a refund request: what is asked, with the ledger it is judged by. */
export function refundRequestFact(
  asked: {
    readonly amount: MinorUnits;
    readonly currency: string;
    readonly at: string;
    readonly intentional?: boolean | undefined;
  },
  ledger: RefundLedger,
): Extract<RefundFact, { type: 'refund.requested' }> {
  const { amount, currency, at, intentional } = asked;
  return {
    type: 'refund.requested',
    at,
    ask: { amount, currency, at, ledger, ...(intentional !== undefined && { intentional }) },
  };
}

/**
 * The payment with a refund of ours that is reserved from here on, if the refund rules admit it. The same key again is the same
 * refund (`repeated`); the same key for another amount is refused.
 *
 * @throws InputError if a field cannot be read, or it must be said which attempt is meant.
 */
export function requestRefund(payment: Payment, fact: RefundRequested | RefundAllRequested): Stepped<Payment> {
  readInstant(fact.at, 'fact.at');
  const { refundId, at, currency, key = refundId } = fact;
  readId(refundId, 'fact.refundId');
  readId(key, 'fact.key');
  readCurrency(currency, 'fact.currency');
  const earlier = payment.refunds.find((one) => one.key === key || one.refundId === refundId);
  if (earlier) {
    const isSame = 'all' in fact ? earlier.all === true : !earlier.all && earlier.amount === fact.amount;
    return isSame && earlier.currency === currency && earlier.key === key
      ? { ok: true, next: payment, repeated: true }
      : keyReused('refund_key_reused', key, earlier, fact);
  }
  const of = collectedAttempt(payment, fact.transactionId);
  const ledger = refundLedger(payment, of);
  const amount = 'all' in fact ? ledger.refundable : fact.amount;
  const intentional = 'all' in fact ? true : fact.intentional;
  const asked = refundRequestFact({ amount, currency, at, intentional }, ledger);
  const blank = defined<Refund>({
    kind: 'refund',
    of,
    refundId,
    key,
    requestedAt: at,
    amount,
    currency,
    all: 'all' in fact || undefined,
    sameDay: sameDay(payment.attempts[of], { requestedAt: at }),
    reported: false,
    seen: [],
  });
  const told = tell(refundTimeline(blank), possibleOfRefund(blank).cells, asked);
  if (isRefused(told)) return no(curedNow(payment, told));
  const parts = 'all' in fact ? payment.parts.map((part) => ({ ...part, askedBack: true as const })) : payment.parts;
  return { ok: true, next: { ...payment, parts, refunds: [...payment.refunds, { ...blank, seen: told.seen }] } };
}

/**
 * The payment after a fact about one of its refunds or chargebacks, or why that cannot happen now.
 *
 * @throws InputError if the fact cannot be read, or the payment has no such refund.
 */
export function tellRefund(
  payment: Payment,
  fact: AboutRefund<Exclude<RefundFact, { type: 'refund.requested' | 'chargeback.received' }>>,
): Stepped<Payment> {
  readFact(fact, 'refund');
  const refundIndex = payment.refunds.findIndex((one) => isNamed(one, fact));
  const refund = payment.refunds[refundIndex];
  if (!refund)
    throw new InputError(
      'fact.refundId',
      `order ${payment.orderId} has no such refund or chargeback`,
      'Give the refundId it was requested with, or its transactionId.',
    );
  // Our own request was declined: what was taken for it by its amount alone is another refund.
  if (fact.type === 'refund.declined' && fact.transactionId === undefined && refund.boundByAmount)
    return tellRefund(unboundRequest(payment, refundIndex), fact);
  const told = tell(refundTimeline(refund), possibleOfRefund(refund).cells, fact);
  if (isRefused(told)) return no(told);
  const next = {
    ...payment,
    refunds: payment.refunds.with(refundIndex, { ...refund, reported: true, seen: told.seen }),
  };
  return { ok: true, next: keepInStep(withoutWord(next, refund.of, payment), refund.of, payment) };
}

/**
 * The payment with a chargeback that we were told of. One that is not expected of its brand is booked with a violation (REF-3).
 *
 * @throws InputError if a field cannot be read, or it must be said which attempt is meant.
 */
export function receiveChargeback(payment: Payment, fact: ChargebackReceived): Stepped<Payment> {
  readFact(fact, 'refund');
  const { transactionId, amount } = fact;
  readId(transactionId, 'fact.transactionId');
  if (!isAmount(amount))
    throw new InputError('fact.amount', `${shown(amount)} is not a whole number of minor units`, 'EUR 25.00 is 2500.');
  if (isTaken(payment, transactionId)) return no(refusal('transaction_known', { transaction: transactionId }));
  const of = collectedAttempt(payment, fact.attemptId);
  const attempt = payment.attempts[of];
  if (!attempt || !isHeld(payment, attempt)) return no(refusal('refund_not_collected'));
  const blank = defined<Refund>({
    kind: 'chargeback',
    of,
    transactionId,
    amount,
    currency: attempt.currency,
    reported: true,
    seen: [],
  });
  const told = tell(refundTimeline(blank), possibleOfRefund(blank).cells, { type: fact.type, at: fact.at });
  if (isRefused(told)) return no(told);
  const refunds = [...payment.refunds, { ...blank, seen: told.seen }];
  const unexpected = rulesInForce().refuseChargeback(attempt.brand);
  const violations = unexpected
    ? [...payment.violations, { code: unexpected.code, transactionId }]
    : payment.violations;
  const next = withoutWord({ ...payment, refunds, violations }, of, payment);
  const lost: Violation[] = positionOfAttempt(next, of).doubleLoss ? [{ code: 'double_loss', transactionId }] : [];
  return { ok: true, next: { ...next, violations: [...violations, ...lost] } };
}
