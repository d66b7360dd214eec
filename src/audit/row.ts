/**
 * A row of a status history, read: what it says, of what, when, and where it stands.
 */
import type { Kind } from './step-table.ts';

/** Where a row stands in what was given. */
export interface RowPlace {
  readonly file: string;
  /**
   * The number of the row, from 1: the heading of a text and lines without anything are none, and a row of CSV may have many lines. Of whole orders,
   * the number of the line.
   */
  readonly row: number;
  /** The place in a list that stands on one line, from 0. */
  readonly entry?: number;
}

/** Orders places by their file, then by their row, then by their place in a list. */
export function comparePlaces(one: RowPlace, other: RowPlace): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.row - other.row || (one.entry ?? 0) - (other.entry ?? 0);
}

/** One row of a status history. */
export interface StatusRow {
  readonly orderId: string;
  /** The transaction that the words are of; without it, they are of the order, whose attempts follow one another. */
  readonly transactionId?: string;
  /** When it was so, in microseconds since 1970; without it, rows follow one another as they were given. */
  readonly at?: number;
  /** What tells rows of one time apart, ascending. */
  readonly n?: number;
  /** The order status, as it was said. */
  readonly order: string;
  /** The transaction status, as it was said. */
  readonly transaction?: string;
  /** What the row is of; a payment unless it is said. */
  readonly kind?: Kind;
  readonly brand?: string;
  readonly currency?: string;
  /** What was paid, or is to be, by this transaction: in minor units. */
  readonly amount?: number;
  /** What was refunded of it in all, in minor units. */
  readonly refunded?: number;
  /** What the order is for, in minor units. */
  readonly ordered?: number;
  readonly place: RowPlace;
}
