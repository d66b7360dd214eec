#!/usr/bin/env bash
# A missing item in a list of PostgreSQL is the text "NULL" to postgres.js, `false` in a list of truth values, and a time that is none in one of times.
#
# Guess:    a null within a list comes as null, whatever the list is of, as it does by pg and PGlite: what comes back is what was sent.
# Instead:  each item is handed to the reader of its type, null as the letters NULL: texts, bigints and decimals become the text "NULL", truth values false,
#           dates an invalid Date, and JSON an error; whole numbers of 32 bits and floats, which have a reader of their own, become NaN, which is null once it
#           is JSON. A list in which an item really says NULL looks alike.
# Versions: postgres 3.4.9 and pg 8.23.1, by @electric-sql/pglite-socket 0.2.17 to @electric-sql/pglite 0.5.14 (PostgreSQL 18).
# Matters:  array_agg over a left join is how an order's refunds come in one row: an order without a refund has one with the id "NULL". Filter the aggregate
#           (where id is not null), or take JSON.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts postgres@3.4.9 pg@8.23.1 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import postgres from 'postgres';

const db = await PGlite.create();
const server = new PGLiteSocketServer({ db, path: `${process.cwd()}/.s.PGSQL.5432` });
await server.start();
await db.exec("create table orders (id text); create table refund (id text, order_id text); insert into orders values ('A')");
const queries = {
  'refunds of an order that has none': 'select array_agg(refund.id) as x from orders left join refund on order_id = orders.id',
  text: "select array['R1', null, 'NULL'] as x",
  int8: 'select array[100, null]::int8[] as x',
  numeric: 'select array[1.50, null]::numeric[] as x',
  boolean: 'select array[true, null] as x',
  timestamptz: "select array['2026-01-31T12:00Z'::timestamptz, null] as x",
  int4: 'select array[100, null]::int4[] as x',
  jsonb: `select array['{"id":"R1"}'::jsonb, null] as x`,
};
const shown = (list) => list.map((item) => (Number.isNaN(item) ? 'NaN' : item instanceof Date ? (Number.isNaN(item.getTime()) ? 'invalid Date' : item.toISOString()) : JSON.stringify(item))).join(', ');
const results = {};
const sql = postgres({ host: process.cwd(), user: 'postgres', database: 'postgres', max: 1 });
for (const [name, query] of Object.entries(queries)) results[name] = [await sql.unsafe(query).then(([row]) => shown(row.x), (error) => error.name)];
await sql.end();
const client = new pg.Client({ host: process.cwd(), user: 'postgres', database: 'postgres' });
await client.connect();
for (const [name, query] of Object.entries(queries)) results[name].push(shown((await client.query(query)).rows[0].x));
await client.end();
for (const [name, [byPostgres, byPg]] of Object.entries(results)) console.log(`${name}: postgres ${byPostgres}; pg ${byPg}`);
process.exit();
JS

cat >stated <<'TEXT'
refunds of an order that has none: postgres "NULL"; pg null
text: postgres "R1", "NULL", "NULL"; pg "R1", null, "NULL"
int8: postgres "100", "NULL"; pg "100", null
numeric: postgres "1.50", "NULL"; pg 1.5, null
boolean: postgres true, false; pg true, null
timestamptz: postgres 2026-01-31T12:00:00.000Z, invalid Date; pg 2026-01-31T12:00:00.000Z, null
int4: postgres 100, NaN; pg 100, null
jsonb: postgres SyntaxError; pg {"id":"R1"}, null
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
