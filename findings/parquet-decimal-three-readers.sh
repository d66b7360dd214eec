#!/usr/bin/env bash
# One decimal column in a Parquet file is read as three different amounts.
#
# Guess:    readers of Parquet give a DECIMAL with its scale, exactly: as text, as a decimal object, or as a bigint
#           beside the scale.
# Instead:  Arrow's JavaScript library gives the digits without the point: 12.34 prints as 1234, though the column's
#           type names the scale. hyparquet gives a floating-point number made by multiplying with 0.01, which need
#           not be the nearest one. DuckDB's own client is exact as JSON text, and rounds when asked for JavaScript
#           values.
# Versions: apache-arrow 21.2.0 with parquet-wasm 0.8.0, hyparquet 1.31.5, @duckdb/node-api 1.5.6-r.1.
# Matters:  the same settlement file is a hundred times larger, a cent off, or right, by the reader. Whole minor units
#           in INT64 are read alike by all of them.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent apache-arrow@21.2.0 parquet-wasm@0.8.0 hyparquet@1.31.5 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import { readParquet } from 'parquet-wasm';

const connection = await (await DuckDBInstance.create()).connect();
await connection.run(`copy (select 12.34::decimal(18, 2) as small, 90071992547409.93::decimal(18, 2) as large,
  90071992547409.93::double as nearest_double, 1234::bigint as minor_units) to 'amounts.parquet' (format parquet)`);
const bytes = readFileSync('amounts.parquet');
const duckdb = await connection.runAndReadAll("select * from 'amounts.parquet'");
const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
const readers = {
  'DuckDB, JSON': duckdb.getRowObjectsJson()[0],
  'DuckDB, JavaScript': duckdb.getRowObjectsJS()[0],
  hyparquet: (await parquetReadObjects({ file }))[0],
  Arrow: tableFromIPC(readParquet(bytes).intoIPCStream()).get(0),
};
for (const [name, row] of Object.entries(readers)) {
  console.log(`${name}: ${['small', 'large', 'nearest_double', 'minor_units'].map((column) => `${column} ${row[column]}`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
DuckDB, JSON: small 12.34, large 90071992547409.93, nearest_double 90071992547409.94, minor_units 1234
DuckDB, JavaScript: small 12.34, large 90071992547409.94, nearest_double 90071992547409.94, minor_units 1234
hyparquet: small 12.34, large 90071992547409.92, nearest_double 90071992547409.94, minor_units 1234
Arrow: small 1234, large 9007199254740993, nearest_double 90071992547409.94, minor_units 1234
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
