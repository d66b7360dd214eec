#!/usr/bin/env bash
# A BEFORE trigger of PostgreSQL that guards a generated column lets everything pass.
#
# Guess:    a column that is generated, what is left of a payment say, can be looked at by a BEFORE trigger like the columns that it is
#           generated from: it is computed by then, or asking for it is an error.
# Instead:  it is null in NEW, of an insert and of an update, since it is computed after the BEFORE triggers. A guard `if new.remaining < 0
#           then raise` is never true, and the row goes in with a remainder below zero. An AFTER trigger and a CHECK see the value.
# Versions: PostgreSQL 18.6, in @electric-sql/pglite 0.5.14.
# Matters:  the guard that stops refunds above what was captured stands in the schema, was reviewed, and stops nothing. Use a CHECK, or
#           compute from the columns themselves.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
const tried = async (guard) => {
  await db.exec(`drop table if exists payments;
    create table payments (id text primary key, captured int, refunded int, remaining int generated always as (captured - refunded) stored ${guard === 'a check' ? 'check (remaining >= 0)' : ''});
    create or replace function guard() returns trigger language plpgsql as $$ begin
      if new.remaining < 0 then raise exception 'refunded more than was captured'; end if;
      return new;
    end $$;`);
  if (guard.endsWith('trigger')) await db.exec(`create trigger guard ${guard.split(' ')[0]} insert or update on payments for each row execute function guard()`);
  const outcome = [];
  for (const sql of ["insert into payments values ('7', 1000, 1500)", "insert into payments values ('8', 1000, 0)", "update payments set refunded = 1500 where id = '8'"])
    outcome.push(await db.query(sql).then(() => 'taken', () => 'refused'));
  const { rows } = await db.query('select min(remaining) as least from payments');
  console.log(`${guard}: refunded at once ${outcome[0]}, refunded later ${outcome[2]}, least remainder ${rows[0].least}`);
};
for (const guard of ['before trigger', 'after trigger', 'a check']) await tried(guard);
await db.close();
JS

cat >stated <<'TEXT'
before trigger: refunded at once taken, refunded later taken, least remainder -500
after trigger: refunded at once refused, refunded later refused, least remainder 1000
a check: refunded at once refused, refunded later refused, least remainder 1000
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
