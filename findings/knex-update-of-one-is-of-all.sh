#!/usr/bin/env bash
# An update of one order, by `limit(1)` or `first()`, is one of all orders in Knex for PostgreSQL; a delete of one is refused; and an increment by an amount
# that is undefined adds 1.
#
# Guess:    what a query cannot say in PostgreSQL is refused, as it is for the delete, or is done by a query within; what is undefined is refused, as it is in
#           a condition.
# Instead:  limit, orderBy and first are dropped from an update for PostgreSQL without a word, and what is updated is all that the conditions leave. For MySQL
#           both are there, as is the limit of a delete. increment('amount', undefined) is one by 1, in both.
# Versions: knex 3.3.0, with PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  `where status is waiting, limit 1` takes all waiting refunds, and code that was tried on MySQL is taken over. Select the id first, and update
#           that.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts knex@3.3.0 @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import Knex from 'knex';

const postgres = Knex({ client: 'pg' });
const mysql = Knex({ client: 'mysql2' });
const database = await PGlite.create();
const told = (query) => { try { return query().toQuery(); } catch { return 'refused'; } };
const waiting = (knex) => knex('refunds').where({ status: 'waiting' });
for (const [what, query] of Object.entries({
  'update, limit(1)': (knex) => waiting(knex).orderBy('id').limit(1).update({ status: 'sent' }),
  'update, first()': (knex) => waiting(knex).first().update({ status: 'sent' }),
  'delete, limit(1)': (knex) => waiting(knex).limit(1).delete(),
  'increment by undefined': (knex) => knex('refunds').increment('amount', undefined),
})) {
  await database.exec(`drop table if exists refunds; create table refunds (id int, status text, amount int); insert into refunds select n, 'waiting', 0 from generate_series(1, 3) n`);
  const sql = told(() => query(postgres));
  const changed = sql === 'refused' ? '' : `: ${(await database.query(sql)).affectedRows} of 3 rows`;
  console.log(`${what}, PostgreSQL: ${sql}${changed}`);
  console.log(`${what}, MySQL: ${told(() => query(mysql))}`);
}
await database.close();
process.exit();
JS

cat >stated <<'TEXT'
update, limit(1), PostgreSQL: update "refunds" set "status" = 'sent' where "status" = 'waiting': 3 of 3 rows
update, limit(1), MySQL: update `refunds` set `status` = 'sent' where `status` = 'waiting' order by `id` asc limit 1
update, first(), PostgreSQL: update "refunds" set "status" = 'sent' where "status" = 'waiting': 3 of 3 rows
update, first(), MySQL: update `refunds` set `status` = 'sent' where `status` = 'waiting' limit 1
delete, limit(1), PostgreSQL: refused
delete, limit(1), MySQL: delete from `refunds` where `status` = 'waiting' limit 1
increment by undefined, PostgreSQL: update "refunds" set "amount" = "amount" + 1: 3 of 3 rows
increment by undefined, MySQL: update `refunds` set `amount` = `amount` + 1
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
