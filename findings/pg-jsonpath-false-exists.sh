#!/usr/bin/env bash
# In PostgreSQL the order is refunded or not, `document @? '$.status == "refunded"'` is true; and `!(amount > 1000)` is true of no amount.
#
# Guess:    `@?` with a comparison finds the documents for which it holds. A condition on two things about a refund is about one refund, and where
#           there is no amount no comparison holds, whichever way it is turned.
# Instead:  `@?` asks whether the path gives anything, and false is something: it is true of every document that can be compared, and also of one
#           without a status. The operator for a comparison is `@@`; a filter behind `?` is right with `@?`. Over a list each comparison
#           asks for itself whether any refund fits, so that more than 10 and less than 6 is met, by two of them. A comparison that finds no
#           amount is false and its negation true.
# Versions: PostgreSQL 18.6, in @electric-sql/pglite 0.5.14.
# Matters:  a query for refunded orders gives all orders, and a rule that lets small refunds through lets those of unknown amount through. One
#           character is between the two operators, and both use the same index.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
await db.exec(`create table orders (id text primary key, document jsonb);
  insert into orders values ('refunded', '{ "status": "refunded", "amount": 500, "refunds": [{ "cents": 5 }, { "cents": 50 }] }'),
    ('completed', '{ "status": "completed", "amount": 5000, "refunds": [{ "cents": 50 }] }'), ('unknown', '{ "refunds": [] }')`);
for (const condition of [
  `document @? '$.status == "refunded"'`,
  `document @@ '$.status == "refunded"'`,
  `document @? '$ ? (@.status == "refunded")'`,
  `jsonb_path_exists(document, '$.status == "refunded"')`,
  `document @? '$ ? (@.refunds.cents > 10 && @.refunds.cents < 6)'`,
  `document @? '$.refunds ? (@.cents > 10 && @.cents < 6)'`,
  `document @? '$ ? (@.amount > 1000)'`,
  `document @? '$ ? (@.amount <= 1000)'`,
  `document @? '$ ? (!(@.amount > 1000))'`,
]) {
  const { rows } = await db.query(`select id from orders where ${condition} order by id desc`);
  console.log(`${condition}: ${rows.map(({ id }) => id).join(', ') || 'none'}`);
}
JS

cat >stated <<'TEXT'
document @? '$.status == "refunded"': unknown, refunded, completed
document @@ '$.status == "refunded"': refunded
document @? '$ ? (@.status == "refunded")': refunded
jsonb_path_exists(document, '$.status == "refunded"'): unknown, refunded, completed
document @? '$ ? (@.refunds.cents > 10 && @.refunds.cents < 6)': refunded
document @? '$.refunds ? (@.cents > 10 && @.cents < 6)': none
document @? '$ ? (@.amount > 1000)': completed
document @? '$ ? (@.amount <= 1000)': refunded
document @? '$ ? (!(@.amount > 1000))': unknown, refunded
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
