#!/usr/bin/env bash
# A column of PostgreSQL whose domain says `not null check (value > 0)` holds a null all the same, if a query that finds nothing gave it.
#
# Guess:    a domain's conditions hold for every value of it: what is in the column is not null and above 0, as with a condition of the column itself.
# Instead:  a null that is written, computed or cast is refused, but a subquery in brackets whose rows are of the domain, and which finds none, gives a null
#           that counts as checked. INSERT, UPDATE and a function's result take it. `not null` of the column refuses it.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  "the refund's amount is that of the order" stores a refund without an amount for an order that is not there, and sum() goes over it. Say `not
#           null` of the column as well.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
await db.exec(`
  create domain cents as bigint not null check (value > 0);
  create table payment (id text, amount cents);
  create table refund (id text, amount cents);
  create table refund_checked (id text, amount cents not null);
  insert into payment values ('A', 1250);
  create function amount_of(text) returns cents language sql as 'select amount from payment where id = $1'`);
const unknown = "(select amount from payment where id = 'unknown')";
for (const [what, sql] of Object.entries({
  'a null': "insert into refund values ('1', null)",
  'a null, cast': "insert into refund values ('2', null::bigint::cents)",
  'a sum of nothing': "insert into refund values ('3', (select sum(amount) from payment where id = 'unknown'))",
  'the amount of no order': `insert into refund values ('4', ${unknown})`,
  'the same by an update': `insert into refund values ('5', 1); update refund set amount = ${unknown} where id = '5'`,
  'the same by a function': "insert into refund values ('6', amount_of('unknown'))",
  'the same, not null of the column': `insert into refund_checked values ('7', ${unknown})`,
})) {
  const done = await db.exec(sql).then(() => 'taken', ({ message }) => `refused, ${message.replace(/ of relation.*/, '')}`);
  console.log(`${what}: ${done}`);
}
const { rows: [{ rows, nulls, total }] } = await db.query('select count(*)::int as rows, count(*) filter (where amount is null)::int as nulls, sum(amount)::text as total from refund');
console.log(`refunds: ${rows}, without an amount: ${nulls}, total: ${total}`);
process.exit();
JS

cat >stated <<'TEXT'
a null: refused, domain cents does not allow null values
a null, cast: refused, domain cents does not allow null values
a sum of nothing: refused, domain cents does not allow null values
the amount of no order: taken
the same by an update: taken
the same by a function: taken
the same, not null of the column: refused, null value in column "amount"
refunds: 3, without an amount: 3, total: null
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
