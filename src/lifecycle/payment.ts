/**
 * A payment: one order's attempts, refunds and chargebacks, as evidence. What is possible, certain and owed is derived.
 */
import {
  type AttemptLedger,
  type CardBrand,
  type CollectedWord,
  type Collector,
  collectors,
  defaultEdition,
  type Edition,
  editionNames,
  isLowValue,
  type MinorUnits,
  type Pair,
  type Position,
  positionOf,
  projection,
  type RefusalCode,
  samePair,
  totalPosition,
} from '../../machines/index.ts';
import { type ChartId, lawHashes, type NumberedCell } from '../relation/index.ts';
import { InputError } from './input-error.ts';
import { readId, readOneOf } from './read.ts';
import { isLawful, type Possible, possible, type Sighting, type Timeline } from './timeline.ts';

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

/** What a payment is opened with. */
export interface OpenPayment {
  readonly orderId: string;
  /** Defaults to `2019-10`. */
  readonly edition?: Edition;
  /** Defaults to `multisafepay`; own MID is `american_express`. */
  readonly collector?: Collector;
}

/**
 * Opens a payment of our own: edition and collector are configured from here on.
 *
 * @throws InputError if the order id is empty, or the edition or the collector is not known.
 * @example
 * const payment = openPayment({ orderId: 'order-1001' });
 */
export function openPayment(asked: OpenPayment): Payment {
  if (asked.edition !== undefined) readOneOf(asked.edition, editionNames, 'edition');
  if (asked.collector !== undefined) readOneOf(asked.collector, collectors, 'collector');
  return freeze({
    ...emptyPayment(asked.orderId),
    edition: asked.edition ?? defaultEdition,
    collector: asked.collector ?? 'multisafepay',
  });
}

/**
 * Says afterwards under which edition a payment stands, or who collects: the cure of `collector_not_configured` and
 * `collector_mismatch`. What was seen stays; read the status again for what was set aside.
 *
 * @throws InputError if the edition or the collector is not known, or what was seen cannot have happened so.
 */
export function configure(payment: Payment, said: Omit<OpenPayment, 'orderId'>): Payment {
  if (said.edition !== undefined) readOneOf(said.edition, editionNames, 'edition');
  if (said.collector !== undefined) readOneOf(said.collector, collectors, 'collector');
  const next: Payment = { ...payment, ...said };
  const against = next.attempts.find((attempt) => !isLawful(attemptTimeline(next, attempt)));
  if (against)
    throw new InputError(
      'collector',
      `what was reported of transaction ${against.transactionId ?? 'without an id'} cannot have happened so`,
      'Leave it as it is, and look at the order at MultiSafepay.',
    );
  return freeze(next);
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

/** Freezes a value and all it holds. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const held of Object.values(value)) freeze(held);
  return Object.freeze(value);
}

/** A copy without the keys that are `undefined`. */
export function defined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  const copy: Partial<T> = {};
  for (const key in value) if (value[key] !== undefined) copy[key] = value[key] as T[typeof key];
  return copy as T;
}

/** The evidence of an attempt, as a timeline. */
export function attemptTimeline(payment: Payment, attempt: Attempt): Timeline {
  const { brand, amount, currency, seen } = attempt;
  const lowValue = amount === undefined || currency === undefined ? undefined : isLowValue(amount, currency);
  return {
    of: 'card',
    known: defined({ edition: payment.edition, collector: payment.collector, brand, lowValue }),
    seen,
  };
}

/** The evidence of a refund or chargeback, as a timeline. */
export function refundTimeline(refund: Refund): Timeline {
  return { of: 'refund', known: defined({ sameDay: refund.sameDay }), seen: refund.seen };
}

const attemptsSeen = new WeakMap<
  Attempt,
  { readonly payment: Pick<Payment, 'edition' | 'collector'>; readonly now: Possible }
>();

/** What is possible of an attempt now. */
export function possibleOfAttempt(payment: Payment, attempt: Attempt): Possible {
  const { edition, collector } = payment;
  const seen = attemptsSeen.get(attempt);
  if (seen && seen.payment.edition === edition && seen.payment.collector === collector) return seen.now;
  const now = possible(attemptTimeline(payment, attempt));
  attemptsSeen.set(attempt, { payment: defined({ edition, collector }), now });
  return now;
}

const refundsSeen = new WeakMap<Refund, Possible>();

/** What is possible of a refund or chargeback now. */
export function possibleOfRefund(refund: Refund): Possible {
  const seen = refundsSeen.get(refund);
  if (seen) return seen;
  const now = possible(refundTimeline(refund));
  refundsSeen.set(refund, now);
  return now;
}

/** Whether something holds of every possible cell, of some, or of none. */
export function holds({ cells }: Possible, test: (cell: NumberedCell) => boolean): 'yes' | 'no' | 'unknown' {
  const yes = cells.filter(test).length;
  if (yes === 0) return 'no';
  return yes === cells.length ? 'yes' : 'unknown';
}

/** Whether an attempt is certain to be collected. */
export function isCollected(payment: Payment, attempt: Attempt): boolean {
  return holds(possibleOfAttempt(payment, attempt), (cell) => cell.meta.counts === 'collected') === 'yes';
}

/** Whether an attempt has not ended yet, as far as is known. */
export function isOpen(payment: Payment, attempt: Attempt): boolean {
  return holds(possibleOfAttempt(payment, attempt), (cell) => !cell.final) !== 'no';
}

/** How a refund or chargeback counts in the ledger. */
export function countsOf(refund: Refund): NumberedCell['meta']['counts'] {
  return possibleOfRefund(refund).cells[0]?.meta.counts ?? 'nothing';
}

/** Whether a refund request of ours has no known outcome yet. */
export function isUndecided(refund: Refund): boolean {
  return !refund.reported && countsOf(refund) === 'reserved';
}

/** The refunds and chargebacks of an attempt. */
export function refundsOf(payment: Payment, attempt: number): readonly Refund[] {
  return payment.refunds.filter((refund) => refund.of === attempt);
}

/** The currency of an order: that of its latest attempt that has one. */
export function currencyOf(payment: Payment | undefined): string | undefined {
  return payment?.attempts.findLast(({ currency }) => currency !== undefined)?.currency;
}

/** Whether a chargeback of an attempt stands, known by its own transaction. */
export function isChargedBack(payment: Payment, attempt: number): boolean {
  return refundsOf(payment, attempt).some((one) => countsOf(one) === 'charged_back');
}

/** The ledger of an attempt: what positions are computed from. */
export function ledgerOf(payment: Payment, index: number): AttemptLedger {
  const attempt = payment.attempts[index] as Attempt;
  return defined<AttemptLedger>({
    collected: isCollected(payment, attempt) ? attempt.amount : 0,
    entries: refundsOf(payment, index).map((refund) =>
      defined({ counts: countsOf(refund), amount: refund.amount, reported: refund.reported }),
    ),
    reportedRefunded: attempt.reported?.amount ?? 0,
    unattributed: attempt.reported?.unattributed ?? 0,
    word: attempt.word,
  });
}

/** Where the money of one attempt stands, in minor units (decision D16a). */
export function positionOfAttempt(payment: Payment, index: number): Position {
  return positionOf(ledgerOf(payment, index));
}

/** Where the money of the whole order stands, in minor units (decision D16a). */
export function position(payment: Payment): Position {
  return totalPosition(payment.attempts.map((_, index) => positionOfAttempt(payment, index)));
}

/** The pairs of a possible set, each once. */
export function pairsOf({ cells }: Pick<Possible, 'cells'>): Pair[] {
  const pairs: Pair[] = [];
  for (const { meta } of cells) {
    const { pair } = meta;
    if (pair && !pairs.some((known) => samePair(known, pair))) pairs.push(pair);
  }
  return pairs;
}

/** The pairs an attempt can show now; one, if its status is certain. Empty before anything exists at MultiSafepay. */
export function pairsOfAttempt(payment: Payment, index: number): readonly Pair[] {
  return pairsOf(possibleOfAttempt(payment, payment.attempts[index] as Attempt));
}

/** The pairs an attempt is shown with: if it is collected, the projection of its refunds and chargebacks (decision D18). */
export function statusOfAttempt(payment: Payment, index: number): readonly Pair[] {
  const attempt = payment.attempts[index] as Attempt;
  const pairs = pairsOfAttempt(payment, index);
  if (!isCollected(payment, attempt)) return pairs;
  const standing = positionOfAttempt(payment, index);
  return pairs.flatMap((own) => projection(own, standing, attempt.word));
}

/** The pairs shown for the order: those of its collected attempt, else of its latest. Empty before the first. */
export function statusOf(payment: Payment): readonly Pair[] {
  const { attempts } = payment;
  const collected = attempts.findIndex((attempt) => isCollected(payment, attempt));
  const shown = collected >= 0 ? collected : attempts.length - 1;
  return shown < 0 ? [] : statusOfAttempt(payment, shown);
}
