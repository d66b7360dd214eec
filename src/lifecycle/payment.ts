/**
 * A payment: one order's attempts, refunds and chargebacks, as evidence. What is possible, certain and owed is derived.
 */
import type { CardBrand, CollectedWord, Collector, Edition, MinorUnits, RefusalCode } from '../../machines/index.ts';
import { type ChartId, lawHashes } from '../relation/index.ts';
import { readId } from './read.ts';
import type { Sighting } from './sighting.ts';
import { freeze } from './values.ts';

/** The version of the stored form. */
export const paymentFormat = 1;

/** One attempt to pay: a transaction at MultiSafepay. Amounts in minor units; times are MultiSafepay's, without a zone. */
export interface Attempt {
  /** MultiSafepay's id; missing until it is known. */
  readonly transactionId?: string;
  readonly brand?: CardBrand;
  readonly amount?: MinorUnits;
  readonly currency?: string;
  /** The earliest time reported of it. */
  readonly created?: string;
  /** When we asked for it, an ISO 8601 instant; missing if the request was not ours. */
  readonly requestedAt?: string;
  /** The latest time of a status read of it. */
  readonly read?: string;
  readonly seen: readonly Sighting[];
  /** The last order word that said more than the attempt's own life. */
  readonly word?: CollectedWord;
  /**
   * What MultiSafepay last said was refunded in all, when, the part of it that no known refund explains, and what had
   * been released (cancelled or declined) by then.
   */
  readonly reported?: {
    readonly amount: MinorUnits;
    readonly at?: string;
    readonly unattributed: MinorUnits;
    readonly released: MinorUnits;
    /** A lower total that came without evidence, and is not believed. */
    readonly disbelieved?: MinorUnits;
  };
}

/** One refund or chargeback. Amounts in minor units. */
export interface Refund {
  readonly kind: 'refund' | 'chargeback';
  /** Which attempt it takes from: its place in `attempts`. */
  readonly of: number;
  readonly transactionId?: string;
  /** The order id of its own, if MultiSafepay gave it another than the payment's. */
  readonly orderId?: string;
  /** Our own id of the request; it travels in `var1`. */
  readonly refundId?: string;
  /** Our idempotency key. */
  readonly key?: string;
  /** When we asked, an ISO 8601 instant. */
  readonly requestedAt?: string;
  readonly amount?: MinorUnits;
  readonly currency?: string;
  /** MultiSafepay's time, without a zone. */
  readonly created?: string;
  readonly sameDay?: boolean;
  /** Whether MultiSafepay has shown it. */
  readonly reported: boolean;
  /** Whether MultiSafepay's refunded total is known to include it. */
  readonly counted?: true;
  /** The kind was inferred, since the report did not say; a later word replaces it. */
  readonly kindInferred?: true;
  /** The id of the transaction that reversed this chargeback. */
  readonly reversedBy?: string;
  readonly seen: readonly Sighting[];
}

/** Something that must be looked into: MultiSafepay may hold or have paid out money that the charts do not believe. */
export interface Alarm {
  readonly code: 'money_may_be_held' | 'money_may_have_left';
  readonly transactionId?: string;
  /** The time of the report that raised it. */
  readonly at?: string;
  readonly because: RefusalCode;
}

/** A rule that reality broke. It is booked, never refused. */
export interface Violation {
  readonly code: RefusalCode;
  readonly transactionId?: string;
  /** The edition under which it is one, where the payment's own is not known. */
  readonly edition?: Edition;
}

/** A payment: plain JSON, frozen. */
export interface Payment {
  readonly format: typeof paymentFormat;
  /** The law it was judged under: the hash of each chart. */
  readonly laws: Readonly<Record<ChartId, string>>;
  readonly orderId: string;
  /** The edition it was opened under; missing if it was first met in a report. */
  readonly edition?: Edition;
  /** Who collects, as configured; missing if it was first met in a report. */
  readonly collector?: Collector;
  readonly attempts: readonly Attempt[];
  readonly refunds: readonly Refund[];
  /** Transactions known to be captures. */
  readonly captures: readonly string[];
  /** Completed transactions of methods outside these charts. */
  readonly settledOutside: readonly string[];
  readonly alarms: readonly Alarm[];
  readonly violations: readonly Violation[];
  /** The last report that was late and yet brought news, so that its resend is known for a duplicate. */
  readonly lateNews?: string;
}

/** A payment first met in a report: edition and collector are open. */
export function emptyPayment(orderId: string): Payment {
  readId(orderId, 'orderId');
  return freeze({
    format: paymentFormat,
    laws: lawHashes,
    orderId,
    attempts: [],
    refunds: [],
    captures: [],
    settledOutside: [],
    alarms: [],
    violations: [],
  });
}

/** The refunds and chargebacks of an attempt. */
export function refundsOf(payment: Payment, attempt: number): readonly Refund[] {
  return payment.refunds.filter((refund) => refund.of === attempt);
}

/** The currency of an order: that of its latest attempt that has one. */
export function currencyOf(payment: Payment | undefined): string | undefined {
  return payment?.attempts.findLast(({ currency }) => currency !== undefined)?.currency;
}
