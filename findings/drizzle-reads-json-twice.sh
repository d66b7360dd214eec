#!/usr/bin/env bash
# The reference "9007199254740993", a text in a column of jsonb, comes back from Drizzle as the number 9007199254740992, and the note "null" as none.
#
# Guess:    what is stored in a column of jsonb comes back as it was: a text a text, a number a number. The driver has read the JSON, once.
# Instead:  where the driver gives a text, because the JSON is one, Drizzle reads that text as JSON again, and keeps it only where it is none: digits become
#           numbers and are rounded, true and null what they say, and a JSON object that was kept as a text is an object. Numbers and objects, and texts within
#           them, come back as they were. The database holds the right value.
# Versions: drizzle-orm 0.45.4 on @electric-sql/pglite 0.5.14.
# Matters:  a table of keys and values of any kind is what such a column is for; `00125` stays a text there and `125` does not. Put the value into an object: {
#           value }.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts drizzle-orm@0.45.4 @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { asc } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { integer, jsonb, pgTable } from 'drizzle-orm/pg-core';

const client = await PGlite.create();
await client.exec('create table detail (number int, value jsonb)');
const detail = pgTable('detail', { number: integer('number'), value: jsonb('value') });
const db = drizzle(client);
const values = ['9007199254740993', '00125', '1e3', 'true', 'null', '{"note":"a","note":"b"}', 'refunded', 1250, { reference: '9007199254740993' }];
await db.insert(detail).values(values.map((value, number) => ({ number, value })));
const { rows: stored } = await client.query('select value::text as text, value from detail order by number');
const read = await db.select().from(detail).orderBy(asc(detail.number));
for (const [number, { text, value }] of stored.entries()) console.log(`stored ${text}: PGlite ${JSON.stringify(value)}, Drizzle ${JSON.stringify(read[number].value)}`);
process.exit();
JS

cat >stated <<'TEXT'
stored "9007199254740993": PGlite "9007199254740993", Drizzle 9007199254740992
stored "00125": PGlite "00125", Drizzle "00125"
stored "1e3": PGlite "1e3", Drizzle 1000
stored "true": PGlite "true", Drizzle true
stored "null": PGlite "null", Drizzle null
stored "{\"note\":\"a\",\"note\":\"b\"}": PGlite "{\"note\":\"a\",\"note\":\"b\"}", Drizzle {"note":"b"}
stored "refunded": PGlite "refunded", Drizzle "refunded"
stored 1250: PGlite 1250, Drizzle 1250
stored {"reference": "9007199254740993"}: PGlite {"reference":"9007199254740993"}, Drizzle {"reference":"9007199254740993"}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
