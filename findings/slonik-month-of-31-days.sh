#!/usr/bin/env bash
# To slonik a month of PostgreSQL is 2678400 seconds, and an exact amount is a floating-point number.
#
# Guess:    an interval comes as it is, in months, days and seconds, or as a text; numeric comes as a text, as with pg, on which slonik is built, or as a
#           decimal; a time keeps its microseconds in some way.
# Instead:  an interval is a number of seconds, in which a month has 31 days and a year 365, while PostgreSQL itself counts 30 days in a month: numeric is a
#           number and loses what is behind its seventeenth digit, in arrays as well; a timestamp is a whole number of milliseconds. int8 is a bigint.
# Versions: slonik 47.3.2 on PostgreSQL 18.6 in @electric-sql/pglite 0.5.14 through @electric-sql/pglite-socket 0.2.17.
# Matters:  a hold of a month that is added as seconds from the 1st of February ends on the 4th of March; a total loses its cents above ninety trillion, and
#           0.10 + 0.20 its exactness. Give `typeParsers` of one's own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts slonik@47.3.2 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { createPool, sql } from 'slonik';

const db = await PGlite.create();
const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1' });
const listening = new Promise((resolve) => server.addEventListener('listening', ({ detail }) => resolve(detail.port)));
await server.start();
const pool = await createPool(`postgres://postgres@127.0.0.1:${await listening}/postgres?sslmode=disable`, { maximumPoolSize: 1 });
const ask = async (query) => {
  const value = await pool.oneFirst(query);
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
};
console.log(`1 month: ${await ask(sql.unsafe`select interval '1 month'`)}`);
console.log(`30 days: ${await ask(sql.unsafe`select interval '30 days'`)}`);
console.log(`1 month, in seconds by PostgreSQL: ${await ask(sql.unsafe`select extract(epoch from interval '1 month')::integer`)}`);
console.log(`1 month is 30 days to PostgreSQL: ${await ask(sql.unsafe`select interval '1 month' = interval '30 days'`)}`);
console.log(`1 year: ${await ask(sql.unsafe`select interval '1 year'`)}, 12 months: ${await ask(sql.unsafe`select interval '12 months'`)}`);
console.log(`12.50: ${await ask(sql.unsafe`select 12.50`)}`);
console.log(`1234567890123456.78: ${await ask(sql.unsafe`select 1234567890123456.78`)}`);
console.log(`0.10 and 0.20: ${await ask(sql.unsafe`select array[0.10, 0.20]`)}`);
console.log(`09:00:00.123456: ${await ask(sql.unsafe`select timestamptz '2026-01-31T09:00:00.123456Z'`)}`);
console.log(`9007199254740993: ${await ask(sql.unsafe`select 9007199254740993`)}`);
process.exit();
JS

cat >stated <<'TEXT'
1 month: 2678400
30 days: 2592000
1 month, in seconds by PostgreSQL: 2592000
1 month is 30 days to PostgreSQL: true
1 year: 31536000, 12 months: 31536000
12.50: 12.5
1234567890123456.78: 1234567890123456.8
0.10 and 0.20: [0.1,0.2]
09:00:00.123456: 1769850000123
9007199254740993: 9007199254740993n
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
