/**
 * How entries, orders and moves stand in the tables: the statements that read and write them, and rows as values.
 */
import {
  type Alarm,
  carryOver,
  InputError,
  isUndecided,
  type Payment,
  type Report,
  readAsStored,
  restore,
  statusOf,
} from '../lifecycle/index.ts';
import type { Connection, Row } from './database.ts';
import { type Came, type Entry, judgedOf, type ToldReport } from './entry.ts';
import type { Lives, Move } from './moves.ts';
import { recalled, savedOf } from './remembered.ts';

/** An order as its row has it. */
export interface StoredOrder {
  readonly orderId: string;
  /** The number of its last entry. */
  readonly version: number;
  /** The hash of its last entry; null before the first. */
  readonly head: string | null;
  /** Nothing while nothing is believed of the order. Of another law, it is shown as it would be carried over, if it can be. */
  readonly payment: Payment | undefined;
  /** The law that the payment was judged under, if it is another: it is carried over by the next call, or can be read only. */
  readonly otherLaw?: { readonly hashes: Payment['laws']; readonly becomes: 'carried over' | 'read only' };
  /** What its last entry came to. */
  readonly verdict: Came['verdict'] | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When it was last read at MultiSafepay; null if it was not, or if an alarm was raised since. */
  readonly readAt: string | null;
  /** When it must be read next. */
  readonly nextReadAt: string | null;
  /** The number of the last entry that corrected what was kept; 0 if none did. */
  readonly corrected: number;
  /** When MultiSafepay said last that it does not know the order; null if it never did. */
  readonly absentAt: string | null;
  /** When a copy of the database was restored last; null if none was. */
  readonly recoveredAt: string | null;
}

/** The columns of an order, for `orderOf`. */
export const orderColumns = `order_id, version, head, state::text AS state, verdict, created_at, updated_at, read_at, next_read_at, corrected, absent_at,
  (SELECT max(at) FROM paychart.recovery) AS recovered_at`;

/** An order, of its row. */
export const orderOf = (row: Row): StoredOrder => orderWith(restore, row);

/** An order, of its row, its payment read back so. */
function orderWith(read: (text: string) => Payment, row: Row): StoredOrder {
  return {
    orderId: String(row.order_id),
    version: Number(row.version),
    head: row.head as string | null,
    ...(row.state === null ? { payment: undefined } : paymentOf(String(row.state), read)),
    verdict: row.verdict as Came['verdict'] | null,
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
    readAt: row.read_at === null ? null : instant(row.read_at),
    nextReadAt: row.next_read_at === null ? null : instant(row.next_read_at),
    corrected: Number(row.corrected),
    absentAt: row.absent_at === null ? null : instant(row.absent_at),
    recoveredAt: row.recovered_at === null ? null : instant(row.recovered_at),
  };
}

/** The payment of a row, and what is to be said of its law. */
export function paymentOf(text: string, read: (text: string) => Payment): Pick<StoredOrder, 'payment' | 'otherLaw'> {
  try {
    return { payment: read(text) };
  } catch (error) {
    if (!(error instanceof InputError && error.path.startsWith('laws.'))) throw error;
  }
  const stored = readAsStored(text);
  try {
    return { payment: carryOver(text), otherLaw: { hashes: stored.laws, becomes: 'carried over' } };
  } catch {
    return { payment: stored, otherLaw: { hashes: stored.laws, becomes: 'read only' } };
  }
}

/** An instant of a row, in UTC. */
export const instant = (value: unknown): string => new Date(value as string | Date).toISOString();

/** The columns of an entry, for `entryOf`. */
export const entryColumns = `order_id, n, kind, received_at, body::text AS body, digest, verdict, code,
  to_json(violations)::text AS violations, answer::text AS answer, law, previous_hash, hash`;

/** An entry, of its row. */
export function entryOf(row: Row): Entry {
  return {
    orderId: String(row.order_id),
    n: Number(row.n),
    kind: row.kind as Entry['kind'],
    receivedAt: instant(row.received_at),
    body: JSON.parse(String(row.body)) as Entry['body'],
    digest: String(row.digest),
    verdict: row.verdict as Entry['verdict'],
    code: row.code as string | null,
    violations: JSON.parse(String(row.violations)) as string[],
    answer: JSON.parse(String(row.answer)) as Entry['answer'],
    law: String(row.law),
    previousHash: row.previous_hash as string | null,
    hash: String(row.hash),
  };
}

/** The entries of an order, the first one first: all, or at most so many after one. */
export async function readEntries(
  connection: Connection,
  orderId: string,
  page?: { readonly after: number; readonly limit: number },
): Promise<readonly Entry[]> {
  const rows = await connection.query(
    `SELECT ${entryColumns} FROM paychart.log WHERE order_id = $1 AND n > $2 ORDER BY n LIMIT $3`,
    [orderId, page?.after ?? 0, page?.limit ?? null],
  );
  return rows.map(entryOf);
}

/** What a call asks about, besides the order itself. */
export interface Asked {
  /** An order id, or that of a refund which has one of its own. */
  readonly orderId: string;
  /** The digest of what is told. */
  readonly digest: string;
  /** The entry that a correction is about. */
  readonly named: number | undefined;
  /** Whether it matters when the order was last heard of. */
  readonly askedWhen: boolean;
}

/** An entry that judged the same notification before. */
export interface Earlier {
  readonly n: number;
  readonly verdict: Entry['verdict'];
  readonly answer: Entry['answer'];
}

/** All that a call is judged by, as it was at one moment. What is written holds only if no entry has come since. */
export interface Standing {
  /** The order that what was asked about belongs to; of version 0 if it is not known. */
  readonly order: StoredOrder;
  readonly lives: Lives;
  readonly earlier: Earlier | undefined;
  /** What the entry that a correction is about was told, if it is set aside and nobody has resolved it. */
  readonly aside: Report | undefined;
  /** When the last report was received, if that was asked. */
  readonly heardAt: string | undefined;
}

/**
 * How these orders stand, each as it was asked for, in that order.
 *
 * @param relation the relation whose moves count.
 */
export async function readStandings(
  connection: Connection,
  asked: readonly Asked[],
  relation: string,
): Promise<readonly Standing[]> {
  const rows = await connection.query(standingStatement, [JSON.stringify(asked), relation]);
  return rows.map((row) => ({
    order: row.order_id === null ? unknownOrder(String(row.id)) : orderWith(recalled, row),
    lives: new Map(
      Object.entries(JSON.parse(String(row.lives ?? '{}')) as Record<string, Pick<Move, 'n' | 'toCells'>>),
    ),
    earlier: row.earlier === null ? undefined : (JSON.parse(String(row.earlier)) as Earlier),
    aside: row.aside === null ? undefined : judgedOf(JSON.parse(String(row.aside)) as ToldReport),
    heardAt: row.heard_at === null ? undefined : instant(row.heard_at),
  }));
}

const unknownOrder = (orderId: string): StoredOrder => ({
  orderId,
  version: 0,
  head: null,
  payment: undefined,
  verdict: null,
  createdAt: '',
  updatedAt: '',
  readAt: null,
  nextReadAt: null,
  corrected: 0,
  absentAt: null,
  recoveredAt: null,
});

// LATERAL … LIMIT 1 goes by the index for each, whatever the planner believes of tables that were empty when it planned.
const standingStatement = `
SELECT own.id, stood.*,
  (SELECT json_object_agg(life, json_build_object('n', n, 'toCells', to_cells)) FROM (
    SELECT DISTINCT ON (life) life, n, to_cells FROM paychart.move
    WHERE order_id = own.id AND law = $2 ORDER BY life, n DESC) AS last)::text AS lives,
  (SELECT json_build_object('n', n, 'verdict', verdict, 'answer', answer) FROM paychart.log
    WHERE order_id = own.id AND n = (
      SELECT n FROM paychart.delivery AS sent WHERE sent.order_id = own.id AND sent.digest = asked.digest))::text AS earlier,
  CASE WHEN asked.named IS NOT NULL THEN (
    SELECT body::text FROM paychart.log JOIN paychart.quarantine USING (order_id, n)
    WHERE order_id = own.id AND n = asked.named AND resolved_by IS NULL) END AS aside,
  CASE WHEN asked.asked_when THEN (
    SELECT max(received_at) FROM paychart.log
    WHERE order_id = own.id AND kind IN ('notification', 'status_read')) END AS heard_at
FROM ROWS FROM (json_to_recordset($1::json) AS ("orderId" text, digest text, named integer, "askedWhen" boolean))
  WITH ORDINALITY AS asked (id, digest, named, asked_when, place)
CROSS JOIN LATERAL (
  SELECT coalesce((SELECT payment FROM paychart.refund_order WHERE order_id = asked.id), asked.id) AS id LIMIT 1) AS own
LEFT JOIN LATERAL (SELECT ${orderColumns} FROM paychart.payment WHERE order_id = own.id LIMIT 1) AS stood ON true
ORDER BY place`;

/** All that one entry changes. */
export interface Change {
  readonly entry: Entry;
  readonly payment: Payment | undefined;
  readonly moves: readonly Move[];
  /** The name of the relation that the moves are held to. */
  readonly relation: string;
  /** The alarms that the entry raised. */
  readonly alarms: readonly Alarm[];
  /** Whether the merchant's own systems are told. */
  readonly told: boolean;
  /** The entry that a correction resolves. */
  readonly resolves: number | undefined;
  /** The transaction about which it resolves all that is set aside; null is one without an id, and only what has none. */
  readonly answers: string | null | undefined;
  /** Whether it corrects what was kept. */
  readonly corrects: boolean;
  readonly readAt: string | undefined;
  readonly nextReadAt: string | undefined;
}

/** A notification that was judged before, by the entry of this number. */
export interface Resend {
  readonly orderId: string;
  readonly digest: string;
  readonly n: number;
  readonly at: string;
}

/**
 * Writes entries of different orders, and all that follows from them, in one statement: for each order all or nothing, and
 * nothing if an entry has come since the order was read.
 *
 * @returns the orders whose entries were written.
 */
export async function writeChanges(
  connection: Connection,
  changes: readonly Change[],
  resends: readonly Resend[] = [],
): Promise<ReadonlySet<string>> {
  // Orders are locked one after the other, by all in the same order, so that no two wait for each other.
  const sorted = [...changes].sort((a, b) => (a.entry.orderId < b.entry.orderId ? -1 : 1));
  const moves = sorted.flatMap(moveRows);
  const refundOrders = sorted.flatMap(refundOrderRows);
  const wished: readonly (Part | false)[] = [
    moves.length > 0 && 'moved',
    sorted.some(({ entry }) => isSetAside(entry)) && 'set_aside',
    sorted.some(({ resolves, answers }) => resolves !== undefined || answers !== undefined) && 'resolved',
    sorted.some(({ told }) => told) && 'sent',
    sorted.some(({ entry }) => entry.kind === 'notification') && 'delivered',
    resends.length > 0 && 'resent',
    refundOrders.length > 0 && 'known',
  ];
  const parts = wished.filter((part) => part !== false);
  const rows = await connection.query(changeStatement(parts), [
    JSON.stringify(sorted.map(rowOf)),
    JSON.stringify({ moves, resends, refundOrders }),
  ]);
  return new Set(rows.map(({ order_id }) => String(order_id)));
}

/** Whether an entry set aside what it was told. */
export const isSetAside = ({ verdict }: Entry): boolean => verdict === 'illegal' || verdict === 'unknown';

/** The order ids of their own that refunds have. */
export const refundOrderRows = ({ entry, payment }: Change): object[] =>
  (payment?.refunds ?? []).flatMap(({ orderId }) => (orderId ? { orderId, payment: entry.orderId } : []));

/** A change as a row of the statement. What is JSON in a column is a text here, so that it is kept as it stands. */
export function rowOf(change: Change): object {
  const { entry, payment } = change;
  return {
    ...entry,
    body: JSON.stringify(entry.body),
    answer: JSON.stringify(entry.answer),
    state: payment && savedOf(payment),
    statuses: payment ? [...new Set(statusOf(payment).map(({ order }) => order))] : [],
    alarms: JSON.stringify(change.alarms),
    told: change.told,
    resolves: change.resolves,
    about: change.answers,
    answers: change.answers !== undefined,
    corrected: change.corrects ? entry.n : 0,
    readAt: change.readAt,
    nextReadAt: change.nextReadAt,
    ids: payment ? idsOf(payment) : '',
    unansweredSince: payment && unansweredSince(payment),
  };
}

/** The moves of a change, as rows. */
export const moveRows = ({ entry: { orderId, n, kind }, moves, relation }: Change): object[] =>
  moves.map((move) => ({ law: relation, ...move, orderId, logN: n, logKind: kind }));

/** The ids that an order is searched by, a line each. */
function idsOf({ attempts, refunds }: Payment): string {
  const ids = [...attempts.map(({ transactionId }) => transactionId)];
  for (const { transactionId, orderId, refundId } of refunds) ids.push(transactionId, orderId, refundId);
  return ids.filter(Boolean).join('\n').replaceAll('\0', '');
}

/** When the oldest refund request was made that has no known outcome. */
function unansweredSince({ refunds }: Payment): string | undefined {
  const times = refunds.filter(isUndecided).flatMap(({ requestedAt }) => requestedAt ?? []);
  return times.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}

/** What follows from the entries that were written, as far as there is any of it: each part costs time, even if it is empty. */
const partStatements = {
  moved: `INSERT INTO paychart.move (order_id, life, law, n, how, fact, from_cells, to_cells, log_n, log_kind)
    SELECT "orderId", life, law, n, how, fact, "fromCells", "toCells", "logN", "logKind"
    FROM json_to_recordset($2::json -> 'moves') AS one ("orderId" text, life text, law text, n integer, how text, fact text,
      "fromCells" text[], "toCells" text[], "logN" integer, "logKind" text)
    WHERE "orderId" IN (SELECT order_id FROM stood)`,
  set_aside: `INSERT INTO paychart.quarantine (order_id, n, verdict, code, alarms)
    SELECT "orderId", n, verdict, code, alarms::json FROM entry WHERE verdict IN ('illegal', 'unknown')`,
  resolved: `UPDATE paychart.quarantine AS open SET resolved_by = entry.n FROM entry
    WHERE open.order_id = entry."orderId" AND open.resolved_by IS NULL AND (open.n = entry.resolves OR entry.answers AND EXISTS (
      SELECT FROM paychart.log AS told WHERE told.order_id = open.order_id AND told.n = open.n
        AND coalesce(told.body ->> 'transactionId' = entry.about, told.body ->> 'transactionId' IS NULL)))`,
  sent: 'INSERT INTO paychart.outbox (order_id, n) SELECT "orderId", n FROM entry WHERE told',
  delivered: `INSERT INTO paychart.delivery AS known (order_id, digest, n, first_at, last_at, times)
    SELECT "orderId", digest, n, "receivedAt", "receivedAt", 1 FROM entry WHERE kind = 'notification'
    ON CONFLICT (order_id, digest) DO UPDATE
      SET n = excluded.n, last_at = greatest(known.last_at, excluded.last_at), times = known.times + 1`,
  // What is known by its digest is there; that goes by the index, whatever the planner believes of the table.
  resent: `INSERT INTO paychart.delivery AS known (order_id, digest, n, first_at, last_at, times)
    SELECT "orderId", digest, n, at, at, 1
    FROM json_to_recordset($2::json -> 'resends') AS one ("orderId" text, digest text, n integer, at timestamptz)
    ON CONFLICT (order_id, digest) DO UPDATE
      SET last_at = greatest(known.last_at, excluded.last_at), times = known.times + 1`,
  known: `INSERT INTO paychart.refund_order (order_id, payment)
    SELECT "orderId", payment FROM json_to_recordset($2::json -> 'refundOrders') AS one ("orderId" text, payment text)
    WHERE payment IN (SELECT order_id FROM stood) ON CONFLICT DO NOTHING`,
} as const;

type Part = keyof typeof partStatements;

/** The statement that writes changes, with these parts. */
const changeStatement = (parts: readonly Part[]): string => `
WITH change AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS one ("orderId" text, n integer, kind text, "receivedAt" timestamptz, body text,
    digest text, verdict text, code text, violations text[], answer text, law text, "previousHash" text, hash text,
    state text, statuses text[], alarms text, told boolean, resolves integer, about text, answers boolean, corrected integer, "readAt" timestamptz, "nextReadAt" timestamptz,
    ids text, "unansweredSince" timestamptz)
), stood AS (
  INSERT INTO paychart.payment AS known (order_id, version, head, state, verdict, statuses, created_at, updated_at, read_at,
    next_read_at, ids, unanswered_since, corrected)
  SELECT "orderId", n, hash, state::json, verdict, statuses, "receivedAt", "receivedAt", "readAt", "nextReadAt", ids,
    "unansweredSince", corrected FROM change
  ON CONFLICT (order_id) DO UPDATE SET version = excluded.version, head = excluded.head, state = excluded.state,
    verdict = excluded.verdict, statuses = excluded.statuses, updated_at = excluded.updated_at, read_at = excluded.read_at,
    -- What is due, or was just taken to be read, stays so until it was read: what is heard meanwhile is no answer.
    next_read_at = CASE
      WHEN excluded.read_at = excluded.updated_at OR known.next_read_at > excluded.updated_at + interval '15 minutes'
      THEN excluded.next_read_at ELSE least(known.next_read_at, excluded.next_read_at) END,
    ids = excluded.ids, unanswered_since = excluded.unanswered_since, corrected = greatest(known.corrected, excluded.corrected)
    WHERE known.version = excluded.version - 1
  RETURNING order_id
), entry AS MATERIALIZED (
  SELECT * FROM change WHERE "orderId" IN (SELECT order_id FROM stood)
), logged AS (
  INSERT INTO paychart.log (order_id, n, kind, received_at, body, digest, verdict, code, violations, answer, law,
    previous_hash, hash)
  SELECT "orderId", n, kind, "receivedAt", body::json, digest, verdict, code, violations, answer::json, law, "previousHash",
    hash FROM entry
)${parts.map((part) => `, ${part} AS (\n  ${partStatements[part]}\n)`).join('')}
SELECT order_id, $2::json IS NULL FROM stood`;

/** Takes an order, so that nobody else writes to it until the transaction ends; a blank row if it is new. */
export async function lockOrder(connection: Connection, orderId: string, at: string): Promise<void> {
  await connection.query(
    `INSERT INTO paychart.payment (order_id, created_at, updated_at) VALUES ($1, $2, $2) ON CONFLICT DO NOTHING`,
    [orderId, at],
  );
  await connection.query('SELECT FROM paychart.payment WHERE order_id = $1 FOR UPDATE', [orderId]);
}
