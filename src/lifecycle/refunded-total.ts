/**
 * MultiSafepay's refunded total beside the refunds known one by one (decision D16a).
 */
import { type Attempt, countsOf, type Payment, type Refund } from './payment.ts';
import { compareRecency } from './recency.ts';

/** Whether a refund counts in MultiSafepay's refunded total: reserved or completed. */
export function isActive(refund: Refund): boolean {
  const counts = countsOf(refund);
  return refund.kind === 'refund' && (counts === 'reserved' || counts === 'refunded');
}

/**
 * Keeps the total in step with the refunds: one that was in it and is released leaves it, and one first heard of now that
 * was certainly made before it explains a part of it.
 *
 * @param before the payment before the refunds changed: what was heard of already.
 */
export function settleTotal(payment: Payment, index: number, before: Payment): Payment {
  const attempt = payment.attempts[index] as Attempt;
  if (!attempt.reported) return payment;
  let { amount, unattributed, released } = attempt.reported;
  const { at } = attempt.reported;
  const heardOf = new Set(before.refunds.map((one) => one.transactionId));
  const refunds = payment.refunds.map((refund): Refund => {
    if (refund.of !== index) return refund;
    if (refund.counted && !isActive(refund)) {
      amount = Math.max(0, amount - (refund.amount ?? 0));
      released += refund.amount ?? 0;
      const { counted: _, ...rest } = refund;
      return rest;
    }
    const isNew = !refund.counted && isActive(refund) && !heardOf.has(refund.transactionId);
    if (!isNew || compareRecency(refund.created, at) !== 'older') return refund;
    unattributed = Math.max(0, unattributed - (refund.amount ?? 0));
    return { ...refund, counted: true };
  });
  const reported = { ...attempt.reported, amount, unattributed, released };
  return { ...payment, refunds, attempts: payment.attempts.with(index, { ...attempt, reported }) };
}
