#!/usr/bin/env bash
# One of no alternatives: to json-rules-engine that is met, and to Drizzle it is every row.
#
# Guess:    "any of these" with an empty list is never met, as `[].some()` is false; or the list is refused. In a query it finds
#           nothing.
# Instead:  json-rules-engine answers `any` of none as it answers `all` of none, with yes, also deep inside a rule. Drizzle's
#           `or()` of none is undefined, which `where` takes for no condition: it selects and deletes every row. JsonLogic gives
#           undefined, which is no; mingo no; Kysely writes 1 = 0; sift and ucast refuse.
# Versions: json-rules-engine 7.3.1, drizzle-orm 0.45.4; json-logic-js 2.0.5, mingo 7.2.7, sift 17.1.4, @ucast/mongo2js 2.0.0,
#           kysely 0.29.9.
# Matters:  a list of blocked countries, or of orders to be cleared away, is made into alternatives by a loop; the day on which it
#           is empty, every payment is blocked, or every order is gone. Ask for the list's length first.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent json-rules-engine@7.3.1 drizzle-orm@0.45.4 json-logic-js@2.0.5 mingo@7.2.7 \
  sift@17.1.4 @ucast/mongo2js@2.0.0 kysely@0.29.9

cat >observe.mjs <<'JS'
import { guard } from '@ucast/mongo2js';
import { eq, or } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { drizzle } from 'drizzle-orm/sqlite-proxy';
import jsonLogic from 'json-logic-js';
import { Engine } from 'json-rules-engine';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { Query } from 'mingo';
import sift from 'sift';

const order = { country: 'NL' };
const orders = sqliteTable('orders', { country: text() });
const kysely = new Kysely({ dialect: {
  createAdapter: () => new SqliteAdapter(), createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new SqliteIntrospector(db), createQueryCompiler: () => new SqliteQueryCompiler(),
} });
const database = drizzle(async () => ({ rows: [] }));
const inDrizzle = (countries) => or(...countries.map((country) => eq(orders.country, country)));
const engine = async (conditions) => {
  const { events } = await new Engine([{ conditions, event: { type: 'blocked' } }]).run(order);
  return events.length === 1;
};
const inMongo = (countries) => ({ $or: countries.map((country) => ({ country })) });
const inEngine = (countries) => ({ any: countries.map((value) => ({ fact: 'country', operator: 'equal', value })) });
const ways = {
  'json-rules-engine': (countries) => engine(inEngine(countries)),
  'json-rules-engine, in a rule of rules': (countries) => engine({ all: [inEngine(['NL']), inEngine(countries)] }),
  'Drizzle': (countries) => database.select().from(orders).where(inDrizzle(countries)).toSQL().sql,
  'Drizzle, delete': (countries) => database.delete(orders).where(inDrizzle(countries)).toSQL().sql,
  'JsonLogic': (countries) => jsonLogic.apply({ or: countries.map((country) => ({ '==': [{ var: 'country' }, country] })) }, order),
  'mingo': (countries) => new Query(inMongo(countries)).test(order),
  'Kysely': (countries) => kysely.selectFrom('orders').select('country')
    .where((is) => is.or(countries.map((country) => is('country', '=', country)))).compile().sql,
  'sift': (countries) => sift(inMongo(countries))(order),
  'ucast': (countries) => guard(inMongo(countries))(order),
};
for (const [name, ask] of Object.entries(ways)) {
  const told = [];
  for (const countries of [['BE', 'NL'], ['BE'], []]) {
    try { told.push(`of ${countries.join(', ') || 'none'}: ${await ask(countries)}`); } catch { told.push('of none: refused'); }
  }
  console.log(`${name}, ${told.join('; ')}`);
}
JS

cat >stated <<'TEXT'
json-rules-engine, of BE, NL: true; of BE: false; of none: true
json-rules-engine, in a rule of rules, of BE, NL: true; of BE: false; of none: true
Drizzle, of BE, NL: select "country" from "orders" where ("orders"."country" = ? or "orders"."country" = ?); of BE: select "country" from "orders" where "orders"."country" = ?; of none: select "country" from "orders"
Drizzle, delete, of BE, NL: delete from "orders" where ("orders"."country" = ? or "orders"."country" = ?); of BE: delete from "orders" where "orders"."country" = ?; of none: delete from "orders"
JsonLogic, of BE, NL: true; of BE: false; of none: undefined
mingo, of BE, NL: true; of BE: false; of none: false
Kysely, of BE, NL: select "country" from "orders" where ("country" = ? or "country" = ?); of BE: select "country" from "orders" where "country" = ?; of none: select "country" from "orders" where 1 = 0
sift, of BE, NL: true; of BE: false; of none: refused
ucast, of BE, NL: true; of BE: false; of none: refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
