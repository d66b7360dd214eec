#!/usr/bin/env bash
# In a table that Arrow makes of objects, what is missing is not null: it is NaN, false or an empty text.
#
# Guess:    `tableFromJSON` makes null of a field that an object does not have, as it does of one that is null; a text among
#           numbers makes a column of texts, or is an error.
# Instead:  null is null, but what is missing is NaN among numbers, false among booleans and an empty text among texts, and none
#           of them is counted as null. Among dates and bigints it is an error. A word among numbers is NaN as well.
# Versions: apache-arrow 21.2.0.
# Matters:  JSON leaves out what is not there: a payment whose `captured` was not reported is stored as not captured, and the
#           total of a `refunded` that most payments do not have is NaN. Write null for what is missing before the table is
#           made, or give the columns' types.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent apache-arrow@21.2.0

cat >observe.mjs <<'JS'
import { tableFromIPC, tableFromJSON, tableToIPC } from 'apache-arrow';

const columns = {
  'an amount that is null': [1000, null, 500],
  'an amount that is missing': [1000, undefined, 500],
  'an amount that is missing in the first': [undefined, 1000, 500],
  'an amount that is a word': [1000, 'pending', 500],
  'a flag that is null': [true, null, true],
  'a flag that is missing': [true, undefined, true],
  'a text that is null': ['EUR', null, 'USD'],
  'a text that is missing': ['EUR', undefined, 'USD'],
  'a date that is missing': [new Date(0), undefined, new Date(0)],
  'a bigint that is missing': [1000n, undefined, 500n],
};
for (const [name, values] of Object.entries(columns)) {
  let told = 'error';
  try {
    const rows = values.map((value, id) => (value === undefined ? { id } : { id, value }));
    const column = tableFromIPC(tableToIPC(tableFromJSON(rows))).getChild('value');
    told = `${[...column].map((value) => (typeof value === 'string' ? `"${value}"` : String(value))).join(' ')}, ${column.nullCount} null`;
  } catch { /* as told */ }
  console.log(`${name}: ${told}`);
}
JS

cat >stated <<'TEXT'
an amount that is null: 1000 null 500, 1 null
an amount that is missing: 1000 NaN 500, 0 null
an amount that is missing in the first: NaN 1000 500, 0 null
an amount that is a word: 1000 NaN 500, 0 null
a flag that is null: true null true, 1 null
a flag that is missing: true false true, 0 null
a text that is null: "EUR" null "USD", 1 null
a text that is missing: "EUR" "" "USD", 0 null
a date that is missing: error
a bigint that is missing: error
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
