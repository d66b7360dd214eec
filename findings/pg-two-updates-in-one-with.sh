#!/usr/bin/env bash
# Of two updates of one order in one statement of PostgreSQL, by WITH, the second is not done; and a refund inserted there is not in the statement's total.
#
# Guess:    the parts of a WITH are carried out one after the other, so that each finds what the one before has left, or the database refuses to change a row
#           twice.
# Instead:  all parts see the data as it was before the statement, and a row is changed once: the other update finds it changed and leaves it out, without an
#           error, with nothing returned. Which of them is left out goes by the order in which they are read. A delete behind an update does nothing either, and a
#           row that one part has inserted is not there for another.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  one statement, to spare a transaction, books the amount of a refund and then sets the status: the status stays. Set both in one UPDATE, take what was
#           inserted from `returning`, or send two statements.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
await db.exec('create table orders (id text primary key, refunded int, status text); create table refunds (order_id text, amount int)');
const amount = "update orders set refunded = 500 where id = 'A' returning id";
const status = "update orders set status = 'refunded' where id = 'A' returning id";
const counts = 'select (select count(*)::int from one) as one, (select count(*)::int from other) as other';
const statements = {
  'amount, status': `with one as (${amount}), other as (${status}) ${counts}`,
  'status, amount': `with one as (${status}), other as (${amount}) ${counts}`,
  'status in a WITH, amount as the statement': `with one as (${status}) ${amount}`,
  'status, delete': `with one as (${status}), other as (delete from orders where id = 'A' returning id) ${counts}`,
  'insert, status': `with one as (insert into orders values ('B', 0, 'completed') returning id), other as (update orders set status = 'refunded' where id = 'B' returning id) ${counts}`,
  'refund inserted, total': "with one as (insert into refunds values ('A', 500) returning amount) select (select sum(amount)::int from refunds) as total, (select sum(amount)::int from one) as returned",
};
for (const [name, statement] of Object.entries(statements)) {
  await db.exec("truncate orders, refunds; insert into orders values ('A', 0, 'completed')");
  const { rows } = await db.query(statement);
  const { rows: after } = await db.query('select * from orders order by id');
  console.log(`${name}: ${JSON.stringify(rows)}, then ${after.map((order) => Object.values(order).join(' ')).join(', ')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
amount, status: [{"one":1,"other":0}], then A 500 completed
status, amount: [{"one":1,"other":0}], then A 0 refunded
status in a WITH, amount as the statement: [{"id":"A"}], then A 500 completed
status, delete: [{"one":1,"other":0}], then A 0 refunded
insert, status: [{"one":1,"other":0}], then A 0 completed, B 0 completed
refund inserted, total: [{"total":null,"returned":500}], then A 0 completed
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
