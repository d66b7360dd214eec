#!/usr/bin/env bash
# To PostgreSQL's type money '12,5' is $125.00 and '1,2,3' $123.00, and '(12.50)' and '12.50-' are what was paid back.
#
# Guess:    a comma that does not stand before three digits is an error, as it is for numeric; and what money has is what was written.
# Instead:  in the locale C, which PGlite has and clusters made without a locale, the comma is dropped wherever it stands before the point, and 12,50 is $1,250.00.
#           Brackets, or a minus behind the number, make it negative, and a third decimal is rounded. Out of JSON it comes as the text "$1,250.00", which numeric
#           refuses. Divided by a whole number it loses a cent, and multiplied by 1.005 it goes through a floating-point number.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, lc_monetary C.
# Matters:  the amounts of a German or Dutch list go in without a word, a hundred times as large. Use numeric, or whole cents.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
const ask = async (sql) => (await db.query(`select (${sql})::text as answer`).then(({ rows: [{ answer }] }) => answer, () => 'an error'));
console.log(`lc_monetary ${await ask("current_setting('lc_monetary')")}`);
for (const text of ['12,50', '12,5', '1,2,3', '1.250,00', '(12.50)', '12.50-', '12.345', '€12.50'])
  console.log(`'${text}': money ${await ask(`'${text}'::money`)}, numeric ${await ask(`'${text}'::numeric`)}`);
console.log(`in JSON: ${await ask("to_jsonb('1250'::money)")}, read again by numeric: ${await ask("(to_jsonb('1250'::money) #>> '{}')::numeric")}`);
console.log(`10.00 in three, three times: ${await ask("'10.00'::money / 3 * 3")}`);
for (const amount of ['1.00', '3.00', '5.00', '7.00']) console.log(`${amount} * 1.005: ${await ask(`'${amount}'::money * 1.005`)}, as numeric ${await ask(`round(${amount} * 1.005, 2)`)}`);
process.exit();
JS

cat >stated <<'TEXT'
lc_monetary C
'12,50': money $1,250.00, numeric an error
'12,5': money $125.00, numeric an error
'1,2,3': money $123.00, numeric an error
'1.250,00': money an error, numeric an error
'(12.50)': money -$12.50, numeric an error
'12.50-': money -$12.50, numeric an error
'12.345': money $12.35, numeric 12.345
'€12.50': money an error, numeric an error
in JSON: "$1,250.00", read again by numeric: an error
10.00 in three, three times: $9.99
1.00 * 1.005: $1.00, as numeric 1.01
3.00 * 1.005: $3.01, as numeric 3.02
5.00 * 1.005: $5.02, as numeric 5.03
7.00 * 1.005: $7.03, as numeric 7.04
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
