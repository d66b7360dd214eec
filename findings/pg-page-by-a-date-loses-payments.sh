#!/usr/bin/env bash
# Pages of payments by time and id, read on from the last row that came, leave payments out, or never end.
#
# Guess:    `(created, id) < ($1, $2) order by created desc, id desc` with the last row's own values goes on right behind that row, also where
#           many payments have one time: that is what the id is for.
# Instead:  a timestamptz has microseconds and the Date that each client makes of it milliseconds, cut off. Going back in time the rest of that
#           millisecond is skipped, whatever its ids; going forward it comes again, and the last page for ever. An update that asks for the
#           time that was read finds no row.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, by itself and through @electric-sql/pglite-socket 0.2.17 by pg 8.23.1 and
#           postgres 3.4.9.
# Matters:  an export of a day's payments, written by a job in batches with one millisecond in common, lacks some of them, and its total is short.
#           Page by the id, read the time as text, or make the column timestamptz(3).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17 pg@8.23.1 postgres@3.4.9

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import postgres from 'postgres';

const db = await PGlite.create();
for (const [table, type] of [['payments', 'timestamptz'], ['payments_of_milliseconds', 'timestamptz(3)']]) {
  await db.exec(`create table ${table} (id int primary key, created ${type});
    insert into ${table} select id, timestamptz '2026-01-31 10:00:00+00' + id * interval '100 microseconds' from generate_series(1, 25) as id`);
}
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0 });
await server.start();
const [host, port] = server.getServerConn().split(':');

async function pages(ask, table, comparison, direction, created) {
  const seen = [];
  let row = { created, id: 0 };
  for (let page = 0; page < 6; page++) {
    const rows = await ask(`select id, created from ${table} where (created, id) ${comparison} ($1, $2) order by created ${direction}, id ${direction} limit 10`, [row.created, row.id]);
    if (rows.length === 0) break;
    seen.push(`${rows[0].id} to ${rows.at(-1).id}`);
    row = rows.at(-1);
  }
  return `${seen.length} pages${seen.length === 6 ? ' or more' : ''}, ids ${[...new Set(seen)].join(', ')}`;
}
async function tell(name, ask) {
  console.log(`${name}, back: ${await pages(ask, 'payments', '<', 'desc', new Date('2026-02-01'))}`);
  console.log(`${name}, forward: ${await pages(ask, 'payments', '>', 'asc', new Date('2026-01-01'))}`);
  console.log(`${name}, timestamptz(3), back: ${await pages(ask, 'payments_of_milliseconds', '<', 'desc', new Date('2026-02-01'))}`);
  const [{ created }] = await ask('select created from payments where id = $1', [7]);
  console.log(`${name}, updated by its time: ${(await ask('update payments set id = id where id = $1 and created = $2 returning id', [7, created])).length}`);
}
await tell('PGlite', async (sql, parameters) => (await db.query(sql, parameters)).rows);
const client = new pg.Client({ host, port: Number(port), user: 'postgres', database: 'postgres' });
await client.connect();
await tell('pg', async (sql, parameters) => (await client.query(sql, parameters)).rows);
await client.end();
const sql = postgres({ host, port: Number(port), user: 'postgres', database: 'postgres', max: 1, ssl: false });
await tell('postgres', (text, parameters) => sql.unsafe(text, parameters));
await sql.end();
process.exit();
JS

cat >stated <<'TEXT'
PGlite, back: 2 pages, ids 25 to 16, 10 to 1
PGlite, forward: 6 pages or more, ids 1 to 10, 11 to 20, 21 to 25
PGlite, timestamptz(3), back: 3 pages, ids 25 to 16, 15 to 6, 5 to 1
PGlite, updated by its time: 0
pg, back: 2 pages, ids 25 to 16, 10 to 1
pg, forward: 6 pages or more, ids 1 to 10, 11 to 20, 21 to 25
pg, timestamptz(3), back: 3 pages, ids 25 to 16, 15 to 6, 5 to 1
pg, updated by its time: 0
postgres, back: 2 pages, ids 25 to 16, 10 to 1
postgres, forward: 6 pages or more, ids 1 to 10, 11 to 20, 21 to 25
postgres, timestamptz(3), back: 3 pages, ids 25 to 16, 15 to 6, 5 to 1
postgres, updated by its time: 0
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
