/**
 * A payment: one order's attempts, refunds and chargebacks, as evidence. What is possible, certain and owed is derived.
 */
import type {
  CardBrand,
  CollectedWord,
  Collector,
  DisputeWord,
  Edition,
  MinorUnits,
  OrderStatus,
  OutsideFamily,
  RefusalCode,
  TransactionStatus,
} from '../../machines/index.ts';
import type { ChartHashes } from '../relation/index.ts';
import { lawInForce } from './in-force.ts';
import { readId } from './read.ts';
import type { Word } from './report.ts';
import type { Sighting } from './sighting.ts';
import { defined, freeze } from './values.ts';

/** The version of the stored form. */
export const paymentFormat = 2;

/** An amount of money, in minor units of its currency (ISO 4217). */
export interface Money {
  readonly amount: MinorUnits;
  readonly currency: string;
}

/** How a status read that may correct has a transaction, against every lawful history of it (decisions D27, D28). */
export interface AsRead {
  readonly order: OrderStatus;
  readonly transaction?: TransactionStatus;
  /** MultiSafepay's time of the read. */
  readonly at?: string;
}

/** A cancellation of what was reserved and not captured (`auth-cancellation`). */
export interface Released {
  readonly transactionId?: string;
  /** In minor units; missing if MultiSafepay has not said it. */
  readonly amount?: MinorUnits;
}

/**
 * One attempt to pay, or one capture of an attempt that was authorised: a transaction at MultiSafepay that collects. Amounts in
 * minor units; times are MultiSafepay's, without a zone.
 */
export interface Attempt {
  /** MultiSafepay's id; missing until it is known. */
  readonly transactionId?: string;
  readonly brand?: CardBrand;
  /** What MultiSafepay reports as the order's amount under this transaction; what we asked for, until then. */
  readonly amount?: MinorUnits;
  readonly currency?: string;
  /** What our own request asked for: an order, or a capture. Reports never change it (decision D25). */
  readonly asked?: Money;
  /** The card's share of the amount, where a list of methods splits the order (decision D26). */
  readonly cardShare?: MinorUnits;
  /** The smallest reading of the card's share, where a list names an outside method and does not add up (decision D26). */
  readonly smallestShare?: MinorUnits;
  /** The collection was taken back, or the ending changed, by a status read that may correct. */
  readonly asRead?: AsRead;
  /** Only a refund or chargeback of it proves that it was collected: how much, its own report has not said (decision D19). */
  readonly provedOnly?: true;
  /** The earliest time reported of it. */
  readonly created?: string;
  /** When we asked for it, an ISO 8601 instant; missing if the request was not ours. */
  readonly requestedAt?: string;
  /** The latest time of a status read of it. */
  readonly read?: string;
  /** It is authorised, and captured by hand: as our own request or MultiSafepay says (decision D33). */
  readonly capture?: 'manual';
  /**
   * Of an authorisation: only a capture that does not say of which has it for authorised. Of a capture: nothing said of which it is. A
   * listing of another authorisation replaces that (decision D31).
   */
  readonly captureInferred?: true;
  /** By when the reservation is to be captured, as MultiSafepay says it. */
  readonly captureBefore?: string;
  /** What was released of the reservation, as far as it is listed one by one. */
  readonly released?: readonly Released[];
  /** It is a capture: the place in `attempts` of the authorisation it captures from. */
  readonly captureOf?: number;
  /** The order id of a capture's own. */
  readonly orderId?: string;
  /** Our own id of a capture request: the order id that we gave the capture. */
  readonly captureId?: string;
  /** The idempotency key of a capture request. */
  readonly key?: string;
  readonly seen: readonly Sighting[];
  /** The last order word that said more than the attempt's own life. */
  readonly word?: CollectedWord;
  /** When that was last said to be `chargeback` without a list of chargebacks, also while one that is known stood for it. */
  readonly wordAt?: string;
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
    /** When that was last told. */
    readonly disbelievedAt?: string;
    /** What came back by the total alone: not to be refunded again until a listing or a person confirms it (decision D28). */
    readonly fallen?: MinorUnits;
  };
}

/** A word of a dispute, and when it was reported. */
export interface DisputeSighting {
  readonly word: DisputeWord;
  /** MultiSafepay's time of the report; missing if it had none, or if the fact is our own. */
  readonly at?: string;
  /** When a fact of our own told it, an ISO 8601 instant. Never compared with MultiSafepay's times. */
  readonly told?: string;
}

/** The dispute of a chargeback, as MultiSafepay told it (decision D34). Times are MultiSafepay's, without a zone. */
export interface Dispute {
  /** Its words, oldest first; of a run of the same word the first and the last. Empty while no known word was told. */
  readonly seen: readonly DisputeSighting[];
  /** By when the merchant is expected to answer. */
  readonly due?: string;
  /** The card scheme's reason for the chargeback, as `13.1`. */
  readonly reasonCode?: string;
  readonly reasonDescription?: string;
  /** The time of the newest report that listed it. */
  readonly at?: string;
  /** When the last status read that listed it was asked for, on our own clock: an ISO 8601 instant. */
  readonly asked?: string;
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
  /** We asked for everything: the whole card's share, and the outside parts (decision D26). */
  readonly all?: true;
  readonly amount?: MinorUnits;
  readonly currency?: string;
  /** MultiSafepay's time, without a zone. */
  readonly created?: string;
  readonly sameDay?: boolean;
  /** Whether MultiSafepay has shown it. */
  readonly reported: boolean;
  /** Whether MultiSafepay's refunded total is known to include it. */
  readonly counted?: true;
  /** The attempt it takes from was inferred: a listing or a reference replaces it (decision D31). */
  readonly ownerInferred?: true;
  /** Our request was taken for what a report shows by its amount alone: our id in `var1`, or our own answer, replaces that (decision D31). */
  readonly boundByAmount?: true;
  /** A status read that may correct has it so, after it had ended otherwise (decision D28). */
  readonly asRead?: AsRead;
  /** What of a chargeback was given back by reversals of smaller amounts (decision D28). */
  readonly reversedInPart?: MinorUnits;
  /** The kind was inferred, since the report did not say; a later word replaces it. */
  readonly kindInferred?: true;
  /** The id of the transaction that reversed this chargeback; of several that reversed it in part, the last. */
  readonly reversedBy?: string;
  /** Those before it. */
  readonly reversedBefore?: readonly Reversal[];
  /** When that was made: MultiSafepay's time, without a zone. */
  readonly reversedAt?: string;
  /** The dispute that this chargeback carries. */
  readonly dispute?: Dispute;
  readonly seen: readonly Sighting[];
}

/** A reversal of a part of a chargeback. */
export interface Reversal {
  /** The id of its transaction, if it was told. */
  readonly by?: string;
  /** When it was made: MultiSafepay's time, without a zone. */
  readonly at?: string;
}

/** What has reversed a chargeback, or parts of it, so far. */
export function reversalsOf({
  reversedBy: by,
  reversedAt: at,
  reversedInPart,
  reversedBefore = [],
}: Refund): readonly Reversal[] {
  const isAny = by !== undefined || at !== undefined || reversedInPart !== undefined;
  return isAny ? [...reversedBefore, defined<Reversal>({ by, at })] : [];
}

/** Whether a transaction is one that reversed a chargeback, or a part of it. */
export const isReversalOf = (chargeback: Refund, id: string | undefined): boolean =>
  id !== undefined && reversalsOf(chargeback).some(({ by }) => by === id);

/** Something that must be looked into: MultiSafepay may hold or have paid out money that the charts do not believe. */
export interface Alarm {
  readonly code: 'money_may_be_held' | 'money_may_have_left';
  readonly transactionId?: string;
  /** The time of the report that raised it. */
  readonly at?: string;
  readonly because: RefusalCode;
  /** The card brand of that report, if it named one. */
  readonly brand?: CardBrand;
}

/** A rule that reality broke. It is booked, never refused. */
export interface Violation {
  readonly code: RefusalCode;
  readonly transactionId?: string;
  /** The edition under which it is one, where the payment's own is not known. */
  readonly edition?: Edition;
  /** Evidence that is not inferred has ruled it out since; by a read of this time, if it had one (decision D36). */
  readonly withdrawn?: { readonly at?: string };
}

/** The part of an order that a method outside the charts paid: one for the order by method, brand and external id (decision D26). */
export interface OutsidePart extends Money {
  readonly method: string;
  readonly family: OutsideFamily;
  readonly brand?: string;
  readonly externalId?: string;
  /** The entry's own word, which speaks of this part only. */
  readonly status?: OrderStatus;
  /** The transaction of the attempt beside whose card it was listed last. */
  readonly beside?: string;
  /** We asked for the whole order to be given back (decision D26). */
  readonly askedBack?: true;
  /** MultiSafepay's time of the report that listed it. */
  readonly at?: string;
}

/** A transaction of a method outside the charts, by the newest report of it (decision D38). */
export interface OutsideTransaction {
  readonly transactionId?: string;
  readonly method: string;
  /** Missing in what a release before 0.2.0 stored, and where a person settled it. */
  readonly family?: OutsideFamily;
  /** A word that nobody knows is kept as it was said: nothing certain is told by it. */
  readonly order: Word<OrderStatus>;
  readonly transaction?: Word<TransactionStatus>;
  readonly amount?: MinorUnits;
  readonly currency?: string;
  /** What MultiSafepay says was refunded of it in all. */
  readonly amountRefunded?: MinorUnits;
  readonly at?: string;
  /** A report of the same or an incomparable time says otherwise. */
  readonly contradicted?: true;
  /** It was settled before the newest report. */
  readonly wasSettled?: true;
}

/** A report that was set aside and not answered since: the same contradiction again is its duplicate (decision D28). */
export interface SetAside {
  /** What the report said, but for its times. */
  readonly content: string;
  readonly because: RefusalCode;
  readonly transactionId?: string;
  readonly at?: string;
  /** A status read has said so as well: a person must look. */
  readonly read?: true;
}

/** A payment: plain JSON, frozen. */
export interface Payment {
  readonly format: typeof paymentFormat;
  /** The law it was judged under: the hash of each chart. */
  readonly laws: ChartHashes;
  /** The hash of that law's limits, and of its wording. Neither is asked when it is read again; 0.1.0 stored none (decision D30). */
  readonly limits?: string;
  readonly wording?: string;
  readonly orderId: string;
  /** The edition it was opened under; missing if it was first met in a report. */
  readonly edition?: Edition;
  /** Who collects, as configured; missing if it was first met in a report. */
  readonly collector?: Collector;
  /** What the order is for, as the merchant said it last (decision D25). */
  readonly expected?: Money;
  readonly attempts: readonly Attempt[];
  readonly refunds: readonly Refund[];
  /** Transactions that release 0.1.0 knew to be captures, by their ids alone. */
  readonly captures: readonly string[];
  /** Parts of the order that methods outside the charts paid beside a card. */
  readonly parts: readonly OutsidePart[];
  /** Transactions of methods outside the charts. */
  readonly outside: readonly OutsideTransaction[];
  /** Contradictions that stand open, oldest first. */
  readonly setAside: readonly SetAside[];
  readonly alarms: readonly Alarm[];
  readonly violations: readonly Violation[];
  /** The last report that was late and yet brought news, so that its resend is known for a duplicate. */
  readonly lateNews?: string;
  /** What reports said that could not be read, and that a person has answered for: the same again says nothing new (decision D29). */
  readonly transcribed?: readonly string[];
}

/** The names of the law in force, as a payment keeps them. */
export function lawNamed(): Required<Pick<Payment, 'laws' | 'limits' | 'wording'>> {
  const { relation, limits, wording } = lawInForce().name;
  return { laws: relation, limits, wording };
}

/** A payment that names the law in force: what it was judged by last. */
export function namingLaw(payment: Payment): Payment {
  const named = lawNamed();
  return payment.limits === named.limits && payment.wording === named.wording ? payment : { ...payment, ...named };
}

/** The lists of a payment of which nothing is known, each its own: they never change. */
const nothingYet = freeze({
  attempts: [],
  refunds: [],
  captures: [],
  parts: [],
  outside: [],
  setAside: [],
  alarms: [],
  violations: [],
} as const satisfies Partial<Payment>);

/** A payment first met in a report: edition and collector are open. */
export function emptyPayment(orderId: string): Payment {
  readId(orderId, 'orderId');
  return freeze({
    format: paymentFormat,
    ...lawNamed(),
    orderId,
    ...nothingYet,
  });
}

/** A list of nothing. */
const none: readonly never[] = freeze([]);

/** The refunds and chargebacks of an attempt. */
export function refundsOf(payment: Payment, attempt: number): readonly Refund[] {
  return payment.refunds.length === 0 ? none : payment.refunds.filter((refund) => refund.of === attempt);
}

/** The currency of an order: that of its latest attempt that has one. */
export function currencyOf(payment: Payment | undefined): string | undefined {
  return payment?.attempts.findLast(({ currency }) => currency !== undefined)?.currency;
}
