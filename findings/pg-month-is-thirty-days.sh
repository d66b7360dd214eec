#!/usr/bin/env bash
# To PostgreSQL and DuckDB a term of one month and one of thirty days are the same value, and a table keeps one of them.
#
# Guess:    an interval keeps months, days and seconds apart, so that 'one month' may be added to a date; so '1 month' is not '30 days', and a
#           unique column, DISTINCT and GROUP BY hold them for two.
# Instead:  they are compared as if a month had 30 days and a day 24 hours: the two are equal, PostgreSQL turns the second away from a primary key
#           (DuckDB has no keys of intervals), and of both DISTINCT keeps one. An update of the rows whose term `is distinct from` the new one
#           leaves the old one standing. A year is 360 days there, and shorter than 365 days.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, DuckDB by @duckdb/node-api 1.5.6-r.1.
# Matters:  terms of holds, subscriptions and refund windows stand in such columns; from the 31st of January they end on the 28th of February or on
#           the 2nd of March. Keep them as text in ISO 8601, or a number and a unit.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';

const pglite = await PGlite.create();
const duckdb = await (await DuckDBInstance.create()).connect();
const engines = {
  PostgreSQL: async (sql) => (await pglite.query(sql)).rows,
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowObjectsJson(),
};
for (const [name, query] of Object.entries(engines)) {
  const tell = async (what, sql) => console.log(`${name}, ${what}: ${await query(sql).then((rows) => rows.map((row) => Object.values(row).join(' ')).join(', '), () => 'refused')}`);
  await tell("'1 month' = '30 days'", "select interval '1 month' = interval '30 days'");
  await tell("'1 day' = '24 hours'", "select interval '1 day' = interval '24 hours'");
  await tell("'1 year' < '365 days'", "select interval '1 year' < interval '365 days'");
  await tell('how many of the two by DISTINCT', "select count(distinct term) from (values (interval '1 month'), (interval '30 days')) as offered(term)");
  await tell('ends from 31 January', "select cast(date '2026-01-31' + interval '1 month' as date)::text as month, cast(date '2026-01-31' + interval '30 days' as date)::text as days");
  await query('create table shops (id int, term interval)');
  await query("insert into shops values (1, interval '30 days')");
  await query("update shops set term = interval '1 month' where term is distinct from interval '1 month'");
  await tell("'30 days', updated to '1 month' where it is another", 'select term::text from shops');
}
await pglite.query('create table terms (term interval primary key)');
await pglite.query("insert into terms values (interval '1 month')");
console.log(`PostgreSQL, '30 days' beside '1 month' in a primary key: ${await pglite.query("insert into terms values (interval '30 days')").then(() => 'taken', ({ code }) => code)}`);
await pglite.close();
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL, '1 month' = '30 days': true
PostgreSQL, '1 day' = '24 hours': true
PostgreSQL, '1 year' < '365 days': true
PostgreSQL, how many of the two by DISTINCT: 1
PostgreSQL, ends from 31 January: 2026-02-28 2026-03-02
PostgreSQL, '30 days', updated to '1 month' where it is another: 30 days
DuckDB, '1 month' = '30 days': true
DuckDB, '1 day' = '24 hours': true
DuckDB, '1 year' < '365 days': true
DuckDB, how many of the two by DISTINCT: 1
DuckDB, ends from 31 January: 2026-02-28 2026-03-02
DuckDB, '30 days', updated to '1 month' where it is another: 30 days
PostgreSQL, '30 days' beside '1 month' in a primary key: 23505
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
