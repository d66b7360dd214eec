/**
 * One JSON value of the input, judged: a verdict for each report in it, or what is wrong with it.
 */
import type { Pair, Position } from '../../machines/index.ts';
import { type Item, mayHoldCardData } from '../audit/documents/input.ts';
import { listIn } from '../audit/documents/read.ts';
import {
  InputError,
  observe,
  type Payment,
  position,
  type Report,
  statusOf,
  type Verdict,
} from '../lifecycle/index.ts';
import { fullyRead, maskCardData, readOrder } from '../multisafepay/index.ts';
import type { Orders } from './orders.ts';

/** Where in the input something stands. */
export interface Place {
  readonly file: string;
  /** The line it begins on; missing for the input as a whole. */
  readonly line?: number;
  /** Its place in a list, from 0. */
  readonly entry?: number;
}

/** A report with its verdict, and the order before and after it. */
export interface Judged {
  readonly place: Place;
  readonly report: Report;
  readonly verdict: Verdict;
  /** The order it was booked under: another than the report's if the report is of a refund with an order id of its own. */
  readonly orderId: string;
  readonly before: Payment | undefined;
  readonly after: Payment | undefined;
  /** The pairs the order shows now. */
  readonly shows: readonly Pair[];
  /** Where the order's money stands now, in minor units. */
  readonly position: Position | undefined;
  /** Dotted paths at which the report held card data. */
  readonly masked: readonly string[];
}

/** Something in the input that cannot be used, and the way out. */
export interface Unusable {
  readonly place: Place;
  readonly problem: string;
}

/** Judges every report that an item holds; one that cannot be read loses none of the others. */
export function judgeItem(file: string, item: Item, orders: Orders): readonly (Judged | Unusable)[] {
  const { line } = item;
  if ('problem' in item) return [{ place: { file, line }, problem: item.problem }];
  const { list, channel } = listIn(item.json);
  if (!list) return [judgeEntry({ file, line }, item.json, channel, item.text, orders)];
  if (list.length === 0) return [emptyList({ file, line })];
  return list.map((json, entry) => judgeEntry({ file, line, entry }, json, channel, item.text, orders));
}

/** What is wrong with a list that holds nothing. */
export const emptyList = (place: Place): Unusable => ({
  place,
  problem: 'the list is empty. Leave the line out, or give the orders it is to hold.',
});

function judgeEntry(
  place: Place,
  json: unknown,
  channel: Report['channel'] | undefined,
  text: string,
  orders: Orders,
): Judged | Unusable {
  try {
    const report = fullyRead(readOrder(json, channel === undefined ? {} : { channel }));
    const before = orders.find(report.authorisationOrderId ?? report.orderId);
    const { verdict, payment: after } = observe(before, report);
    if (after) orders.keep(after);
    return {
      place,
      report,
      verdict,
      orderId: after?.orderId ?? report.orderId,
      before,
      after,
      shows: after ? statusOf(after) : [],
      position: after && position(after),
      masked: maskedIn(text, json),
    };
  } catch (error) {
    if (error instanceof InputError) return { place, problem: error.message };
    throw error;
  }
}

/** The dotted paths at which an order holds card data, given the text that it stands in. */
export function maskedIn(text: string, json: unknown): readonly string[] {
  return mayHoldCardData.test(text) ? maskCardData(json).masked : [];
}
