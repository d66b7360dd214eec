#!/usr/bin/env bash
# In a CSV by csv-stringify `false` is empty, and a time is a number of milliseconds.
#
# Guess:    a value is written as its text: `false`, and a Date as ISO 8601, which is how papaparse and JSON have it. What is missing is empty.
# Instead:  true is 1, false is empty and cannot be told from null or from what is missing; a Date is its milliseconds since 1970. Of its own
#           family, csv-parse with `cast` and `cast_date` reads none of it back. papaparse writes texts for all of them.
# Versions: csv-stringify 6.9.0, csv-parse 7.0.3, papaparse 5.7.1.
# Matters:  "captured: false" arrives as "not known", and where a program takes what is not known for its own default, it is true. A table whose
#           times are of thirteen digits is read as amounts. Give `cast` functions for boolean and date.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts csv-stringify@6.9.0 csv-parse@7.0.3 papaparse@5.7.1

cat >observe.mjs <<'JS'
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import Papa from 'papaparse';

const values = { true: true, false: false, null: null, missing: undefined, Date: new Date('2026-01-31T10:00:00Z'), '1250n': 1250n };
const writers = {
  'csv-stringify': (row) => stringify([row]),
  'csv-stringify with cast': (row) => stringify([row], { cast: { boolean: String, date: (at) => at.toJSON() } }),
  papaparse: (row) => Papa.unparse([row]),
};
for (const [name, write] of Object.entries(writers)) {
  // A column stands before the one that is looked at, lest an empty line be left out.
  const read = Object.entries(values).map(([value, written]) => {
    const [[, back]] = parse(write(['A', written]), { cast: true, cast_date: true });
    return `${value} is "${write(['A', written]).trim().slice(2)}"${value === 'Date' ? `, read as a ${back?.constructor.name}` : ''}`;
  });
  console.log(`${name}: ${read.join('; ')}`);
}
JS

cat >stated <<'TEXT'
csv-stringify: true is "1"; false is ""; null is ""; missing is ""; Date is "1769853600000", read as a Number; 1250n is "1250"
csv-stringify with cast: true is "true"; false is "false"; null is ""; missing is ""; Date is "2026-01-31T10:00:00.000Z", read as a Date; 1250n is "1250"
papaparse: true is "true"; false is "false"; null is ""; missing is ""; Date is "2026-01-31T10:00:00.000Z", read as a Date; 1250n is "1250"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
