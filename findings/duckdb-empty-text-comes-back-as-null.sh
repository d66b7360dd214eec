#!/usr/bin/env bash
# DuckDB writes an empty text to CSV as "" and null as nothing, so as to tell them apart, and reads both as null.
#
# Guess:    what is written in two ways comes back as two things, as with COPY in PostgreSQL, which writes the same.
# Instead:  its own reader takes "" for null as well, unless it is told `allow_quoted_nulls = false`; and a list that PostgreSQL wrote loses its empty texts. In
#           Parquet and JSON both are kept. With `nullstr = 'NULL'` it takes neither for null, and the text NULL for it.
# Versions: DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1), PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  an order whose reason is known to be none is found by `reason = ''` before it is put away, and not after; and a column that is `not null` refuses the
#           list.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @duckdb/node-api@1.5.6-r.1 @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';

const orders = "(values ('A', ''), ('B', null), ('C', 'NULL')) as orders(id, reason)";
const duckdb = await (await DuckDBInstance.create()).connect();
const reasons = async (from) => (await duckdb.runAndReadAll(`select reason from ${from} order by id`)).getRowsJson().map(([reason]) => JSON.stringify(reason)).join(', ');
for (const format of ['csv', 'json', 'parquet']) await duckdb.run(`copy (select * from ${orders}) to 'orders.${format}' (format ${format})`);
console.log(`written: ${readFileSync('orders.csv', 'utf8').trim().replaceAll('\n', ' | ')}`);
for (const from of ["'orders.csv'", "'orders.json'", "'orders.parquet'", "read_csv('orders.csv', allow_quoted_nulls = false)", "read_csv('orders.csv', nullstr = 'NULL')"]) console.log(`${from}: ${await reasons(from)}`);

const postgres = await PGlite.create();
await postgres.exec(`create table orders as select * from ${orders}; create table again (id text, reason text)`);
const { blob } = await postgres.query("copy orders to '/dev/blob' (format csv, header)");
console.log(`PostgreSQL, written: ${(await blob.text()).trim().replaceAll('\n', ' | ')}`);
await postgres.query("copy again from '/dev/blob' (format csv, header)", [], { blob });
const { rows } = await postgres.query('select reason from again order by id');
console.log(`PostgreSQL, read: ${rows.map(({ reason }) => JSON.stringify(reason)).join(', ')}`);
process.exit();
JS

cat >stated <<'TEXT'
written: id,reason | A,"" | B, | C,NULL
'orders.csv': null, null, "NULL"
'orders.json': "", null, "NULL"
'orders.parquet': "", null, "NULL"
read_csv('orders.csv', allow_quoted_nulls = false): "", null, "NULL"
read_csv('orders.csv', nullstr = 'NULL'): "", "", null
PostgreSQL, written: id,reason | A,"" | B, | C,NULL
PostgreSQL, read: "", null, "NULL"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
