/**
 * What callers give the store, read before anything is stored.
 */
import { InputError, type Signed } from '../lifecycle/index.ts';
import { readId, refuseOtherOptions } from '../lifecycle/read.ts';
import { largestCount } from './entry.ts';
import type { Page } from './reads.ts';

/** @throws InputError unless the id is one that a database can keep: MultiSafepay's have at most 50 characters. */
export function readOrderId(orderId: string): void {
  readId(orderId, 'orderId');
  if (orderId.length > 500 || /\0|\p{Surrogate}/u.test(orderId))
    throw new InputError('orderId', 'it cannot be kept as an id', 'Give at most 500 characters of plain text.');
}

/** @throws InputError unless a correction says who, why and on what evidence, without anything like a card number. */
export function readSigned(signed: Signed): void {
  for (const key of ['actor', 'reason', 'evidence'] as const) {
    readId(signed[key], key);
    noCardNumber(signed[key], key);
  }
}

/** @throws InputError if a text that is kept holds anything like a card number. */
export function noCardNumber(text: string, path: string): void {
  if (/\p{Nd}(?:[\p{Zs}\p{Pd}\p{Cf}]{0,3}\p{Nd}){12,18}/u.test(text) || isInGroups(text))
    throw new InputError(path, 'it holds a number that could be a card number', 'Name the transaction by its id.');
}

/** Whether digits stand in groups as on a card, whatever is between them: those of a time are shorter. */
function isInGroups(text: string): boolean {
  const grouped = text.match(/\p{Nd}{3,7}(?:[\s\p{Zs}\p{Pd}\p{Cf}._/\\|,;:·•+~]{1,3}\p{Nd}{3,7}){2,5}/gu) ?? [];
  return grouped.some((run) => (run.match(/\p{Nd}/gu) ?? []).length >= 13);
}

/** @throws InputError unless a page is one: a place of its kind, and how many at most. */
export function readPage<Place>(page: Page<Place>, of: string): void {
  refuseOtherOptions(page, of, { after: true, limit: true });
  if (page.limit !== undefined) readWhole(page.limit, 'limit', 1);
}

/** @throws InputError unless it is a text that a database can be asked for, of at least one character. */
export function readAskedId(id: unknown, path: string): asserts id is string {
  readId(id, path);
  if (/\0|\p{Surrogate}/u.test(id)) throw new InputError(path, 'it is no plain text', 'Give plain text.');
}

/** @throws InputError unless it can be the number of an entry, or 0 where that is the least. */
export function readEntryNumber(n: unknown, path: string, least: number): void {
  readWhole(n as number, path, least);
  if ((n as number) > largestCount)
    throw new InputError(path, 'it is larger than the number of any entry', 'Give the number of an entry.');
}

/** @throws InputError unless it is a whole number from the least on. */
export function readWhole(number: number, path: string, least: number): void {
  if (!Number.isSafeInteger(number) || number < least)
    throw new InputError(path, `it is no whole number from ${least} on`, 'Give one.');
}
