#!/usr/bin/env bash
# One order in a Parquet file has the id 9007199254740993n in its column and 9007199254740992 in its JSON, by hyparquet and parquetjs.
#
# Guess:    a column marked as JSON is a text, as it was written and as Arrow and DuckDB give it, and who reads it says how.
# Instead:  hyparquet and @dsnp/parquetjs hand it to JSON.parse: ids beyond 2^53 are rounded, 12.50 is 12.5, of two members of one name one is left, and a
#           document that says null is the same as none; beside it whole numbers of 64 bits are exact.
# Versions: hyparquet 1.33.0, @dsnp/parquetjs 1.8.7, apache-arrow 21.2.0 with parquet-wasm 0.8.0; written by @duckdb/node-api 1.5.6-r.1.
# Matters:  the raw notification is kept beside what was read from it in order to show what came; a hash or a signature over it is another one, or the two
#           disagree about the order. Write such a column as VARCHAR.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts hyparquet@1.33.0 @dsnp/parquetjs@1.8.7 apache-arrow@21.2.0 parquet-wasm@0.8.0 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import parquetjs from '@dsnp/parquetjs';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';

const { readParquet } = createRequire(import.meta.url)('parquet-wasm');
const duckdb = await (await DuckDBInstance.create()).connect();
await duckdb.run(`copy (select 9007199254740993::bigint as id, '{"id":9007199254740993,"amount":12.50,"note":"a","note":"b"}'::json as body, 'null'::json as empty)
  to 'orders.parquet' (format parquet)`);
const shown = (value) => (typeof value === 'bigint' ? `${value}n` : typeof value === 'string' ? `text ${value}` : JSON.stringify(value));
const told = (name, row) => console.log(`${name}: ${Object.entries(row).map(([field, value]) => `${field} ${shown(value)}`).join('; ')}`);
told('hyparquet', (await parquetReadObjects({ file: await asyncBufferFromFile('orders.parquet') }))[0]);
const reader = await parquetjs.ParquetReader.openFile('orders.parquet');
told('parquetjs', await reader.getCursor().next());
const table = tableFromIPC(readParquet(readFileSync('orders.parquet')).intoIPCStream());
told('Arrow', Object.fromEntries(table.schema.fields.map(({ name }) => [name, table.getChild(name).get(0)])));
told('DuckDB', (await duckdb.runAndReadAll("from 'orders.parquet'")).getRowObjectsJson()[0]);
process.exit();
JS

cat >stated <<'TEXT'
hyparquet: id 9007199254740993n; body {"id":9007199254740992,"amount":12.5,"note":"b"}; empty null
parquetjs: id 9007199254740993n; body {"id":9007199254740992,"amount":12.5,"note":"b"}; empty null
Arrow: id 9007199254740993n; body text {"id":9007199254740993,"amount":12.50,"note":"a","note":"b"}; empty text null
DuckDB: id text 9007199254740993; body text {"id":9007199254740993,"amount":12.50,"note":"a","note":"b"}; empty text null
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
