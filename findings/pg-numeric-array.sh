#!/usr/bin/env bash
# node-postgres keeps a numeric exact, but not a list of them.
#
# Guess:    numeric and int8 come as text, because a JavaScript number could not hold them; so do the elements of
#           their arrays.
# Instead:  the elements of an int8 array are text, as guessed; those of a numeric array are floating-point numbers,
#           with digits and trailing zeros lost. `array_agg(amount)` is enough to get there.
# Versions: pg 8.23.1 (with the pg-types that it brings), against PGlite 0.5.14 through @electric-sql/pglite-socket
#           0.2.17, whose own client is printed beside it.
# Matters:  amounts that are exact one by one are rounded as soon as a query groups them, and code that compares texts
#           finds none equal. Cast the elements to text in the query.
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
const sql = `select max(amount) as amount, array_agg(amount) as amounts, array_agg(id) as ids
  from (values (12345678901234567.10::numeric, 9007199254740993::int8)) as payments(amount, id)`;
const [row] = (await client.query(sql)).rows;
await client.end();
await server.stop();
const [own] = (await db.query(sql)).rows;
await db.close();
for (const [name, answer] of [['pg', row], ['PGlite', own]]) {
  for (const column of ['amount', 'amounts', 'ids']) {
    const [value] = [answer[column]].flat();
    console.log(`${name}, ${column}: ${typeof value} ${value}`);
  }
}
process.exit();
JS

cat >stated <<'TEXT'
pg, amount: string 12345678901234567.10
pg, amounts: number 12345678901234568
pg, ids: string 9007199254740993
PGlite, amount: string 12345678901234567.10
PGlite, amounts: string 12345678901234567.10
PGlite, ids: bigint 9007199254740993
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
