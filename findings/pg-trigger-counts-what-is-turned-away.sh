#!/usr/bin/env bash
# In PostgreSQL a notification that ON CONFLICT DO NOTHING turns away has by then been counted by the table's trigger.
#
# Guess:    a row trigger BEFORE INSERT runs for rows that are inserted. A notification that comes three times is inserted once, so what the
#           trigger adds to a total is added once; what it did for a row that is turned away is taken back.
# Instead:  the conflict is looked for after the trigger has run, and its work stays: the total is three times the amount, beside one row. An
#           upsert runs it as well, and then the trigger BEFORE UPDATE. AFTER INSERT runs for the one row that was inserted.
# Versions: PostgreSQL 18.6, in @electric-sql/pglite 0.5.14.
# Matters:  ON CONFLICT DO NOTHING is how notifications that come again are kept from being booked again. A sum, a number or a queue kept by
#           such a trigger books each of them. Count in AFTER INSERT, or from the rows that RETURNING gives.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
await db.exec(`
  create table notifications (id text primary key, amount int);
  create table totals (counted_by text primary key, rows int default 0, amount int default 0);
  insert into totals values ('before insert'), ('after insert'), ('before update');
  create function tally() returns trigger language plpgsql as $$
    begin
      update totals set rows = rows + 1, amount = totals.amount + new.amount where counted_by = lower(tg_when || ' ' || tg_op);
      return new;
    end $$;
  create trigger before_insert before insert on notifications for each row execute function tally();
  create trigger after_insert after insert on notifications for each row execute function tally();
  create trigger before_update before update on notifications for each row execute function tally();`);
const told = async (what) => {
  const { rows } = await db.query('select * from totals order by counted_by');
  const { rows: [{ kept }] } = await db.query('select count(*)::int as kept from notifications');
  console.log(`${what}: kept ${kept}; ${rows.map((row) => `${row.counted_by} ${row.rows} of ${row.amount}`).join(', ')}`);
};
for (const time of ['once', 'twice', 'three times']) {
  const { rows } = await db.query("insert into notifications values ('n-1', 1250) on conflict do nothing returning id");
  await told(`sent ${time}, ${rows.length} returned`);
}
await db.query("insert into notifications values ('n-1', 1250) on conflict (id) do update set amount = excluded.amount");
await told('upserted');
process.exit();
JS

cat >stated <<'TEXT'
sent once, 1 returned: kept 1; after insert 1 of 1250, before insert 1 of 1250, before update 0 of 0
sent twice, 0 returned: kept 1; after insert 1 of 1250, before insert 2 of 2500, before update 0 of 0
sent three times, 0 returned: kept 1; after insert 1 of 1250, before insert 3 of 3750, before update 0 of 0
upserted: kept 1; after insert 1 of 1250, before insert 4 of 5000, before update 1 of 1250
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
