#!/usr/bin/env bash
# A rollback through pg-mem's node-postgres client rolls nothing back.
#
# Guess:    `begin`, an update and `rollback`, sent one after the other over one client, leave the row as it was.
# Instead:  each query over the client is committed by itself: the update stays, whether it is rolled back on purpose
#           or after an error. In one text with semicolons, the same statements are rolled back.
# Versions: pg-mem 3.0.14.
# Matters:  a test of "the capture is not booked if the outbox cannot be written" fails on right code, or is bent
#           until it passes on wrong code. Take backups of the database between tests, and try transactions on a
#           PostgreSQL.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent pg-mem@3.0.14

cat >observe.mjs <<'JS'
import { newDb } from 'pg-mem';

async function run(name, statements) {
  const { Client } = newDb().adapters.createPg();
  const client = new Client();
  await client.connect();
  await client.query("create table payments (id int primary key, status text); insert into payments values (1, 'held')");
  for (const statement of statements) await client.query(statement).catch(() => client.query('rollback'));
  const [{ status }] = (await client.query('select status from payments')).rows;
  console.log(`${name}: ${status}`);
}

const update = "update payments set status = 'captured'";
await run('one by one', ['begin', update, 'rollback']);
await run('after an error', ['begin', update, "insert into payments values (1, 'twice')"]);
await run('in one text', [`begin; ${update}; rollback`]);
JS

cat >stated <<'TEXT'
one by one: captured
after an error: captured
in one text: held
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
