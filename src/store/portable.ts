/**
 * Everything as JSON lines, one for each order: how a line is made, and read.
 */
import { setImmediate as aTurn } from 'node:timers/promises';
import * as v from 'valibot';
import { readAsStored } from '../lifecycle/index.ts';
import type { Connection, Database, Row } from './database.ts';
import { documentColumns, keptOf } from './documents.ts';
import { entryKinds } from './entry.ts';
import { deliveredColumns, deliveredOf, messageColumns, messageOf, moveColumns, moveOf } from './kept.ts';
import type { LawNames } from './law-names.ts';
import { moveKinds } from './moves.ts';
import { entryColumns, entryOf, instant, orderColumns, stateOf } from './rows.ts';
import { StoreError } from './store-error.ts';
import { changeWords } from './what-changed.ts';

/** The version of the lines. */
const lineFormat = 1;

const text = v.string();
const instantOrNull = v.nullable(text);

/** One order, whole. */
const lineSchema = v.strictObject({
  format: v.literal(lineFormat),
  /** The account that the order is of; missing of the one without a name. */
  account: v.exactOptional(text),
  orderId: text,
  createdAt: text,
  updatedAt: text,
  nextReadAt: instantOrNull,
  state: v.nullable(v.unknown()),
  log: v.array(
    v.strictObject({
      account: v.exactOptional(text),
      orderId: text,
      n: v.number(),
      kind: v.picklist(entryKinds),
      receivedAt: text,
      body: v.looseObject({}),
      digest: text,
      verdict: text,
      code: v.nullable(text),
      violations: v.array(text),
      answer: v.looseObject({}),
      law: text,
      previousHash: v.nullable(text),
      hash: text,
    }),
  ),
  moves: v.array(
    v.strictObject({
      life: text,
      law: text,
      n: v.number(),
      how: v.picklist(moveKinds),
      fact: text,
      fromCells: v.array(text),
      toCells: v.array(text),
      logN: v.number(),
    }),
  ),
  deliveries: v.array(v.strictObject({ digest: text, firstAt: text, lastAt: text, times: v.number() })),
  /** Messages that were acknowledged and are not removed yet. */
  told: v.array(v.strictObject({ n: v.number(), at: text })),
  /** Messages that are open, or have failed for good; missing in what 0.1.0 exported: there, all others are open. */
  open: v.exactOptional(
    v.array(
      v.strictObject({
        n: v.number(),
        changes: v.nullable(v.array(v.picklist(changeWords))),
        tries: v.number(),
        failedAt: v.exactOptional(text),
        reason: v.exactOptional(text),
      }),
    ),
  ),
  /** The documents that could not be read; of one that was erased, when, and null. */
  documents: v.exactOptional(
    v.array(v.strictObject({ digest: text, n: v.number(), keptAt: text, erasedAt: instantOrNull, json: v.unknown() })),
  ),
  /** The laws, other than that of the release which exported, that entries were judged under and moves are held to. */
  olderLaws: v.exactOptional(v.array(v.strictObject({ law: text, charts: v.record(text, v.unknown()) }))),
});

/** An order, as its line holds it. */
export type Line = v.InferOutput<typeof lineSchema>;

/** What the last line of an export says: that it is the last one. */
export interface End {
  /** How many payments stand before it; missing of what went on with an export that is not at hand. */
  readonly payments?: number;
  /** The id of the last of them; missing if there is none. */
  readonly last?: string;
}

const endSchema = v.strictObject({
  format: v.literal(lineFormat),
  end: v.strictObject({ payments: v.exactOptional(v.number()), last: v.exactOptional(text) }),
});

const endBegins = `{"format":${lineFormat},"end":`;

/** The last line of an export, by which one that was cut off is known. */
export const endLine = (end: End): string => JSON.stringify({ format: lineFormat, end });

/** Whether a line is the last one of an export. */
export const isEndLine = (written: string): boolean => written.startsWith(endBegins);

/** Follows the lines of an export, to hold its last one against those before it. */
export interface Following {
  /**
   * Whether a line is the end; any other stands before it. What follows an end is another export.
   *
   * @throws StoreError `not_importable` if it is an end that cannot be read, or that says that others stand before it.
   */
  isEnd(written: string, number: number): boolean;
  /** Says whose payment the line was that was followed last. */
  named(orderId: string): void;
}

/** Follows an export from its first line. */
export function followExport(): Following {
  let payments = 0;
  /** The id of the last payment, if its line can be read. */
  let last: string | undefined;
  return {
    isEnd(written, number) {
      const isEnd = isEndLine(written);
      if (isEnd) readEnd(written, number, payments, last);
      payments = isEnd ? 0 : payments + 1;
      last = undefined;
      return isEnd;
    },
    named(orderId) {
      last = orderId;
    },
  };
}

/** @throws StoreError `not_importable` if a line is no end of an export, or says that others stand before it. */
function readEnd(written: string, number: number, before: number, lastBefore: string | undefined): void {
  const read = v.safeParse(endSchema, jsonIn(written, number));
  if (!read.success) throw new StoreError('not_importable', `line ${number} is no end of an export`);
  const { payments = before, last } = read.output.end;
  if (payments !== before)
    throw new StoreError(
      'not_importable',
      `line ${number}: the export has ${payments} payments, and ${before} stand before its end`,
    );
  if (lastBefore !== undefined && last !== lastBefore)
    throw new StoreError(
      'not_importable',
      `line ${number}: the last payment of the export is ${last ?? 'none'}, and ${lastBefore} stands before its end`,
    );
}

/** Whether a value is one of a schema. */
type IsOne = (value: unknown) => boolean;

/** Whether a value is an object of these fields, and no others, in this order. */
function isOf(fields: readonly (readonly [name: string, isOne: IsOne, mayBeMissing: boolean])[]): IsOne {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let at = 0;
    for (const key in value) {
      while (fields[at]?.[2] && fields[at]?.[0] !== key) at++;
      const field = fields[at++];
      if (field?.[0] !== key || !field[1]((value as Readonly<Record<string, unknown>>)[key])) return false;
    }
    while (fields[at]?.[2]) at++;
    return at === fields.length;
  };
}

/** Whether a value is an object of which the schema leaves out nothing. */
function isWhole(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const key in value) if (key === '__proto__' || key === 'prototype' || key === 'constructor') return false;
  return true;
}

/** The kinds of schema that a line is made of: of valibot's, without steps after them. */
type Part = { readonly pipe?: undefined } & (
  | { readonly type: 'string' | 'number' | 'unknown' | 'record' }
  | { readonly type: 'literal'; readonly literal: unknown }
  | { readonly type: 'picklist'; readonly options: readonly string[] }
  | { readonly type: 'nullable' | 'exact_optional'; readonly wrapped: Part }
  | { readonly type: 'array'; readonly item: Part }
  | { readonly type: 'loose_object'; readonly entries: Readonly<Record<string, never>> }
  | { readonly type: 'strict_object'; readonly entries: Readonly<Record<string, Part>> }
);

/** What asks of a value whether it is as a schema has it, and says yes to nothing that the schema refuses, or leaves a part of out. */
function asked(part: Part): IsOne {
  switch (part.type) {
    case 'string':
      return (value) => typeof value === 'string';
    case 'number':
      return (value) => typeof value === 'number';
    case 'unknown':
      return () => true;
    case 'literal':
      return (value) => value === part.literal;
    case 'picklist': {
      const words = new Set<unknown>(part.options);
      return (value) => words.has(value);
    }
    case 'nullable': {
      const isOne = asked(part.wrapped);
      return (value) => value === null || isOne(value);
    }
    case 'exact_optional':
      return asked(part.wrapped);
    case 'array': {
      const isOne = asked(part.item);
      return (value) => Array.isArray(value) && value.every(isOne);
    }
    case 'loose_object':
      return isWhole;
    case 'strict_object':
      return isOf(
        Object.entries(part.entries).map(([name, one]) => [name, asked(one), one.type === 'exact_optional'] as const),
      );
    case 'record':
      // Older laws: few lines have them, and the schema reads those.
      return () => false;
  }
}

/** Whether a value is a line as `exportAll` writes most: the fields in their order, each looked at once. */
const isWritten = asked(lineSchema);

/** How many orders are read at once. */
const pageOf = 200;

/** After how many lines this process looks after what it reads from the database: while it makes lines, it does not. */
const turnEvery = 16;

/**
 * Every order of an account as a line of JSON, by id, from the one after an id on; or one alone. Orders are read page by page, each page at one moment; the pages are
 * not of the same moment. The next page is read while the lines of one are made.
 *
 * @param database as the account has it (`ofAccount`).
 */
export async function* exportAll(
  database: Database,
  law: LawNames,
  from: { readonly after?: string } | { readonly only: string } = {},
): AsyncGenerator<string> {
  const only = 'only' in from ? from.only : undefined;
  const after = 'after' in from ? (from.after ?? '') : '';
  const laws = new Map<string, LawLine>();
  const pageAfter = (last: string): Promise<OrderPage> => {
    const page = database.transaction(async (connection) => {
      await connection.script('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      return ordersAfter(connection, { last, only }, law, laws);
    });
    // Who stops listening does not hear of it.
    page.catch(() => {});
    return page;
  };
  for (let next: Promise<OrderPage> | undefined = pageAfter(after); next !== undefined; ) {
    const page: OrderPage = await next;
    const last = page.orders.at(-1);
    next = last === undefined || page.orders.length < pageOf ? undefined : pageAfter(String(last.order_id));
    for (const [at, order] of page.orders.entries()) {
      if (at % turnEvery === 0) await aTurn();
      yield JSON.stringify(withLaws(lineOf(order, page), law, laws));
    }
  }
}

type LawLine = NonNullable<Line['olderLaws']>[number];

/** Rows by the order that they are of. */
type RowsByOrder = ReadonlyMap<string, readonly Row[]>;

/** Orders, and all that is kept of them. */
interface OrderPage {
  readonly orders: readonly Row[];
  readonly logs: RowsByOrder;
  readonly moves: RowsByOrder;
  readonly deliveries: RowsByOrder;
  readonly messages: RowsByOrder;
  readonly documents: RowsByOrder;
}

/** The orders after one, and the older laws that they name, as far as those are not known yet. */
async function ordersAfter(
  connection: Connection,
  { last, only }: { readonly last: string; readonly only: string | undefined },
  { whole, relation, byHand }: LawNames,
  laws: Map<string, LawLine>,
): Promise<OrderPage> {
  const orders = await connection.query(
    `SELECT ${orderColumns}, $name AS account_name FROM paychart.payment WHERE account = $account AND order_id > $1 AND version > 0
       AND ($3::text IS NULL OR order_id = $3) ORDER BY order_id LIMIT $2`,
    [last, pageOf, only ?? null],
  );
  const named = new Set<string>();
  const of = async (columns: string, table: string, order: string): Promise<RowsByOrder> => {
    if (orders.length === 0) return new Map();
    const rows = await connection.query(
      `SELECT ${columns} FROM paychart.${table} WHERE account = $account AND order_id BETWEEN $1 AND $2 ORDER BY order_id, ${order}`,
      [orders[0]?.order_id, orders.at(-1)?.order_id],
    );
    for (const { law_name, law } of rows) if (law !== undefined) named.add(String(law_name ?? law));
    return Map.groupBy(rows, ({ order_id }) => String(order_id));
  };
  const page = {
    orders,
    logs: await of(entryColumns, 'log', 'n'),
    moves: await of(`order_id, ${moveColumns}`, 'move', 'log_n, life'),
    deliveries: await of(`order_id, ${deliveredColumns}`, 'delivered', 'digest'),
    messages: await of(`order_id, ${messageColumns}`, 'outbox', 'n'),
    documents: await of(`order_id, ${documentColumns}`, 'document', 'n, digest'),
  };
  const missing = [...named].filter((law) => ![whole, relation, byHand].includes(law) && !laws.has(law));
  if (missing.length > 0)
    for (const { law, charts } of await connection.query(
      'SELECT law, charts::text AS charts FROM paychart.whole_law WHERE law = ANY ($1::text[])',
      [missing],
    ))
      laws.set(String(law), { law: String(law), charts: JSON.parse(String(charts)) as LawLine['charts'] });
  return page;
}

/** An order as its line holds it, without the older laws that it names. */
function lineOf(row: Row, { logs, moves, deliveries, messages, documents }: OrderPage): Line {
  const orderId = String(row.order_id);
  const kept = documents.get(orderId) ?? [];
  const sent = (messages.get(orderId) ?? []).map(messageOf);
  return {
    format: lineFormat,
    ...(row.account_name !== null && { account: String(row.account_name) }),
    orderId,
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
    nextReadAt: row.next_read_at === null ? null : instant(row.next_read_at),
    state: row.state === null ? null : readAsStored(stateOf(row)),
    log: (logs.get(orderId) ?? []).map(entryOf) as unknown as Line['log'],
    moves: (moves.get(orderId) ?? []).map(moveOf) as Line['moves'],
    deliveries: (deliveries.get(orderId) ?? []).map(deliveredOf),
    told: sent.flatMap(({ n, doneAt }) => (doneAt === null ? [] : { n, at: doneAt })),
    open: sent
      .filter(({ doneAt }) => doneAt === null)
      .map(({ n, changes, tries, failedAt, reason }) => ({
        n,
        changes: changes && [...changes],
        tries,
        ...(failedAt !== null && { failedAt }),
        ...(reason !== null && { reason }),
      })),
    ...(kept.length > 0 && { documents: kept.map(keptOf) }),
  };
}

/** A line with the older laws that it names. */
function withLaws(line: Line, { whole, relation, byHand }: LawNames, laws: ReadonlyMap<string, LawLine>): Line {
  const older = [...lawsOf(line)].filter((law) => ![whole, relation, byHand].includes(law)).sort();
  const olderLaws = older.flatMap((law) => laws.get(law) ?? []);
  return olderLaws.length === 0 ? line : { ...line, olderLaws };
}

/** The laws that the entries and moves of an order name. */
export const lawsOf = ({ log, moves }: Pick<Line, 'log' | 'moves'>): ReadonlySet<string> =>
  new Set([...log.map(({ law }) => law), ...moves.map(({ law }) => String(law))]);

/** Reads a line that `exportAll` wrote. @throws StoreError `not_importable` that says what is wrong with it. */
export function readLine(written: string, number: number): Line {
  const value = jsonIn(written, number);
  if (isWritten(value)) return value as Line;
  const read = v.safeParse(lineSchema, value, { abortEarly: true });
  if (read.success) return read.output;
  const [{ message }] = read.issues;
  throw new StoreError('not_importable', `line ${number}: ${v.getDotPath(read.issues[0]) ?? ''} ${message}`);
}

function jsonIn(written: string, number: number): unknown {
  try {
    return JSON.parse(written);
  } catch (cause) {
    throw new StoreError('not_importable', `line ${number} is not JSON`, { cause });
  }
}
