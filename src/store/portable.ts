/**
 * Everything as JSON lines, one for each order, and back. An import verifies the chain of every log, and the payment and its moves
 * must be what the log comes to when it is judged again; of a log that another release wrote, the chain and the law alone.
 */
import * as v from 'valibot';
import { type Payment, readAsStored, restore, save } from '../lifecycle/index.ts';
import { canonical } from './canonical.ts';
import type { Connection, Database, Row } from './database.ts';
import { readDocuments } from './documents.ts';
import {
  brokenLink,
  type Came,
  cameThen,
  cameToNothing,
  comeAgain,
  documentOf,
  type Entry,
  entryKinds,
  toldBy,
} from './entry.ts';
import type { LawNames } from './law-names.ts';
import { holdLogToLaws, lawNumbers } from './migrations.ts';
import { type Lives, type Move, movesOf } from './moves.ts';
import { changeOf, type Writing } from './record.ts';
import { type Change, instant, orderColumns, orderOf, readEntries, stateOf, writeChanges } from './rows.ts';
import { shapesKnown } from './shapes.ts';
import { packed } from './slim.ts';

import { StoreError } from './store-error.ts';
import { changeWords, whatChanged } from './what-changed.ts';

/** The version of the lines. */
const lineFormat = 1;

const text = v.string();
const instantOrNull = v.nullable(text);

/** One order, whole. */
const lineSchema = v.strictObject({
  format: v.literal(lineFormat),
  orderId: text,
  createdAt: text,
  updatedAt: text,
  nextReadAt: instantOrNull,
  state: v.nullable(v.unknown()),
  log: v.array(
    v.strictObject({
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
  moves: v.array(v.looseObject({})),
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

type Line = v.InferOutput<typeof lineSchema>;

/** Every order as a line of JSON, by id. Each line is the order at one moment; the lines are not of the same moment. */
export async function* exportAll(database: Database, law: LawNames): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const rows = await database.query(
      'SELECT order_id FROM paychart.payment WHERE order_id > $1 AND version > 0 ORDER BY order_id LIMIT 100',
      [after],
    );
    for (const { order_id } of rows) {
      after = String(order_id);
      const line = await database.transaction(async (connection) => {
        await connection.script('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
        return lineOf(connection, after, law);
      });
      yield JSON.stringify(line);
    }
    if (rows.length === 0) return;
  }
}

async function lineOf(connection: Connection, orderId: string, { whole, relation }: LawNames): Promise<Line> {
  const [row] = await connection.query(`SELECT ${orderColumns} FROM paychart.payment WHERE order_id = $1`, [orderId]);
  const { createdAt, updatedAt, nextReadAt } = orderOf(row ?? {});
  const log = await readEntries(connection, orderId);
  const moves = await readMoves(connection, orderId);
  const documents = await readDocuments(connection, orderId);
  const laws = new Set([...log.map(({ law }) => law), ...moves.map(({ law }) => String(law))]);
  const olderLaws = await connection.query(
    'SELECT law, charts::text AS charts FROM paychart.whole_law WHERE law = ANY ($1::text[]) ORDER BY law',
    [[...laws].filter((law) => law !== whole && law !== relation)],
  );
  const deliveries = await connection.query(
    'SELECT digest, first_at, last_at, times FROM paychart.delivered WHERE order_id = $1 ORDER BY digest',
    [orderId],
  );
  const told = await connection.query(
    'SELECT n, done_at FROM paychart.outbox WHERE order_id = $1 AND done_at IS NOT NULL ORDER BY n',
    [orderId],
  );
  const open = await connection.query(
    `SELECT n, to_json(changes)::text AS changes, tries, failed_at, reason FROM paychart.outbox
     WHERE order_id = $1 AND done_at IS NULL ORDER BY n`,
    [orderId],
  );
  return {
    format: lineFormat,
    orderId,
    createdAt,
    updatedAt,
    nextReadAt,
    state: row?.state === null ? null : readAsStored(stateOf(row as Row)),
    log: [...log] as unknown as Line['log'],
    moves,
    deliveries: deliveries.map((one) => ({
      digest: String(one.digest),
      firstAt: instant(one.first_at),
      lastAt: instant(one.last_at),
      times: Number(one.times),
    })),
    told: told.map((one) => ({ n: Number(one.n), at: instant(one.done_at) })),
    open: open.map(({ n, changes, tries, failed_at, reason }) => ({
      n: Number(n),
      changes: changes === null ? null : JSON.parse(String(changes)),
      tries: Number(tries),
      ...(failed_at !== null && { failedAt: instant(failed_at) }),
      ...(reason !== null && { reason: String(reason) }),
    })),
    ...(documents.length > 0 && { documents: [...documents] }),
    ...(olderLaws.length > 0 && {
      olderLaws: olderLaws.map(({ law, charts }) => ({ law: String(law), charts: JSON.parse(String(charts)) })),
    }),
  };
}

/** The moves of an order, in the order of their entries. */
async function readMoves(connection: Connection, orderId: string): Promise<Record<string, unknown>[]> {
  const rows = await connection.query(
    `SELECT life, n, how, fact, to_json(from_cells)::text AS from_cells, to_json(to_cells)::text AS to_cells, log_n, law
     FROM paychart.move WHERE order_id = $1 ORDER BY log_n, life`,
    [orderId],
  );
  return rows.map(({ from_cells, to_cells, log_n, ...row }) => ({
    ...row,
    fromCells: JSON.parse(String(from_cells)) as Move['fromCells'],
    toCells: JSON.parse(String(to_cells)) as Move['toCells'],
    logN: log_n,
  }));
}

/** Takes in lines that `exportAll` wrote; each in a transaction of its own. */
export async function importAll(
  lines: AsyncIterable<string> | Iterable<string>,
  transact: Database['transaction'],
  writing: Writing,
): Promise<number> {
  let count = 0;
  for await (const written of lines) {
    if (written.trim() === '') continue;
    count++;
    const line = readLine(written, count);
    await transact((connection) => importOrder(connection, line, writing));
  }
  return count;
}

/** Reads a line that `exportAll` wrote. @throws StoreError `not_importable` that says what is wrong with it. */
export function readLine(written: string, number: number): Line {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (cause) {
    throw new StoreError('not_importable', `line ${number} is not JSON`, { cause });
  }
  const read = v.safeParse(lineSchema, value, { abortEarly: true });
  if (read.success) return read.output;
  const [{ message }] = read.issues;
  throw new StoreError('not_importable', `line ${number}: ${v.getDotPath(read.issues[0]) ?? ''} ${message}`);
}

async function importOrder(connection: Connection, line: Line, writing: Writing): Promise<void> {
  const { orderId } = line;
  const refuse = (why: string, cause?: unknown): never => {
    throw new StoreError('not_importable', `order ${orderId}: ${why}`, { cause });
  };
  const entries = line.log as unknown as readonly Entry[];
  const broken = await brokenLink(entries, writing.sha256);
  if (broken !== undefined) refuse(broken);
  const foreign = entries.find((entry) => entry.orderId !== orderId);
  if (foreign) refuse(`entry ${foreign.n} is of another order`);
  for (const { digest, n, json, erasedAt } of line.documents ?? []) {
    const entry = entries.find((one) => one.n === n);
    if (documentOf(entry) !== digest) refuse(`no entry ${n} came with the document ${digest}`);
    if (erasedAt === null && (await writing.sha256(canonical(json))) !== digest)
      refuse(`the document of entry ${n} has another digest`);
  }
  const begins = judgedFrom(entries, writing.law);
  for (const { law, charts } of line.olderLaws ?? []) {
    if ((await writing.sha256(canonical(charts))) !== law) refuse(`the law ${law} has another hash`);
    await connection.query('INSERT INTO paychart.whole_law VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      law,
      JSON.stringify(charts),
    ]);
  }
  // What a transaction that fails has numbered is of no law.
  let { law } = writing;
  if (line.olderLaws?.some((older) => !law.numbers.has(older.law))) {
    await holdLogToLaws(connection);
    law = { ...law, numbers: await lawNumbers(connection) };
  }
  const taken = await connection.query(
    'INSERT INTO paychart.payment (order_id, created_at, updated_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1',
    [orderId, line.createdAt, line.updatedAt],
  );
  if (taken.length === 0) refuse('it is here already');
  let payment: Payment | undefined;
  let readAt: string | null = null;
  let head: string | null = null;
  const shapes = shapesKnown();
  /** The last entry that moved a transaction, under each law. */
  const moved = new Map<string, number>();
  const write = async (entry: Entry, came: Came, moves: readonly Move[], changes: Change['changes']): Promise<void> => {
    const placed = moves.map((move: Move & { readonly law?: string }) => {
      const life = `${move.law ?? writing.law.relation} ${move.life}`;
      const logBefore = moved.get(life) ?? null;
      moved.set(life, entry.n);
      return { ...move, logBefore };
    });
    const again =
      entry.kind === 'notification' &&
      entries.some(({ n, kind, digest }) => n < entry.n && kind === entry.kind && digest === entry.digest);
    const change = changeOf(
      { readAt, head, again },
      entry,
      toldBy(entry),
      { ...came, text: came.payment && save(came.payment) },
      placed,
      changes,
      law,
    );
    head = packed(entry.hash);
    // An order that had a row of its own is a payment of its own, whatever refund is listed under its id.
    await writeChanges(connection, shapes, [{ ...change, isOwn: true }]);
    readAt = change.readAt ?? null;
  };
  for (const [at, entry] of entries.slice(0, begins).entries()) {
    const moves = line.moves.filter((move) => move.logN === entry.n) as unknown as Move[];
    const isLast = at === entries.length - 1;
    if (isLast) payment = storedState(line, refuse);
    await write(entry, cameThen(entries, at, payment), moves, null);
  }
  const lives = new Map<string, Lives extends ReadonlyMap<string, infer Last> ? Last : never>();
  for (let at = begins; at < entries.length; at++) {
    const entry = entries[at] as Entry;
    let came: Came;
    try {
      came = comeAgain(entries, at, payment);
    } catch (error) {
      return refuse(`entry ${entry.n} cannot be judged`, error);
    }
    if (came.verdict !== entry.verdict || (came.code ?? null) !== entry.code)
      refuse(`entry ${entry.n} comes to ${came.verdict}, not ${entry.verdict}`);
    const moves = cameToNothing(came) ? [] : movesOf(lives, toldBy(entry), came);
    for (const { life, ...move } of moves) lives.set(life, { ...move, logN: entry.n });
    await write(entry, came, moves, whatChanged(payment, toldBy(entry), came));
    payment = came.payment;
  }
  if (begins < entries.length && canonical(JSON.parse(payment ? save(payment) : 'null')) !== canonical(line.state))
    refuse('its state does not follow from its log');
  if (canonical(await readMoves(connection, orderId)) !== canonical(line.moves))
    refuse('its moves do not follow from its log');
  await finish(connection, line);
}

/**
 * From which entry on a log is judged again: from the one that carried the order over to this law, or from the first, if all are of
 * this law. Else from none: what another release judged is not judged again, nor what came after it (decision D30).
 */
function judgedFrom(entries: readonly Entry[], { whole }: LawNames): number {
  const foreign = entries.findLastIndex(({ law }) => law !== whole);
  if (foreign < 0) return 0;
  const carried = entries.findLastIndex(({ kind }) => kind === 'migrated');
  return carried > foreign ? carried : entries.length;
}

/** The payment of an order whose log is not judged again: it must be readable here, and its evidence lawful. */
function storedState({ state }: Line, refuse: (why: string, cause: unknown) => never): Payment | undefined {
  try {
    return state === null ? undefined : restore(JSON.stringify(state));
  } catch (error) {
    return refuse('its state cannot be read under this law', error);
  }
}

/** What does not follow from the log: when the order was touched, how often notifications came, what was told. */
async function finish(connection: Connection, { orderId, updatedAt, nextReadAt, ...line }: Line): Promise<void> {
  await connection.query('UPDATE paychart.payment SET updated_at = $2, next_read_at = $3 WHERE order_id = $1', [
    orderId,
    updatedAt,
    nextReadAt,
  ]);
  for (const { digest, firstAt, lastAt, times } of line.deliveries)
    await connection.query(
      `INSERT INTO paychart.delivery (order_id, digest, n, first_at, last_at, times)
       SELECT order_id, digest, n, $3, $4, $5 FROM paychart.delivered WHERE order_id = $1 AND digest = $2
         AND (first_at, last_at, times) IS DISTINCT FROM ($3, $4, $5)`,
      [orderId, digest, firstAt, lastAt, times],
    );
  if (line.open) {
    // What is neither was acknowledged and removed before it was exported: it is not told again.
    const kept = [...line.told, ...line.open].map(({ n }) => n);
    await connection.query('DELETE FROM paychart.outbox WHERE order_id = $1 AND n <> ALL ($2::integer[])', [
      orderId,
      kept,
    ]);
    await connection.query(
      `INSERT INTO paychart.outbox AS known (order_id, n, changes, tries, failed_at, reason)
       SELECT $1, n, changes, tries, "failedAt", reason FROM json_to_recordset($2::json)
         AS one (n integer, changes text[], tries integer, "failedAt" timestamptz, reason text) ORDER BY n
       ON CONFLICT (order_id, n) DO UPDATE SET changes = excluded.changes, tries = excluded.tries,
         failed_at = excluded.failed_at, reason = excluded.reason`,
      [orderId, JSON.stringify(line.open)],
    );
  }
  for (const { digest, n, keptAt, erasedAt, json } of line.documents ?? [])
    await connection.query('INSERT INTO paychart.document VALUES ($1, $2, $3, $4, $5, $6)', [
      orderId,
      digest,
      n,
      keptAt,
      erasedAt === null ? canonical(json) : null,
      erasedAt,
    ]);
  for (const { n, at } of line.told)
    await connection.query('UPDATE paychart.outbox SET done_at = $3 WHERE order_id = $1 AND n = $2', [orderId, n, at]);
}
