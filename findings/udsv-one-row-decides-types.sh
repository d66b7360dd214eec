#!/usr/bin/env bash
# One single row decides what type a column has to uDSV, and the values that it does not fit become NaN.
#
# Guess:    a column is numbers if all of the rows that are looked at have numbers there; a value further down that is none
#           stays a text, or is an error.
# Instead:  the last of the first nine rows that has a value there decides alone. Eight ids of letters and then one of digits
#           are eight NaN and a number; an amount of "1,250.00" further down is NaN, an amount above `true` is false, a word
#           above a date an Invalid Date. There is no error and no count of them. `stringObjs` keeps every text.
# Versions: udsv 0.7.3.
# Matters:  a settlement report's ids are lost, or its total is NaN, by what stands in its ninth row on that day. Read texts, and
#           convert named columns yourself.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent udsv@0.7.3

cat >observe.mjs <<'JS'
import { inferSchema, initParser } from 'udsv';

const ids = (count) => Array.from({ length: count }, (_, index) => `A-${index + 1}`);
const numbers = (count) => Array.from({ length: count }, (_, index) => `${index + 1}.50`);
const columns = {
  'eight ids, and one of digits in the ninth row': [...ids(8), '1009'],
  'nine ids, and one of digits in the tenth row': [...ids(9), '1010'],
  'eight amounts, and a word in the ninth row': [...numbers(8), 'pending'],
  'nine amounts, and a separator in the tenth row': [...numbers(9), '"1,250.00"'],
  'two amounts above a word for yes': ['1.50', '2.50', 'true'],
  'a word above a date': ['pending', '2026-01-31'],
};
for (const [name, values] of Object.entries(columns)) {
  const text = ['line,value', ...values.map((value, index) => `${index + 1},${value}`), ''].join('\n');
  const told = initParser(inferSchema(text)).typedObjs(text).map(({ value }) => (value instanceof Date ? value.toJSON() ?? 'Invalid Date' : value));
  console.log(`${name}: ${told.map((value) => (typeof value === 'string' ? `"${value}"` : value)).join(' ')}`);
}
JS

cat >stated <<'TEXT'
eight ids, and one of digits in the ninth row: NaN NaN NaN NaN NaN NaN NaN NaN 1009
nine ids, and one of digits in the tenth row: "A-1" "A-2" "A-3" "A-4" "A-5" "A-6" "A-7" "A-8" "A-9" "1010"
eight amounts, and a word in the ninth row: "1.50" "2.50" "3.50" "4.50" "5.50" "6.50" "7.50" "8.50" "pending"
nine amounts, and a separator in the tenth row: 1.5 2.5 3.5 4.5 5.5 6.5 7.5 8.5 9.5 NaN
two amounts above a word for yes: false false true
a word above a date: "Invalid Date" "2026-01-31T00:00:00.000Z"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
