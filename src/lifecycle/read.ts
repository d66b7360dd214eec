/**
 * Reads values of unknown shape; the first thing wrong becomes an InputError that names the place and the way out.
 */
import * as v from 'valibot';
import { isAmount, isCurrency } from '../../machines/index.ts';
import { InputError } from './input-error.ts';

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
  // A day that the calendar lacks is read as one of the next month; a time that the day lacks is not read at all.
  return new Date(`${text}Z`).getUTCDate() === Number(text.slice(8, 10));
}

/** Whether a value is an ISO 8601 instant with a zone, on a day that the calendar has. */
export function isInstant(value: unknown): value is string {
  const parts = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.exec(String(value));
  return (
    typeof value === 'string' && isLocalTime(`${parts?.[1]}${parts?.[2] ?? ':00'}`) && !Number.isNaN(Date.parse(value))
  );
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
export function readMoney(
  { amount, currency }: { readonly amount?: unknown; readonly currency?: unknown },
  path: string,
): void {
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  if (!isAmount(amount) || amount === 0)
    throw new InputError(
      at('amount'),
      `${shown(amount)} is not a positive whole number of minor units`,
      'EUR 25.00 is 2500.',
    );
  readCurrency(currency, at('currency'));
}

/** @throws InputError if the value is not an object with a type. */
export function readObject(fact: unknown): void {
  if (typeof fact !== 'object' || fact === null || typeof (fact as { type?: unknown }).type !== 'string')
    throw new InputError('fact', 'a fact is an object with a type', "Give it as { type: 'review.approved', at: … }.");
}

/** @throws InputError if the value is neither a snapshot nor a payment. */
export function readSubject(subject: unknown): asserts subject is object {
  if (typeof subject !== 'object' || subject === null || !('chart' in subject || 'attempts' in subject))
    throw new InputError('', 'neither a snapshot nor a payment', 'Take one from begin, step, openPayment or restore.');
}

/** A value as an error message shows it: short, and without a run of digits that could be a card number. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'bigint' ? `${value}` : (JSON.stringify(value) ?? typeof value);
  return text.replace(/\d(?:[ -]?\d){11,}/g, '…').slice(0, 80);
}
