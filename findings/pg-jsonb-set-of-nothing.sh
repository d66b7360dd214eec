#!/usr/bin/env bash
# To set an amount that is not known within a JSON document of PostgreSQL is to lose the document.
#
# Guess:    jsonb_set(order, '{amount}', to_jsonb(amount)) with an amount that is null sets the member to JSON's null, or leaves it.
# Instead:  the result is null: the whole column. An update says that one row was changed, and a column that may be null takes it. `||` with
#           jsonb_build_object writes JSON's null, as was meant, and so does jsonb_set_lax unless told otherwise. A null in the path is an error.
# Versions: PostgreSQL 18.6, in @electric-sql/pglite 0.5.14.
# Matters:  a notification without an amount empties the stored order with its id, its statuses and all of its refunds.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
const asked = {
  'jsonb_set, an amount of null': `jsonb_set(body, '{amount}', to_jsonb(null::int))`,
  'jsonb_set_lax, an amount of null': `jsonb_set_lax(body, '{amount}', to_jsonb(null::int))`,
  'joined with ||': `body || jsonb_build_object('amount', null::int)`,
};
for (const [how, expression] of Object.entries(asked)) {
  await db.exec(`drop table if exists orders; create table orders (body jsonb); insert into orders values ('{"id": "7", "amount": 1000}')`);
  const { affectedRows } = await db.query(`update orders set body = ${expression}`);
  const { rows } = await db.query('select body::text as body from orders');
  console.log(`${how}: ${affectedRows} row changed, the document is ${rows[0].body ?? 'gone'}`);
}
await db.close();
JS

cat >stated <<'TEXT'
jsonb_set, an amount of null: 1 row changed, the document is gone
jsonb_set_lax, an amount of null: 1 row changed, the document is {"id": "7", "amount": null}
joined with ||: 1 row changed, the document is {"id": "7", "amount": null}
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
