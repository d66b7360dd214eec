#!/usr/bin/env bash
# `delete from orders where id in (select id from refunds)` deletes all orders if refunds has no column `id`, in PostgreSQL, DuckDB and SQLite.
#
# Guess:    a column that the table of a query does not have is an error.
# Instead:  a name that is not found within is looked for outside, where orders has one: for each order the query gives that order's own id, once for each refund.
#           So every order is met, and with `not in` none is, as long as there is one refund. The query alone is refused by all three. With the table's name
#           before the column it is refused within, too.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1), SQLite 3.53.4 in sql.js 1.17.0.
# Matters:  the column is called order_id there, or was renamed last week, and the clean-up of refunded orders takes them all. Write `refunds.id`.
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
  SQLite: async (sql) => sqlite.exec(sql)[0]?.values ?? [],
};
const statements = ['select id from refunds', 'delete from orders where id in (select refunds.id from refunds)', 'delete from orders where id not in (select id from refunds)', 'delete from orders where id in (select id from refunds)'];
for (const [database, of] of Object.entries(ask)) {
  for (const statement of ['create table orders (id text)', 'create table refunds (order_id text)', "insert into orders values ('A'), ('B'), ('C')", "insert into refunds values ('A')"]) await of(statement);
  for (const statement of statements) {
    const outcome = await of(statement).then(() => 'done', () => 'refused');
    const left = (await of('select id from orders order by id')).flat().join(', ') || 'none';
    console.log(`${database}, ${statement}: ${outcome}, orders left: ${left}`);
  }
}
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL, select id from refunds: refused, orders left: A, B, C
PostgreSQL, delete from orders where id in (select refunds.id from refunds): refused, orders left: A, B, C
PostgreSQL, delete from orders where id not in (select id from refunds): done, orders left: A, B, C
PostgreSQL, delete from orders where id in (select id from refunds): done, orders left: none
DuckDB, select id from refunds: refused, orders left: A, B, C
DuckDB, delete from orders where id in (select refunds.id from refunds): refused, orders left: A, B, C
DuckDB, delete from orders where id not in (select id from refunds): done, orders left: A, B, C
DuckDB, delete from orders where id in (select id from refunds): done, orders left: none
SQLite, select id from refunds: refused, orders left: A, B, C
SQLite, delete from orders where id in (select refunds.id from refunds): refused, orders left: A, B, C
SQLite, delete from orders where id not in (select id from refunds): done, orders left: A, B, C
SQLite, delete from orders where id in (select id from refunds): done, orders left: none
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
