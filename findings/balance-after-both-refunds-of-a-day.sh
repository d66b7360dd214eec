#!/usr/bin/env bash
# The balance behind each of two bookings of one day is the balance behind both: `sum(amount) over (order by day)` counts what is equal at once.
#
# Guess:    a running total goes on by the row; equal rows come one after the other, in whatever order.
# Instead:  with an ORDER BY and nothing else the window ends behind the last row that is equal to this one, in PostgreSQL, DuckDB and SQLite, as the standard has
#           it. last_value gives the last of those equal ones and not the last of all, and count(*) jumps. row_number goes on by the row. `rows unbounded
#           preceding`, or an id behind the day, makes it a running total.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1), SQLite 3.53.4 in sql.js 1.17.0.
# Matters:  whether an account was overdrawn is looked for in the balances: with 100 on it, a refund of 150 and a payment of 60 on one day leave 10 behind both of
#           them, and the balance of -50 is in no row.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @duckdb/node-api@1.5.6-r.1 @electric-sql/pglite@0.5.14 sql.js@1.17.0

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import initSqlJs from 'sql.js';

const duckdb = await (await DuckDBInstance.create()).connect();
const postgres = await PGlite.create();
const { Database } = await initSqlJs();
const sqlite = new Database();
const ask = {
  PostgreSQL: async (sql) => (await postgres.query(sql, [], { rowMode: 'array' })).rows,
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJson(),
  SQLite: async (sql) => sqlite.exec(sql)[0].values,
};
const bookings = "with bookings(id, day, amount) as (values (1, '2026-01-05', 100), (2, '2026-01-06', -150), (3, '2026-01-06', 60), (4, '2026-01-07', 5))";
const windows = {
  'sum, order by day': 'sum(amount) over (order by day)',
  'count, order by day': 'count(*) over (order by day)',
  'last_value, order by day': 'last_value(id) over (order by day)',
  'sum, order by day, id': 'sum(amount) over (order by day, id)',
};
for (const [name, window] of Object.entries(windows))
  for (const [database, of] of Object.entries(ask)) console.log(`${name}, ${database}: ${(await of(`${bookings} select id, ${window} from bookings order by id`)).map(([, value]) => value).join(', ')}`);
process.exit();
JS

cat >stated <<'TEXT'
sum, order by day, PostgreSQL: 100, 10, 10, 15
sum, order by day, DuckDB: 100, 10, 10, 15
sum, order by day, SQLite: 100, 10, 10, 15
count, order by day, PostgreSQL: 1, 3, 3, 4
count, order by day, DuckDB: 1, 3, 3, 4
count, order by day, SQLite: 1, 3, 3, 4
last_value, order by day, PostgreSQL: 1, 3, 3, 4
last_value, order by day, DuckDB: 1, 3, 3, 4
last_value, order by day, SQLite: 1, 3, 3, 4
sum, order by day, id, PostgreSQL: 100, -50, 10, 15
sum, order by day, id, DuckDB: 100, -50, 10, 15
sum, order by day, id, SQLite: 100, -50, 10, 15
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
