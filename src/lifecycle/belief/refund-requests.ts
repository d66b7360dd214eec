/**
 * Our own refund requests and what MultiSafepay shows of them: one record, however the two were found to be one (decision D31).
 */
import type { Attempt, Payment, Refund } from '../payment.ts';
import { defined, differs } from '../values.ts';
import { outsideAmount } from './money.ts';

/** Whether a refund or chargeback is the one that is named: by our id or by MultiSafepay's. */
export function isNamed(one: Refund, { refundId, transactionId }: Pick<Refund, 'refundId' | 'transactionId'>): boolean {
  return (
    (refundId !== undefined && one.refundId === refundId) ||
    (transactionId !== undefined && one.transactionId === transactionId)
  );
}

/** Whether everything was asked back, and nothing shown of it yet: how much that is, MultiSafepay says (decision D26). */
export const isOpenAll = ({ all, seen }: Refund): boolean =>
  all === true && seen.every(({ told, at }) => told !== undefined && at === undefined);

/** The payment with a request of ours and the transaction that was met before as one record, in the request's place. */
export function mergedRequest(payment: Payment, requestAt: number, metAt: number): Payment {
  const { refundId, key, requestedAt, all } = payment.refunds[requestAt] as Refund;
  const met = payment.refunds[metAt] as Refund;
  const known = defined<Refund>({ ...met, refundId, key, requestedAt, all });
  const refunds = payment.refunds.with(requestAt, known).filter((one) => one !== met);
  return { ...payment, refunds };
}

/**
 * The payment with a request of ours that is a transaction for certain. What it was taken for by its amount alone is that one, unless
 * it is known to be another, or was made at another time: then that is a record of its own again.
 */
export function certainRequest(
  payment: Payment,
  index: number,
  transactionId: string | undefined,
  created?: string,
): Payment {
  const request = payment.refunds[index] as Refund;
  if (!request.boundByAmount) return payment;
  const isMet = payment.refunds.some((one) => one !== request && one.transactionId === transactionId);
  if (isMet || differs(request.transactionId, transactionId) || differs(request.created, created))
    return unboundRequest(payment, index);
  const { boundByAmount: _, ...certain } = request;
  return { ...payment, refunds: payment.refunds.with(index, certain) };
}

/** The payment with a request of ours told apart again from the transaction that it was taken for by its amount alone. */
export function unboundRequest(payment: Payment, index: number): Payment {
  const bound = payment.refunds[index] as Refund;
  const { refundId, key, requestedAt, all, boundByAmount: _, ...met } = bound;
  const { kind, of, amount, currency, sameDay, seen } = bound;
  const request = defined<Refund>({
    kind,
    of,
    refundId,
    key,
    requestedAt,
    all,
    amount,
    currency,
    sameDay,
    reported: false,
    seen: seen.filter(({ told }) => told !== undefined).slice(0, 1),
  });
  // A report that showed what we had told is one sighting with it: what the report showed is the other's.
  const other = {
    ...met,
    seen: met.seen.flatMap(({ told, ...shown }) => (told === undefined || shown.at !== undefined ? [shown] : [])),
  };
  return { ...payment, refunds: [...payment.refunds.with(index, request), other] };
}

/**
 * The request of ours that a transaction of this amount may be, by the amount alone: the earliest that waits for its outcome. One of
 * everything is of the card's part, or of that with what other methods paid (decision D26).
 */
export function waitingRequest(
  payment: Payment,
  of: number,
  { amount, currency }: { readonly amount?: number | undefined; readonly currency?: string | undefined },
): number {
  return payment.refunds.findIndex(
    (one) =>
      one.of === of &&
      one.refundId !== undefined &&
      one.transactionId === undefined &&
      !one.reported &&
      (one.amount === amount || (one.all && withOthers(payment, one) === amount)) &&
      (currency === undefined || one.currency === currency),
  );
}

const withOthers = (payment: Payment, { of, amount = 0 }: Refund): number =>
  amount + outsideAmount(payment, payment.attempts[of] as Attempt);
