#!/usr/bin/env bash
# What half a cent is rounded to depends on the column's type and on whether it is rounded or cast, and on which of three databases.
#
# Guess:    2.5 is 3 by SQL's round(), as 0.5 is 1 and 1250.5 is 1251, and a cast to a whole number does the same: these halves are exact in binary,
#           so the type plays no part.
# Instead:  PostgreSQL rounds a numeric away from zero, and a double precision to the even neighbour, by round() and by a cast alike. DuckDB's
#           round() goes away from zero for both, and its cast of a double to the even neighbour. SQLite rounds away from zero and casts by
#           cutting off.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, DuckDB by @duckdb/node-api 1.5.6-r.1, SQLite 3.54.1 in sql.js 1.17.0.
# Matters:  a fee computed in a report differs by a cent from the one that was booked, for one in two of the halves. Keep cents in numeric, round with
#           the function and cast afterwards.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14 @duckdb/node-api@1.5.6-r.1 sql.js@1.17.0

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import initSqlJs from 'sql.js';

const pglite = await PGlite.create();
const duckdb = await (await DuckDBInstance.create()).connect();
const sqlite = new (await initSqlJs()).Database();
const engines = {
  PostgreSQL: { types: ['numeric(9,1)', 'double precision'], ask: async (sql) => Object.values((await pglite.query(sql)).rows[0]) },
  DuckDB: { types: ['decimal(9,1)', 'double'], ask: async (sql) => Object.values((await duckdb.runAndReadAll(sql)).getRowObjectsJson()[0]) },
  SQLite: { types: ['real'], ask: (sql) => sqlite.exec(sql)[0].values[0] },
};
const halves = ['0.5', '1.5', '2.5', '1250.5', '-2.5'];
const columns = (each) => halves.map((half, index) => `${each(half)} as c${index}`).join(', ');
for (const [name, { types, ask }] of Object.entries(engines)) {
  for (const type of types) {
    const rounded = await ask(`select ${columns((half) => `round(cast(${half} as ${type}))`)}`);
    const cast = await ask(`select ${columns((half) => `cast(cast(${half} as ${type}) as integer)`)}`);
    console.log(`${name}, ${type}: ${halves.map((half, index) => `${half} rounded ${Number(rounded[index])}, cast ${Number(cast[index])}`).join('; ')}`);
  }
}
await pglite.close();
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL, numeric(9,1): 0.5 rounded 1, cast 1; 1.5 rounded 2, cast 2; 2.5 rounded 3, cast 3; 1250.5 rounded 1251, cast 1251; -2.5 rounded -3, cast -3
PostgreSQL, double precision: 0.5 rounded 0, cast 0; 1.5 rounded 2, cast 2; 2.5 rounded 2, cast 2; 1250.5 rounded 1250, cast 1250; -2.5 rounded -2, cast -2
DuckDB, decimal(9,1): 0.5 rounded 1, cast 1; 1.5 rounded 2, cast 2; 2.5 rounded 3, cast 3; 1250.5 rounded 1251, cast 1251; -2.5 rounded -3, cast -3
DuckDB, double: 0.5 rounded 1, cast 0; 1.5 rounded 2, cast 2; 2.5 rounded 3, cast 2; 1250.5 rounded 1251, cast 1250; -2.5 rounded -3, cast -2
SQLite, real: 0.5 rounded 1, cast 0; 1.5 rounded 2, cast 1; 2.5 rounded 3, cast 2; 1250.5 rounded 1251, cast 1250; -2.5 rounded -3, cast -2
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
