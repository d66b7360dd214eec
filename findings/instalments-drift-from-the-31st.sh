#!/usr/bin/env bash
# Instalments from the 31st of January fall due on the 28th from February on, in a series of PostgreSQL or DuckDB.
#
# Guess:    generate_series from 2026-01-31 by '1 month' gives the last day of each month, or the 31st where there is one: the nth date is the start
#           plus n months.
# Instead:  each date is the one before it plus a month, so that February's 28 stays for good, in leap years 29. The start plus n times a month is what
#           was meant, and is written otherwise. A recursive query has to drift the same way; Luxon's splitBy counts from the start.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, @duckdb/node-api 1.5.6-r.1, luxon 3.7.2.
# Matters:  the plan shown to the customer, computed in the program, and the one in the database differ by up to three days each month, so that
#           payments are asked for too early or counted as late. Multiply: start + n * interval '1 month'.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14 @duckdb/node-api@1.5.6-r.1 luxon@3.7.2

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import { DateTime, Interval } from 'luxon';

const postgres = await PGlite.create();
const duckdb = await (await DuckDBInstance.create()).connect();
const engines = {
  PostgreSQL: async (sql) => (await postgres.query(sql)).rows.map(({ due }) => due),
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowObjectsJson().map(({ due }) => due),
};
const day = (moment) => `strftime(${moment}, '%m-%d')`;
const dayInPostgres = (moment) => `to_char(${moment}, 'MM-DD')`;
for (const [name, ask] of Object.entries(engines)) {
  const text = name === 'DuckDB' ? day : dayInPostgres;
  const queries = {
    'from January 31': `select ${text('due')} as due from generate_series(timestamp '2026-01-31', timestamp '2026-07-31', interval '1 month') as series(due)`,
    'from January 31 of a leap year': `select ${text('due')} as due from generate_series(timestamp '2028-01-31', timestamp '2028-07-31', interval '1 month') as series(due)`,
    'start plus n months': `select ${text("timestamp '2026-01-31' + n * interval '1 month'")} as due from generate_series(0, 6) as series(n)`,
  };
  for (const [how, sql] of Object.entries(queries)) console.log(`${name}, ${how}: ${(await ask(sql)).join(', ')}`);
}
const span = Interval.fromDateTimes(DateTime.utc(2026, 1, 31), DateTime.utc(2026, 8, 1)).splitBy({ months: 1 });
console.log(`Luxon, splitBy: ${span.map(({ start }) => start.toFormat('MM-dd')).join(', ')}`);
JS

cat >stated <<'TEXT'
PostgreSQL, from January 31: 01-31, 02-28, 03-28, 04-28, 05-28, 06-28, 07-28
PostgreSQL, from January 31 of a leap year: 01-31, 02-29, 03-29, 04-29, 05-29, 06-29, 07-29
PostgreSQL, start plus n months: 01-31, 02-28, 03-31, 04-30, 05-31, 06-30, 07-31
DuckDB, from January 31: 01-31, 02-28, 03-28, 04-28, 05-28, 06-28, 07-28
DuckDB, from January 31 of a leap year: 01-31, 02-29, 03-29, 04-29, 05-29, 06-29, 07-29
DuckDB, start plus n months: 01-31, 02-28, 03-31, 04-30, 05-31, 06-30, 07-31
Luxon, splitBy: 01-31, 02-28, 03-31, 04-30, 05-31, 06-30, 07-31
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
