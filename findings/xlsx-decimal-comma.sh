#!/usr/bin/env bash
# SheetJS takes the decimal comma of a CSV for nothing.
#
# Guess:    an amount with a decimal comma is 12.5 where it is understood, or stays text, as with other readers of CSV.
# Instead:  commas are dropped: 12,50 is 1250, a hundred times as much, 0,99 is 99 and -5,00 is -500; 1.234,50 is
#           1.2345, a thousandth. The separator of the same file, a semicolon, is found by itself. No warning; the
#           text as it was stands in the cell's `w`. Papa Parse and csv-parse keep the text.
# Versions: xlsx 0.18.5, papaparse 5.7.1, csv-parse 7.0.3.
# Matters:  banks and payment services of half of Europe write amounts so. With two decimals, all amounts of a statement
#           are wrong by the same factor and still add up, except those from a thousand. Read with `raw: true` and convert
#           the texts yourself.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent xlsx@0.18.5 papaparse@5.7.1 csv-parse@7.0.3

cat >observe.cjs <<'JS'
const { parse: csvParse } = require('csv-parse/sync');
const Papa = require('papaparse');
const XLSX = require('xlsx');

const amounts = ['12,50', '0,99', '-5,00', '1.234,50', '12.50'];
const file = ['order;amount', ...amounts.map((amount, at) => `A-${at};${amount}`)].join('\n');
const sheet = (options) => {
  const { Sheets, SheetNames } = XLSX.read(file, { type: 'string', ...options });
  return XLSX.utils.sheet_to_json(Sheets[SheetNames[0]]);
};
const readers = {
  xlsx: sheet(),
  'xlsx, raw': sheet({ raw: true }),
  papaparse: Papa.parse(file, { header: true, dynamicTyping: true }).data,
  'csv-parse': csvParse(file, { columns: true, cast: true, delimiter: ';' }),
};
for (const [reader, rows] of Object.entries(readers)) {
  console.log(`${reader}: ${rows.map(({ amount }, at) => `${amounts[at]} is ${typeof amount} ${amount}`).join('; ')}`);
}
JS

cat >stated <<'TEXT'
xlsx: 12,50 is number 1250; 0,99 is number 99; -5,00 is number -500; 1.234,50 is number 1.2345; 12.50 is number 12.5
xlsx, raw: 12,50 is string 12,50; 0,99 is string 0,99; -5,00 is string -5,00; 1.234,50 is string 1.234,50; 12.50 is string 12.50
papaparse: 12,50 is string 12,50; 0,99 is string 0,99; -5,00 is string -5,00; 1.234,50 is string 1.234,50; 12.50 is number 12.5
csv-parse: 12,50 is string 12,50; 0,99 is string 0,99; -5,00 is string -5,00; 1.234,50 is string 1.234,50; 12.50 is number 12.5
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
