#!/usr/bin/env bash
# Decimals written to Parquet by @dsnp/parquetjs lose a cent, and come back as other amounts.
#
# Guess:    a DECIMAL(9, 2) column holds 0.29 as 0.29, and the library reads back what it wrote.
# Instead:  the amount times a hundred is cut, not rounded, so 0.29 is written as 0.28 (DuckDB reads the same); and
#           when the library reads its own file it takes four-byte values for eight-byte ones: rows of zero appear
#           between the amounts, and the last amounts are missing. The number of rows stays right.
# Versions: @dsnp/parquetjs 1.8.7 (1.9.3 was published without its code), @duckdb/node-api 1.5.6-r.1 as the second
#           reader.
# Matters:  a ledger exported by day loses cents in a column type that was chosen for its exactness. Write whole minor
#           units as INT64.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @dsnp/parquetjs@1.8.7 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import parquet from '@dsnp/parquetjs';

const amounts = [12.34, 0.29, 8.95, 64.1];
const schema = new parquet.ParquetSchema({ amount: { type: 'DECIMAL', precision: 9, scale: 2 } });
const writer = await parquet.ParquetWriter.openFile(schema, 'amounts.parquet');
for (const amount of amounts) await writer.appendRow({ amount });
await writer.close();

const reader = await parquet.ParquetReader.openFile('amounts.parquet');
const cursor = reader.getCursor();
const own = [];
for (let row = await cursor.next(); row; row = await cursor.next()) own.push(row.amount);
await reader.close();

const connection = await (await DuckDBInstance.create()).connect();
const rows = (await connection.runAndReadAll("select amount from 'amounts.parquet'")).getRowObjectsJson();
console.log(`written: ${amounts.join(', ')}`);
console.log(`read by DuckDB: ${rows.map(({ amount }) => amount).join(', ')}`);
console.log(`read by the writer's library: ${own.join(', ')}`);
JS

cat >stated <<'TEXT'
written: 12.34, 0.29, 8.95, 64.1
read by DuckDB: 12.34, 0.28, 8.94, 64.09
read by the writer's library: 12.34, 0, 0.28, 0
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
