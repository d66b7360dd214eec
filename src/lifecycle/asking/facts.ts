/**
 * What may be told, or asked, of a whole order.
 */
import type {
  CaptureFact,
  CaptureMode,
  CardBrand,
  CardFact,
  DisputeFact,
  MinorUnits,
  RefundFact,
  ThreeDMode,
} from '../../../machines/index.ts';

/** A fact about an attempt, on the whole order: which attempt, if more than one is open. */
export type AboutAttempt<Fact> = Fact extends unknown ? Fact & { readonly transactionId?: string } : never;

/** A fact about a refund, on the whole order: by our own id of it, or MultiSafepay's. */
export type AboutRefund<Fact> = Fact extends unknown
  ? Fact & { readonly refundId?: string; readonly transactionId?: string }
  : never;

/** A payment is asked for. `threeD` left out means: with 3-D Secure wherever the brand allows it (3D-1). */
export interface OrderCreated {
  readonly type: 'order.created';
  /** When, an ISO 8601 instant. */
  readonly at: string;
  readonly brand: CardBrand;
  /** In minor units; positive. */
  readonly amount: MinorUnits;
  /** ISO 4217. */
  readonly currency: string;
  readonly threeD?: ThreeDMode;
  /** `manual`: authorised only, and captured by hand. Left out, it is captured at once. */
  readonly capture?: CaptureMode;
  /** MultiSafepay's id, if it is known already. */
  readonly transactionId?: string;
}

/** A capture of what is authorised is asked for. */
export interface CaptureRequested {
  readonly type: 'capture.requested';
  /** When, an ISO 8601 instant. */
  readonly at: string;
  /** Our own id of the capture; send it as the capture's order id, so that reports about it are recognised. */
  readonly captureId: string;
  /** In minor units; positive. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** The idempotency key; the capture's own id if left out. The same key again is the same capture. */
  readonly key?: string;
  /** Which attempt, if more than one is authorised. */
  readonly transactionId?: string;
}

/** A fact about a capture, on the whole order: by our own id of it, or MultiSafepay's. */
export type AboutCapture<Fact> = Fact extends unknown
  ? Fact & { readonly captureId?: string; readonly transactionId?: string }
  : never;

/** A refund is asked for. */
export interface RefundRequested {
  readonly type: 'refund.requested';
  /** When, an ISO 8601 instant. */
  readonly at: string;
  /** Our own id of the request; send it as `var1`, so that reports about it are recognised. */
  readonly refundId: string;
  /** In minor units; positive. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** The idempotency key; the refund's own id if left out. The same key again is the same refund. */
  readonly key?: string;
  /** The same amount again within 5 minutes is meant. */
  readonly intentional?: boolean;
  /** Which attempt, if more than one was collected. */
  readonly transactionId?: string;
}

/** Everything is asked back: what is left of the card's share is reserved, and what other methods paid is asked back there. */
export interface RefundAllRequested extends Omit<RefundRequested, 'amount' | 'intentional'> {
  /** The whole order; on the wire this is the amount 0 (decision D26). */
  readonly all: true;
}

/** A chargeback came in. */
export interface ChargebackReceived {
  readonly type: 'chargeback.received';
  readonly at: string;
  /** The chargeback's own id. */
  readonly transactionId: string;
  /** In minor units. */
  readonly amount: MinorUnits;
  /** The attempt it takes from, if more than one was collected. */
  readonly attemptId?: string;
}

/** MultiSafepay's answer gave our attempt, or our refund request, its id. */
export interface TransactionIdentified {
  readonly type: 'transaction.identified';
  readonly at: string;
  readonly transactionId: string;
  /** Our refund request, if it is one. */
  readonly refundId?: string;
  /** Our capture request, if it is one. */
  readonly captureId?: string;
}

/** A fact about the dispute of a chargeback, on the whole order: by the chargeback's own id. */
export type AboutDispute = DisputeFact & { readonly transactionId: string };

/** What may be told, or asked, of a whole order. */
export type PaymentFact =
  | OrderCreated
  | AboutAttempt<Exclude<CardFact, { type: 'order.created' }>>
  | RefundRequested
  | RefundAllRequested
  | CaptureRequested
  | AboutCapture<Exclude<CaptureFact, { type: 'capture.requested' }>>
  | ChargebackReceived
  | AboutRefund<Exclude<RefundFact, { type: 'refund.requested' | 'chargeback.received' }>>
  | AboutDispute
  | TransactionIdentified;
