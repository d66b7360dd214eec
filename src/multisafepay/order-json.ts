/**
 * An order JSON, read into a report: the answer to a status read (an API envelope) or a notification (a bare order).
 */
import * as v from 'valibot';
import { isCurrency, type Outcome, outcomeLetters } from '../../machines/index.ts';
import { InputError } from '../lifecycle/input-error.ts';
import { latest } from '../lifecycle/recency.ts';
import type { PaymentMethod, RelatedTransaction, Report } from '../lifecycle/report.ts';
import { defined } from '../lifecycle/values.ts';
import { maskCardData, maskText } from './card-data.ts';
import { isSpelledVoid, readKind, readMethod, readOrderWord, readTransactionWord } from './spellings.ts';

/** How an order is to be read. */
export interface ReadOptions {
  /** How it came, where its shape does not tell: an API envelope is a status read, a bare order a notification. */
  readonly channel?: Report['channel'];
}

/**
 * Reads one order, already parsed from JSON. Amounts are in minor units; fields we do not use may hold anything.
 *
 * @throws InputError if it is no order, if MultiSafepay answered with an error, or if a field cannot be read.
 * @example
 * readOrder({ order_id: 'order-1001', status: 'completed', financial_status: 'completed', amount: 1000 });
 */
export function readOrder(json: unknown, options: ReadOptions = {}): Report {
  return readAt(unwrap(json), options);
}

/**
 * Reads one order or several: a list of orders, an API envelope around a list (a transaction list), or one order.
 *
 * @throws InputError if any of them cannot be read; its path begins with the place in the list.
 */
export function readOrders(json: unknown, options: ReadOptions = {}): Report[] {
  const whole = unwrap(json);
  if (!Array.isArray(whole.content)) return [readAt(whole, options)];
  return whole.content.map((entry, place) => readAt(unwrap(entry, [...whole.path, place], whole.channel), options));
}

/** An order out of its envelope, and where it was. */
interface Unwrapped {
  readonly content: unknown;
  readonly channel: Report['channel'];
  readonly path: readonly (string | number)[];
}

function unwrap(json: unknown, path: Unwrapped['path'] = [], bare: Report['channel'] = 'notification'): Unwrapped {
  if (!isSection(json) || !Object.hasOwn(json, 'success')) return { content: json, channel: bare, path };
  if (json.success === true) return { content: json.data, channel: 'status_read', path: [...path, 'data'] };
  if (json.success !== false) throw unreadable([...path, 'success'], json.success, 'success');
  throw new InputError(
    [...path, 'error_code'].join('.'),
    `MultiSafepay answered with error ${show(json.error_code)}: ${show(json.error_info)}`,
    'Ask again for an order that exists, with the API key of its site.',
  );
}

function readAt({ content, channel, path }: Unwrapped, options: ReadOptions): Report {
  const read = v.safeParse(orderSchema, content, { abortEarly: true });
  if (read.success) return reportOf(read.output, options.channel ?? channel);
  const [issue] = read.issues;
  const inner = issue.path?.map(({ key }) => key as string | number) ?? [];
  throw unreadable([...path, ...inner], issue.input, issue.message as Expectation);
}

function reportOf(order: Order, channel: Report['channel']): Report {
  const { payment_details: details, related_transactions: related = [] } = order;
  return defined<Report>({
    channel,
    orderId: order.order_id,
    transactionId: order.transaction_id,
    order: readOrderWord(order.status),
    transaction: ifSaid(order.financial_status, readTransactionWord),
    voidVoid: onlyTrue(isSpelledVoid(order.status) && isSpelledVoid(order.financial_status ?? '')),
    kind: ifSaid(order.type, readKind),
    method: methodOf(order),
    amount: ifSaid(order.amount, Math.abs),
    negative: onlyTrue(order.amount !== undefined && order.amount < 0),
    currency: order.currency,
    amountRefunded: order.amount_refunded,
    manualCapture: onlyTrue(details?.capture?.trim().toLowerCase() === 'manual'),
    captureRemaining: details?.capture_remain,
    outcome: outcomeOf(details?.card_authentication_result?.status),
    threeDAsked: onlyTrue(order.customer_verification !== undefined || isThreeDReason(order.reason_code)),
    reference: order.reference_transaction_id,
    merchantReference: ifSaid(order.var1, maskText),
    related: related.length === 0 ? undefined : related.map((entry) => relatedOf(entry, order.order_id)),
    created: order.created,
    recency: [order, ...related].flatMap(({ created, modified }) => [created, modified]).reduce(latest, undefined),
  });
}

function relatedOf(entry: RelatedEntry, orderId: string): RelatedTransaction {
  return defined<RelatedTransaction>({
    transactionId: entry.transaction_id,
    orderId: entry.order_id === orderId ? undefined : entry.order_id,
    kind: ifSaid(entry.type, readKind),
    status: readOrderWord(entry.status),
    amount: ifSaid(entry.amount, Math.abs),
    currency: entry.currency,
    created: entry.created,
    reference: entry.reference_transaction_id,
  });
}

/**
 * How the order was paid. The payment details say it; where they name no brand, the payment methods may, if they agree
 * on one. Several brands decide nothing.
 */
function methodOf(order: Order): PaymentMethod | undefined {
  const inDetails = order.payment_details?.type;
  const said = ifSaid(inDetails, readMethod);
  if (said !== undefined) return said;
  const listed = (order.payment_methods ?? []).map(({ type }) => ifSaid(type, readMethod));
  const brands = new Set(listed.flatMap((method) => (method !== undefined && 'brand' in method ? [method.brand] : [])));
  const [brand] = brands;
  if (brand !== undefined) return brands.size === 1 ? { brand } : undefined;
  if (inDetails !== undefined) return undefined;
  return listed[0] ?? ifSaid(order.payment_method, readMethod);
}

/** The authentication outcome a letter says; other words are no outcome. */
function outcomeOf(said: unknown): Outcome | undefined {
  return outcomeLetters.find((letter) => typeof said === 'string' && said.trim().toUpperCase() === letter);
}

/** Whether a reason code says that authentication failed: 3001 to 3012 (MultiSafepay documentation, reason codes). */
function isThreeDReason(code: unknown): boolean {
  return (typeof code === 'string' || typeof code === 'number') && /^30(?:0[1-9]|1[0-2])$/.test(String(code).trim());
}

function ifSaid<Said, Read>(said: Said | undefined, read: (said: Said) => Read): Read | undefined {
  return said === undefined ? undefined : read(said);
}

function onlyTrue(holds: boolean): true | undefined {
  return holds || undefined;
}

/** What a field should hold, and the way out where it does not. */
const expectations = {
  success: { what: 'true or false', wayOut: 'Give the answer of the API as it came.' },
  order: {
    what: 'one order, as a JSON object',
    wayOut: 'Give the order as a notification carries it or as `GET /orders/{order_id}` answers.',
  },
  orderId: {
    what: "the merchant's order id, as text or as a whole number below 2^53",
    wayOut:
      'Give a whole order, as a notification carries it or as `GET /orders/{order_id}` answers; a receipt or the ' +
      'reply to a refund request is none.',
  },
  status: {
    what: 'the order status, as text',
    wayOut:
      'Give a whole order, as a notification carries it or as `GET /orders/{order_id}` answers; the reply to a ' +
      'request is none.',
  },
  id: {
    what: 'an id, as text or as a whole number below 2^53',
    wayOut: 'Send ids as text: larger numbers lose their last digits.',
  },
  text: { what: 'text', wayOut: 'Send the field as MultiSafepay gave it, or leave it out.' },
  amount: {
    what: 'a whole number of minor units (cents), at most 2^53 − 1',
    wayOut: 'Send EUR 10.50 as 1050.',
  },
  amountOfZeroOrMore: {
    what: 'a whole number of minor units (cents) from 0 to 2^53 − 1',
    wayOut: 'Send EUR 10.50 as 1050, without a sign.',
  },
  currency: { what: 'a currency code of ISO 4217, such as EUR', wayOut: 'Correct the code, or leave it out.' },
  time: {
    what: 'a time such as 2025-03-24T15:49:54, without a zone',
    wayOut: "Send MultiSafepay's own time, or leave it out.",
  },
  section: { what: 'a JSON object', wayOut: 'Send the field as MultiSafepay gave it, or leave it out.' },
  list: { what: 'a list', wayOut: 'Send the field as MultiSafepay gave it, or leave it out.' },
} as const satisfies Record<string, { readonly what: string; readonly wayOut: string }>;

/** What a field should hold, by name; the message of every valibot issue here. */
type Expectation = keyof typeof expectations;

function unreadable(path: readonly (string | number)[], found: unknown, expectation: Expectation): InputError {
  const { what, wayOut } = expectations[expectation];
  return new InputError(path.join('.'), `found ${show(found)}, expected ${what}`, wayOut);
}

const longestShown = 60;

/** A found value, as an error may show it: card data masked, long text cut. */
function show(found: unknown): string {
  if (said(found) === undefined) return 'nothing';
  if (Array.isArray(found)) return 'a list';
  if (isSection(found)) return 'an object';
  const shown = maskCardData(found).value;
  if (typeof shown !== 'string') return maskText(String(shown));
  return JSON.stringify(shown.length > longestShown ? `${shown.slice(0, longestShown)}…` : shown);
}

/** Whether a value is a JSON object. */
function isSection(found: unknown): found is Record<string, unknown> {
  return typeof found === 'object' && found !== null && !Array.isArray(found);
}

function isText(found: unknown): found is string {
  return typeof found === 'string';
}

function isId(found: unknown): found is string | number {
  return isText(found) || (Number.isSafeInteger(found) && (found as number) >= 0);
}

function isWholeNumber(found: unknown): found is string | number {
  return (isText(found) ? /^-?\d+$/.test(found) : typeof found === 'number') && Number.isSafeInteger(Number(found));
}

function isWholeNumberOfZeroOrMore(found: unknown): found is string | number {
  return isWholeNumber(found) && Number(found) >= 0;
}

function isCurrencyInAnyCase(found: unknown): found is string {
  return isText(found) && isCurrency(inCapitals(found));
}

function inCapitals(code: string): string {
  return code.trim().toUpperCase();
}

const timeForm = /^(\d{4})-(0[1-9]|1[0-2])-(\d\d)[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** Whether a text is a time on a day that the calendar has. */
function isTime(found: unknown): found is string {
  const [, year, month, day] = isText(found) ? (timeForm.exec(found)?.map(Number) ?? []) : [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return day >= 1 && day <= daysInMonth;
}

function withT(time: string): string {
  return time.replace(' ', 'T');
}

/** What a field says: null, blank text and an empty object (which PHP writes as an empty list) say nothing. */
function said(found: unknown): unknown {
  if (found === null || (typeof found === 'string' && found.trim() === '')) return undefined;
  return typeof found === 'object' && Object.keys(found as object).length === 0 ? undefined : found;
}

/** A check that carries its expectation as valibot's message. */
function expecting<Found>(expectation: Expectation, holds: (found: unknown) => found is Found) {
  return v.custom<Found>(holds, expectation);
}

const field = v.pipe(v.optional(v.unknown(), null), v.transform(said));

/** A field that may be missing, or say nothing. */
function may<Found, Read>(schema: v.GenericSchema<Found, Read>) {
  return v.pipe(field, v.optional(schema));
}

/** A field that must say something. */
function must<Found, Read>(schema: v.GenericSchema<Found, Read>) {
  return v.pipe(field, schema);
}

function section<Entries extends v.ObjectEntries>(expectation: Expectation, entries: Entries) {
  return v.pipe(expecting(expectation, isSection), v.object(entries));
}

const id = v.pipe(expecting('id', isId), v.transform(String));
const text = expecting('text', isText);
const amount = v.pipe(expecting('amount', isWholeNumber), v.transform(Number));
const amountOfZeroOrMore = v.pipe(
  expecting('amountOfZeroOrMore', isWholeNumberOfZeroOrMore),
  v.transform((found) => Math.abs(Number(found))),
);
const currency = v.pipe(expecting('currency', isCurrencyInAnyCase), v.transform(inCapitals));
const time = v.pipe(expecting('time', isTime), v.transform(withT));

const relatedSchema = section('section', {
  transaction_id: may(id),
  order_id: may(id),
  type: may(text),
  status: must(expecting('status', isText)),
  amount: may(amount),
  currency: may(currency),
  created: may(time),
  modified: may(time),
  reference_transaction_id: may(id),
});

/** What we read of a transaction that an order lists beside its own. */
type RelatedEntry = v.InferOutput<typeof relatedSchema>;

/** What we read of an order, as MultiSafepay names it. What is not here passes unread, whatever it holds. */
const orderSchema = section('order', {
  order_id: must(v.pipe(expecting('orderId', isId), v.transform(String))),
  status: must(expecting('status', isText)),
  financial_status: may(text),
  transaction_id: may(id),
  type: may(text),
  amount: may(amount),
  currency: may(currency),
  amount_refunded: may(amountOfZeroOrMore),
  created: may(time),
  modified: may(time),
  reason_code: may(v.unknown()),
  var1: may(id),
  reference_transaction_id: may(id),
  customer_verification: may(v.unknown()),
  payment_method: may(text),
  payment_details: may(
    section('section', {
      type: may(text),
      capture: may(text),
      capture_remain: may(amountOfZeroOrMore),
      card_authentication_result: may(section('section', { status: may(v.unknown()) })),
    }),
  ),
  payment_methods: may(v.array(section('section', { type: may(text) }), 'list' satisfies Expectation)),
  related_transactions: may(v.array(relatedSchema, 'list' satisfies Expectation)),
});

type Order = v.InferOutput<typeof orderSchema>;
