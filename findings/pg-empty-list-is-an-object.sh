#!/usr/bin/env bash
# An order without refunds, `[]`, is stored by pg in a column of jsonb as `{}`, and one with refunds is refused.
#
# Guess:    a list is sent as JSON to a column of JSON, as an object is; if lists are taken for arrays of PostgreSQL, an empty one is refused as others are.
# Instead:  a list becomes the text of an array of PostgreSQL, in braces. A list with something in it is no JSON and an error; the empty one is `{}`, which is
#           an object in JSON, and goes in. Within an object the list is kept. postgres.js and PGlite's own client store `[]`.
# Versions: pg 8.23.1 and postgres 3.4.9, on PostgreSQL 18.6 in @electric-sql/pglite 0.5.14 through @electric-sql/pglite-socket 0.2.17.
# Matters:  orders are made without refunds, so that tests pass and the stored `refunds` is an object for good: its length is undefined, and whoever goes over
#           it as a list finds an error, long after the order was made. Send JSON.stringify(refunds).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts pg@8.23.1 postgres@3.4.9 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import postgres from 'postgres';

const db = await PGlite.create();
await db.exec('create table payment (refunds jsonb)');
const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1' });
const listening = new Promise((resolve) => server.addEventListener('listening', ({ detail }) => resolve(detail.port)));
await server.start();
const port = await listening;

const store = async (name, insert, lists) => {
  for (const list of lists) {
    await db.exec('delete from payment');
    const refused = await insert(list).then(() => '', (error) => error.message);
    const [row] = (await db.query('select refunds::text as text, jsonb_typeof(refunds) as type from payment')).rows;
    console.log(`${name}, ${typeof list === 'string' ? 'as a text ' : ''}${typeof list === 'string' ? list : JSON.stringify(list)}: ${refused || `${row.text}, ${row.type}`}`);
  }
};
const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
await client.connect();
await store('pg', (list) => client.query('insert into payment values ($1)', [list]), [[], [{ amount: 500 }], [500, 700], { refunds: [] }, '[]']);
await client.end();
const sql = postgres({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', max: 1, ssl: false });
await store('postgres.js', (list) => sql`insert into payment values (${list})`.then((done) => done), [[], [{ amount: 500 }]]);
await sql.end();
await store('PGlite', (list) => db.query('insert into payment values ($1)', [list]), [[], [{ amount: 500 }]]);
process.exit();
JS

cat >stated <<'TEXT'
pg, []: {}, object
pg, [{"amount":500}]: invalid input syntax for type json
pg, [500,700]: invalid input syntax for type json
pg, {"refunds":[]}: {"refunds": []}, object
pg, as a text []: [], array
postgres.js, []: [], array
postgres.js, [{"amount":500}]: [{"amount": 500}], array
PGlite, []: [], array
PGlite, [{"amount":500}]: [{"amount": 500}], array
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
