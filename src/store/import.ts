/**
 * Orders that were exported, taken in: each is checked, then many are written in one statement. The next ones are checked, and made rows
 * of, while others are being written.
 */
import { setImmediate as aTurn } from 'node:timers/promises';
import { InputError, save } from '../lifecycle/index.ts';
import { canonical } from './canonical.ts';
import {
  accountText,
  type CheckedChange,
  type CheckedLine,
  checkLine,
  notImportable,
  refuseOrder,
} from './checked-line.ts';
import type { Database } from './database.ts';
import type { NumberedLaw } from './law-names.ts';
import { holdLogToLaws, lawNumbers } from './migrations.ts';
import { followExport, readLine } from './portable.ts';
import { isTold, type Writing } from './record.ts';
import { retried } from './retried.ts';
import {
  type EntryTexts,
  entryTexts,
  hasOwnPayment,
  isOfItsOwn,
  isSetAside,
  type MadeMove,
  movesMade,
  refundOrderRows,
  shapedMoves,
  unreadEscape,
  unwrapped,
} from './rows.ts';
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
  if (!isIterable(lines))
    throw new InputError('lines', 'they are no lines', 'Give them one by one, as exportAll gives them.');
  const target: Target = { database, shapes: shapesKnown(), law: writing.law };
  const { account } = writing;
  let [number, count, size] = [0, 0, 0];
  const following = followExport();
  let waiting = new Map<string, Prepared>();
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
    const writing = writeBatch(target, batch);
    // What it comes to is heard when there is room for another one.
    writing.catch(() => {});
    underWay.push(writing);
  };
  const writeAll = async (): Promise<void> => {
    await write();
    await settle(0);
  };
  try {
    for await (const written of lines) {
      number++;
      if (typeof written !== 'string')
        throw new InputError('lines', `line ${number} is no text`, 'Give lines as exportAll wrote them.');
      if (written.trim() === '') continue;
      if (following.isEnd(written, number)) continue;
      const line = readLine(written, number);
      following.named(line.orderId);
      if (line.account !== account) refuseOrder(line.orderId, `${ofAnother(line.account, account)} (line ${number})`);
      const checked = await checkLine(line, writing);
      const { orderId } = line;
      const isNewLaw = line.olderLaws?.some(({ law }) => !target.law.numbers.has(law));
      if (isNewLaw || waiting.has(orderId)) await write();
      if (isNewLaw) {
        // Taking a law in changes what the log is held to, for all who write.
        await settle(0);
        await takeLaws(target, line);
      }
      const order = prepared(checked, target.law);
      waiting.set(orderId, order);
      size += written.length;
      if (waiting.size >= most.orders || size >= most.characters) await write();
      if (number % turnEvery === 0) await aTurn();
    }
  } catch (error) {
    // What was good before it is stored first.
    await writeAll();
    throw error;
  }
  await writeAll();
  return count;
}

/** Whether a value gives one value after the other; a text alone would give its characters. */
const isIterable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);

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

/** What is to be written of an order. The order itself is let go: most of what it was checked by is needed no more. */
interface Prepared {
  readonly orderId: string;
  /** How many entries it has, and the hash of the last one. */
  readonly version: number;
  readonly head: string | undefined;
  /** Its entries, one after the other. */
  readonly entries: EntryTexts;
  /** What its moves are found by. */
  readonly moves: readonly MadeMove[];
  /** The rows of all else. */
  readonly order: object;
  readonly aside: readonly object[];
  readonly deliveries: readonly object[];
  readonly messages: readonly object[];
  readonly documents: readonly object[];
  readonly refundOrders: readonly object[];
}

function prepared(checked: CheckedLine, law: NumberedLaw): Prepared {
  const { line, changes } = checked;
  return {
    orderId: line.orderId,
    version: line.log.length,
    head: line.log.at(-1)?.hash,
    entries: entriesOf(checked, law),
    moves: changes.flatMap(movesMade),
    order: orderRow(checked),
    aside: asideRows(checked),
    deliveries: deliveryRows(checked),
    messages: messageRows(checked),
    documents: documentRows(checked),
    refundOrders: changes.flatMap(refundOrderRows),
  };
}

/** Writes orders, and says how many were not here; if the database refuses them together, one by one, so that the one at fault is named. */
async function writeBatch(target: Target, batch: readonly Prepared[]): Promise<number> {
  let taken: ReadonlySet<string>;
  try {
    taken = await retried(() => writeOrders(target, batch));
  } catch (error) {
    target.shapes.forget();
    const [only, another] = batch;
    if (only && another === undefined) throw namingOrder(only.orderId, error);
    if (!isRefused(error)) throw error;
    let count = 0;
    for (const one of batch) count += await writeBatch(target, [one]);
    return count;
  }
  const here = batch.filter(({ orderId }) => !taken.has(orderId));
  if (here.length > 0) await mustBeTheSame(target.database, here);
  return taken.size;
}

const isRefused = (error: unknown): error is StoreError => error instanceof StoreError && error.code === 'refused';

/** What the database refused, as what is wrong with an order; any other error as it is. */
const namingOrder = (orderId: string, error: unknown): unknown =>
  isRefused(error) ? notImportable(orderId, error.message, error) : error;

/** Takes in the older laws that an order holds and that are not here. */
async function takeLaws(target: Target, { orderId, olderLaws = [] }: CheckedLine['line']): Promise<void> {
  const { database, law } = target;
  const missing = olderLaws.filter((one) => !law.numbers.has(one.law));
  try {
    const numbers = await retried(() =>
      database.transaction(async (connection) => {
        for (const { law: name, charts } of missing)
          await connection.query('INSERT INTO paychart.whole_law VALUES ($1, $2) ON CONFLICT DO NOTHING', [
            name,
            JSON.stringify(charts),
          ]);
        await holdLogToLaws(connection);
        return lawNumbers(connection);
      }),
    );
    target.law = { ...law, numbers };
  } catch (error) {
    throw namingOrder(orderId, error);
  }
}

/** @throws StoreError `not_importable` unless each of these orders has the same log here. */
async function mustBeTheSame(database: Pick<Database, 'query'>, here: readonly Prepared[]): Promise<void> {
  const rows = await retried(() =>
    database.query(
      'SELECT order_id, version, head FROM paychart.payment WHERE account = $account AND order_id = ANY ($1::text[])',
      [here.map(({ orderId }) => orderId)],
    ),
  );
  const known = new Map(rows.map((row) => [String(row.order_id), row]));
  for (const { orderId, version, head } of here) {
    const row = known.get(orderId);
    if (row && unpacked(String(row.head)) === head) continue;
    refuseOrder(orderId, `it is here already, with another log: ${row?.version} entries here, ${version} in the line`);
  }
}

async function writeOrders({ database, shapes }: Target, batch: readonly Prepared[]): Promise<ReadonlySet<string>> {
  const moves = await shapedMoves(
    database,
    shapes,
    batch.flatMap((one) => one.moves),
  );
  const parts = [
    batch.map(({ order }) => order),
    moves,
    batch.flatMap(({ aside }) => aside),
    batch.flatMap(({ deliveries }) => deliveries),
    batch.flatMap(({ messages }) => messages),
    batch.flatMap(({ documents }) => documents),
    batch.flatMap(({ refundOrders }) => refundOrders),
  ];
  const rows = await database.query(importStatement, [
    ...(['row', 'body', 'answer', 'state'] as const).map((of) => `[${batch.map(({ entries }) => entries[of]).join()}]`),
    ...parts.map((part) => JSON.stringify(part)),
  ]);
  return new Set(rows.map(({ order_id }) => String(order_id)));
}

/** The entries of an order; with the last one stands the payment that the log comes to. */
function entriesOf({ changes }: CheckedLine, law: NumberedLaw): EntryTexts {
  const texts = changes.map((change, at) => entryTexts(change, law, at === changes.length - 1 ? stored(change) : none));
  return {
    row: texts.map(({ row }) => row).join(),
    body: texts.map(({ body }) => body).join(),
    answer: texts.map(({ answer }) => answer).join(),
    state: texts.map(({ state }) => state).join(),
  };
}

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

/** Writes orders that are not here, whole; it gives those that were written. Each part is a parameter of its own, and is read once. */
const importStatement = `
WITH entry AS MATERIALIZED (
  SELECT * FROM ROWS FROM (json_to_recordset($1::json) AS ("orderId" text, n integer, kind text, "receivedAt" timestamptz, packed text,
      verdict text, code text, violations text[], law text, "previousHash" text, hash text, "stateLaw" smallint, statuses text[],
      "readAt" timestamptz, ids text, "unansweredSince" timestamptz),
    json_array_elements($2::json), json_array_elements($3::json), json_array_elements($4::json))
  AS one ("orderId", n, kind, "receivedAt", packed, verdict, code, violations, law, "previousHash", hash, "stateLaw", statuses,
    "readAt", ids, "unansweredSince", body, answer, state)
), taken AS (
  INSERT INTO paychart.payment (account, order_id, version, head, state, law, verdict, statuses, created_at, updated_at, read_at,
    next_read_at, ids, unanswered_since, corrected, own)
  SELECT $account, "orderId", n, hash, ${unwrapped('state')}, "stateLaw", verdict, coalesce(statuses, '{}'), "createdAt", "updatedAt",
    "readAt", "nextReadAt", coalesce(ids, ''), "unansweredSince", corrected, own
  FROM entry JOIN json_to_recordset($5::json) AS one ("orderId" text, n integer, corrected integer, own boolean,
    "createdAt" timestamptz, "updatedAt" timestamptz, "nextReadAt" timestamptz) USING ("orderId", n)
  ORDER BY "orderId" COLLATE "C" ON CONFLICT DO NOTHING RETURNING order_id
), logged AS (
  INSERT INTO paychart.log (account, order_id, n, kind, received_at, body, digest, verdict, code, violations, answer, law, previous_hash, hash)
  SELECT $account, "orderId", n, kind, "receivedAt", ${unwrapped('body')}, packed, verdict, code, coalesce(violations, '{}'),
    ${unwrapped('answer')}, law, "previousHash", hash FROM entry
  WHERE "orderId" IN (SELECT order_id FROM taken)
), moved AS (
  INSERT INTO paychart.shaped_move (account, order_id, life, law, n, shape, from_set, to_set, log_n, log_before, log_kind)
  SELECT $account, "orderId", life, law, n, shape, "fromSet", "toSet", "logN", "logBefore", "logKind"
  FROM json_to_recordset($6::json) AS one ("orderId" text, life text, law smallint, n integer, shape integer,
    "fromSet" integer, "toSet" integer, "logN" integer, "logBefore" integer, "logKind" text)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), set_aside AS (
  INSERT INTO paychart.quarantine (account, order_id, n, verdict, code, alarms, resolved_by)
  SELECT $account, "orderId", n, verdict, code, alarms::json, "resolvedBy"
  FROM json_to_recordset($7::json) AS one ("orderId" text, n integer, verdict text, code text, alarms text,
    "resolvedBy" integer)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), delivered AS (
  INSERT INTO paychart.delivery (account, order_id, digest, n, first_at, last_at, times)
  SELECT $account, "orderId", digest, n, "firstAt", "lastAt", times
  FROM json_to_recordset($8::json) AS one ("orderId" text, digest text, n integer, "firstAt" timestamptz,
    "lastAt" timestamptz, times integer)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), sent AS (
  INSERT INTO paychart.outbox (account, order_id, n, changes, tries, failed_at, reason, done_at)
  SELECT $account, "orderId", n, changes, tries, "failedAt", reason, "doneAt"
  FROM json_to_recordset($9::json) AS one ("orderId" text, n integer, changes text[], tries integer,
    "failedAt" timestamptz, reason text, "doneAt" timestamptz)
  WHERE "orderId" IN (SELECT order_id FROM taken) ORDER BY "orderId" COLLATE "C", n
), kept AS (
  INSERT INTO paychart.document (account, order_id, digest, n, kept_at, body, erased_at)
  SELECT $account, "orderId", digest, n, "keptAt", body, "erasedAt"
  FROM json_to_recordset($10::json) AS one ("orderId" text, digest text, n integer, "keptAt" timestamptz, body text,
    "erasedAt" timestamptz)
  WHERE "orderId" IN (SELECT order_id FROM taken)
), known AS (
  INSERT INTO paychart.refund_order (account, order_id, payment)
  SELECT $account, "orderId", payment FROM json_to_recordset($11::json) AS one ("orderId" text, payment text)
  WHERE payment IN (SELECT order_id FROM taken)
    -- What is a payment of its own, here or in what is written now, is no refund.
    AND "orderId" NOT IN (SELECT "orderId" FROM json_to_recordset($5::json) AS own ("orderId" text, own boolean) WHERE own)
    AND NOT ${hasOwnPayment}
  ON CONFLICT DO NOTHING
)
SELECT order_id FROM taken`;
