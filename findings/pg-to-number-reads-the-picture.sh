#!/usr/bin/env bash
# PostgreSQL's to_number makes 1250 of 12.50, or 125, or 12 of 1250, by the number of nines in the format.
#
# Guess:    a text that does not fit its format is an error, as with a cast; a sign and brackets count, or are refused.
# Instead:  each 9 takes a character, whatever it is, and what is no digit is dropped. Without a place for the point the amount is ten or a hundred
#           times as much; with fewer 9s than digits the end is cut off; a decimal comma counts for nothing if there are nines enough, and is
#           refused if not; a minus behind the amount and brackets around it are lost. to_date gives the year 26 to DD.MM.YYYY if the
#           year has two digits, and HH is the clock of twelve hours, so that 12:30 is half past midnight.
# Versions: PostgreSQL 18.6, in @electric-sql/pglite 0.5.14.
# Matters:  statements and settlement files are read this way into tables, and their amounts come with a comma in Amsterdam and brackets for a debit
#           in New York. A cast to numeric reads a number as it is and refuses the rest.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
const told = (sql, parameters) => db.query(`select (${sql})::text as told`, parameters).then(({ rows: [{ told }] }) => told, () => 'refused');
for (const [text, format] of [
  ['12.50', '99999.99'], ['12.50', '9999'], ['12.50', '99999'], ['1250', '99'], ['12,50', '999.99'], ['12,50', '99999.99'], ['12,50', '99999D99'],
  ['1.250,50', '99G999D99'], ['12.50-', '99999.99'], ['(12.50)', '99999.99'], ['1e3', '99999'],
]) {
  console.log(`${text} by ${format}: ${await told('to_number($1, $2)', [text, format])}, cast ${await told('$1::text::numeric', [text])}`);
}
console.log(`31.01.26 by DD.MM.YYYY: ${await told("to_date('31.01.26', 'DD.MM.YYYY')")}`);
console.log(`12:30 by HH:MI: ${await told("to_timestamp('2026-01-31 12:30', 'YYYY-MM-DD HH:MI')::time")}`);
await db.close();
JS

cat >stated <<'TEXT'
12.50 by 99999.99: 12.50, cast 12.50
12.50 by 9999: 125, cast 12.50
12.50 by 99999: 1250, cast 12.50
1250 by 99: 12, cast 1250
12,50 by 999.99: refused, cast refused
12,50 by 99999.99: 1250, cast refused
12,50 by 99999D99: 1250, cast refused
1.250,50 by 99G999D99: 1.25, cast refused
12.50- by 99999.99: 12.50, cast refused
(12.50) by 99999.99: 12.50, cast refused
1e3 by 99999: 13, cast 1000
31.01.26 by DD.MM.YYYY: 0026-01-31
12:30 by HH:MI: 00:30:00
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
