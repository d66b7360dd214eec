#!/usr/bin/env bash
# A trigger AFTER UPDATE OF status in PostgreSQL hears of updates that name the status, not of a status that changes.
#
# Guess:    a log of statuses, kept by `after update of status`, has a line for each time a row's status becomes another one, and none else.
#           A row that moves to another partition because of its status has been updated.
# Instead:  if a trigger BEFORE UPDATE sets the status where the statement sets an amount, the row has the new status and the log nothing; a
#           statement that names the status has a line for each row, also where it stays. A row that changes its partition is deleted and
#           inserted: no trigger AFTER UPDATE of any kind hears of it, nor does `when (old.status is distinct from new.status)`.
# Versions: PostgreSQL 18.6, in @electric-sql/pglite 0.5.14.
# Matters:  an audit by such a log has payments that are completed and never became so. Leave out `of status` and compare old and new; and
#           do not partition by status.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

for (const kept of ['in one table', 'partitioned by status']) {
  const db = await PGlite.create();
  await db.exec(`
    create table payments (id int, amount int, captured int, status text) ${kept === 'in one table' ? '' : `partition by list (status);
    create table payments_open partition of payments for values in ('open');
    create table payments_completed partition of payments for values in ('completed')`};
    create table log (line int generated always as identity, by text, what text);
    create function write() returns trigger language plpgsql as $$
      begin
        insert into log (by, what) values (tg_argv[0], coalesce(old.status, 'nothing') || ' to ' || coalesce(new.status, 'nothing'));
        return null;
      end $$;
    create function complete() returns trigger language plpgsql as $$
      begin
        if new.captured = new.amount then new.status := 'completed'; end if;
        return new;
      end $$;
    create trigger named after update of status on payments for each row execute function write('of status');
    create trigger changed after update on payments for each row when (old.status is distinct from new.status) execute function write('changed');
    create trigger removed after delete on payments for each row execute function write('delete');
    create trigger made after insert on payments for each row execute function write('insert');
    insert into payments values (1, 1250, 0, 'open');
    truncate log;`);
  const tried = async (sql) => {
    await db.exec(sql);
    const { rows } = await db.query('select by, what from log order by line');
    const { rows: [{ status }] } = await db.query('select status from payments');
    await db.exec('truncate log');
    console.log(`${kept}, ${sql}: now ${status}, log: ${rows.map(({ by, what }) => `${by}: ${what}`).join(', ') || 'nothing'}`);
  };
  await tried("update payments set status = 'open'");
  await tried("update payments set status = 'completed'");
  await tried("update payments set status = 'open'");
  if (kept === 'in one table') {
    await db.exec('create trigger complete before update on payments for each row execute function complete()');
    await tried('update payments set captured = 1250');
  }
  await db.close();
}
process.exit();
JS

cat >stated <<'TEXT'
in one table, update payments set status = 'open': now open, log: of status: open to open
in one table, update payments set status = 'completed': now completed, log: changed: open to completed, of status: open to completed
in one table, update payments set status = 'open': now open, log: changed: completed to open, of status: completed to open
in one table, update payments set captured = 1250: now completed, log: changed: open to completed
partitioned by status, update payments set status = 'open': now open, log: of status: open to open
partitioned by status, update payments set status = 'completed': now completed, log: delete: open to nothing, insert: nothing to completed
partitioned by status, update payments set status = 'open': now open, log: delete: completed to nothing, insert: nothing to open
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
