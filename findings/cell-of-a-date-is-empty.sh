#!/usr/bin/env bash
# The day of a payment is an empty cell in cli-table3, and the total of 12.50 and 7.00 under easy-table is 012.507.00, or NaN with one refund that is not
# known.
#
# Guess:    a cell shows what String makes of its value, a date too; the total under a column of amounts is their sum, also where they are texts as the
#           database gives them, and steps over what is missing.
# Instead:  cli-table3 takes every object for options of the cell, and a Date has no content. easy-table adds to 0 with +, which joins texts, and shows null
#           as the word; a missing amount makes NaN of the total though its own cell is empty. table writes "null" and "undefined", where columnify writes
#           nothing.
# Versions: cli-table3 0.6.5, easy-table 1.2.0, table 6.10.1, columnify 1.6.0.
# Matters:  a list on the terminal by which someone decides on refunds lacks its dates, and its total is a row of digits that looks like a large amount. Turn
#           values into texts before they go into a table.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts cli-table3@0.6.5 easy-table@1.2.0 table@6.10.1 columnify@1.6.0

cat >observe.mjs <<'JS'
import CliTable from 'cli-table3';
import columnify from 'columnify';
import EasyTable from 'easy-table';
import { table } from 'table';

const cells = {
  'cli-table3': (value) => {
    const it = new CliTable({ style: { border: [], head: [] } });
    it.push([value]);
    return it.toString().split('\n')[1].replaceAll('│', '');
  },
  'easy-table': (value) => {
    const it = new EasyTable();
    it.cell('cell', value);
    it.newRow();
    return it.toString().split('\n')[2];
  },
  table: (value) => table([[value]]).split('\n')[1].replaceAll('║', ''),
  columnify: (value) => columnify([{ cell: value }]).split('\n')[1],
};
for (const [name, cell] of Object.entries(cells)) {
  console.log(`${name}: ${[12.5, new Date('2026-01-31T00:00:00Z'), null, undefined].map((value) => `"${cell(value).trim().slice(0, 15)}"`).join(', ')}`);
}
const total = (amounts) => {
  const it = new EasyTable();
  for (const amount of amounts) {
    it.cell('amount', amount);
    it.newRow();
  }
  return it.total('amount').toString().trim().split('\n').at(-1).trim();
};
for (const amounts of [[12.5, 7], ['12.50', '7.00'], [12.5, undefined, 7], [12.5, null, 7]]) console.log(`easy-table, total of ${amounts.map(String).join(', ')}: ${total(amounts)}`);
JS

cat >stated <<'TEXT'
cli-table3: "12.5", "", "", ""
easy-table: "12.5", "Sat Jan 31 2026", "null", ""
table: "12.5", "Sat Jan 31 2026", "null", "undefined"
columnify: "12.5", "Sat Jan 31 2026", "", ""
easy-table, total of 12.5, 7: 19.5
easy-table, total of 12.50, 7.00: 012.507.00
easy-table, total of 12.5, undefined, 7: NaN
easy-table, total of 12.5, null, 7: 19.5
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
