/**
 * Whose transaction is this? A transaction is classified before it is judged (decision D22).
 */
import { chartPairs, orderWords, type Pair, type Refusal, refusal } from '../../../machines/index.ts';
import { isCollected, isOpen } from '../belief/belief.ts';
import { isOwnAttempt } from '../belief/captures.ts';
import { isOpenAll } from '../belief/refund-requests.ts';
import { isMadeAfter } from '../belief/refunded-total.ts';
import { type Attempt, isReversalOf, type Payment, type Refund } from '../payment.ts';
import { isKnown, type Report } from '../report.ts';
import { differs } from '../values.ts';
import { authorisationOf, captureAsked, captureUnder } from './capture.ts';
import { ofCardPart, splitOf } from './parts.ts';

/** What a report's own transaction is, or why that cannot be told. */
export type Classification =
  | { readonly as: 'attempt'; readonly index: number }
  /** The only attempt of these of which it says nothing new, if there is one; else that cannot be told. */
  | { readonly as: 'told again'; readonly among: readonly number[]; readonly refusal: Refusal }
  | { readonly as: 'new attempt' }
  /** A refund or chargeback: the record it is known by, and the request of ours whose id it carries. */
  | { readonly as: 'refund'; readonly kind: Refund['kind']; readonly index?: number; readonly request?: number }
  | { readonly as: 'reversal'; readonly of: number }
  /** A capture that is met for the first time by its own report: of which authorisation, and the request of ours that it is. */
  | { readonly as: 'capture'; readonly of: number; readonly index?: number }
  /** A cancellation of what was reserved, by its own report: of which authorisation. */
  | { readonly as: 'release'; readonly of: number }
  /** About a method outside these charts (decision D38). */
  | { readonly as: 'outside' }
  | { readonly as: 'unclassified'; readonly refusal: Refusal };

const unclassified = (code: Parameters<typeof refusal>[0], facts: Record<string, string> = {}): Classification => ({
  as: 'unclassified',
  refusal: refusal(code, facts),
});

/** Classifies the transaction a report is about. */
export function classify(payment: Payment, told: Report): Classification {
  const report = ofCardPart(told, splitOf(told));
  const { transactionId: id, kind } = report;
  const [unreadable] = report.unreadable ?? [];
  if (unreadable) return unclassified('report_unreadable', { field: unreadable.path, found: unreadable.found });
  if (report.authorisationOrderId !== undefined && report.authorisationOrderId !== payment.orderId)
    return unclassified('not_a_payment', { authorisation: report.authorisationOrderId });
  if (kind !== undefined && !isKnown(kind)) return unclassified('transaction_unclassified', { type: kind.unknown });
  const request = requestOf(payment, report);
  if (request >= 0) return { as: 'refund', kind: 'refund', request };
  if (id === undefined) return isOutside(report) ? { as: 'outside' } : ofSoleAttempt(payment, report);
  const known = payment.refunds.findIndex((one) => one.transactionId === id || isReversalOf(one, id));
  if (known >= 0) return ofKnownRefund(payment.refunds[known] as Refund, known, report);
  const attempt = payment.attempts.findIndex((one) => one.transactionId === id);
  if (attempt >= 0) return ofKnownAttempt(payment, attempt, report);
  if (isOfCapture(payment, report)) return ofCapture(payment, report);
  if (kind === 'auth-cancellation') return ofRelease(payment, report);
  if (isOutside(report)) return { as: 'outside' };
  const typed = ofKind(report);
  const reversed = kind === 'reverse-chargeback' ? reversedBy(payment, report) : undefined;
  if (reversed !== undefined) return { as: 'reversal', of: reversed };
  if (report.reference !== undefined)
    return typed?.as === 'refund' ? typed : referring(payment, report.reference, report);
  if (typed && typed.as !== 'new attempt') return typed;
  const strange = strangeMethod(report);
  if (strange) return strange;
  const waiting = payment.attempts.flatMap((one, index) =>
    one.transactionId === undefined && isOwnAttempt(one) && isOpen(payment, one) && mayBe(one, report) ? [index] : [],
  );
  if (waiting.length > 1)
    return unclassified('transaction_not_identified', { 'open attempts': String(waiting.length) });
  if (waiting[0] !== undefined) return { as: 'attempt', index: waiting[0] };
  const paid = payment.attempts.some((one) => isCollected(payment, one));
  if (typed || !paid || saysPayment(report)) return { as: 'new attempt' };
  return unclassified('transaction_unclassified', { transaction: id });
}

/**
 * The request of ours whose id a report carries, if amount and currency agree: it is recognised before a known id (D31). One that
 * is known for certain as another transaction is not meant: what is made twice under one id is two refunds.
 */
export function requestOf(
  payment: Payment,
  { merchantReference, transactionId, amount, currency, kind }: Report,
): number {
  if (merchantReference === undefined || (kind !== undefined && kind !== 'refund')) return -1;
  return payment.refunds.findIndex(
    (one) =>
      one.refundId === merchantReference &&
      (one.boundByAmount || !differs(one.transactionId, transactionId)) &&
      (isOpenAll(one) || !differs(one.amount, amount)) &&
      !differs(one.currency, currency),
  );
}

/** Whether a report of a transaction that is not known yet is about a capture: it says so, or comes under a capture's own order id. */
function isOfCapture({ attempts, captures }: Payment, report: Report): boolean {
  const { kind, authorisationOrderId, orderId, transactionId = '', negative, reference } = report;
  if (kind === 'capture' || captures.includes(transactionId)) return true;
  if (kind !== undefined || negative) return false;
  const isOwnOrder = attempts.some(
    (one) => one.captureOf !== undefined && (one.captureId === orderId || one.orderId === orderId),
  );
  return authorisationOrderId !== undefined || (isOwnOrder && reference === undefined);
}

/** A capture by its own report: a request of ours, or a new one of the authorisation it names, else of the only one there is. */
function ofCapture(payment: Payment, report: Report): Classification {
  const { orderId, amount, transactionId } = report;
  const of = authorisationOf(payment, report);
  if (of === undefined) return unclassified('capture_owner_unknown', { transaction: String(transactionId) });
  const own = orderId === payment.orderId ? undefined : orderId;
  if (captureUnder(payment, of, own) >= 0)
    return unclassified('transaction_unclassified', { transaction: String(transactionId), order: orderId });
  const index = captureAsked(payment, of, { orderId: own, amount });
  return index >= 0 ? { as: 'capture', of, index } : { as: 'capture', of };
}

/**
 * Of which attempt a reversal gives back a chargeback, by its own report: of the chargeback or the transaction that it refers to, else of the sole
 * collected attempt (decision D31).
 */
function reversedBy(payment: Payment, { reference }: Report): number | undefined {
  const chargebacks = payment.refunds.filter(({ kind }) => kind === 'chargeback');
  const owners = payment.attempts.flatMap((one, index) => {
    const isReferred =
      one.transactionId === reference || chargebacks.some((of) => of.transactionId === reference && of.of === index);
    return (reference === undefined ? isCollected(payment, one) : isReferred) ? [index] : [];
  });
  return owners.length === 1 ? owners.find((index) => chargebacks.some(({ of }) => of === index)) : undefined;
}

/** A cancellation of what was reserved, by its own report. */
function ofRelease(payment: Payment, report: Report): Classification {
  const of = authorisationOf(payment, report);
  if (of === undefined) return unclassified('capture_owner_unknown', { transaction: String(report.transactionId) });
  return { as: 'release', of };
}

/** A transaction that is known as an attempt, unless the report types it otherwise, or a method outside has taken it over. */
function ofKnownAttempt(payment: Payment, index: number, report: Report): Classification {
  const isCapture = payment.attempts[index]?.captureOf !== undefined;
  const typed = isCapture && report.kind === 'capture' ? undefined : ofKind(report);
  if (typed !== undefined && typed.as !== 'new attempt')
    return unclassified('transaction_unclassified', {
      transaction: String(report.transactionId),
      type: String(report.kind ?? 'negative amount'),
    });
  const collected = isCollected(payment, payment.attempts[index] as Attempt);
  if (isOutside(report) && !collected) return { as: 'outside' };
  return strangeMethod(report) ?? { as: 'attempt', index };
}

/** Whether a report is about a method known to be outside these charts. */
const isOutside = ({ method }: Report): boolean => method !== undefined && 'outside' in method;

/** Whether an attempt that waits for its id can be the one reported: brand, amount and currency agree as far as known. */
function mayBe({ brand, amount, currency }: Attempt, { method, ...report }: Report): boolean {
  const agree = <T>(known: T | undefined, said: T | undefined): boolean =>
    known === undefined || said === undefined || known === said;
  const said = method && 'brand' in method ? method.brand : undefined;
  return agree(brand, said) && agree(amount, report.amount) && agree(currency, report.currency);
}

/** A transaction that refers to one of ours and does not say its kind: a refund, if only a refund has its pair. */
function referring(payment: Payment, reference: string, { order }: Report): Classification {
  const ours = payment.attempts.some((one) => one.transactionId === reference);
  const of = (pairs: readonly Pair[]): boolean => isKnown(order) && pairs.some((shown) => shown.order === order);
  if (ours && of(chartPairs.refund) && !of(chartPairs.multisafepay) && order !== 'chargeback')
    return { as: 'refund', kind: 'refund' };
  return unclassified('transaction_unclassified', { reference });
}

/** Why a payment by its method is not one of these charts; nothing if it is, or does not say. */
function strangeMethod({ method }: Report): Classification | undefined {
  if (!method || 'brand' in method) return undefined;
  return unclassified('brand_unknown', { method: 'outside' in method ? method.outside : method.unknown });
}

/** What the report's own type, or the sign of its amount, says. */
function ofKind(report: Report): Classification | undefined {
  switch (report.kind) {
    case 'payment':
      return { as: 'new attempt' };
    case 'refund':
      return { as: 'refund', kind: 'refund' };
    case 'chargeback':
      return { as: 'refund', kind: 'chargeback' };
    case 'capture':
    case 'auth-cancellation':
    case 'reverse-chargeback':
      return unclassified('transaction_unclassified', { type: report.kind });
    default:
      if (!report.negative) return undefined;
      return { as: 'refund', kind: report.order === 'chargeback' ? 'chargeback' : 'refund' };
  }
}

/** A known refund or chargeback, unless the report types it otherwise; an inferred kind yields to what is said. */
function ofKnownRefund(refund: Refund, index: number, report: Report): Classification {
  const said = report.kind;
  if (said === undefined || said === refund.kind || said === 'reverse-chargeback')
    return { as: 'refund', kind: refund.kind, index };
  if (refund.kindInferred && (said === 'refund' || said === 'chargeback')) return { as: 'refund', kind: said, index };
  return unclassified('refund_kind_differs', { known: refund.kind, said: String(said) });
}

/**
 * A report without a transaction id belongs to the sole open attempt (D10), unless it was made before that; to one that has ended only if it
 * says nothing new of it.
 */
function ofSoleAttempt(payment: Payment, report: Report): Classification {
  if (report.negative || (report.kind !== undefined && report.kind !== 'payment'))
    return unclassified('transaction_not_identified');
  // Under an order id of its own, a capture or a refund, which is no attempt of the order.
  if (report.orderId !== payment.orderId) {
    const own = payment.attempts.findIndex(
      (one) => one.captureOf !== undefined && (one.orderId ?? one.captureId) === report.orderId,
    );
    if (own >= 0) return { as: 'told again', among: [own], refusal: refusal('transaction_not_identified') };
    return unclassified('transaction_not_identified', { order: report.orderId });
  }
  const own = payment.attempts.flatMap((one, index) => (isOwnAttempt(one) ? [index] : []));
  const open = own.filter((index) => isOpen(payment, payment.attempts[index] as Attempt));
  const [first, second] = open;
  const isSole = first !== undefined && second === undefined;
  if (isSole && (own.length === 1 || !isMadeAfter(payment.attempts[first] as Attempt, report.recency)))
    return { as: 'attempt', index: first };
  const ended = own.filter((index) => !open.includes(index));
  const found = refusal('transaction_not_identified', { 'open attempts': String(open.length) });
  if (second === undefined && ended.length > 0) return { as: 'told again', among: ended, refusal: found };
  return { as: 'unclassified', refusal: found };
}

/** Whether a report can only be about a payment: an order read of a card, a pair that no refund has, or captures that it lists. */
function saysPayment(report: Report): boolean {
  const { order, transaction, method, amount, related = [] } = report;
  if (!isKnown(order)) return false;
  // Only what was authorised has captures, or is reserved as no refund and no capture is.
  if (related.some(({ kind }) => kind === 'capture')) return true;
  const hasPair = (shown: Pair): boolean => shown.order === order && shown.transaction === transaction;
  const isReserved =
    chartPairs.authorisation.some(hasPair) && ![...chartPairs.refund, ...chartPairs.capture].some(hasPair);
  if (report.manualCapture && isReserved) return true;
  const ofPayment = chartPairs.multisafepay.some((shown) => shown.order === order);
  const ofRefund = chartPairs.refund.some((shown) => shown.order === order);
  // A refund that is initialized is reserved by another word (D12), so that word says nothing.
  const ambiguous = ofRefund || order === orderWords.begun;
  if (ofPayment && !ambiguous) return true;
  return report.channel === 'status_read' && method !== undefined && 'brand' in method && amount !== undefined;
}
