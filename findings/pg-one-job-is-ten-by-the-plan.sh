#!/usr/bin/env bash
# `where id in (select id ... limit 1 for update skip locked)` takes one refund off a queue in PostgreSQL, or all of them, by the plan.
#
# Guess:    the query within is evaluated once and gives one id, so the update or delete around it takes one row.
# Instead:  IN is a join, and with a nested loop that has the query inside it is run again for each row outside; since it locks, it
#           steps over what the statement itself has taken by then and gives the next one, until all ten are taken. ORDER BY and DELETE change nothing,
#           nor does it need SKIP LOCKED. With `=` in place of IN, with a CTE that is materialized, and without FOR UPDATE it is one row.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14. The plan is brought about here by switching the other ones off; which one is
#           taken otherwise follows from the statistics.
# Matters:  a worker that asks for one refund marks all of them as its own and makes the first; the others wait for nobody, from the day on which
#           the plan changes. Write `=`, or a CTE AS MATERIALIZED.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
await db.exec(`create table refunds (id int primary key, status text not null);
  insert into refunds select id, 'requested' from generate_series(1, 10) as id; analyze refunds`);
const next = "select id from refunds where status = 'requested'";
const statements = {
  'in, skip locked': `update refunds set status = 'taken' where id in (${next} limit 1 for update skip locked)`,
  'in, order by, skip locked': `update refunds set status = 'taken' where id in (${next} order by id limit 1 for update skip locked)`,
  'in, for update': `update refunds set status = 'taken' where id in (${next} limit 1 for update)`,
  'delete, in, skip locked': `delete from refunds where id in (${next} limit 1 for update skip locked)`,
  'in, no lock': `update refunds set status = 'taken' where id in (${next} limit 1)`,
  '=, skip locked': `update refunds set status = 'taken' where id = (${next} limit 1 for update skip locked)`,
  'CTE as materialized, skip locked': `with one as materialized (${next} limit 1 for update skip locked) update refunds set status = 'taken' where id in (select id from one)`,
};
const plans = { 'as planned': [], 'by a nested loop': ['hashjoin', 'mergejoin', 'hashagg', 'sort', 'material', 'memoize'] };
for (const [plan, off] of Object.entries(plans)) {
  for (const method of off) await db.exec(`set enable_${method} = off`);
  for (const [name, sql] of Object.entries(statements)) {
    await db.exec('begin');
    const { affectedRows } = await db.query(sql);
    await db.exec('rollback');
    console.log(`${plan}, ${name}: ${affectedRows}`);
  }
}
JS

cat >stated <<'TEXT'
as planned, in, skip locked: 1
as planned, in, order by, skip locked: 1
as planned, in, for update: 1
as planned, delete, in, skip locked: 1
as planned, in, no lock: 1
as planned, =, skip locked: 1
as planned, CTE as materialized, skip locked: 1
by a nested loop, in, skip locked: 10
by a nested loop, in, order by, skip locked: 10
by a nested loop, in, for update: 10
by a nested loop, delete, in, skip locked: 10
by a nested loop, in, no lock: 1
by a nested loop, =, skip locked: 1
by a nested loop, CTE as materialized, skip locked: 1
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
