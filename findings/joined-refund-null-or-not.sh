#!/usr/bin/env bash
# Asked by `refund is not null` for orders that have a refund, PostgreSQL leaves out those whose refund lacks a field, and DuckDB gives all orders.
#
# Guess:    behind a left join `refund is null` holds where no refund was found, and `refund is not null` where one was: one of the two for each row, in
#           both engines.
# Instead:  of a row PostgreSQL says `is not null` if every field of it has a value, and `is null` if none has: a refund without a note is neither. In DuckDB
#           the row that was not found is a struct of nulls, which is not null, so that no order is without a refund. `not (refund is null)` and `is
#           distinct from null` are right in PostgreSQL; in DuckDB a column of the key is.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, DuckDB by @duckdb/node-api 1.5.6-r.1.
# Matters:  a list of the refunded orders is complete as long as every refund has all of its fields, and "has no refund yet, so it may be made" holds for
#           no order or for a refunded one. Ask for the key: `refund.payment_id is not null`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';

const postgres = await PGlite.create();
const duckdb = await (await DuckDBInstance.create()).connect();
const engines = {
  PostgreSQL: async (sql) => (await postgres.exec(sql)).at(-1).rows.map((row) => Object.values(row)[0]),
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJson().map(([value]) => value),
};
for (const [name, ask] of Object.entries(engines)) {
  for (const line of ['create table payment (id varchar)', 'create table refund (payment_id varchar, amount int, note varchar)',
    "insert into payment values ('A'), ('B'), ('C')", "insert into refund values ('A', 500, 'damaged'), ('B', 500, null)"]) await ask(line);
  for (const where of ['refund is null', 'refund is not null', 'not (refund is null)', 'refund is distinct from null', 'refund.payment_id is not null']) {
    const rows = await ask(`select payment.id from payment left join refund on refund.payment_id = payment.id where ${where} order by 1`);
    console.log(`${name}, ${where}: ${rows.join(', ') || 'none'}`);
  }
}
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL, refund is null: C
PostgreSQL, refund is not null: A
PostgreSQL, not (refund is null): A, B
PostgreSQL, refund is distinct from null: A, B
PostgreSQL, refund.payment_id is not null: A, B
DuckDB, refund is null: none
DuckDB, refund is not null: A, B, C
DuckDB, not (refund is null): A, B, C
DuckDB, refund is distinct from null: A, B, C
DuckDB, refund.payment_id is not null: A, B
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
