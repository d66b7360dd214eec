#!/usr/bin/env bash
# An amount that is NaN passes PostgreSQL's `check (amount > 0)`, and then the total is NaN.
#
# Guess:    a column numeric(10, 2) holds numbers with two decimals, so NaN is refused; at the latest by the check, as NaN > 0 is
#           false wherever floating-point numbers are computed.
# Instead:  numeric has a NaN of its own, whatever the precision, that is equal to itself and above every number: the check holds.
#           The driver sends JavaScript's NaN as that text. It is the largest amount, and sum and average are NaN. Infinity is
#           refused, by the precision; numeric without one takes Infinity as well.
# Versions: PostgreSQL 18.6 as @electric-sql/pglite 0.5.14 has it, through pg 8.23.1 and @electric-sql/pglite-socket 0.2.17.
# Matters:  one amount that was computed from a missing field is stored behind a check that was to keep such amounts out, and
#           every report with that row is NaN. Write `check (amount > 0 and amount < 'NaN')`, or bound the amount from above.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent pg@8.23.1 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';

const db = await PGlite.create();
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0 });
await server.start();
const [host, port] = server.getServerConn().split(':');
const client = new pg.Client({ host, port: Number(port), user: 'postgres', database: 'postgres' });
await client.connect();

const columns = {
  'numeric(10, 2), amount > 0': "numeric(10, 2) check (amount > 0)",
  'numeric, amount > 0': "numeric check (amount > 0)",
  "numeric(10, 2), amount > 0 and amount < 'NaN'": "numeric(10, 2) check (amount > 0 and amount < 'NaN')",
  'numeric(10, 2), amount between 0.01 and 99999': "numeric(10, 2) check (amount between 0.01 and 99999)",
};
const [{ version }] = (await client.query('select version()')).rows;
console.log(version.split(' ').slice(0, 2).join(' '));
const { amount } = {};
for (const [name, column] of Object.entries(columns)) {
  await client.query(`create table paid (amount ${column})`);
  const told = [];
  for (const value of [12.5, -1, amount * 100, Number.POSITIVE_INFINITY]) {
    const done = await client.query('insert into paid values ($1)', [value]).then(() => 'stored', () => 'refused');
    told.push(`${value} ${done}`);
  }
  const [row] = (await client.query('select max(amount) as largest, sum(amount) as total from paid')).rows;
  console.log(`${name}: ${told.join(', ')}; largest ${row.largest}, total ${row.total}`);
  await client.query('drop table paid');
}
await client.end();
await server.stop();
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL 18.6
numeric(10, 2), amount > 0: 12.5 stored, -1 refused, NaN stored, Infinity refused; largest NaN, total NaN
numeric, amount > 0: 12.5 stored, -1 refused, NaN stored, Infinity stored; largest NaN, total NaN
numeric(10, 2), amount > 0 and amount < 'NaN': 12.5 stored, -1 refused, NaN refused, Infinity refused; largest 12.50, total 12.50
numeric(10, 2), amount between 0.01 and 99999: 12.5 stored, -1 refused, NaN refused, Infinity refused; largest 12.50, total 12.50
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
