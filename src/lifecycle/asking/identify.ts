/**
 * The ids that MultiSafepay gives: of our attempt, or of our refund request (decisions D10, D31).
 */
import { refusal } from '../../../machines/index.ts';
import { isOwnAttempt } from '../belief/captures.ts';
import { certainRequest, mergedRequest } from '../belief/refund-requests.ts';
import { keepInStep } from '../belief/refunded-total.ts';
import { InputError } from '../input-error.ts';
import type { Payment, Refund } from '../payment.ts';
import { readId, readInstant } from '../read.ts';
import type { TransactionIdentified } from './facts.ts';
import type { Stepped } from './snapshot.ts';
import { isTaken, no } from './telling.ts';

/** Gives an attempt or a refund request its id at MultiSafepay; a refund met in a report before is the same one. */
export function identify(payment: Payment, fact: TransactionIdentified): Stepped<Payment> {
  readInstant(fact.at, 'fact.at');
  const { transactionId, refundId, captureId } = fact;
  readId(transactionId, 'fact.transactionId');
  if (captureId !== undefined) return identifyCapture(payment, captureId, transactionId);
  if (refundId === undefined) {
    if (payment.attempts.some((one) => one.transactionId === transactionId)) return { ok: true, next: payment };
    if (isTaken(payment, transactionId)) return no(refusal('transaction_known', { transaction: transactionId }));
    const waiting = payment.attempts.flatMap((one, index) =>
      one.transactionId === undefined && isOwnAttempt(one) ? [index] : [],
    );
    const [index = -1, another] = waiting;
    const attempt = payment.attempts[index];
    if (!attempt || another !== undefined)
      throw new InputError(
        'fact.transactionId',
        `order ${payment.orderId} has ${waiting.length} attempts that wait for an id`,
        'Give order.created the id, or begin one attempt at a time.',
      );
    const attempts = payment.attempts.with(index, { ...attempt, transactionId });
    return { ok: true, next: { ...payment, attempts } };
  }
  const refundIndex = payment.refunds.findIndex((one) => one.refundId === refundId);
  const request = payment.refunds[refundIndex];
  if (request?.boundByAmount) return identify(certainRequest(payment, refundIndex, transactionId), fact);
  if (!request)
    throw new InputError(
      'fact.refundId',
      `order ${payment.orderId} has no refund request "${refundId}"`,
      'Give the refundId it was requested with.',
    );
  if (request.transactionId === transactionId) return { ok: true, next: payment };
  const met = payment.refunds.find((one) => one.transactionId === transactionId);
  const isAttempt = payment.attempts.some((one) => one.transactionId === transactionId);
  if (isAttempt || request.transactionId !== undefined || (met && !isSameRefund(request, met)))
    return no(refusal('transaction_known', { transaction: transactionId, refund: refundId }));
  const known = {
    ...payment,
    refunds: payment.refunds.with(refundIndex, { ...request, transactionId, reported: true }),
  };
  const next = met ? mergedRequest(payment, refundIndex, payment.refunds.indexOf(met)) : known;
  return { ok: true, next: keepInStep(next, request.of, payment) };
}

/** Gives a capture request its id at MultiSafepay. */
function identifyCapture(payment: Payment, captureId: string, transactionId: string): Stepped<Payment> {
  const index = payment.attempts.findIndex((one) => one.captureId === captureId);
  const request = payment.attempts[index];
  if (!request)
    throw new InputError(
      'fact.captureId',
      `order ${payment.orderId} has no capture request "${captureId}"`,
      'Give the captureId it was requested with.',
    );
  if (request.transactionId === transactionId) return { ok: true, next: payment };
  if (request.transactionId !== undefined || isTaken(payment, transactionId))
    return no(refusal('transaction_known', { transaction: transactionId, capture: captureId }));
  return { ok: true, next: { ...payment, attempts: payment.attempts.with(index, { ...request, transactionId }) } };
}

const isSameRefund = (request: Refund, met: Refund): boolean =>
  met.kind === 'refund' && met.of === request.of && met.refundId === undefined && met.amount === request.amount;
