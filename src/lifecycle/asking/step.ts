/**
 * Facts and requests of our own: on one chart, or on the whole order with the rules that hold across it (decision D0).
 */
import {
  type CardBrand,
  type CardFact,
  cardBrands,
  defaultEdition,
  defaultThreeD,
  firstRefusal,
  isAmount,
  isLowValue,
  type MinorUnits,
  type RefundFact,
  type RefundLedger,
  type Refusal,
  refusal,
  refuseAttempt,
  refuseChargeback,
  requestedProfile,
  type ThreeDMode,
  threeDModes,
} from '../../../machines/index.ts';
import {
  type Cell,
  type ChartId,
  lawRelation,
  type NumberedCell,
  type ProfileValue,
  type Row,
} from '../../relation/index.ts';
import {
  attemptTimeline,
  holds,
  isCollected,
  isOpen,
  isUndecided,
  possibleOfAttempt,
  possibleOfRefund,
  refundTimeline,
} from '../belief/belief.ts';
import { positionOfAttempt } from '../belief/money.ts';
import { sameDay, settleTotal } from '../belief/refunded-total.ts';
import { append, type Timeline } from '../belief/timeline.ts';
import { InputError } from '../input-error.ts';
import { type Attempt, type Payment, type Refund, refundsOf, type Violation } from '../payment.ts';
import { readCurrency, readId, readInstant, readObject, readOneOf } from '../read.ts';
import { earliestInstant } from '../recency.ts';
import type { Sighting } from '../sighting.ts';
import { defined, freeze } from '../values.ts';
import { type FactAt, readFact, type Snapshot, type StateOf, type Stepped, stepSnapshot, takenBy } from './snapshot.ts';

/** A fact about an attempt, on the whole order: which attempt, if more than one is open. */
type AboutAttempt<Fact> = Fact extends unknown ? Fact & { readonly transactionId?: string } : never;

/** A fact about a refund, on the whole order: by our own id of it, or MultiSafepay's. */
type AboutRefund<Fact> = Fact extends unknown
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
  /** MultiSafepay's id, if it is known already. */
  readonly transactionId?: string;
}

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
}

/** What may be told, or asked, of a whole order. */
export type PaymentFact =
  | OrderCreated
  | AboutAttempt<Exclude<CardFact, { type: 'order.created' }>>
  | RefundRequested
  | ChargebackReceived
  | AboutRefund<Exclude<RefundFact, { type: 'refund.requested' | 'chargeback.received' }>>
  | TransactionIdentified;

/**
 * One fact on one snapshot, or on a whole payment: the next one, or a refusal. Nothing is silently ignored.
 *
 * On a snapshot of a known state only that state's facts are accepted by the compiler. On a payment, requests (an order, a
 * refund) also pass the rules that hold across its attempts, refunds and chargebacks.
 *
 * @throws InputError if the fact cannot be read, or names an attempt or refund that the payment does not have.
 */
export function step<Chart extends ChartId, State extends StateOf<Chart>>(
  snapshot: Snapshot<Chart, State>,
  fact: FactAt<Chart, State>,
): Stepped<Snapshot<Chart>>;
export function step(payment: Payment, fact: PaymentFact): Stepped<Payment>;
export function step(subject: Snapshot | Payment, fact: unknown): Stepped<never> {
  readObject(fact);
  const stepped =
    'chart' in subject
      ? stepSnapshot(subject as Snapshot, fact as CardFact | RefundFact)
      : stepPayment(subject as Payment, fact as PaymentFact);
  return stepped as Stepped<never>;
}

function stepPayment(payment: Payment, fact: PaymentFact): Stepped<Payment> {
  const stepped = stepPaymentUnfrozen(payment, fact);
  return stepped.ok ? { ...stepped, next: freeze(stepped.next) } : stepped;
}

function stepPaymentUnfrozen(payment: Payment, fact: PaymentFact): Stepped<Payment> {
  switch (fact.type) {
    case 'order.created':
      return createOrder(payment, fact);
    case 'refund.requested':
      return requestRefund(payment, fact);
    case 'chargeback.received':
      return receiveChargeback(payment, fact);
    case 'transaction.identified':
      return identify(payment, fact);
    case 'refund.completed':
    case 'refund.cancelled':
    case 'refund.declined':
    case 'chargeback.reversed':
      return tellRefund(payment, fact);
    default:
      return tellAttempt(payment, fact);
  }
}

const no = (found: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal: found });

/** What an order has come to, when another attempt is to be started. */
export function standingOf(payment: Payment): Parameters<typeof refuseAttempt>[0] {
  const some = (counts: string): boolean =>
    payment.attempts.some(
      (one) => holds(possibleOfAttempt(payment, one), ({ meta }) => meta.counts === counts) !== 'no',
    );
  return {
    collected: some('collected'),
    uncleared: some('held'),
    settledOutside: payment.settledOutside.length > 0,
    moneyMayBeHeld: payment.alarms.some(({ code }) => code === 'money_may_be_held'),
  };
}

/** Whether a transaction id belongs to an attempt, a refund or a chargeback already. */
function isTaken({ attempts, refunds }: Payment, id: string): boolean {
  return [...attempts, ...refunds].some((one) => one.transactionId === id);
}

/** Why this order may not be created; nothing if it may. Rules of the card come before rules of the order. */
export function refuseOrderCreated(payment: Payment, fact: OrderCreated): Refusal | undefined {
  const taken = orderRow(payment, fact);
  const reasons = [
    'code' in taken ? taken : undefined,
    fact.amount === 0 ? refusal('order_amount_not_positive', { amount: fact.amount }) : undefined,
    refuseAttempt(standingOf(payment)),
    fact.transactionId !== undefined && isTaken(payment, fact.transactionId)
      ? refusal('transaction_known', { transaction: String(fact.transactionId) })
      : undefined,
  ];
  return firstRefusal(reasons.filter((reason) => reason !== undefined));
}

/** The edge our order takes, under the payment's edition and collector, or the card rule that refuses it. */
function orderRow(payment: Payment, fact: OrderCreated): Row | Refusal {
  const { brand, amount, currency } = fact;
  const collector = payment.collector ?? 'multisafepay';
  const asked = {
    collector,
    edition: payment.edition ?? defaultEdition,
    brand,
    lowValue: isLowValue(amount, currency),
  };
  const opening = lawRelation().openingWith(undefined, { ...requestedProfile(asked) }) as NumberedCell;
  const created = { type: fact.type, at: fact.at, threeD: fact.threeD ?? defaultThreeD(asked) } satisfies CardFact;
  const taken = takenBy([opening], created);
  return 'code' in taken ? taken : (taken[0] as Row);
}

function createOrder(payment: Payment, fact: OrderCreated): Stepped<Payment> {
  readInstant(fact.at, 'fact.at');
  if (fact.transactionId !== undefined) readId(fact.transactionId, 'fact.transactionId');
  readOneOf(fact.brand, cardBrands, 'fact.brand');
  if (fact.threeD !== undefined) readOneOf(fact.threeD, threeDModes, 'fact.threeD');
  readMoney(fact);
  const reason = refuseOrderCreated(payment, fact);
  if (reason) return no(reason);
  const row = orderRow(payment, fact) as Row;
  const { transactionId, brand, amount, currency, at } = fact;
  const attempt = defined<Attempt>({
    transactionId,
    brand,
    amount,
    currency,
    requestedAt: at,
    seen: [seenAt([row.to], at)],
  });
  return { ok: true, next: { ...payment, attempts: [...payment.attempts, attempt] } };
}

/** @throws InputError unless amount and currency are such. */
function readMoney({ amount, currency }: { readonly amount: number; readonly currency: string }): void {
  if (!isAmount(amount))
    throw new InputError('fact.amount', `${amount} is not a whole number of minor units`, 'EUR 25.00 is 2500.');
  readCurrency(currency, 'fact.currency');
}

/** What is certain of several cells, as a sighting: the state and the profile parts they share. */
function seenAt(cells: readonly Cell[], told: string): Sighting {
  const shared = (key: 'threeD' | 'authenticated' | 'softDeclined'): ProfileValue | undefined => {
    const values = new Set(cells.map(({ profile }) => profile[key]));
    return values.size === 1 ? [...values][0] : undefined;
  };
  const states = new Set(cells.map(({ state }) => state));
  return defined<Sighting>({
    told,
    state: states.size === 1 ? [...states][0] : undefined,
    threeD: shared('threeD') as Sighting['threeD'],
    authenticated: shared('authenticated') as Sighting['authenticated'],
    softDeclined: shared('softDeclined') as Sighting['softDeclined'],
  });
}

/** Adds what a fact tells to a timeline, or says why it cannot be. */
function tell(timeline: Timeline, cells: readonly NumberedCell[], fact: CardFact | RefundFact): Timeline | Refusal {
  const taken = takenBy(cells, fact);
  return 'code' in taken
    ? taken
    : append(
        timeline,
        seenAt(
          taken.map(({ to }) => to),
          fact.at,
        ),
      );
}

function tellAttempt(
  payment: Payment,
  fact: AboutAttempt<Exclude<CardFact, { type: 'order.created' }>>,
): Stepped<Payment> {
  readFact(fact, 'transaction');
  const index = attemptOf(payment, fact.transactionId);
  const attempt = payment.attempts[index] as Attempt;
  const told = tell(attemptTimeline(payment, attempt), possibleOfAttempt(payment, attempt).cells, fact);
  if ('code' in told) return no(told);
  const next: Attempt = { ...attempt, seen: told.seen };
  return { ok: true, next: { ...payment, attempts: payment.attempts.with(index, next) } };
}

/**
 * The attempt a fact is about: by its id, else the only open one, else the latest.
 *
 * @throws InputError if there is none, or more than one is open.
 */
function attemptOf(payment: Payment, id: string | undefined): number {
  const { attempts } = payment;
  if (id !== undefined) {
    const found = attempts.findIndex((one) => one.transactionId === id);
    if (found >= 0) return found;
    throw new InputError(
      'fact.transactionId',
      `order ${payment.orderId} has no attempt "${id}"`,
      `It has ${names(attempts)}.`,
    );
  }
  const open = attempts.flatMap((one, index) => (isOpen(payment, one) ? [index] : []));
  if (open.length > 1)
    throw new InputError(
      'fact.transactionId',
      `order ${payment.orderId} has ${open.length} open attempts`,
      `Say which: ${names(attempts)}.`,
    );
  const [sole = attempts.length - 1] = open;
  if (sole < 0)
    throw new InputError('fact', `order ${payment.orderId} has no attempt yet`, 'Begin with the fact order.created.');
  return sole;
}

const names = (of: readonly { readonly transactionId?: string }[]): string =>
  of.map(({ transactionId }) => transactionId ?? 'one without an id').join(', ') || 'none';

/** The only collected attempt, or the one named; -1 if none is collected. @throws InputError if it must be said which. */
export function collectedAttempt(payment: Payment, id: string | undefined): number {
  if (id !== undefined) return attemptOf(payment, id);
  const collected = payment.attempts.flatMap((one, index) => (isCollected(payment, one) ? [index] : []));
  if (collected.length > 1)
    throw new InputError(
      'fact.transactionId',
      `order ${payment.orderId} was collected ${collected.length} times`,
      `Say which: ${names(payment.attempts)}.`,
    );
  return collected[0] ?? -1;
}

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
  const mayHaveLeft = payment.alarms.some(({ code }) => code === 'money_may_have_left');
  const times = [attempt.requestedAt, attempt.created && earliestInstant(attempt.created)].filter(
    (time) => time !== undefined,
  );
  return defined<RefundLedger>({
    collected: isCollected(payment, attempt),
    refundable: standing.refundable,
    refundableKnown: standing.refundableKnown && !mayHaveLeft,
    currency: attempt.currency,
    earliest: times.sort((a, b) => Date.parse(a) - Date.parse(b))[0],
    chargebackAttached: standing.chargebackAttached,
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

function requestRefund(payment: Payment, fact: RefundRequested): Stepped<Payment> {
  readInstant(fact.at, 'fact.at');
  const { refundId, at, amount, currency, key = refundId, intentional } = fact;
  readId(refundId, 'fact.refundId');
  readId(key, 'fact.key');
  readCurrency(currency, 'fact.currency');
  const earlier = payment.refunds.find((one) => one.key === key || one.refundId === refundId);
  if (earlier) {
    const same = earlier.amount === amount && earlier.currency === currency && earlier.key === key;
    return same
      ? { ok: true, next: payment, repeated: true }
      : no(refusal('refund_key_reused', { key, earlier: Number(earlier.amount), amount }));
  }
  const of = collectedAttempt(payment, fact.transactionId);
  const ledger = refundLedger(payment, of);
  const asked = refundRequestFact({ amount, currency, at, intentional }, ledger);
  const blank = defined<Refund>({
    kind: 'refund',
    of,
    refundId,
    key,
    requestedAt: at,
    amount,
    currency,
    sameDay: sameDay(payment.attempts[of], { requestedAt: at }),
    reported: false,
    seen: [],
  });
  const told = tell(refundTimeline(blank), possibleOfRefund(blank).cells, asked);
  if ('code' in told) return no(told);
  return { ok: true, next: { ...payment, refunds: [...payment.refunds, { ...blank, seen: told.seen }] } };
}

function tellRefund(
  payment: Payment,
  fact: AboutRefund<Exclude<RefundFact, { type: 'refund.requested' | 'chargeback.received' }>>,
): Stepped<Payment> {
  readFact(fact, 'refund');
  const at = payment.refunds.findIndex(
    (one) =>
      (fact.refundId !== undefined && one.refundId === fact.refundId) ||
      (fact.transactionId !== undefined && one.transactionId === fact.transactionId),
  );
  const refund = payment.refunds[at];
  if (!refund)
    throw new InputError(
      'fact.refundId',
      `order ${payment.orderId} has no such refund or chargeback`,
      'Give the refundId it was requested with, or its transactionId.',
    );
  const told = tell(refundTimeline(refund), possibleOfRefund(refund).cells, fact);
  if ('code' in told) return no(told);
  const next = { ...payment, refunds: payment.refunds.with(at, { ...refund, reported: true, seen: told.seen }) };
  return { ok: true, next: settleTotal(next, refund.of, payment) };
}

function receiveChargeback(payment: Payment, fact: ChargebackReceived): Stepped<Payment> {
  readFact(fact, 'refund');
  const { transactionId, amount } = fact;
  readId(transactionId, 'fact.transactionId');
  if (!isAmount(amount))
    throw new InputError('fact.amount', `${amount} is not a whole number of minor units`, 'EUR 25.00 is 2500.');
  if (isTaken(payment, transactionId)) return no(refusal('transaction_known', { transaction: transactionId }));
  const of = collectedAttempt(payment, fact.attemptId);
  const attempt = payment.attempts[of];
  if (!attempt || !isCollected(payment, attempt)) return no(refusal('refund_not_collected'));
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
  if ('code' in told) return no(told);
  const refunds = [...payment.refunds, { ...blank, seen: told.seen }];
  const unexpected = refuseChargeback(attempt.brand);
  const violations = unexpected
    ? [...payment.violations, { code: unexpected.code, transactionId }]
    : payment.violations;
  const next = { ...payment, refunds, violations };
  const lost: Violation[] = positionOfAttempt(next, of).doubleLoss ? [{ code: 'double_loss', transactionId }] : [];
  return { ok: true, next: { ...next, violations: [...violations, ...lost] } };
}

/** Gives an attempt or a refund request its id at MultiSafepay; a refund met in a report before is the same one. */
function identify(payment: Payment, fact: TransactionIdentified): Stepped<Payment> {
  readInstant(fact.at, 'fact.at');
  const { transactionId, refundId } = fact;
  readId(transactionId, 'fact.transactionId');
  if (refundId === undefined) {
    if (payment.attempts.some((one) => one.transactionId === transactionId)) return { ok: true, next: payment };
    if (isTaken(payment, transactionId)) return no(refusal('transaction_known', { transaction: transactionId }));
    const waiting = payment.attempts.flatMap((one, at) => (one.transactionId === undefined ? [at] : []));
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
  const at = payment.refunds.findIndex((one) => one.refundId === refundId);
  const request = payment.refunds[at];
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
  const { refundId: _, key, requestedAt } = request;
  const known: Refund = met
    ? defined<Refund>({ ...met, refundId, key, requestedAt })
    : { ...request, transactionId, reported: true };
  const refunds = payment.refunds.with(at, known).filter((one) => one !== met);
  return { ok: true, next: settleTotal({ ...payment, refunds }, known.of, payment) };
}

const isSameRefund = (request: Refund, met: Refund): boolean =>
  met.kind === 'refund' && met.of === request.of && met.refundId === undefined && met.amount === request.amount;
