#!/usr/bin/env bash
# Asked for order 125, DuckDB finds 125 and 00125, SQLite 125, and PostgreSQL refuses; and one id with a letter ends it in DuckDB.
#
# Guess:    a column of text beside a number is compared as text, or is refused, in every engine: 00125 is not 125.
# Instead:  DuckDB reads each id as a whole number, so that 125, 00125, 1.25e2 and 125.4 are one order; so in IN and in a join with a column of numbers.
#           At the first id that is no number the query is an error, so that it works until such an order comes. SQLite compares texts
#           with a number that is written out or computed, and numbers where it is joined with a column of them. PostgreSQL refuses.
# Versions: @duckdb/node-api 1.5.6-r.1, SQLite 3.54.1 (sql.js 1.17.0), PostgreSQL 18.6 (@electric-sql/pglite 0.5.14).
# Matters:  a refund report that joins two exports, one of which has the ids as numbers, counts the refunds of two orders for both. Cast the number to
#           text on the other side.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @duckdb/node-api@1.5.6-r.1 sql.js@1.17.0 @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import initSqlJs from 'sql.js';

const duckdb = await (await DuckDBInstance.create()).connect();
const sqlite = new (await initSqlJs()).Database();
const postgres = await PGlite.create();
const engines = {
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJson(),
  SQLite: async (sql) => sqlite.exec(sql)[0]?.values ?? [],
  PostgreSQL: async (sql) => (await postgres.query(sql, [], { rowMode: 'array' })).rows,
};
const queries = {
  '= 125': 'select id from orders where id = 125 order by id',
  'in (125, 126)': 'select id from orders where id in (125, 126) order by id',
  '= 100 + 25': 'select id from orders where id = 100 + 25 order by id',
  'join with numbers': 'select orders.id from orders join refunds on refunds.order_id = orders.id order by orders.id',
  "= '125'": "select id from orders where id = '125' order by id",
};
for (const [name, ask] of Object.entries(engines)) {
  await ask('create table orders (id text)');
  await ask('create table refunds (order_id integer)');
  await ask('insert into refunds values (125)');
  await ask("insert into orders values ('125'), ('00125'), ('125.4'), ('1.25e2'), ('130')");
  for (const last of ['', ", with an order 'A-1' as well"]) {
    if (last) await ask("insert into orders values ('A-1')");
    for (const [what, sql] of Object.entries(queries)) {
      const found = await ask(sql).then((rows) => rows.flat().join(', ') || 'none', () => 'refused');
      console.log(`${name}, ${what}${last}: ${found}`);
    }
  }
}
JS

cat >stated <<'TEXT'
DuckDB, = 125: 00125, 1.25e2, 125, 125.4
DuckDB, in (125, 126): 00125, 1.25e2, 125, 125.4
DuckDB, = 100 + 25: 00125, 1.25e2, 125, 125.4
DuckDB, join with numbers: 00125, 1.25e2, 125, 125.4
DuckDB, = '125': 125
DuckDB, = 125, with an order 'A-1' as well: refused
DuckDB, in (125, 126), with an order 'A-1' as well: refused
DuckDB, = 100 + 25, with an order 'A-1' as well: refused
DuckDB, join with numbers, with an order 'A-1' as well: refused
DuckDB, = '125', with an order 'A-1' as well: 125
SQLite, = 125: 125
SQLite, in (125, 126): 125
SQLite, = 100 + 25: 125
SQLite, join with numbers: 00125, 1.25e2, 125
SQLite, = '125': 125
SQLite, = 125, with an order 'A-1' as well: 125
SQLite, in (125, 126), with an order 'A-1' as well: 125
SQLite, = 100 + 25, with an order 'A-1' as well: 125
SQLite, join with numbers, with an order 'A-1' as well: 00125, 1.25e2, 125
SQLite, = '125', with an order 'A-1' as well: 125
PostgreSQL, = 125: refused
PostgreSQL, in (125, 126): refused
PostgreSQL, = 100 + 25: refused
PostgreSQL, join with numbers: refused
PostgreSQL, = '125': 125
PostgreSQL, = 125, with an order 'A-1' as well: refused
PostgreSQL, in (125, 126), with an order 'A-1' as well: refused
PostgreSQL, = 100 + 25, with an order 'A-1' as well: refused
PostgreSQL, join with numbers, with an order 'A-1' as well: refused
PostgreSQL, = '125', with an order 'A-1' as well: 125
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
