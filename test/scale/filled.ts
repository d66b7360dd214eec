/**
 * A store's tables filled with many payments, by SQL: rows that the store wrote for a few orders, copied under the ids of others.
 *
 * The ids of the order and of its transaction are replaced wherever they stand, so that each is a payment of its own, which the store
 * goes on with. The hashes of the entries are those of the order that they were copied from: every reference of the tables holds, and is
 * looked up afterwards; that the hash is that of its entry does not, so an audit of the chain would say so.
 */
import type { Report } from '../../src/lifecycle/index.ts';
import type { Connection, Database, Store } from '../../src/store/index.ts';
import { notified } from '../lifecycle/reports.ts';

/** The reports of one order, by a number that no other order has: it is begun, and it is paid. */
export function reportsOfOrder(orderId: string, transaction: number): readonly [Report, Report] {
  const about = { order_id: orderId, transaction_id: String(transaction) };
  return [notified('initialized', 'initialized', about), notified('completed', 'completed', { ...about, at: '10:05' })];
}

/** How many orders are copied, which stay beside the copies; of every fourth only the beginning was heard. */
export const models = 32;
const isWaiting = (number: number): boolean => number % 4 === 0;

const transactionOf = (number: number): number => 700_000_000_000 + number;
/** As many characters as the id that it is copied to, so that rows have the length that they would have. */
const modelOf = (number: number): string => `model-${String(number).padStart(8, '0')}`;
const orderOf = (number: number): string => `order-${String(number).padStart(8, '0')}`;

/** A payment that was begun before, by its place among those: what is reported next of it is that it is paid. */
export function waitingOrder(place: number, payments: number): { readonly orderId: string; readonly paid: Report } {
  const number = (place % Math.floor(payments / 4)) * 4;
  const orderId = orderOf(number);
  return { orderId, paid: reportsOfOrder(orderId, transactionOf(number))[1] };
}

/** The tables that a payment has rows in, in the order of their references. */
const tables = ['payment', 'log', 'shaped_move', 'outbox'] as const;

/** How many rows there are, and how many references of theirs do not hold. */
export interface Filled {
  readonly payments: number;
  readonly notifications: number;
  readonly brokenReferences: number;
}

/** Fills a store that has nothing. */
export async function fill(database: Database, store: Store, payments: number): Promise<Filled> {
  for (let number = 0; number < models; number++) {
    const [begun, paid] = reportsOfOrder(modelOf(number), transactionOf(number) + payments);
    await store.receive(begun);
    if (!isWaiting(number)) await store.receive(paid);
  }
  // What is copied stands apart: a join with the tables that are filled would look through more with each step.
  await database.script(
    `CREATE SCHEMA model; ${tables.map((table) => `CREATE TABLE model.${table} AS SELECT * FROM paychart.${table}`).join('; ')}`,
  );
  const copies = await Promise.all(tables.map((table) => copyOf(database, table, payments)));
  const atOnce = 20_000;
  for (let first = 0; first < payments; first += atOnce)
    await database.transaction(async (connection) => {
      // References are looked up all at once when all is there, which takes a tenth of the time.
      await connection.script('SET LOCAL session_replication_role = replica');
      for (const copy of copies) await connection.query(copy, [first, Math.min(first + atOnce, payments) - 1]);
    });
  await database.script('DROP SCHEMA model CASCADE');
  // Each by itself: it cannot be done within a transaction.
  for (const table of tables) await database.query(`VACUUM ANALYZE paychart.${table}`);
  await database.query('CHECKPOINT');
  const [counted] = await database.query(
    `SELECT (SELECT count(*) FROM paychart.payment)::float8 AS payments, (SELECT count(*) FROM paychart.log)::float8 AS entries`,
  );
  return {
    payments: Number(counted?.payments),
    notifications: Number(counted?.entries),
    brokenReferences: await brokenReferences(database),
  };
}

/** The statement that copies the rows of a table from the models to orders of these numbers. */
async function copyOf(connection: Connection, table: string, payments: number): Promise<string> {
  const columns = await connection.query(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = format('paychart.%I', $1::text)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''
     ORDER BY attnum`,
    [table],
  );
  const names = columns.map(({ name }) => `"${name}"`);
  const modelId = `'model-' || lpad((number % ${models})::text, 8, '0')`;
  const orderId = `'order-' || lpad(number::text, 8, '0')`;
  const transaction = (of: string): string => `(${transactionOf(0)} + ${of})::text`;
  const replaced = columns.map(({ name, type }) =>
    type === 'json' || type === 'text'
      ? `replace(replace(one."${name}"::text, ${modelId}, ${orderId}), ${transaction(`number % ${models} + ${payments}`)}, ${transaction('number')})::${type}`
      : `one."${name}"`,
  );
  return `INSERT INTO paychart.${table} (${names.join(', ')}) SELECT ${replaced.join(', ')}
    FROM generate_series($1::integer, $2::integer) AS number JOIN model.${table} AS one ON one.order_id = ${modelId}`;
}

/** How many rows refer to what is not there. */
async function brokenReferences(database: Database): Promise<number> {
  const references = await database.query(
    `SELECT conrelid::regclass::text AS of, confrelid::regclass::text AS to,
       ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS key (n, place) JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY place) AS columns,
       ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS key (n, place) JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY place) AS keys
     FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND conrelid = ANY (ARRAY(SELECT format('paychart.%I', name)::regclass FROM unnest($1::text[]) AS name))`,
    [[...tables]],
  );
  let broken = 0;
  for (const { of, to, columns, keys } of references) {
    const ours = columns as string[];
    const theirs = keys as string[];
    const isGiven = ours.map((name) => `one."${name}" IS NOT NULL`).join(' AND ');
    const isSame = ours.map((name, at) => `other."${theirs[at]}" = one."${name}"`).join(' AND ');
    const [row] = await database.query(
      `SELECT count(*)::float8 AS broken FROM ${of} AS one WHERE ${isGiven} AND NOT EXISTS (SELECT FROM ${to} AS other WHERE ${isSame})`,
    );
    broken += Number(row?.broken);
  }
  return broken;
}
