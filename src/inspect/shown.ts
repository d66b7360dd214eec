/**
 * What an actor shows of a transaction: the state and the profile as far as they are certain, and what is open as a list.
 */
import type { Collector, Edition, MinorUnits, Pair } from '../../machines/index.ts';
import {
  type Attempt,
  defined,
  type Payment,
  pairsOf,
  position,
  type Refund,
  statusOf,
  viewOf,
} from '../lifecycle/index.ts';
import { maskText } from '../multisafepay/index.ts';
import { type NumberedCell, type ProfileValue, stateValue } from '../relation/index.ts';
import { panelLines } from '../words/index.ts';
import { openTag } from './open-tag.ts';

/** A snapshot of an actor, as XState's are, and JSON: what inspectors are sent. */
export interface ShownSnapshot<Context = TransactionContext | PaymentContext> {
  /** Active also in a final state: a late payment can still come in, and an actor that is done cannot be told of it. */
  readonly status: 'active' | 'stopped';
  readonly value: ReturnType<typeof stateValue>;
  readonly context: Context;
  readonly output: undefined;
  readonly error: undefined;
  readonly tags: readonly string[];
}

/** What an actor tells of an attempt, a refund or a chargeback. Of the card: its brand. Every key is listed here. */
export interface TransactionContext {
  readonly transactionId?: string;
  /** What a refund or chargeback takes from, or a capture captures: the attempt's place in the order, from 1. */
  readonly of?: number;
  /** In minor units. */
  readonly amount?: MinorUnits;
  readonly currency?: string;
  /** The pairs it can show, as `completed/completed`; one, if its status is certain. */
  readonly shows: readonly string[];
  /** What the chart remembers, as far as it is certain. */
  readonly profile: Readonly<Record<string, ProfileValue>>;
  /** What is open, with every value that is possible: of the profile, and `state` if the state is open. */
  readonly oneOf: Readonly<Record<string, readonly ProfileValue[]>>;
}

/** What the actor of a payment tells. */
export interface PaymentContext {
  readonly orderId: string;
  readonly edition?: Edition;
  readonly collector?: Collector;
  /** The pairs the order can show. */
  readonly shows: readonly string[];
  /** Where the money stands, in minor units. */
  readonly position: ReturnType<typeof position>;
  /** The codes of the alarms that are open. */
  readonly alarms: readonly string[];
  /** The codes of the rules that reality broke. */
  readonly violations: readonly string[];
  /** What people are told of it first: whether to ship and why, what was lost, what is wrong, what may come next. */
  readonly says: readonly string[];
}

/**
 * The snapshot of a transaction. Where several states are possible, its value is the innermost state around all of them,
 * or nothing (`{}`), and the context lists them.
 */
export function shownTransaction(
  transaction: Attempt | Refund,
  cells: readonly NumberedCell[],
): ShownSnapshot<TransactionContext> {
  const { transactionId, amount, currency } = transaction;
  const states = distinct(cells.map(({ state }) => state));
  const keys = distinct(cells.flatMap(({ profile }) => Object.keys(profile)));
  const values = keys.map((key) => [key, distinct(cells.flatMap(({ profile }) => profile[key] ?? []))] as const);
  const context = defined<TransactionContext>({
    transactionId: transactionId === undefined ? undefined : maskText(transactionId),
    of: placeTakenFrom(transaction),
    amount,
    currency,
    shows: pairsShown(pairsOf({ cells })),
    profile: Object.fromEntries(
      values.flatMap(([key, [only, another]]) => (only === undefined || another !== undefined ? [] : [[key, only]])),
    ),
    oneOf: Object.fromEntries([['state', states] as const, ...values].filter(([, open]) => open.length > 1)),
  });
  const around = stateAround(states);
  return snapshot(around === '' ? {} : stateValue(around), context, states.length > 1 ? [openTag] : []);
}

/** The place, from 1, of the attempt that a refund or chargeback takes from, or that a capture captures. */
function placeTakenFrom(transaction: Attempt | Refund): number | undefined {
  const place = 'of' in transaction ? transaction.of : transaction.captureOf;
  return place === undefined ? undefined : place + 1;
}

/** The snapshot of a whole payment. */
export function shownPayment(payment: Payment): ShownSnapshot<PaymentContext> {
  const { orderId, edition, collector, alarms, violations } = payment;
  const context = defined<PaymentContext>({
    orderId: maskText(orderId),
    edition,
    collector,
    shows: pairsShown(statusOf(payment)),
    position: position(payment),
    alarms: alarms.map(({ code }) => code),
    violations: violations.map(({ code }) => code),
    says: panelLines(viewOf(payment)).map(maskText),
  });
  return snapshot({}, context, []);
}

const snapshot = <Context>(
  value: ShownSnapshot<Context>['value'],
  context: Context,
  tags: readonly string[],
): ShownSnapshot<Context> => ({ status: 'active', value, context, output: undefined, error: undefined, tags });

const pairsShown = (pairs: readonly Pair[]): string[] =>
  pairs.map(({ order, transaction }) => `${order}/${transaction}`);

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** The innermost state around all of some states, dotted; empty if they have none in common. */
function stateAround(states: readonly string[]): string {
  const [first = '', ...rest] = states.map((state) => state.split('.'));
  const shared = [...first].findIndex((name, depth) => rest.some((parts) => parts[depth] !== name));
  return [...first].slice(0, shared < 0 ? first.length : shared).join('.');
}
