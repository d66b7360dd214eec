/**
 * What MultiSafepay says about an order, read but not yet judged.
 */
import type {
  CardBrand,
  DisputeWord,
  MinorUnits,
  OrderStatus,
  Outcome,
  OutsideFamily,
  TransactionStatus,
} from '../../machines/index.ts';

/** A word of a known vocabulary, or the word as it was said. */
export type Word<Known extends string> = Known | { readonly unknown: string };

/** Whether a word is of the known vocabulary. */
export function isKnown<Known extends string>(word: Word<Known>): word is Known {
  return typeof word === 'string';
}

/** What a transaction can be, as MultiSafepay types it. */
export const transactionKinds = [
  'payment',
  'refund',
  'chargeback',
  'reverse-chargeback',
  'capture',
  'auth-cancellation',
] as const;

/** What a transaction is, as MultiSafepay types it. */
export type TransactionKind = (typeof transactionKinds)[number];

/** How a payment was made: a card brand of these charts, a method known to be outside them, or a word we do not know. */
export type PaymentMethod =
  | { readonly brand: CardBrand }
  | { readonly outside: string; readonly family: OutsideFamily }
  | { readonly unknown: string };

/** A field that is not judged and could not be read: the report is read without it (decision D29). */
export interface LeftOut {
  /** Where in the order JSON, as a dotted path. */
  readonly path: string;
  /** What was found there, cut short, card data masked. */
  readonly found: string;
  /** What the field should hold. */
  readonly expected: string;
}

/** A judged field that could not be read: the report has no value for it (decision D29). */
export interface Unreadable extends LeftOut {
  /** What to do about it. */
  readonly wayOut: string;
}

/** One of the methods that paid an order (`payment_methods`), as far as it can be read (decision D26). */
export interface ListedMethod {
  readonly method?: PaymentMethod;
  /** What the entry calls itself: the brand of the gift card, else its type; card data masked. */
  readonly brand?: string;
  /** The id of the payment at whoever issued the method. */
  readonly externalId?: string;
  /** In minor units; never negative. */
  readonly amount?: MinorUnits;
  readonly currency?: string;
  readonly status?: Word<OrderStatus>;
}

/** The dispute of a chargeback, as far as it can be read (decision D34). */
export interface ListedDispute {
  readonly status?: Word<DisputeWord>;
  /** By when the merchant is expected to answer: MultiSafepay's time without a zone; the end of the day if only a day was told. */
  readonly due?: string;
  /** The card scheme's reason code, as `13.1`. */
  readonly reasonCode?: string;
  /** The reason in words; card data masked. */
  readonly reasonDescription?: string;
}

/** A transaction that a report lists beside its own: a refund, a chargeback, a capture. */
export interface RelatedTransaction {
  readonly transactionId?: string;
  /** The order id of its own that MultiSafepay gave it, if another than the payment's. */
  readonly orderId?: string;
  readonly kind?: Word<TransactionKind>;
  readonly status: Word<OrderStatus>;
  /** In minor units. */
  readonly amount?: MinorUnits;
  readonly currency?: string;
  /** MultiSafepay's time, `YYYY-MM-DDTHH:MM:SS`, without a zone. */
  readonly created?: string;
  /** The transaction it is about, if it says so. */
  readonly reference?: string;
  /** The dispute of a chargeback. */
  readonly dispute?: ListedDispute;
}

/** One report: an order JSON, read. Times are MultiSafepay's, `YYYY-MM-DDTHH:MM:SS` without a zone. */
export interface Report {
  /** A `notification` was sent to us; a `status_read` is MultiSafepay's answer to our question, and authoritative. */
  readonly channel: 'notification' | 'status_read';
  readonly orderId: string;
  readonly transactionId?: string;
  /** An unknown word without letters if the status could not be read: then `unreadable` says why. */
  readonly order: Word<OrderStatus>;
  /** Missing means "not reported": it constrains nothing (decision D8). */
  readonly transaction?: Word<TransactionStatus>;
  /** Both words were `void`, which says less than (void, cancelled) (decision D13). */
  readonly voidVoid?: true;
  readonly kind?: Word<TransactionKind>;
  readonly method?: PaymentMethod;
  /** Every method that the report lists, in its order; whether they split the order is not said here (decision D26). */
  readonly methods?: readonly ListedMethod[];
  /** In minor units; never negative: the sign is in `negative`. */
  readonly amount?: MinorUnits;
  /** The amount came with a minus sign: money that leaves. */
  readonly negative?: true;
  readonly currency?: string;
  /** What MultiSafepay says was refunded in all, reserved refunds included; in minor units. */
  readonly amountRefunded?: MinorUnits;
  readonly manualCapture?: true;
  /** What of a manual capture is not captured yet, in minor units. */
  readonly captureRemaining?: MinorUnits;
  /** By when a manual capture is to be made: MultiSafepay's time, without a zone. */
  readonly captureBefore?: string;
  /** The authentication outcome, if the report carries one. */
  readonly outcome?: Outcome;
  /** The report shows that 3-D Secure is or was asked for. */
  readonly threeDAsked?: true;
  /** The transaction this one is about, if it says so. */
  readonly reference?: string;
  /** The merchant's own reference, in which a refund request's id travels (`var1`). */
  readonly merchantReference?: string;
  /** The dispute of the report's own transaction, if that is a chargeback. */
  readonly dispute?: ListedDispute;
  /** What the report lists beside its own transaction; missing if it lists nothing. */
  readonly related?: readonly RelatedTransaction[];
  /** The order of the authorisation, if this is the own order of a capture (decision D29). */
  readonly authorisationOrderId?: string;
  readonly created?: string;
  /** The latest time in the report (decision D23). */
  readonly recency?: string;
  /** When a status read was asked for, on our own clock: an ISO instant (decision D28). */
  readonly askedAt?: string;
  /** What else was odd and is not in this report; missing if nothing was. */
  readonly leftOut?: readonly LeftOut[];
  /** The judged fields that could not be read; missing if all could. A report with any is never booked (decision D29). */
  readonly unreadable?: readonly Unreadable[];
}
