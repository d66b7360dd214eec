#!/usr/bin/env bash
# A total of whole numbers that DuckDB writes to Parquet is a floating-point number.
#
# Guess:    `sum` over a BIGINT column gives a whole number, and COPY ... TO a Parquet file keeps it whole: as INT64,
#           or as a decimal without places if it is wider.
# Instead:  the sum is a HUGEINT, for which Parquet has no type, and it is written as DOUBLE without a word, however
#           small it is. Beyond 2^53 digits change. The same sum in CSV is exact, and a sum of decimals stays a
#           decimal.
# Versions: @duckdb/node-api 1.5.6-r.1.
# Matters:  a column of totals changes its type between the query and the file, so that the next step adds, compares
#           and groups money in floating point. Cast it: `sum(amount)::bigint`, which fails if the sum is too wide.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';

const connection = await (await DuckDBInstance.create()).connect();
const read = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();

for (const amounts of ['(1250), (99)', '(9007199254740992), (1)']) {
  const totals = `select sum(amount) as plain, sum(amount)::bigint as cast_back, sum(amount::decimal(18, 2)) as exact
    from (values ${amounts}) as payments(amount)`;
  const columns = ['plain', 'cast_back', 'exact'];
  const look = columns.map((column) => `${column} || ' ' || typeof(${column}) as ${column}`).join(', ');
  for (const [where, from] of [['query', `(${totals})`], ['Parquet', "'totals.parquet'"]]) {
    if (where === 'Parquet') await connection.run(`copy (${totals}) to 'totals.parquet' (format parquet)`);
    const [row] = await read(`select ${look} from ${from}`);
    console.log(`${where}: ${columns.map((column) => row[column]).join(', ')}`);
  }
}
JS

cat >stated <<'TEXT'
query: 1349 HUGEINT, 1349 BIGINT, 1349.00 DECIMAL(38,2)
Parquet: 1349.0 DOUBLE, 1349 BIGINT, 1349.00 DECIMAL(38,2)
query: 9007199254740993 HUGEINT, 9007199254740993 BIGINT, 9007199254740993.00 DECIMAL(38,2)
Parquet: 9007199254740992.0 DOUBLE, 9007199254740993 BIGINT, 9007199254740993.00 DECIMAL(38,2)
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
