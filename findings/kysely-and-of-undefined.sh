#!/usr/bin/env bash
# In Kysely a condition on an id that is undefined is no condition at all, if it is written as an object.
#
# Guess:    `eb.and({ order_id })` and `where('order_id', '=', order_id)` mean the same; with an undefined id both find
#           no row, or are refused.
# Instead:  the second finds no row. In the object the undefined field is dropped, and where nothing else is left, the
#           condition is `1 = 1`: all rows are updated. With null, either finds none.
# Versions: kysely 0.29.9, on @electric-sql/pglite 0.5.14.
# Matters:  a notification without the field that was expected sets every payment to `refunded`. Its type allows
#           undefined where the field is optional. Write `where` for each field, or refuse undefined before.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent kysely@0.29.9 @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';

const kysely = new Kysely({ dialect: {
  createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(),
  createIntrospector: (database) => new PostgresIntrospector(database), createQueryCompiler: () => new PostgresQueryCompiler(),
} });
const postgres = await PGlite.create();
await postgres.exec("create table payments (order_id text, status text); insert into payments values ('A', 'completed'), ('B', 'completed')");

const refund = kysely.updateTable('payments').set({ status: 'refunded' });
for (const order_id of ['A', undefined, null]) {
  const queries = {
    'as an object': refund.where((eb) => eb.and({ order_id })),
    'field by field': refund.where('order_id', '=', order_id),
  };
  for (const [name, query] of Object.entries(queries)) {
    const { sql, parameters } = query.compile();
    const { affectedRows } = await postgres.query(sql, [...parameters]);
    console.log(`order_id ${order_id}, ${name}: ${sql.slice(sql.indexOf('where'))}; ${affectedRows} updated`);
  }
}
JS

cat >stated <<'TEXT'
order_id A, as an object: where "order_id" = $2; 1 updated
order_id A, field by field: where "order_id" = $2; 1 updated
order_id undefined, as an object: where 1 = 1; 2 updated
order_id undefined, field by field: where "order_id" = $2; 0 updated
order_id null, as an object: where "order_id" is null; 0 updated
order_id null, field by field: where "order_id" = $2; 0 updated
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
