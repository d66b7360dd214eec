#!/usr/bin/env bash
# `select substr(day, 1, 7) as day, sum(amount) ... group by day` has a line for each day, all called 2026-01, while ORDER BY goes by the new name.
#
# Guess:    a name that the select list gives means the same wherever it is allowed, or a name of two meanings is refused.
# Instead:  GROUP BY takes the table's column first, ORDER BY what the select list has made of it. HAVING takes the column too: PostgreSQL refuses it, since it is
#           not grouped, DuckDB takes the sum, and SQLite the amount of some row. In WHERE all three take the column. No database has a word about it.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1), SQLite 3.53.4 in sql.js 1.17.0.
# Matters:  a report by month has the right names and the sums of days, which a chart draws over each other. Give the month a name of its own, or group by 1.
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
const payments = "with payments(day, amount) as (values ('2026-01-05', 50), ('2026-01-06', 60), ('2026-02-01', 7)) select";
const queries = {
  'group by day': 'substr(day, 1, 7) as day, sum(amount) from payments group by day order by 1, 2',
  'group by 1': 'substr(day, 1, 7) as day, sum(amount) from payments group by 1 order by 1, 2',
  'group by month': 'substr(day, 1, 7) as month, sum(amount) from payments group by month order by 1, 2',
  'order by amount': '-amount as amount from payments order by amount',
  'where amount > 55': 'amount - 10 as amount from payments where amount > 55',
  'having amount > 100': "'all' as day, sum(amount) as amount from payments having amount > 100",
};
for (const [name, query] of Object.entries(queries))
  for (const [database, of] of Object.entries(ask)) {
    const rows = await of(`${payments} ${query}`).then((all) => all.map((row) => row.join(' ')).join(', ') || 'none', () => 'refused');
    console.log(`${name}, ${database}: ${rows}`);
  }
process.exit();
JS

cat >stated <<'TEXT'
group by day, PostgreSQL: 2026-01 50, 2026-01 60, 2026-02 7
group by day, DuckDB: 2026-01 50, 2026-01 60, 2026-02 7
group by day, SQLite: 2026-01 50, 2026-01 60, 2026-02 7
group by 1, PostgreSQL: 2026-01 110, 2026-02 7
group by 1, DuckDB: 2026-01 110, 2026-02 7
group by 1, SQLite: 2026-01 110, 2026-02 7
group by month, PostgreSQL: 2026-01 110, 2026-02 7
group by month, DuckDB: 2026-01 110, 2026-02 7
group by month, SQLite: 2026-01 110, 2026-02 7
order by amount, PostgreSQL: -60, -50, -7
order by amount, DuckDB: -60, -50, -7
order by amount, SQLite: -60, -50, -7
where amount > 55, PostgreSQL: 50
where amount > 55, DuckDB: 50
where amount > 55, SQLite: 50
having amount > 100, PostgreSQL: refused
having amount > 100, DuckDB: all 117
having amount > 100, SQLite: none
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
