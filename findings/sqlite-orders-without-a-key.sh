#!/usr/bin/env bash
# In SQLite a table whose primary key is the order's id takes orders without an id, any number of them, and upserts them anew each time.
#
# Guess:    a primary key is unique and not null: an order without an id is refused, as in PostgreSQL and DuckDB.
# Instead:  only a key that is INTEGER alone, a table WITHOUT ROWID or a STRICT one keeps null out or gives a number; of text, of BIGINT or of two columns
#           it takes null, and each null is another one: `on conflict (id) do update` finds no conflict and inserts one more.
# Versions: SQLite 3.54.1 in sql.js 1.17.0, PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, @duckdb/node-api 1.5.6-r.1.
# Matters:  a notification without its order_id, sent again until it is acknowledged, is stored and counted each time, by the very statement that should keep
#           repetitions out. Write `not null` beside the key.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts sql.js@1.17.0 @electric-sql/pglite@0.5.14 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import initSqlJs from 'sql.js';

const { Database } = await initSqlJs();
const sqlite = new Database();
const postgres = await PGlite.create();
const duckdb = await (await DuckDBInstance.create()).connect();
const engines = {
  SQLite: async (sql) => sqlite.exec(sql).at(-1)?.values[0][0],
  PostgreSQL: async (sql) => Object.values((await postgres.exec(sql)).at(-1).rows[0] ?? {})[0],
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJson()[0]?.[0],
};
const told = async (name, columns, key, end = '') => {
  const ask = engines[name];
  await ask('drop table if exists payment');
  await ask(`create table payment (amount int, ${columns})${end}`);
  const upsert = `insert into payment (${key}, amount) values (null${key.includes(',') ? ", 'S'" : ''}, 500) on conflict (${key}) do update set amount = 500`;
  let taken = 0;
  for (let time = 0; time < 3; time++) await ask(upsert).then(() => { taken++; }, () => {});
  console.log(`${name}, ${columns}${end}: of 3 upserts without an id ${taken} taken, ${await ask('select count(*) from payment')} orders, ${await ask(`select count(*) from payment where ${key.split(',')[0]} is null`)} without an id`);
};
for (const [columns, key, end] of [
  ['id text primary key', 'id'], ['id bigint primary key', 'id'], ['id text, shop text, primary key (id, shop)', 'id, shop'], ['id integer primary key', 'id'],
  ['id text primary key', 'id', ' without rowid'], ['id text primary key', 'id', ' strict'], ['id text primary key not null', 'id'],
]) await told('SQLite', columns, key, end);
for (const name of ['PostgreSQL', 'DuckDB']) await told(name, 'id text primary key', 'id');
process.exit();
JS

cat >stated <<'TEXT'
SQLite, id text primary key: of 3 upserts without an id 3 taken, 3 orders, 3 without an id
SQLite, id bigint primary key: of 3 upserts without an id 3 taken, 3 orders, 3 without an id
SQLite, id text, shop text, primary key (id, shop): of 3 upserts without an id 3 taken, 3 orders, 3 without an id
SQLite, id integer primary key: of 3 upserts without an id 3 taken, 3 orders, 0 without an id
SQLite, id text primary key without rowid: of 3 upserts without an id 0 taken, 0 orders, 0 without an id
SQLite, id text primary key strict: of 3 upserts without an id 0 taken, 0 orders, 0 without an id
SQLite, id text primary key not null: of 3 upserts without an id 0 taken, 0 orders, 0 without an id
PostgreSQL, id text primary key: of 3 upserts without an id 0 taken, 0 orders, 0 without an id
DuckDB, id text primary key: of 3 upserts without an id 0 taken, 0 orders, 0 without an id
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
