/**
 * Reads values of unknown shape; the first thing wrong becomes an InputError that names the place and the way out.
 */
import * as v from 'valibot';
import {
  cardBrands,
  editionNames,
  isAmount,
  isCurrency,
  orderStatuses,
  outcomeLetters,
  outsideFamilies,
  type RefundAsk,
  refusalCodes,
  transactionStatuses,
} from '../../machines/index.ts';
import { InputError } from './input-error.ts';
import type { Attempt, Payment, Refund } from './payment.ts';
import { type Report, transactionKinds } from './report.ts';

/**
 * The value, if it fits the schema.
 *
 * @throws InputError with the dotted path of the first thing wrong, what was found and expected, and the way out.
 */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  wayOut: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new InputError(v.getDotPath(issue) ?? '', issue.message, wayOut);
}

/** Whether a text is a day and a time that the calendar has, as `2026-01-31T12:00:00`. */
export function isLocalTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(text)) return false;
  // Every month has these days; only the others are looked up.
  if (/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text)) return true;
  // A day that the calendar lacks is read as one of the next month; a time that the day lacks is not read at all.
  return new Date(`${text}Z`).getUTCDate() === Number(text.slice(8, 10));
}

/** Whether a value is an ISO 8601 instant with a zone, on a day that the calendar has. */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const parts = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.exec(value);
  return isLocalTime(`${parts?.[1]}${parts?.[2] ?? ':00'}`) && !Number.isNaN(Date.parse(value));
}

/** @throws InputError if the value is not an ISO 8601 instant with a zone. */
export function readInstant(value: unknown, path: string): asserts value is string {
  if (!isInstant(value))
    throw new InputError(path, `${shown(value)} is not an instant`, 'Give it as 2026-01-31T12:00:00Z.');
}

/** @throws InputError if the value is not one of the list. */
export function readOneOf<T extends string>(value: unknown, list: readonly T[], path: string): asserts value is T {
  if (!list.includes(value as T))
    throw new InputError(path, `${shown(value)} is not known`, `Give one of ${list.join(', ')}.`);
}

/** @throws InputError if the value is not a text of at least one character. */
export function readId(value: unknown, path: string): asserts value is string {
  if (typeof value !== 'string' || value === '')
    throw new InputError(path, `${shown(value)} is not an id`, 'Give a text of at least one character.');
}

/** @throws InputError if the value is not a currency code of ISO 4217. */
export function readCurrency(value: unknown, path: string): asserts value is string {
  if (!isCurrency(value))
    throw new InputError(path, `${shown(value)} is not a currency of ISO 4217`, 'Write it as EUR.');
}

/**
 * An amount of money above zero.
 *
 * @param path where it was given; empty for the input as a whole.
 * @throws InputError if the amount is no positive whole number of minor units, or the currency is not one of ISO 4217.
 */
export function readMoney(money: { readonly amount?: unknown; readonly currency?: unknown }, path: string): void {
  const { amount, currency } = fieldsOf(money, path, 'money has an amount and a currency');
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  if (!isAmount(amount) || amount === 0)
    throw new InputError(
      at('amount'),
      `${shown(amount)} is not a positive whole number of minor units`,
      'EUR 25.00 is 2500.',
    );
  readCurrency(currency, at('currency'));
}

/**
 * The fields of an object, each looked at once: what a field gives later can then not differ from what was checked.
 *
 * @throws InputError if the value is no object, or one of its fields cannot be looked at.
 */
export function fieldsOf(
  value: unknown,
  path: string,
  problem: string | ((shown: string) => string),
): Readonly<Record<string, unknown>> {
  const wayOut = 'Give plain data, as JSON.parse makes it.';
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(path, typeof problem === 'string' ? problem : problem(shown(value)), wayOut);
  try {
    return { ...value };
  } catch {
    throw new InputError(path, 'a field cannot be looked at', wayOut);
  }
}

/**
 * A fact, as plain data.
 *
 * @throws InputError if the value is not an object with a type.
 */
export function readObject(fact: unknown): Readonly<Record<string, unknown>> & { readonly type: string } {
  const wayOut = "Give it as { type: 'review.approved', at: … }.";
  const fields = fieldsOf(fact, 'fact', 'a fact is an object with a type');
  const { type } = fields;
  if (typeof type !== 'string') throw new InputError('fact', 'a fact is an object with a type', wayOut);
  return fields as Readonly<Record<string, unknown>> & { readonly type: string };
}

/**
 * A fact about a whole payment: every field of one is a word, a number or a yes.
 *
 * @throws InputError if a field is anything else, or says both an amount and everything.
 */
export function readPaymentFact(fact: unknown): Readonly<Record<string, unknown>> & { readonly type: string } {
  const fields = Object.fromEntries(Object.entries(readObject(fact)).filter(([, value]) => value !== undefined));
  for (const [key, value] of Object.entries(fields)) {
    if (value !== null && !['string', 'number', 'boolean'].includes(typeof value))
      throw new InputError(`fact.${key}`, `${shown(value)} is no word, number or yes`, 'Give plain data.');
  }
  readFlag(fields.intentional, 'fact.intentional');
  if (fields.all !== undefined && fields.all !== true)
    throw new InputError('fact.all', `${shown(fields.all)} is not true`, 'Give all: true, or an amount.');
  if (fields.all === true && fields.amount !== undefined)
    throw new InputError(
      'fact.all',
      'everything and an amount cannot both be asked for',
      'Give all: true, or an amount.',
    );
  return fields as Readonly<Record<string, unknown>> & { readonly type: string };
}

function readFlag(value: unknown, path: string): void {
  if (value !== undefined && typeof value !== 'boolean')
    throw new InputError(path, `${shown(value)} is neither true nor false`, 'Give true or false, or leave it out.');
}

/**
 * Checks what is asked of the refund rules. An amount that no refund can have is theirs to refuse; what is known must be whole.
 *
 * @throws InputError if the request, or the ledger that it is judged by, cannot be read.
 */
export function readAsk(ask: unknown, path: string): asserts ask is RefundAsk {
  const { amount, currency, at, intentional, ledger } = fieldsOf(ask, path, 'a refund request says what is asked');
  readNumber(amount, `${path}.amount`);
  readCurrency(currency, `${path}.currency`);
  readInstant(at, `${path}.at`);
  readFlag(intentional, `${path}.intentional`);
  const known = fieldsOf(ledger, `${path}.ledger`, 'a refund request is judged by a ledger');
  for (const key of ['collected', 'refundableKnown', 'chargebackAttached', 'outcomeUnknown']) {
    if (typeof known[key] !== 'boolean')
      throw new InputError(`${path}.ledger.${key}`, `${shown(known[key])} is neither true nor false`, 'Say which.');
  }
  readMinorUnits(known.refundable, `${path}.ledger.refundable`);
  if (known.currency !== undefined) readCurrency(known.currency, `${path}.ledger.currency`);
  if (known.earliest !== undefined) readInstant(known.earliest, `${path}.ledger.earliest`);
  if (known.edition !== undefined) readOneOf(known.edition, editionNames, `${path}.ledger.edition`);
  readList(known.earlier, `${path}.ledger.earlier`).forEach((one, index) => {
    const earlier = fieldsOf(one, `${path}.ledger.earlier.${index}`, 'an earlier refund has an amount and a time');
    readMinorUnits(earlier.amount, `${path}.ledger.earlier.${index}.amount`);
    readInstant(earlier.at, `${path}.ledger.earlier.${index}.at`);
  });
}

/** @throws InputError if the value is not a number; whether it is an amount is for the rules to say. */
export function readNumber(value: unknown, path: string): asserts value is number {
  if (typeof value !== 'number')
    throw new InputError(path, `${shown(value)} is not a whole number of minor units`, 'EUR 25.00 is 2500.');
}

function readMinorUnits(value: unknown, path: string): void {
  if (!isAmount(value))
    throw new InputError(path, `${shown(value)} is not a whole number of minor units`, 'EUR 25.00 is 2500.');
}

function readList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new InputError(path, `${shown(value)} is not a list`, 'Give a list, empty perhaps.');
  // A list with holes has nothing there, which is not left unlooked at.
  return Array.from(value as readonly unknown[]);
}

/** @throws InputError if the value is neither a snapshot nor a payment. */
export function readSubject(subject: unknown): asserts subject is object {
  const isEither = typeof subject === 'object' && subject !== null && has(subject, 'chart', 'attempts');
  if (!isEither)
    throw new InputError('', 'neither a snapshot nor a payment', 'Take one from begin, step, openPayment or restore.');
  if (!has(subject, 'chart')) readShape(subject);
}

/** Whether an object has one of these fields, as far as it can be asked. */
function has(subject: object, ...keys: readonly string[]): boolean {
  try {
    return keys.some((key) => key in subject);
  } catch {
    return false;
  }
}

/** Payments that were looked at, and cannot have changed since. */
const wellShaped = new WeakSet<object>();

/** The lists of a payment. */
const lists = [
  'attempts',
  'refunds',
  'captures',
  'parts',
  'outside',
  'setAside',
  'alarms',
  'violations',
] as const satisfies readonly (keyof Payment)[];

/**
 * Checks that a value has the shape of a payment: its lists, and amounts that are amounts. Whether it can have happened so is
 * for `restore` to say.
 *
 * @throws InputError that names the first thing that is wrong.
 */
export function readShape(payment: unknown): asserts payment is Payment {
  if (typeof payment === 'object' && payment !== null && wellShaped.has(payment)) return;
  const wayOut = 'Take payments from openPayment, step, observe or restore.';
  const fields = fieldsOf(payment, '', 'not a payment');
  readId(fields.orderId, 'orderId');
  for (const list of lists) {
    for (const [index, one] of readList(fields[list], list).entries()) {
      const path = `${list}.${index}`;
      if (list === 'captures') {
        readId(one, path);
        continue;
      }
      const { because, code, content, method } = fieldsOf(one, path, (found) => `${found} is not one of ${list}`);
      if (list === 'alarms' || list === 'setAside') readOneOf(because, refusalCodes, `${path}.because`);
      if (list === 'violations') readOneOf(code, refusalCodes, `${path}.code`);
      if (list === 'setAside') readText(content, `${path}.content`);
      if (list === 'parts' || list === 'outside') readText(method, `${path}.method`);
    }
  }
  const { attempts, refunds } = fields as unknown as Payment;
  attempts.forEach((one, index) => {
    readEvidence(one, `attempts.${index}`);
    const { cardShare, smallestShare, asked, reported } = one;
    const { at: _, ...totals } = reported ?? {};
    for (const amount of [cardShare, smallestShare, asked?.amount, ...Object.values(totals)])
      if (amount !== undefined) readMinorUnits(amount, `attempts.${index}`);
  });
  refunds.forEach((one, index) => {
    readEvidence(one, `refunds.${index}`);
    if (!(one.of in attempts)) throw new InputError(`refunds.${index}.of`, 'there is no such attempt', wayOut);
  });
  markWellShaped(payment as Payment);
}

/** Remembers a payment that our own functions made: it is not looked at again. A value that can still change is not. */
export function markWellShaped(payment: Payment): Payment {
  if (Object.isFrozen(payment)) wellShaped.add(payment);
  return payment;
}

function readEvidence({ amount, currency, seen }: Attempt | Refund, path: string): void {
  if (amount !== undefined) readMinorUnits(amount, `${path}.amount`);
  if (currency !== undefined) readCurrency(currency, `${path}.currency`);
  readList(seen, `${path}.seen`).forEach((one, at) => {
    fieldsOf(one, `${path}.seen.${at}`, 'what was seen is an object');
  });
}

/** The fields of a report that are texts, times, yes or left out, and amounts. */
const texts = [
  'transactionId',
  'reference',
  'merchantReference',
  'authorisationOrderId',
  'created',
  'recency',
] as const satisfies readonly (keyof Report)[];
const times = ['created', 'recency'] as const satisfies readonly (keyof Report)[];
const flags = ['negative', 'voidVoid', 'manualCapture', 'threeDAsked'] as const satisfies readonly (keyof Report)[];
const amounts = ['amount', 'amountRefunded', 'captureRemaining'] as const satisfies readonly (keyof Report)[];

/**
 * Checks that a value is a report as the reader of order JSON makes them: known words or words that are said to be unknown, times
 * without a zone, amounts that are amounts.
 *
 * @throws InputError that names the first field that is wrong.
 */
export function readReport(report: unknown): asserts report is Report {
  const wayOut = 'Take reports from readOrder or readNotification.';
  const fields = fieldsOf(report, 'report', 'not a report');
  const wrong = (field: string, value: unknown): InputError =>
    new InputError(`report.${field}`, `${shown(value)} cannot be read`, wayOut);
  readId(fields.orderId, 'report.orderId');
  if (fields.channel !== 'notification' && fields.channel !== 'status_read') throw wrong('channel', fields.channel);
  readWord(fields.order, orderStatuses, 'report.order');
  if (fields.transaction !== undefined) readWord(fields.transaction, transactionStatuses, 'report.transaction');
  if (fields.kind !== undefined) readWord(fields.kind, transactionKinds, 'report.kind');
  if (fields.method !== undefined) readMethod(fields.method, 'report.method');
  if (fields.outcome !== undefined) readOneOf(fields.outcome, outcomeLetters, 'report.outcome');
  for (const flag of flags) if (fields[flag] !== undefined && fields[flag] !== true) throw wrong(flag, fields[flag]);
  readPlain(fields, 'report');
  readEntries(fields.related, 'report.related', (one, path) => {
    readWord(one.status, orderStatuses, `${path}.status`);
    if (one.kind !== undefined) readWord(one.kind, transactionKinds, `${path}.kind`);
  });
  readEntries(fields.methods, 'report.methods', (one, path) => {
    if (one.status !== undefined) readWord(one.status, orderStatuses, `${path}.status`);
    if (one.method !== undefined) readMethod(one.method, `${path}.method`);
  });
  readEntries(fields.leftOut, 'report.leftOut', (one, path) => readText(one.path, `${path}.path`));
  readEntries(fields.unreadable, 'report.unreadable', (one, path) => {
    readText(one.path, `${path}.path`);
    readText(one.found, `${path}.found`);
  });
}

/** The fields that are ids, times, currencies and amounts, of a report or of an entry in it. */
function readPlain(fields: Readonly<Record<string, unknown>>, path: string): void {
  // Paths are made where something is wrong only: this is on the way of every report.
  for (const field of texts) {
    const value = fields[field];
    if (value !== undefined && (typeof value !== 'string' || value === '')) readId(value, `${path}.${field}`);
  }
  for (const field of amounts) {
    const value = fields[field];
    if (value !== undefined && !isAmount(value)) readMinorUnits(value, `${path}.${field}`);
  }
  for (const field of times)
    if (fields[field] !== undefined && !isLocalTime(String(fields[field])))
      throw new InputError(`${path}.${field}`, `${shown(fields[field])} is no time`, 'Give it as 2026-01-31T12:00:00.');
  if (fields.currency !== undefined) readCurrency(fields.currency, `${path}.currency`);
}

function readEntries(
  list: unknown,
  path: string,
  readOne: (entry: Readonly<Record<string, unknown>>, path: string) => void,
): void {
  if (list === undefined) return;
  readList(list, path).forEach((one, at) => {
    const entry = fieldsOf(one, `${path}.${at}`, (found) => `${found} is no entry`);
    readPlain(entry, `${path}.${at}`);
    readOne(entry, `${path}.${at}`);
  });
}

function readMethod(value: unknown, path: string): void {
  const method = fieldsOf(value, path, (found) => `${found} is no method`);
  if (method.brand !== undefined) {
    readOneOf(method.brand, cardBrands, `${path}.brand`);
  } else if (method.outside !== undefined) {
    readText(method.outside, `${path}.outside`);
    readOneOf(method.family, outsideFamilies, `${path}.family`);
  } else {
    readText(method.unknown, `${path}.unknown`);
  }
}

/** @throws InputError if the value is neither one of the words nor said to be an unknown one. */
function readWord(value: unknown, words: readonly string[], path: string): void {
  if (typeof value === 'string') readOneOf(value, words, path);
  else readText(fieldsOf(value, path, (found) => `${found} is no status word`).unknown, `${path}.unknown`);
}

function readText(value: unknown, path: string): void {
  if (typeof value !== 'string') throw new InputError(path, `${shown(value)} is not a text`, 'Give a text.');
}

/** A value as an error message shows it: short, and without a run of digits that could be a card number. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'bigint' ? `${value}` : (textOf(value) ?? typeof value);
  return text.replace(/\d(?:[ -]?\d){11,}/g, '…').slice(0, 80);
}

/** A value as JSON; nothing where it has none, or cannot be looked at. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(typeof value === 'string' ? value.slice(0, 400) : value);
  } catch {
    return undefined;
  }
}
