/**
 * How entries, orders and moves stand in the tables: the statements that read and write them, and rows as values.
 */
import { type Alarm, isUndecided, type Payment, restore, save, statusOf } from '../lifecycle/index.ts';
import type { Connection, Row } from './database.ts';
import type { Came, Entry } from './entry.ts';
import type { Lives, Move } from './moves.ts';

/** An order as its row has it. */
export interface StoredOrder {
  readonly orderId: string;
  /** The number of its last entry. */
  readonly version: number;
  /** The hash of its last entry; null before the first. */
  readonly head: string | null;
  /** Nothing while nothing is believed of the order. */
  readonly payment: Payment | undefined;
  /** What its last entry came to. */
  readonly verdict: Came['verdict'] | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When it was last read at MultiSafepay; null if it was not, or if an alarm was raised since. */
  readonly readAt: string | null;
  /** When it must be read next. */
  readonly nextReadAt: string | null;
}

/** The columns of an order, for `orderOf`. */
export const orderColumns =
  'order_id, version, head, state::text AS state, verdict, created_at, updated_at, read_at, next_read_at';

/** An order, of its row. */
export function orderOf(row: Row): StoredOrder {
  return {
    orderId: String(row.order_id),
    version: Number(row.version),
    head: row.head as string | null,
    payment: row.state === null ? undefined : restore(String(row.state)),
    verdict: row.verdict as Came['verdict'] | null,
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
    readAt: row.read_at === null ? null : instant(row.read_at),
    nextReadAt: row.next_read_at === null ? null : instant(row.next_read_at),
  };
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

/** The order that a report's order id belongs to, locked until the transaction ends; `undefined` if there is none. */
export async function lockOrder(connection: Connection, orderId: string): Promise<StoredOrder | undefined> {
  const [row] = await connection.query(
    `SELECT ${orderColumns} FROM paychart.payment
     WHERE order_id = coalesce((SELECT payment FROM paychart.refund_order WHERE order_id = $1), $1) FOR UPDATE`,
    [orderId],
  );
  return row && orderOf(row);
}

/** The order, locked; a blank one if it is new. Of two that meet an order first, the second waits for the first. */
export async function lockOrCreate(connection: Connection, orderId: string, at: string): Promise<StoredOrder> {
  const known = await lockOrder(connection, orderId);
  if (known) return known;
  await connection.query(
    `INSERT INTO paychart.payment (order_id, created_at, updated_at) VALUES ($1, $2, $2) ON CONFLICT DO NOTHING`,
    [orderId, at],
  );
  return (await lockOrder(connection, orderId)) as StoredOrder;
}

/** An entry that judged the same notification before. */
export interface Earlier {
  readonly n: number;
  readonly verdict: Entry['verdict'];
  readonly answer: Entry['answer'];
}

/** Where an order's transactions stand, and what the same notification came to before. Read after the order is locked. */
export async function readStanding(
  connection: Connection,
  orderId: string,
  law: string,
  digest: string,
): Promise<{ readonly lives: Lives; readonly earlier: Earlier | undefined }> {
  const [row] = await connection.query(
    `SELECT
      (SELECT json_object_agg(life, json_build_object('n', n, 'toCells', to_cells)) FROM (
        SELECT DISTINCT ON (life) life, n, to_cells FROM paychart.move
        WHERE order_id = $1 AND law = $2 ORDER BY life, n DESC) AS last)::text AS lives,
      (SELECT json_build_object('n', n, 'verdict', verdict, 'answer', answer) FROM paychart.delivery AS sent
        JOIN paychart.log USING (order_id, n) WHERE order_id = $1 AND sent.digest = $3)::text AS earlier`,
    [orderId, law, digest],
  );
  const lives = JSON.parse(String(row?.lives ?? '{}')) as Record<string, Pick<Move, 'n' | 'toCells'>>;
  return {
    lives: new Map(Object.entries(lives)),
    earlier: row?.earlier === null ? undefined : (JSON.parse(String(row?.earlier)) as Earlier),
  };
}

/** Counts a notification that says what was judged before. */
export async function countResend(connection: Connection, orderId: string, digest: string, at: string): Promise<void> {
  await connection.query(
    `UPDATE paychart.delivery SET times = times + 1, last_at = greatest(last_at, $3)
     WHERE order_id = $1 AND digest = $2`,
    [orderId, digest, at],
  );
}

/** All that one entry changes. */
export interface Change {
  readonly entry: Entry;
  readonly payment: Payment | undefined;
  readonly moves: readonly Move[];
  /** The alarms that the entry raised. */
  readonly alarms: readonly Alarm[];
  /** Whether the merchant's own systems are told. */
  readonly told: boolean;
  /** The entry that a correction resolves. */
  readonly resolves: number | undefined;
  readonly readAt: string | undefined;
  readonly nextReadAt: string | undefined;
}

/** Writes an entry, and all that follows from it, in one statement. */
export async function writeChange(connection: Connection, change: Change): Promise<void> {
  const { entry, payment, moves, alarms } = change;
  const { orderId, n, kind, receivedAt, body, digest, verdict, code, violations, answer, law } = entry;
  const refundOrders = payment?.refunds.flatMap((refund) => refund.orderId ?? []) ?? [];
  const statuses = payment ? [...new Set(statusOf(payment).map(({ order }) => order))] : [];
  await connection.query(changeStatement, [
    orderId,
    n,
    kind,
    receivedAt,
    JSON.stringify(body),
    digest,
    verdict,
    code,
    JSON.stringify(violations),
    JSON.stringify(answer),
    law,
    entry.previousHash,
    entry.hash,
    JSON.stringify(moves),
    JSON.stringify(alarms),
    change.told,
    change.resolves ?? null,
    payment ? save(payment) : null,
    JSON.stringify(statuses),
    change.readAt ?? null,
    change.nextReadAt ?? null,
    JSON.stringify(refundOrders),
    payment ? idsOf(payment) : '',
    payment ? unansweredSince(payment) : null,
  ]);
}

/** The ids that an order is searched by, a line each. */
function idsOf({ attempts, refunds }: Payment): string {
  const ids = [...attempts, ...refunds].flatMap((one) => [
    one.transactionId,
    'orderId' in one && one.orderId,
    'refundId' in one && one.refundId,
  ]);
  return ids.filter(Boolean).join('\n').replaceAll('\0', '');
}

/** When the oldest refund request was made that has no known outcome. */
function unansweredSince({ refunds }: Payment): string | null {
  const times = refunds.filter(isUndecided).flatMap(({ requestedAt }) => requestedAt ?? []);
  return times.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

const changeStatement = `
WITH entry AS (
  INSERT INTO paychart.log (order_id, n, kind, received_at, body, digest, verdict, code, violations, answer, law, previous_hash, hash)
  VALUES ($1::text, $2::integer, $3::text, $4::timestamptz, $5::json, $6::text, $7::text, $8::text,
    ARRAY(SELECT json_array_elements_text($9::json)), $10::json, $11::text, $12::text, $13::text)
), moved AS (
  INSERT INTO paychart.move (order_id, life, law, n, how, fact, from_cells, to_cells, log_n, log_kind)
  SELECT $1::text, life, $11::text, n, how, fact, "fromCells", "toCells", $2::integer, $3::text
  FROM json_to_recordset($14::json)
    AS one (life text, n integer, how text, fact text, "fromCells" text[], "toCells" text[])
), set_aside AS (
  INSERT INTO paychart.quarantine (order_id, n, verdict, code, alarms)
  SELECT $1::text, $2::integer, $7::text, $8::text, $15::json WHERE $7::text IN ('illegal', 'unknown')
), resolved AS (
  UPDATE paychart.quarantine SET resolved_by = $2::integer WHERE order_id = $1::text AND n = $17::integer
), sent AS (
  INSERT INTO paychart.outbox (order_id, n) SELECT $1::text, $2::integer WHERE $16::boolean
), delivered AS (
  INSERT INTO paychart.delivery AS known (order_id, digest, n, first_at, last_at, times)
  SELECT $1::text, $6::text, $2::integer, $4::timestamptz, $4::timestamptz, 1 WHERE $3::text = 'notification'
  ON CONFLICT (order_id, digest) DO UPDATE
    SET n = excluded.n, last_at = greatest(known.last_at, excluded.last_at), times = known.times + 1
), known AS (
  INSERT INTO paychart.refund_order (order_id, payment)
  SELECT json_array_elements_text($22::json), $1::text ON CONFLICT DO NOTHING
)
UPDATE paychart.payment SET version = $2::integer, head = $13::text, state = $18::json, verdict = $7::text,
  statuses = ARRAY(SELECT json_array_elements_text($19::json)), updated_at = $4::timestamptz,
  read_at = $20::timestamptz, next_read_at = $21::timestamptz, ids = $23::text, unanswered_since = $24::timestamptz
WHERE order_id = $1::text`;
