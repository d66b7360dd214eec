/**
 * Reads values of unknown shape; the first thing wrong becomes an InputError that names the place and the way out.
 */
import * as v from 'valibot';
import { type CaptureAsk, editionNames, isAmount, isCurrency, type RefundAsk } from '../../machines/index.ts';
import { chartIds, firstCharts, isFirstChart } from '../relation/index.ts';
import { InputError } from './input-error.ts';

/** The hashes of the charts of a law: those that every law has, and those that a later one has as well. */
export const chartHashes = <Hash extends v.GenericSchema<string>>(hash: Hash) =>
  v.strictObject({
    ...v.entriesFromList(
      chartIds.filter((id) => !isFirstChart(id)),
      v.exactOptional(hash),
    ),
    ...v.entriesFromList(firstCharts, hash),
  });

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
  throw new InputError((issue.path ?? []).map(({ key }) => key).join('.'), issue.message, wayOut);
}

/** Whether a text is a day and a time that the calendar has, as `2026-01-31T12:00:00`. */
export function isLocalTime(text: string): boolean {
  return !Number.isNaN(numberOfTime(text));
}

/**
 * A day and a time that the calendar has as a whole number, `20191104080000` for `2019-11-04T08:00:00`: such numbers compare as the
 * texts do. Not a number if the text is anything else.
 */
export function numberOfTime(text: string): number {
  return text.length === 19 ? writtenTime(text) : Number.NaN;
}

/** Whether a value is an ISO 8601 instant with a zone, on a day that the calendar has. */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  return isPlainInstant(value) || isAnyInstant(value);
}

const codeOf = (character: string): number => character.charCodeAt(0);
const zero = codeOf('0');
const dash = codeOf('-');
const colon = codeOf(':');
const between = codeOf('T');
const point = codeOf('.');
const utc = codeOf('Z');

/**
 * Whether a text is an instant as programs write it, `2026-01-31T12:00:00Z` or with milliseconds. It says yes to nothing that
 * {@link isAnyInstant} does not, and looks at no more than the characters.
 */
function isPlainInstant(text: string): boolean {
  const { length } = text;
  if (length !== 20 && (length !== 24 || text.charCodeAt(19) !== point || twoDigitsAt(text, 20) < 0)) return false;
  if (length === 24 && twoDigitsAt(text, 21) < 0) return false;
  return text.charCodeAt(length - 1) === utc && !Number.isNaN(writtenTime(text));
}

/** The day and the time, to the second, that a text begins with, as a number; not a number if the calendar has none such. */
function writtenTime(text: string): number {
  const isWritten =
    text.charCodeAt(4) === dash &&
    text.charCodeAt(7) === dash &&
    text.charCodeAt(10) === between &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon;
  if (!isWritten) return Number.NaN;
  const century = twoDigitsAt(text, 0);
  const yearWithin = twoDigitsAt(text, 2);
  const year = century * 100 + yearWithin;
  const month = twoDigitsAt(text, 5);
  const day = twoDigitsAt(text, 8);
  const hour = twoDigitsAt(text, 11);
  const minute = twoDigitsAt(text, 14);
  const second = twoDigitsAt(text, 17);
  const isOfCalendar =
    century >= 0 &&
    yearWithin >= 0 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    isBelow(hour, 24) &&
    isBelow(minute, 60) &&
    isBelow(second, 60);
  return isOfCalendar ? year * 1e10 + (month * 100 + day) * 1e6 + (hour * 100 + minute) * 100 + second : Number.NaN;
}

const isBelow = (number: number, bound: number): boolean => number >= 0 && number < bound;

/** The number that two digits write; below 0 if one of the two characters is none. */
function twoDigitsAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** How many days a month has, from 1 for January; none of any other number. */
function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  if (month === 4 || month === 6 || month === 9 || month === 11) return 30;
  return month >= 1 && month <= 12 ? 31 : 0;
}

function isAnyInstant(value: string): boolean {
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
    throw new InputError(path, `${shown(value)} is not known`, `Give one of ${listed(list)}.`);
}

/** How many words of a list are told one by one: a message is to be read. */
const mostListed = 40;

const listed = (list: readonly string[]): string =>
  list.length <= mostListed
    ? list.join(', ')
    : `${list.slice(0, mostListed).join(', ')}, and ${list.length - mostListed} more`;

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
  const pathOf = (field: string): string => (path === '' ? field : `${path}.${field}`);
  if (!isAmount(amount) || amount === 0)
    throw new InputError(
      pathOf('amount'),
      `${shown(amount)} is not a positive whole number of minor units`,
      'EUR 25.00 is 2500.',
    );
  readCurrency(currency, pathOf('currency'));
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

/**
 * Checks what is asked of the capture rules. An amount that no capture can have is theirs to refuse; what is known must be whole.
 *
 * @throws InputError if the request, or the ledger that it is judged by, cannot be read.
 */
export function readCaptureAsk(ask: unknown, path: string): asserts ask is CaptureAsk {
  const { amount, currency, at, ledger } = fieldsOf(ask, path, 'a capture request says what is asked');
  readNumber(amount, `${path}.amount`);
  readCurrency(currency, `${path}.currency`);
  readInstant(at, `${path}.at`);
  const known = fieldsOf(ledger, `${path}.ledger`, 'a capture request is judged by a ledger');
  const { authorised, remainingKnown } = known;
  for (const [key, value] of Object.entries({ authorised, remainingKnown })) {
    if (typeof value !== 'boolean')
      throw new InputError(`${path}.ledger.${key}`, `${shown(value)} is neither true nor false`, 'Say which.');
  }
  readMinorUnits(known.remaining, `${path}.ledger.remaining`);
  if (known.currency !== undefined) readCurrency(known.currency, `${path}.ledger.currency`);
  if (known.expires !== undefined) readInstant(known.expires, `${path}.ledger.expires`);
}

/** @throws InputError if the value is not a number; whether it is an amount is for the rules to say. */
export function readNumber(value: unknown, path: string): asserts value is number {
  if (typeof value !== 'number')
    throw new InputError(path, `${shown(value)} is not a whole number of minor units`, 'EUR 25.00 is 2500.');
}

/** @throws InputError if the value is not a whole number of minor units. */
export function readMinorUnits(value: unknown, path: string): void {
  if (!isAmount(value))
    throw new InputError(path, `${shown(value)} is not a whole number of minor units`, 'EUR 25.00 is 2500.');
}

/** @throws InputError if the value is not a list. */
export function readList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new InputError(path, `${shown(value)} is not a list`, 'Give a list, empty perhaps.');
  // A list with holes has nothing there, which is not left unlooked at.
  return Array.from(value as readonly unknown[]);
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

/**
 * Looks that options have no field that nobody would look at: a name that is misspelt says nothing, and what it was meant to say is left out.
 *
 * @param of what they are options of, for people.
 * @param fields every field that there is.
 * @throws InputError that names the field, and those that there are.
 */
export function refuseOtherOptions<Options extends object>(
  options: Options,
  of: string,
  fields: Readonly<Record<keyof Options, true>>,
): void {
  const known = Object.keys(fields);
  const other = Object.keys(fieldsOf(options, 'options', `${of} has options`)).find((field) => !known.includes(field));
  if (other !== undefined)
    throw new InputError(`options.${other}`, `no option of ${of}`, `Leave it out, or give one of ${known.join(', ')}.`);
}
