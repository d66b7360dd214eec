/**
 * Orders that were exported, taken in: each is checked, then many are written in one statement. The next ones are checked, and made rows
 * of, while others are being written.
 */
import { setImmediate as aTurn } from 'node:timers/promises';
import { save } from '../lifecycle/index.ts';
import { canonical } from './canonical.ts';
import { accountText, type CheckedChange, type CheckedLine, checkLine, refuseOrder } from './checked-line.ts';
import type { Database } from './database.ts';
import type { NumberedLaw } from './law-names.ts';
import { holdLogToLaws, lawNumbers } from './migrations.ts';
import { readLine } from './portable.ts';
import { isTold, type Writing } from './record.ts';
import { retried } from './retried.ts';
import { entryRow, isOfItsOwn, isSetAside, moveRows, refundOrderRows, unreadEscape, unwrapped } from './rows.ts';
import { type Shapes, shapesKnown } from './shapes.ts';
import { unpacked } from './slim.ts';
import { StoreError } from './store-error.ts';

/** How many orders are written at once at most, and how many characters of their lines about. */
const most = { orders: 200, characters: 4 * 1024 * 1024 };

/** How many statements are under way at once: one that the database works on, and one that it goes on with at once. */
const mostUnderWay = 2;

/** After how many lines this process looks after what it sends to the database, and hears from it: while it checks, it does not. */
const turnEvery = 16;

/**
 * Takes in lines that `exportAll` wrote. An order that is here already, with the same log, is skipped: an import that was broken off
 * goes on.
 *
 * @returns how many orders were stored.
 * @throws StoreError `not_importable` that names the order and says why; the orders before it are stored.
 */
export async function importAll(
  lines: AsyncIterable<string> | Iterable<string>,
  database: Database,
  writing: Writing,
): Promise<number> {
  const target: Target = { database, shapes: shapesKnown(), law: writing.law };
  const { account } = writing;
  let [number, count, size] = [0, 0, 0];
  let waiting = new Map<string, CheckedLine>();
  /** What is being written, the first begun first. */
  const underWay: Promise<number>[] = [];
  /** Waits until no more than so many are being written. */
  const settle = async (atMost: number): Promise<void> => {
    while (underWay.length > atMost) count += (await underWay.shift()) ?? 0;
  };
  const write = async (): Promise<void> => {
    const batch = [...waiting.values()];
    waiting = new Map();
    size = 0;
    if (batch.length === 0) return;
    await settle(mostUnderWay - 1);
    const isAlone = haveNewLaws(target, batch);
    if (isAlone) await settle(0);
    const writing = writeBatch(target, batch);
    // What it comes to is heard when there is room for another one.
    writing.catch(() => {});
    underWay.push(writing);
    if (isAlone) await settle(0);
  };
  try {
    for await (const written of lines) {
      number++;
      if (written.trim() === '') continue;
      const line = readLine(written, number);
      if (line.account !== account) refuseOrder(line.orderId, `${ofAnother(line.account, account)} (line ${number})`);
      const checked = await checkLine(line, writing);
      const { orderId } = checked.line;
      if (waiting.has(orderId)) await write();
      waiting.set(orderId, checked);
      size += written.length;
      if (waiting.size >= most.orders || size >= most.characters) await write();
      if (number % turnEvery === 0) await aTurn();
    }
  } catch (error) {
    // What was good before it is stored first.
    await write();
    await settle(0);
    throw error;
  }
  await write();
  await settle(0);
  return count;
}

/** Why a line is not taken in here, and where it belongs. */
const ofAnother = (its: string | undefined, here: string | undefined): string =>
  `it is of ${accountText(its)}, which every hash of its log names, and was to be taken into ${accountText(here)}: ` +
  `open the store of ${accountText(its)} for it (--account of the command)`;

/** Where orders are taken in, and what is known of it by now. */
interface Target {
  readonly database: Database;
  readonly shapes: Shapes;
  /** The law that stands, with the numbers of those that were taken in. */
  law: NumberedLaw;
}

/** Whether orders hold laws that are not here: taking those in changes what the log is held to, for all who write. */
const haveNewLaws = ({ law }: Target, batch: readonly CheckedLine[]): boolean =>
  batch.some(({ line }) => line.olderLaws?.some(({ law: name }) => !law.numbers.has(name)));

/** Writes orders, and says how many were not here; if the database refuses them together, one by one, so that the one at fault is named. */
async function writeBatch(target: Target, batch: readonly CheckedLine[]): Promise<number> {
  let taken: ReadonlySet<string>;
  try {
    await takeLaws(target, batch);
    taken = await retried(() => writeOrders(target, batch));
  } catch (error) {
    target.shapes.forget();
    if (!(error instanceof StoreError && error.code === 'refused')) throw error;
    const [only, another] = batch;
    if (only && another === undefined) return refuseOrder(only.line.orderId, error.message, error);
    let count = 0;
    for (const one of batch) count += await writeBatch(target, [one]);
    return count;
  }
  const here = batch.filter(({ line }) => !taken.has(line.orderId));
  if (here.length > 0) await mustBeTheSame(target.database, here);
  return taken.size;
}

/** Takes in the older laws that orders hold and that are not here. */
async function takeLaws(target: Target, batch: readonly CheckedLine[]): Promise<void> {
  const { database, law } = target;
  const laws = new Map<string, object>();
  for (const { line } of batch)
    for (const { law: name, charts } of line.olderLaws ?? []) if (!law.numbers.has(name)) laws.set(name, charts);
  if (laws.size === 0) return;
  const numbers = await retried(() =>
    database.transaction(async (connection) => {
      for (const [name, charts] of laws)
        await connection.query('INSERT INTO paychart.whole_law VALUES ($1, $2) ON CONFLICT DO NOTHING', [
          name,
          JSON.stringify(charts),
        ]);
      await holdLogToLaws(connection);
      return lawNumbers(connection);
    }),
  );
  target.law = { ...law, numbers };
}

/** @throws StoreError `not_importable` unless each of these orders has the same log here. */
async function mustBeTheSame(database: Pick<Database, 'query'>, here: readonly CheckedLine[]): Promise<void> {
  const rows = await retried(() =>
    database.query(
      'SELECT order_id, version, head FROM paychart.payment WHERE account = $account AND order_id = ANY ($1::text[])',
      [here.map(({ line }) => line.orderId)],
    ),
  );
  const known = new Map(rows.map((row) => [String(row.order_id), row]));
  for (const { line } of here) {
    const row = known.get(line.orderId);
    if (row && unpacked(String(row.head)) === line.log.at(-1)?.hash) continue;
    refuseOrder(
      line.orderId,
      `it is here already, with another log: ${row?.version} entries here, ${line.log.length} in the line`,
    );
  }
}

async function writeOrders(
  { database, shapes, law }: Target,
  batch: readonly CheckedLine[],
): Promise<ReadonlySet<string>> {
  const changes = batch.flatMap((one) => one.changes);
  const moves = await moveRows(database, shapes, changes);
  const rows = await database.query(importStatement, [
    `[${batch.flatMap((one) => entryRows(one, law)).join()}]`,
    JSON.stringify({
      orders: batch.map(orderRow),
      moves,
      aside: batch.flatMap(asideRows),
      deliveries: batch.flatMap(deliveryRows),
      messages: batch.flatMap(messageRows),
      documents: batch.flatMap(documentRows),
      refundOrders: changes.flatMap(refundOrderRows),
    }),
  ]);
  return new Set(rows.map(({ order_id }) => String(order_id)));
}

/** The entries of an order, as rows; with the last one stands the payment that the log comes to. */
const entryRows = ({ changes }: CheckedLine, law: NumberedLaw): string[] =>
  changes.map((change, at) => entryRow(change, law, at === changes.length - 1 ? stored(change) : none));

const none = { payment: undefined, text: undefined } as const;

const stored = ({ payment }: Pick<CheckedChange, 'payment'>) => ({ payment, text: payment && save(payment) });

/** What does not follow from the last entry of an order. */
function orderRow({ line, changes }: CheckedLine): object {
  const { orderId, createdAt, updatedAt, nextReadAt } = line;
  const corrected = changes.findLast(({ corrects }) => corrects)?.entry.n ?? 0;
  const own = changes.some(isOfItsOwn);
  return { orderId, n: changes.length, corrected, own, createdAt, updatedAt, nextReadAt };
}

/** What was set aside, and by which entry a person has answered it. */
function asideRows({ changes }: CheckedLine): object[] {
  return changes.flatMap(({ entry, alarms }, at) => {
    if (!isSetAside(entry)) return [];
    const { transactionId } = entry.body as { readonly transactionId?: string };
    const isReadable = !isUnread.test(JSON.stringify(entry.body));
    const by = changes.slice(at + 1).find(
      ({ resolves, answers }) =>
        resolves === entry.n ||
        // As the log is asked when it happens: what names no transaction is answered with any.
        (isReadable && answers !== undefined && (transactionId === undefined || answers === transactionId)),
    );
    const { orderId, n, verdict, code } = entry;
    return [{ orderId, n, verdict, code, alarms: JSON.stringify(alarms), resolvedBy: by?.entry.n }];
  });
}

/** What PostgreSQL reads no member of. */
const isUnread = new RegExp(unreadEscape);

/** The notifications that came otherwise than the log tells, as the line has it: the log has what came once. */
function deliveryRows({ line, changes }: CheckedLine): object[] {
  const judged = new Map<string, { readonly n: number; readonly times: readonly number[] }>();
  for (const { entry } of changes) {
    const { kind, digest, n, receivedAt } = entry;
    if (kind === 'notification')
      judged.set(digest, { n, times: [...(judged.get(digest)?.times ?? []), Date.parse(receivedAt)] });
  }
  return line.deliveries.flatMap(({ digest, firstAt, lastAt, times }) => {
    const known = judged.get(digest);
    if (known === undefined) return [];
    const isAsLogged =
      known.times.length === times &&
      Math.min(...known.times) === Date.parse(firstAt) &&
      Math.max(...known.times) === Date.parse(lastAt);
    return isAsLogged ? [] : { orderId: line.orderId, digest, n: known.n, firstAt, lastAt, times };
  });
}

/**
 * The messages of an order. Of those that its entries come to, what the line has neither as open nor as acknowledged was acknowledged and
 * removed before it was exported: it is not told again.
 */
function messageRows({ line, changes }: CheckedLine): object[] {
  const { orderId, told } = line;
  const doneAt = new Map(told.map(({ n, at }) => [n, at]));
  const open = new Map(line.open?.map((one) => [one.n, one]));
  const rows = new Map<number, object>();
  for (const { words, entry } of changes) {
    const { n } = entry;
    // Of what is open, the line says itself what changed.
    if (open.has(n) || !(line.open === undefined || doneAt.has(n))) continue;
    const what = words();
    if (isTold(entry, what)) rows.set(n, { orderId, n, changes: what, tries: 0, doneAt: doneAt.get(n) });
  }
  for (const [n, one] of open) rows.set(n, { orderId, ...one, doneAt: doneAt.get(n) });
  return [...rows.values()];
}

const documentRows = ({ line: { orderId, documents = [] } }: CheckedLine): object[] =>
  documents.map(({ json, ...one }) => ({
    ...one,
    orderId,
    body: one.erasedAt === null ? canonical(json) : null,
  }));

/** Writes orders that are not here, whole; it gives those that were written. */
const importStatement = `
WITH entry AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS one ("orderId" text, n integer, kind text, "receivedAt" timestamptz, body json,
    packed text, verdict text, code text, violations text[], answer json, law text, "previousHash" text, hash text, state json,
    "stateLaw" smallint, statuses text[], "readAt" timestamptz, ids text, "unansweredSince" timestamptz)
), taken AS (
  INSERT INTO paychart.payment (account, order_id, version, head, state, law, verdict, statuses, created_at, updated_at, read_at,
    next_read_at, ids, unanswered_since, corrected, own)
  SELECT $account, "orderId", n, hash, ${unwrapped('state')}, "stateLaw", verdict, statuses, "createdAt", "updatedAt", "readAt",
    "nextReadAt", ids, "unansweredSince", corrected, own
  FROM entry JOIN json_to_recordset($2::json -> 'orders') AS one ("orderId" text, n integer, corrected integer, own boolean,
    "createdAt" timestamptz, "updatedAt" timestamptz, "nextReadAt" timestamptz) USING ("orderId", n)
  ORDER BY "orderId" COLLATE "C" ON CONFLICT DO NOTHING RETURNING order_id
), logged AS (
  INSERT INTO paychart.log (account, order_id, n, kind, received_at, body, digest, verdict, code, violations, answer, law, previous_hash, hash)
  SELECT $account, "orderId", n, kind, "receivedAt", ${unwrapped('body')}, packed, verdict, code, violations, ${unwrapped('answer')}, law,
    "previousHash", hash FROM entry
  WHERE "orderId" IN (SELECT order_id FROM taken)
), moved AS (
  INSERT INTO paychart.shaped_move (account, order_id, life, law, n, shape, from_set, to_set, log_n, log_before, log_kind)
  SELECT $account, "orderId", life, law, n, shape, "fromSet", "toSet", "logN", "logBefore", "logKind"
  FROM json_to_recordset($2::json -> 'moves') AS one ("orderId" text, life text, law smallint, n integer, shape integer,
    "fromSet" integer, "toSet" integer, "logN" integer, "logBefore" integer, "logKind" text)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), set_aside AS (
  INSERT INTO paychart.quarantine (account, order_id, n, verdict, code, alarms, resolved_by)
  SELECT $account, "orderId", n, verdict, code, alarms::json, "resolvedBy"
  FROM json_to_recordset($2::json -> 'aside') AS one ("orderId" text, n integer, verdict text, code text, alarms text,
    "resolvedBy" integer)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), delivered AS (
  INSERT INTO paychart.delivery (account, order_id, digest, n, first_at, last_at, times)
  SELECT $account, "orderId", digest, n, "firstAt", "lastAt", times
  FROM json_to_recordset($2::json -> 'deliveries') AS one ("orderId" text, digest text, n integer, "firstAt" timestamptz,
    "lastAt" timestamptz, times integer)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), sent AS (
  INSERT INTO paychart.outbox (account, order_id, n, changes, tries, failed_at, reason, done_at)
  SELECT $account, "orderId", n, changes, tries, "failedAt", reason, "doneAt"
  FROM json_to_recordset($2::json -> 'messages') AS one ("orderId" text, n integer, changes text[], tries integer,
    "failedAt" timestamptz, reason text, "doneAt" timestamptz)
  WHERE "orderId" IN (SELECT order_id FROM taken) ORDER BY "orderId" COLLATE "C", n
), kept AS (
  INSERT INTO paychart.document (account, order_id, digest, n, kept_at, body, erased_at)
  SELECT $account, "orderId", digest, n, "keptAt", body, "erasedAt"
  FROM json_to_recordset($2::json -> 'documents') AS one ("orderId" text, digest text, n integer, "keptAt" timestamptz, body text,
    "erasedAt" timestamptz)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), known AS (
  INSERT INTO paychart.refund_order (account, order_id, payment)
  SELECT $account, "orderId", payment FROM json_to_recordset($2::json -> 'refundOrders') AS one ("orderId" text, payment text)
  WHERE payment IN (SELECT order_id FROM taken)
    -- What is a payment of its own, here or in what is written now, is no refund.
    AND "orderId" NOT IN (SELECT "orderId" FROM json_to_recordset($2::json -> 'orders') AS own ("orderId" text, own boolean) WHERE own)
    AND NOT EXISTS (SELECT FROM paychart.payment AS itself WHERE itself.account = $account AND itself.order_id = "orderId" AND itself.own)
  ON CONFLICT DO NOTHING
)
SELECT order_id FROM taken`;
