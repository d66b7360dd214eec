/**
 * An order JSON, read into a report: the answer to a status read (an API envelope) or a notification (a bare order).
 */
import { type Outcome, outcomeLetters } from '../../machines/index.ts';
import { InputError } from '../lifecycle/input-error.ts';
import { latest } from '../lifecycle/recency.ts';
import type { ListedDispute, ListedMethod, PaymentMethod, RelatedTransaction, Report } from '../lifecycle/report.ts';
import { defined } from '../lifecycle/values.ts';
import { maskText } from './card-data.ts';
import { parseJson } from './exact-json.ts';
import {
  amount,
  amountOfZeroOrMore,
  atMost,
  currency,
  dueTime,
  errorFor,
  type Fields,
  type Findings,
  fieldsOf,
  id,
  isPlainText,
  isSection,
  isThreeDReason,
  order,
  orderId,
  type Path,
  show,
  status,
  success,
  text,
  time,
  unreadableAt,
} from './order-fields.ts';
import {
  isSpelledVoid,
  readDisputeWord,
  readKind,
  readMethod,
  readOrderWord,
  readTransactionWord,
} from './spellings.ts';

/** How an order is to be read. */
export interface ReadOptions {
  /** How it came, where its shape does not tell: an API envelope is a status read, a bare order a notification. */
  readonly channel?: Report['channel'];
  /** The order it is about as far as is known besides, from a notification's URL: taken if the JSON's own cannot be read. */
  readonly orderId?: string;
  /** When a status read was asked for: an ISO 8601 instant of our own clock, with its zone (decision D28). */
  readonly askedAt?: string;
}

/**
 * Reads one order, already parsed from JSON; where there is a text, `readOrderText` keeps every digit of its ids. Amounts
 * are in minor units. A judged field that cannot be read is named in `unreadable`, any other in `leftOut`; fields we do
 * not use may hold anything.
 *
 * @throws InputError if it is no order, if MultiSafepay answered with an error, if there is no order id, or if an option
 *   cannot be used.
 * @example
 * readOrder({ order_id: 'order-1001', status: 'completed', financial_status: 'completed', amount: 1000 });
 */
export function readOrder(json: unknown, options: ReadOptions = {}): Report {
  return readAt(unwrap(json), options);
}

/**
 * Reads one order from the text of a body, as `readOrder` does. Ids keep every digit, however long the number is.
 *
 * @throws InputError as `readOrder` does, or if the text is not JSON.
 * @example
 * readOrderText('{"order_id":"order-1001","status":"completed","transaction_id":17472052901237123}');
 */
export function readOrderText(body: string, options: ReadOptions = {}): Report {
  return readOrder(jsonIn(body), options);
}

/**
 * Reads one order or several: a list of orders, an API envelope around a list (a transaction list), or one order.
 *
 * @throws InputError if one of them is no order; its path begins with the place in the list.
 */
export function readOrders(json: unknown, options: ReadOptions = {}): Report[] {
  const whole = unwrap(json);
  if (!Array.isArray(whole.content)) return [readAt(whole, options)];
  return whole.content.map((entry, place) => readAt(unwrap(entry, [...whole.path, place], whole.channel), options));
}

/**
 * Reads one order or several from the text of a body, as `readOrders` does. Ids keep every digit.
 *
 * @throws InputError as `readOrders` does, or if the text is not JSON.
 */
export function readOrdersText(body: string, options: ReadOptions = {}): Report[] {
  return readOrders(jsonIn(body), options);
}

/**
 * The same report, if all of its judged fields could be read. For callers that have no other way to deal with one.
 *
 * @throws InputError that names the first field which could not be read.
 */
export function fullyRead(report: Report): Report {
  const [first] = report.unreadable ?? [];
  if (first !== undefined) throw errorFor(first);
  return report;
}

function jsonIn(body: string): unknown {
  try {
    return parseJson(body);
  } catch (error) {
    // The parser's own message quotes the text, which may hold card data.
    if (error instanceof SyntaxError)
      throw new InputError('', 'the text is not JSON', 'Give the whole body as it came.');
    throw error;
  }
}

/** An order out of its envelope, and where it was. */
interface Unwrapped {
  readonly content: unknown;
  readonly channel: Report['channel'];
  readonly path: Path;
}

function unwrap(json: unknown, path: Path = [], bare: Report['channel'] = 'notification'): Unwrapped {
  if (!isSection(json) || !Object.hasOwn(json, 'success')) return { content: json, channel: bare, path };
  if (json.success === true) return { content: json.data, channel: 'status_read', path: [...path, 'data'] };
  if (json.success !== false) throw errorFor(unreadableAt([...path, 'success'], json.success, success));
  throw new InputError(
    [...path, 'error_code'].join('.'),
    `MultiSafepay answered with error ${show(json.error_code)}: ${show(json.error_info)}`,
    'Ask again for an order that exists, with the API key of its site.',
  );
}

function readAt({ content, channel: shaped, path }: Unwrapped, options: ReadOptions): Report {
  if (!isSection(content)) throw errorFor(unreadableAt(path, content, order));
  const findings: Findings = { unreadable: [], leftOut: [] };
  const fields = fieldsOf(content, path, findings);
  const ofOrder = fields.required('order_id', orderId) ?? oddOrderId(content.order_id) ?? knownOrderId(options);
  if (ofOrder === undefined) throw errorFor(unreadableAt([...path, 'order_id'], content.order_id, orderId));
  const channel = options.channel ?? shaped;
  return defined<Report>({
    ...reportOf(fields, ofOrder, channel),
    askedAt: channel === 'status_read' ? ifSaid(options.askedAt, instant) : undefined,
    leftOut: atMost(findings.leftOut),
    unreadable: atMost(findings.unreadable),
  });
}

/** An order id that cannot be kept as it is, as its JSON text, from which it can be had again. */
function oddOrderId(found: unknown): string | undefined {
  return typeof found === 'string' && !isPlainText(found) ? JSON.stringify(found) : undefined;
}

/** The order id that the caller knows, unless it is blank. */
function knownOrderId({ orderId: known = '' }: ReadOptions): string | undefined {
  return known.trim() === '' ? undefined : known;
}

/** @throws InputError unless a text is an instant. */
function instant(at: string): string {
  if (/T.*(?:Z|[+-]\d\d:\d\d)$/.test(at) && !Number.isNaN(Date.parse(at))) return at;
  throw new InputError(
    'askedAt',
    'no instant',
    'Give an ISO 8601 instant with its zone, such as 2026-03-02T10:00:00Z.',
  );
}

function reportOf(fields: Fields, ofOrder: string, channel: Report['channel']): Report {
  const orderWord = fields.required('status', status);
  const transactionWord = fields.judged('financial_status', text);
  const signed = fields.judged('amount', amount);
  const details = fields.within('payment_details');
  const methods = fields.otherList('payment_methods').map(listedMethod).filter(saysAnything);
  const related = fields.judgedList('related_transactions').map((entry) => ({ entry, times: timesOf(entry) }));
  const times = timesOf(fields);
  return defined<Report>({
    channel,
    orderId: ofOrder,
    transactionId: fields.judged('transaction_id', id),
    order: orderWordOf(orderWord),
    transaction: ifSaid(transactionWord, readTransactionWord),
    voidVoid: onlyTrue(isSpelledVoid(orderWord ?? '') && isSpelledVoid(transactionWord ?? '')),
    kind: ifSaid(fields.judged('type', text), readKind),
    method: methodOf(fields, details, methods),
    methods: ifAny(methods),
    amount: ifSaid(signed, Math.abs),
    negative: onlyTrue(signed !== undefined && signed < 0),
    currency: fields.judged('currency', currency),
    amountRefunded: fields.judged('amount_refunded', amountOfZeroOrMore),
    manualCapture: onlyTrue(details.other('capture', text)?.trim().toLowerCase() === 'manual'),
    captureRemaining: details.other('capture_remain', amountOfZeroOrMore),
    captureBefore: details.other('capture_expiry', time),
    outcome: outcomeOf(details.within('card_authentication_result').said('status')),
    threeDAsked: onlyTrue(
      fields.said('customer_verification') !== undefined || isThreeDReason(fields.said('reason_code')),
    ),
    reference: fields.judged('reference_transaction_id', id),
    merchantReference: ifSaid(fields.other('var1', id), maskText),
    dispute: disputeOf(fields),
    related: ifAny(related.map(({ entry, times: { created } }) => relatedOf(entry, ofOrder, created))),
    authorisationOrderId: unless(ofOrder, fields.judged('auth_order_id', id)),
    created: times.created,
    recency: recencyOf([times, ...related.map((one) => one.times)]),
  });
}

function relatedOf(entry: Fields, ofOrder: string, created: string | undefined): RelatedTransaction {
  return defined<RelatedTransaction>({
    transactionId: entry.judged('transaction_id', id),
    orderId: unless(ofOrder, entry.other('order_id', id)),
    kind: ifSaid(entry.judged('type', text), readKind),
    status: orderWordOf(entry.required('status', status)),
    amount: ifSaid(entry.judged('amount', amount), Math.abs),
    currency: entry.judged('currency', currency),
    created,
    reference: entry.judged('reference_transaction_id', id),
    dispute: disputeOf(entry),
  });
}

/** The dispute that a transaction carries; nothing of it is judged as strictly as money is (decision D34). */
function disputeOf(fields: Fields): ListedDispute | undefined {
  if (fields.said('dispute') === undefined) return undefined;
  const entry = fields.within('dispute');
  const dispute = defined<ListedDispute>({
    status: ifSaid(entry.other('status', text), readDisputeWord),
    due: entry.other('merchant_response_date', dueTime),
    reasonCode: ifSaid(entry.other('reason_code', id), maskText),
    reasonDescription: ifSaid(entry.other('reason_description', text), maskText),
  });
  return saysAnything(dispute) ? dispute : undefined;
}

/** The word of a status; without letters if it could not be read. */
function orderWordOf(word: string | undefined): Report['order'] {
  return ifSaid(word, readOrderWord) ?? { unknown: '' };
}

/** An id, unless it is the order's own. */
function unless(ofOrder: string, other: string | undefined): string | undefined {
  return other === ofOrder ? undefined : other;
}

/** When a transaction was made, when it last changed, and whether it says the latter in a way that cannot be read. */
interface Times {
  readonly created?: string;
  readonly changed?: string;
  readonly isUnclear: boolean;
}

function timesOf(fields: Fields): Times {
  const created = fields.other('created', time);
  const modified = fields.other('modified', time);
  const isOdd = (name: string, read: string | undefined) => read === undefined && saysTime(fields.said(name));
  const isUnclear = isOdd('modified', modified) || (modified === undefined && isOdd('created', created));
  return defined<Times>({ created, changed: latest(created, modified), isUnclear });
}

/** Whether a field says some time; databases write a missing one as a date of zeros. */
function saysTime(found: unknown): boolean {
  return found !== undefined && !(typeof found === 'string' && found.startsWith('0000-00-00'));
}

/** The latest time of all (decision D23); missing if one is unclear, since the others may be older than it. */
function recencyOf(times: readonly Times[]): string | undefined {
  if (times.some(({ isUnclear }) => isUnclear)) return undefined;
  return times.map(({ changed }) => changed).reduce(latest, undefined);
}

function listedMethod(entry: Fields): ListedMethod {
  const type = entry.other('type', text);
  return defined<ListedMethod>({
    method: ifSaid(type, readMethod),
    brand: ifSaid(entry.other('coupon_brand', text) ?? type, (brand) => maskText(brand.trim())),
    externalId: entry.other('external_transaction_id', id),
    amount: entry.other('amount', amountOfZeroOrMore),
    currency: entry.other('currency', currency),
    status: ifSaid(entry.other('status', text), readOrderWord),
  });
}

/**
 * How the order was paid. The payment details say it; where they name no brand, the payment methods may, if they agree
 * on one. Several brands decide nothing.
 */
function methodOf(fields: Fields, details: Fields, listed: readonly ListedMethod[]): PaymentMethod | undefined {
  const inDetails = details.other('type', text);
  const inField = fields.other('payment_method', text);
  const decided = ifSaid(inDetails, readMethod);
  if (decided !== undefined) return decided;
  const brands = new Set(
    listed.flatMap(({ method }) => (method !== undefined && 'brand' in method ? [method.brand] : [])),
  );
  const [brand] = brands;
  if (brand !== undefined) return brands.size === 1 ? { brand } : undefined;
  if (inDetails !== undefined) return undefined;
  return listed[0]?.method ?? ifSaid(inField, readMethod);
}

/** The authentication outcome a letter says; other words are no outcome. */
function outcomeOf(said: unknown): Outcome | undefined {
  return outcomeLetters.find((letter) => typeof said === 'string' && said.trim().toUpperCase() === letter);
}

function ifSaid<Said, Read>(said: Said | undefined, read: (said: Said) => Read): Read | undefined {
  return said === undefined ? undefined : read(said);
}

function saysAnything(entry: object): boolean {
  return Object.keys(entry).length > 0;
}

function ifAny<Entry>(list: readonly Entry[]): readonly Entry[] | undefined {
  return list.length === 0 ? undefined : list;
}

function onlyTrue(holds: boolean): true | undefined {
  return holds || undefined;
}
