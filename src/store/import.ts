/**
 * Orders that were exported, taken in: each is checked, then many are written in one statement. The next ones are checked while some are
 * being written.
 */
import { type CheckedLine, checkLine, refuseOrder } from './checked-line.ts';
import type { Database } from './database.ts';
import type { Entry } from './entry.ts';
import { type Line, readLine } from './portable.ts';
import type { Writing } from './record.ts';
import { retried } from './retried.ts';
import { type Change, isSetAside, moveRows, refundOrderRows, rowOf } from './rows.ts';
import { StoreError } from './store-error.ts';

/** How many orders are written at once at most, and how many characters of their lines about. */
const most = { orders: 200, characters: 4 * 1024 * 1024 };

/**
 * Takes in lines that `exportAll` wrote. An order that is here already, with the same log, is skipped: an import that was broken off
 * goes on.
 *
 * @returns how many orders were stored.
 * @throws StoreError `not_importable` that names the order and says why; the orders before it are stored.
 */
export async function importAll(
  lines: AsyncIterable<string> | Iterable<string>,
  database: Pick<Database, 'query'>,
  writing: Writing,
): Promise<number> {
  let [number, count, size] = [0, 0, 0];
  let waiting = new Map<string, CheckedLine>();
  let underWay: Promise<number> = Promise.resolve(0);
  const settle = async (): Promise<void> => {
    count += await underWay;
    underWay = Promise.resolve(0);
  };
  const write = async (): Promise<void> => {
    await settle();
    if (waiting.size > 0) underWay = writeBatch(database, [...waiting.values()]);
    // What it comes to is heard with the next one.
    underWay.catch(() => {});
    waiting = new Map();
    size = 0;
  };
  try {
    for await (const written of lines) {
      number++;
      if (written.trim() === '') continue;
      const checked = await checkLine(readLine(written, number), writing);
      const { orderId } = checked.line;
      if (waiting.has(orderId)) await write();
      waiting.set(orderId, checked);
      size += written.length;
      if (waiting.size >= most.orders || size >= most.characters) await write();
    }
  } catch (error) {
    // What was good before it is stored first.
    await write();
    await settle();
    throw error;
  }
  await write();
  await settle();
  return count;
}

/** Writes orders, and says how many were not here; if the database refuses them together, one by one, so that the one at fault is named. */
async function writeBatch(database: Pick<Database, 'query'>, batch: readonly CheckedLine[]): Promise<number> {
  let taken: ReadonlySet<string>;
  try {
    taken = await retried(() => writeOrders(database, batch));
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'refused')) throw error;
    const [only, another] = batch;
    if (only && another === undefined) return refuseOrder(only.line.orderId, error.message, error);
    let count = 0;
    for (const one of batch) count += await writeBatch(database, [one]);
    return count;
  }
  const here = batch.filter(({ line }) => !taken.has(line.orderId));
  if (here.length > 0) await mustBeTheSame(database, here);
  return taken.size;
}

/** @throws StoreError `not_importable` unless each of these orders has the same log here. */
async function mustBeTheSame(database: Pick<Database, 'query'>, here: readonly CheckedLine[]): Promise<void> {
  const rows = await retried(() =>
    database.query('SELECT order_id, version, head FROM paychart.payment WHERE order_id = ANY ($1::text[])', [
      here.map(({ line }) => line.orderId),
    ]),
  );
  const known = new Map(rows.map((row) => [String(row.order_id), row]));
  for (const { line } of here) {
    const row = known.get(line.orderId);
    if (row?.head === line.log.at(-1)?.hash) continue;
    refuseOrder(
      line.orderId,
      `it is here already, with another log: ${row?.version} entries here, ${line.log.length} in the line`,
    );
  }
}

async function writeOrders(
  database: Pick<Database, 'query'>,
  batch: readonly CheckedLine[],
): Promise<ReadonlySet<string>> {
  const changes = batch.flatMap((one) => one.changes);
  const laws = new Map(batch.flatMap(({ line }) => line.olderLaws ?? []).map((one) => [one.law, one.charts]));
  const rows = await database.query(importStatement, [
    JSON.stringify({
      laws: [...laws].map(([law, charts]) => ({ law, charts: JSON.stringify(charts) })),
      orders: batch.map(orderRow),
      entries: changes.map(({ entry }) => entryRow(entry)),
      moves: changes.flatMap(moveRows),
      aside: batch.flatMap(asideRows),
      deliveries: batch.flatMap(deliveryRows),
      told: batch.flatMap(toldRows),
      refundOrders: changes.flatMap(refundOrderRows),
    }),
  ]);
  return new Set(rows.map(({ order_id }) => String(order_id)));
}

/** The row of an order: what its last entry made of it, and what does not follow from its log. */
function orderRow({ line, changes }: CheckedLine): object {
  const last = rowOf(changes.at(-1) as Change);
  const corrected = changes.findLast(({ corrects }) => corrects)?.entry.n ?? 0;
  const { createdAt, updatedAt, nextReadAt } = line;
  return { ...last, corrected, createdAt, updatedAt, nextReadAt };
}

const entryRow = (entry: Entry): object => ({
  ...entry,
  body: JSON.stringify(entry.body),
  answer: JSON.stringify(entry.answer),
});

/** What was set aside, and by which entry a person has answered it. */
function asideRows({ changes }: CheckedLine): object[] {
  return changes.flatMap(({ entry, alarms }, at) => {
    if (!isSetAside(entry)) return [];
    const { transactionId } = entry.body as { readonly transactionId?: string };
    const by = changes.slice(at + 1).find(
      ({ resolves, answers }) =>
        resolves === entry.n ||
        // As the log is asked when it happens: what names no transaction is answered with any.
        (answers !== undefined && (transactionId === undefined || answers === transactionId)),
    );
    const { orderId, n, verdict, code } = entry;
    return [{ orderId, n, verdict, code, alarms: JSON.stringify(alarms), resolvedBy: by?.entry.n }];
  });
}

/** The notifications by what they say: the entry that judged each last, and how often it came, as the line has it. */
function deliveryRows({ line, changes }: CheckedLine): object[] {
  const judged = new Map<string, Line['deliveries'][number] & { readonly n: number }>();
  for (const { entry } of changes) {
    const { kind, digest, n, receivedAt: at } = entry;
    const known = judged.get(digest);
    if (kind === 'notification')
      judged.set(digest, { digest, n, firstAt: known?.firstAt ?? at, lastAt: at, times: (known?.times ?? 0) + 1 });
  }
  const counted = new Map(line.deliveries.map((one) => [one.digest, one]));
  return [...judged.values()].map((one) => ({ ...one, ...counted.get(one.digest), orderId: line.orderId }));
}

function toldRows({ line, changes }: CheckedLine): object[] {
  const doneAt = new Map(line.told.map(({ n, at }) => [n, at]));
  return changes.flatMap(({ told, entry: { orderId, n } }) => (told ? [{ orderId, n, doneAt: doneAt.get(n) }] : []));
}

/** Writes orders that are not here, whole; it gives those that were written. */
const importStatement = `
WITH named AS (
  INSERT INTO paychart.whole_law (law, charts)
  SELECT law, charts::json FROM json_to_recordset($1::json -> 'laws') AS one (law text, charts text) ON CONFLICT DO NOTHING
), taken AS (
  INSERT INTO paychart.payment (order_id, version, head, state, verdict, statuses, created_at, updated_at, read_at, next_read_at,
    ids, unanswered_since, corrected)
  SELECT "orderId", n, hash, state::json, verdict, statuses, "createdAt", "updatedAt", "readAt", "nextReadAt", ids,
    "unansweredSince", corrected
  FROM json_to_recordset($1::json -> 'orders') AS one ("orderId" text, n integer, hash text, state text, verdict text,
    statuses text[], "createdAt" timestamptz, "updatedAt" timestamptz, "readAt" timestamptz, "nextReadAt" timestamptz, ids text,
    "unansweredSince" timestamptz, corrected integer)
  ORDER BY "orderId" COLLATE "C" ON CONFLICT DO NOTHING RETURNING order_id
), logged AS (
  INSERT INTO paychart.log (order_id, n, kind, received_at, body, digest, verdict, code, violations, answer, law, previous_hash, hash)
  SELECT "orderId", n, kind, "receivedAt", body::json, digest, verdict, code, violations, answer::json, law, "previousHash", hash
  FROM json_to_recordset($1::json -> 'entries') AS one ("orderId" text, n integer, kind text, "receivedAt" timestamptz, body text,
    digest text, verdict text, code text, violations text[], answer text, law text, "previousHash" text, hash text)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), moved AS (
  INSERT INTO paychart.move (order_id, life, law, n, how, fact, from_cells, to_cells, log_n, log_kind)
  SELECT "orderId", life, law, n, how, fact, "fromCells", "toCells", "logN", "logKind"
  FROM json_to_recordset($1::json -> 'moves') AS one ("orderId" text, life text, law text, n integer, how text, fact text,
    "fromCells" text[], "toCells" text[], "logN" integer, "logKind" text)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), set_aside AS (
  INSERT INTO paychart.quarantine (order_id, n, verdict, code, alarms, resolved_by)
  SELECT "orderId", n, verdict, code, alarms::json, "resolvedBy"
  FROM json_to_recordset($1::json -> 'aside') AS one ("orderId" text, n integer, verdict text, code text, alarms text,
    "resolvedBy" integer)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), delivered AS (
  INSERT INTO paychart.delivery (order_id, digest, n, first_at, last_at, times)
  SELECT "orderId", digest, n, "firstAt", "lastAt", times
  FROM json_to_recordset($1::json -> 'deliveries') AS one ("orderId" text, digest text, n integer, "firstAt" timestamptz,
    "lastAt" timestamptz, times integer)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), sent AS (
  INSERT INTO paychart.outbox (order_id, n, done_at)
  SELECT "orderId", n, "doneAt" FROM json_to_recordset($1::json -> 'told') AS one ("orderId" text, n integer, "doneAt" timestamptz)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), known AS (
  INSERT INTO paychart.refund_order (order_id, payment)
  SELECT "orderId", payment FROM json_to_recordset($1::json -> 'refundOrders') AS one ("orderId" text, payment text)
  WHERE payment IN (SELECT order_id FROM taken) ON CONFLICT DO NOTHING
)
SELECT order_id FROM taken`;
