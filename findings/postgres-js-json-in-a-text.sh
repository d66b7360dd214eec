#!/usr/bin/env bash
# An order that is JSON already is stored by postgres.js in a column of jsonb as one long text, also with ::jsonb behind it, and is found by no condition on
# its members.
#
# Guess:    a text that is handed over for jsonb is the JSON that it holds, as by pg, by PGlite and in SQL; with a cast to jsonb at the latest, since that is
#           what a cast from text does.
# Instead:  the server tells that the parameter is jsonb, and postgres.js then makes JSON of whatever it is given, a text included: the column holds a JSON
#           string. Read again it is the very text, so that JSON.parse behind it works as if nothing had happened. Only a cast to text before the one to jsonb
#           stores the object.
# Versions: postgres 3.4.9 and pg 8.23.1, by @electric-sql/pglite-socket 0.2.17 to @electric-sql/pglite 0.5.14 (PostgreSQL 18).
# Matters:  what moved from pg to postgres.js writes texts beside objects into one column, and queries see the old half only. Hand over the object, or write
#           ::text::jsonb for a body that is to be kept as it came.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts postgres@3.4.9 pg@8.23.1 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import postgres from 'postgres';

const db = await PGlite.create();
const server = new PGLiteSocketServer({ db, path: `${process.cwd()}/.s.PGSQL.5432` });
await server.start();
await db.exec('create table orders (body jsonb)');
const order = { id: 'A', status: 'completed' };
const body = JSON.stringify(order);
const observe = async (name, insert) => {
  await db.exec('delete from orders');
  await insert();
  const { rows } = await db.query("select jsonb_typeof(body) as type, body ->> 'status' as status from orders");
  console.log(`${name}: ${rows[0].type}, status ${rows[0].status ?? 'not found'}`);
};
const client = new pg.Client({ host: process.cwd(), user: 'postgres', database: 'postgres' });
await client.connect();
await observe('pg, a text', () => client.query('insert into orders values ($1)', [body]));
await client.end();
await observe('PGlite, a text', () => db.query('insert into orders values ($1)', [body]));
const sql = postgres({ host: process.cwd(), user: 'postgres', database: 'postgres', max: 1 });
await observe('postgres, a text', () => sql`insert into orders values (${body})`);
await observe('postgres, a text with ::jsonb', () => sql`insert into orders values (${body}::jsonb)`);
await observe('postgres, a text with ::text::jsonb', () => sql`insert into orders values (${body}::text::jsonb)`);
await observe('postgres, the object', () => sql`insert into orders values (${order})`);
process.exit();
JS

cat >stated <<'TEXT'
pg, a text: object, status completed
PGlite, a text: object, status completed
postgres, a text: string, status not found
postgres, a text with ::jsonb: string, status not found
postgres, a text with ::text::jsonb: object, status completed
postgres, the object: object, status completed
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
