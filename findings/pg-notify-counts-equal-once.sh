#!/usr/bin/env bash
# Of two equal notifications in one transaction PostgreSQL delivers one.
#
# Guess:    each NOTIFY is delivered, in the order in which they were sent: as a message.
# Instead:  within a transaction a notification that equals an earlier one, by channel and payload, is left out, also where it did not come right
#           behind it; in two transactions both come. A trigger that notifies of each row says once what it was told of three rows of one
#           order and amount.
# Versions: PostgreSQL 18.6, in @electric-sql/pglite 0.5.14.
# Matters:  who adds up what is notified has counted one refund of three, only where they are equal and came in one batch. Put the
#           row's own id into the payload, or notify of nothing but that there is something to read.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
const heard = [];
await db.listen('refunds', (payload) => heard.push(payload));
await db.exec(`
  create table refunds (id int generated always as identity, order_id text, cents int);
  create function tell() returns trigger language plpgsql as $$
    begin perform pg_notify('refunds', new.order_id || ' ' || new.cents); return null; end $$;
  create trigger tell after insert on refunds for each row execute function tell();`);
const tell = async (what, ...transactions) => {
  heard.length = 0;
  for (const sql of [...transactions, "notify refunds, 'end'"]) await db.exec(sql);
  for (let tries = 0; !heard.includes('end') && tries < 500; tries++) await pause(10);
  console.log(`${what}: ${heard.join(', ')}`);
};
await tell('two in one transaction', "begin; notify refunds, 'A 500'; notify refunds, 'A 500'; commit");
await tell('two in two transactions', "notify refunds, 'A 500'", "notify refunds, 'A 500'");
await tell('two with another between them', "begin; notify refunds, 'A 500'; notify refunds, 'A 600'; notify refunds, 'A 500'; commit");
await tell('a trigger, by three rows', "insert into refunds (order_id, cents) values ('A', 500), ('A', 500), ('A', 500)");
await db.close();
JS

cat >stated <<'TEXT'
two in one transaction: A 500, end
two in two transactions: A 500, A 500, end
two with another between them: A 500, A 600, end
a trigger, by three rows: A 500, end
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
