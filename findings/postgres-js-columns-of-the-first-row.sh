#!/usr/bin/env bash
# Of rows that postgres.js inserts at once, what the first one does not have is left out of all.
#
# Guess:    `insert into refund ${sql(rows)}` inserts what the rows have: a column that any of them has is named, and is its default in the others; or rows of
#           unlike fields are refused.
# Instead:  the first row's fields are the columns. A fee that the second row has and the first has not is not stored, without an error; a field that the
#           first has and a later one lacks is refused (UNDEFINED_VALUE). Knex and Kysely name all columns and write DEFAULT where one is missing.
# Versions: postgres 3.4.9 on PostgreSQL 18.6 in @electric-sql/pglite 0.5.14 through @electric-sql/pglite-socket 0.2.17; knex 3.3.0, kysely 0.29.9.
# Matters:  a batch that begins with a payment without a fee stores all of them without, and another order of the same rows stores the fees. Name the columns:
#           `sql(rows, 'order_id', 'fee')`, which refuses what is missing.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts postgres@3.4.9 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17 knex@3.3.0 kysely@0.29.9

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import knex from 'knex';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import postgres from 'postgres';

const db = await PGlite.create();
await db.exec('create table payment (order_id text, fee integer default 0)');
const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1' });
const listening = new Promise((resolve) => server.addEventListener('listening', ({ detail }) => resolve(detail.port)));
await server.start();
const port = await listening;

const without = { order_id: 'A' };
const withFee = { order_id: 'B', fee: 25 };
const byPostgresJs = (rows, ...columns) => async () => {
  const sql = postgres({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', max: 1, ssl: false });
  try {
    await sql`insert into payment ${sql(rows, ...columns)}`;
  } finally {
    await sql.end({ timeout: 0 });
  }
};
const stored = async (name, insert) => {
  await db.exec('delete from payment');
  const refused = await insert().then(() => '', (error) => error.code);
  const { rows } = await db.query('select order_id, fee from payment order by order_id');
  console.log(`${name}: ${refused || rows.map(({ order_id, fee }) => `${order_id} ${fee}`).join(', ')}`);
};
await stored('postgres.js, the one without a fee first', byPostgresJs([without, withFee]));
await stored('postgres.js, the one with a fee first', byPostgresJs([withFee, without]));
await stored('postgres.js, columns named', byPostgresJs([without, withFee], 'order_id', 'fee'));
const raw = knex({ client: 'pg' })('payment').insert([without, withFee]).toString();
await stored('knex', () => db.exec(raw));
const kysely = new Kysely({ dialect: { createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(), createIntrospector: (of) => new PostgresIntrospector(of), createQueryCompiler: () => new PostgresQueryCompiler() } });
const compiled = kysely.insertInto('payment').values([without, withFee]).compile();
await stored('kysely', () => db.query(compiled.sql, compiled.parameters));
process.exit();
JS

cat >stated <<'TEXT'
postgres.js, the one without a fee first: A 0, B 0
postgres.js, the one with a fee first: UNDEFINED_VALUE
postgres.js, columns named: UNDEFINED_VALUE
knex: A 0, B 25
kysely: A 0, B 25
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
