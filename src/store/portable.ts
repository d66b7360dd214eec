/**
 * Everything as JSON lines, one for each order, and back. An import trusts nothing: the chain of every log is verified, and
 * the payment and its moves must be what the log comes to when it is judged again.
 */
import * as v from 'valibot';
import { readAsStored, save } from '../lifecycle/index.ts';
import { canonical } from './canonical.ts';
import type { Connection, Database } from './database.ts';
import { brokenLink, cameToNothing, come, comeToNothing, type Entry, entryKinds, toldBy } from './entry.ts';
import { type Move, movesOf } from './moves.ts';
import { changeOf, type Writing } from './record.ts';
import { instant, orderColumns, orderOf, readEntries, writeChanges } from './rows.ts';
import { StoreError } from './store-error.ts';

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
  told: v.array(v.strictObject({ n: v.number(), at: text })),
  /** The laws that entries were judged under before the order was carried over. */
  olderLaws: v.exactOptional(v.array(v.strictObject({ law: text, charts: v.record(text, text) }))),
});

type Line = v.InferOutput<typeof lineSchema>;

/** Every order as a line of JSON, by id. Each line is the order at one moment; the lines are not of the same moment. */
export async function* exportAll(database: Database): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const rows = await database.query(
      'SELECT order_id FROM paychart.payment WHERE order_id > $1 AND version > 0 ORDER BY order_id LIMIT 100',
      [after],
    );
    for (const { order_id } of rows) {
      after = String(order_id);
      const line = await database.transaction(async (connection) => {
        await connection.script('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
        return lineOf(connection, after);
      });
      yield JSON.stringify(line);
    }
    if (rows.length === 0) return;
  }
}

async function lineOf(connection: Connection, orderId: string): Promise<Line> {
  const [row] = await connection.query(`SELECT ${orderColumns} FROM paychart.payment WHERE order_id = $1`, [orderId]);
  const { createdAt, updatedAt, nextReadAt } = orderOf(row ?? {});
  const log = await readEntries(connection, orderId);
  const olderLaws = await connection.query(
    'SELECT law, charts::text AS charts FROM paychart.whole_law WHERE law = ANY ($1::text[]) ORDER BY law',
    [[...new Set(log.map(({ law }) => law))].filter((law) => law !== log.at(-1)?.law)],
  );
  const deliveries = await connection.query(
    'SELECT digest, first_at, last_at, times FROM paychart.delivery WHERE order_id = $1 ORDER BY digest',
    [orderId],
  );
  const told = await connection.query(
    'SELECT n, done_at FROM paychart.outbox WHERE order_id = $1 AND done_at IS NOT NULL ORDER BY n',
    [orderId],
  );
  return {
    format: lineFormat,
    orderId,
    createdAt,
    updatedAt,
    nextReadAt,
    state: row?.state === null ? null : readAsStored(String(row?.state)),
    log: [...log] as unknown as Line['log'],
    moves: await readMoves(connection, orderId),
    deliveries: deliveries.map((one) => ({
      digest: String(one.digest),
      firstAt: instant(one.first_at),
      lastAt: instant(one.last_at),
      times: Number(one.times),
    })),
    told: told.map((one) => ({ n: Number(one.n), at: instant(one.done_at) })),
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
  // Entries of an older law stand as they are; the one that carried the order over holds what all after it begin with.
  const begins = Math.max(
    0,
    entries.findLastIndex(({ kind, law }) => kind === 'migrated' && law === writing.law),
  );
  const foreign = entries.find((entry, at) => entry.orderId !== orderId || (at >= begins && entry.law !== writing.law));
  if (foreign) refuse(`entry ${foreign.n} is of another order or law`);
  for (const { law, charts } of line.olderLaws ?? []) {
    if ((await writing.sha256(canonical(charts))) !== law) refuse(`the law ${law} has another hash`);
    await connection.query('INSERT INTO paychart.whole_law VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      law,
      JSON.stringify(charts),
    ]);
  }
  const taken = await connection.query(
    'INSERT INTO paychart.payment (order_id, created_at, updated_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1',
    [orderId, line.createdAt, line.updatedAt],
  );
  if (taken.length === 0) refuse('it is here already');
  let payment: ReturnType<typeof come>['payment'];
  let readAt: string | null = null;
  const lives = new Map<string, Pick<Move, 'n' | 'toCells'>>();
  for (const entry of entries.slice(0, begins)) {
    const { verdict, violations, answer } = entry;
    const moves = line.moves.filter((move) => move.logN === entry.n) as unknown as Move[];
    const change = changeOf({ readAt }, entry, toldBy(entry), { payment, verdict, violations, answer }, moves);
    await writeChanges(connection, [change]);
    readAt = change.readAt ?? null;
  }
  for (const entry of entries.slice(begins)) {
    const told = toldBy(entry);
    let came: ReturnType<typeof come>;
    try {
      came = (cameToNothing(entry) && comeToNothing(payment, told)) || come(orderId, payment, told);
    } catch (error) {
      return refuse(`entry ${entry.n} cannot be judged`, error);
    }
    if (came.verdict !== entry.verdict || (came.code ?? null) !== entry.code)
      refuse(`entry ${entry.n} comes to ${came.verdict}, not ${entry.verdict}`);
    const moves = cameToNothing(came) ? [] : movesOf(lives, told, came);
    const change = changeOf({ readAt }, entry, told, came, moves);
    for (const { life, ...move } of change.moves) lives.set(life, move);
    await writeChanges(connection, [change]);
    readAt = change.readAt ?? null;
    payment = came.payment;
  }
  if (canonical(JSON.parse(payment ? save(payment) : 'null')) !== canonical(line.state))
    refuse('its state does not follow from its log');
  if (canonical(await readMoves(connection, orderId)) !== canonical(line.moves))
    refuse('its moves do not follow from its log');
  await finish(connection, line);
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
      'UPDATE paychart.delivery SET first_at = $3, last_at = $4, times = $5 WHERE order_id = $1 AND digest = $2',
      [orderId, digest, firstAt, lastAt, times],
    );
  for (const { n, at } of line.told)
    await connection.query('UPDATE paychart.outbox SET done_at = $3 WHERE order_id = $1 AND n = $2', [orderId, n, at]);
}
