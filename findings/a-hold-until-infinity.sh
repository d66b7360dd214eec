#!/usr/bin/env bash
# A term that ends at `infinity` in PostgreSQL is null in JSON, has no order in one client, and ends in the year 5881580 in DuckDB's JSON.
#
# Guess:    'infinity' and '-infinity', which PostgreSQL and DuckDB have for "no end" and "long over", come to the program as two values that compare
#           right, or are refused.
# Instead:  pg gives the numbers Infinity and -Infinity in place of a Date, which compare, but both are null in JSON. postgres.js and this
#           PGlite give an invalid Date for both, which is neither before nor after anything. DuckDB's client gives infinite dates in JSON as
#           days of the years 5881580 and 5877642 before Christ, and timestamps as they are; from its Parquet hyparquet makes invalid Dates.
# Versions: pg 8.23.1 and postgres 3.4.9 on @electric-sql/pglite 0.5.14 (0.5.17 gives the numbers, as pg does) through
#           @electric-sql/pglite-socket 0.2.17, @duckdb/node-api 1.5.6-r.1, hyparquet 1.31.5.
# Matters:  a hold that never ends and one that is over are the same on the other side of an API. Let no end be null in the column, where all
#           can see it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts \
  @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17 pg@8.23.1 postgres@3.4.9 @duckdb/node-api@1.5.6-r.1 \
  hyparquet@1.31.5

cat >observe.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { parquetReadObjects } from 'hyparquet';
import pg from 'pg';
import postgres from 'postgres';

const now = new Date('2026-01-31T10:00:00Z');
const kind = (value) => (value instanceof Date ? 'Date' : typeof value);
const tell = (name, value) =>
  console.log(`${name}: ${kind(value)} ${value}, ended ${value <= now}, to end ${value > now}, JSON ${JSON.stringify(value)}`);
const db = await PGlite.create();
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0 });
await server.start();
const [host, port] = server.getServerConn().split(':');
const sql = "select timestamptz 'infinity' as never, timestamptz '-infinity' as over";
const clients = {
  pg: async () => {
    const client = new pg.Client({ host, port: Number(port), user: 'postgres', database: 'postgres' });
    await client.connect();
    const { rows } = await client.query(sql);
    await client.end();
    return rows;
  },
  postgres: async () => {
    const client = postgres({ host, port: Number(port), user: 'postgres', database: 'postgres', max: 1, ssl: false });
    const rows = await client.unsafe(sql);
    await client.end();
    return rows;
  },
  PGlite: async () => (await db.query(sql)).rows,
};
for (const [name, ask] of Object.entries(clients)) {
  const [row] = await ask();
  for (const column of ['never', 'over']) tell(`${name}, ${column}`, row[column]);
}
const duckdb = await (await DuckDBInstance.create()).connect();
await duckdb.run(`copy (select date 'infinity' as never_day, date '-infinity' as over_day, timestamp 'infinity' as never, timestamp '-infinity' as over)
  to 'terms.parquet' (format parquet)`);
const [inJson] = (await duckdb.runAndReadAll("select * from 'terms.parquet'")).getRowObjectsJson();
const { buffer, byteOffset, byteLength } = readFileSync('terms.parquet');
const [byHyparquet] = await parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) });
for (const column of Object.keys(inJson)) {
  console.log(`DuckDB, ${column}: ${inJson[column]}`);
  tell(`hyparquet, ${column}`, byHyparquet[column]);
}
process.exit();
JS

cat >stated <<'TEXT'
pg, never: number Infinity, ended false, to end true, JSON null
pg, over: number -Infinity, ended true, to end false, JSON null
postgres, never: Date Invalid Date, ended false, to end false, JSON null
postgres, over: Date Invalid Date, ended false, to end false, JSON null
PGlite, never: Date Invalid Date, ended false, to end false, JSON null
PGlite, over: Date Invalid Date, ended false, to end false, JSON null
DuckDB, never_day: 5881580-07-11
hyparquet, never_day: Date Invalid Date, ended false, to end false, JSON null
DuckDB, over_day: 5877642-06-24 (BC)
hyparquet, over_day: Date Invalid Date, ended false, to end false, JSON null
DuckDB, never: infinity
hyparquet, never: Date Invalid Date, ended false, to end false, JSON null
DuckDB, over: -infinity
hyparquet, over: Date Invalid Date, ended false, to end false, JSON null
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
