#!/usr/bin/env bash
# How many instalments of 0.10 make 0.30: three in PostgreSQL, two in DuckDB and in SQLite, though the columns are of decimals.
#
# Guess:    decimal(10, 2) is exact, and the quotient of two exact amounts is; at the most a division that does not come out even is cut off somewhere.
# Instead:  DuckDB divides decimals, and takes their mean, as floating-point numbers: 0.30 / 0.10 is 2.9999999999999996, and its floor is 2, as
#           with SQLite, whose decimal(10, 2) is a name only. A sum or a product stays exact in DuckDB, and so does the remainder, which says that 0.30 is a
#           multiple of 0.10. PostgreSQL gives 3, and nothing left over.
# Versions: DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1), PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, SQLite 3.53.4 in sql.js 1.17.0.
# Matters:  a plan of instalments has one too few, for a third of all amounts up to 100.00 that are multiples of 0.10. Count in whole cents, where DuckDB has `//`,
#           or round before the floor.
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
const { Database } = await initSqlJs({ useOldExtensionFunctions: false });
const sqlite = new Database();
const ask = {
  PostgreSQL: async (sql) => (await postgres.query(sql, [], { rowMode: 'array' })).rows[0],
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJson()[0],
  SQLite: async (sql) => sqlite.exec(sql)[0].values[0],
};
const column = 'cast(0.30 as decimal(10, 2)) as amount, cast(0.10 as decimal(10, 2)) as instalment';
for (const [name, of] of Object.entries(ask)) {
  const [quotient, count, left] = await of(`select amount / instalment, floor(amount / instalment), amount - instalment * floor(amount / instalment) from (select ${column}) as one`);
  const [wrong] = await of(`with recursive cents(n) as (select 10 union all select n + 10 from cents where n < 10000)
    select count(*) from (select n, cast(round(n * 0.01, 2) as decimal(10, 2)) as amount, cast(0.10 as decimal(10, 2)) as instalment from cents) as amounts
    where floor(amount / instalment) <> n / 10`);
  console.log(`${name}: 0.30 / 0.10 is ${Number(quotient)}, whole ${Number(count)}, left over ${Number(left)}; of a thousand amounts ${wrong} come to another number`);
}
const [remainder, type, mean] = await ask.DuckDB(`select amount % instalment, typeof(amount / instalment), typeof(avg(amount) over ()) from (select ${column})`);
console.log(`DuckDB: remainder ${remainder}, a quotient is a ${type}, a mean a ${mean}`);
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL: 0.30 / 0.10 is 3, whole 3, left over 0; of a thousand amounts 0 come to another number
DuckDB: 0.30 / 0.10 is 2.9999999999999996, whole 2, left over 0.09999999999999998; of a thousand amounts 348 come to another number
SQLite: 0.30 / 0.10 is 2.9999999999999996, whole 2, left over 0.09999999999999998; of a thousand amounts 348 come to another number
DuckDB: remainder 0.00, a quotient is a DOUBLE, a mean a DOUBLE
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
