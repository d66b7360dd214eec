/**
 * Whether what is given has the shape of a payment or of a report: hostile values are refused by name before anything is judged.
 */
import {
  cardBrands,
  collectors,
  disputeWords,
  editions,
  isAmount,
  orderStatuses,
  outcomeLetters,
  outsideFamilies,
  refusalCodes,
  transactionStatuses,
} from '../../machines/index.ts';
import { InputError } from './input-error.ts';
import type { Attempt, Payment, Refund } from './payment.ts';
import { fieldsOf, isLocalTime, readCurrency, readId, readList, readMinorUnits, readOneOf, shown } from './read.ts';
import { type Report, transactionKinds } from './report.ts';

/** Payments that were looked at lately, and cannot have changed since. A weak set would cost the collector of garbage more than a look. */
let wellShaped = new Set<object>();

/** How many of them are remembered, before all are forgotten. */
const mostRemembered = 512;

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
  if (fields.edition !== undefined) readOneOf(fields.edition, Object.keys(editions), 'edition');
  if (fields.collector !== undefined) readOneOf(fields.collector, collectors, 'collector');
  if (fields.expected !== undefined) {
    const { amount, currency } = fieldsOf(fields.expected, 'expected', (found) => `${found} is no amount of money`);
    readMinorUnits(amount, 'expected.amount');
    readCurrency(currency, 'expected.currency');
  }
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
    if (one.brand !== undefined) readOneOf(one.brand, cardBrands, `attempts.${index}.brand`);
    const { cardShare, smallestShare, asked, reported } = one;
    const { at: _, disbelievedAt: __, ...totals } = reported ?? {};
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
  if (!Object.isFrozen(payment)) return payment;
  // A new set, not an empty one: see how trails are forgotten.
  if (wellShaped.size >= mostRemembered) wellShaped = new Set();
  wellShaped.add(payment);
  return payment;
}

function readEvidence({ amount, currency, seen }: Attempt | Refund, path: string): void {
  if (amount !== undefined) readMinorUnits(amount, `${path}.amount`);
  if (currency !== undefined) readCurrency(currency, `${path}.currency`);
  readList(seen, `${path}.seen`).forEach((one, index) => {
    fieldsOf(one, `${path}.seen.${index}`, 'what was seen is an object');
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
  'captureBefore',
] as const satisfies readonly (keyof Report)[];
const times = ['created', 'recency', 'captureBefore'] as const satisfies readonly (keyof Report)[];
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
    if (one.dispute !== undefined) readDispute(one.dispute, `${path}.dispute`);
  });
  if (fields.dispute !== undefined) readDispute(fields.dispute, 'report.dispute');
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

function readDispute(value: unknown, path: string): void {
  const { status, due, reasonCode, reasonDescription } = fieldsOf(value, path, (found) => `${found} is no dispute`);
  if (status !== undefined) readWord(status, disputeWords, `${path}.status`);
  if (due !== undefined && !isLocalTime(String(due)))
    throw new InputError(`${path}.due`, `${shown(due)} is no time`, 'Give it as 2026-01-31T12:00:00.');
  if (reasonCode !== undefined) readText(reasonCode, `${path}.reasonCode`);
  if (reasonDescription !== undefined) readText(reasonDescription, `${path}.reasonDescription`);
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
  readList(list, path).forEach((one, index) => {
    const entry = fieldsOf(one, `${path}.${index}`, (found) => `${found} is no entry`);
    readPlain(entry, `${path}.${index}`);
    readOne(entry, `${path}.${index}`);
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
