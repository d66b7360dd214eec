#!/usr/bin/env bash
# A row that ExcelJS inserts among the refunds is not in their sum, and once rows are taken out the sum counts itself; by name, a row may come out empty.
#
# Guess:    a formula moves with its cell when rows are inserted, as in every spreadsheet, or its stored result is dropped, so that it is computed anew; a row
#           by names that are no columns is an error.
# Instead:  the cell moves and the text of the formula stays: SUM(A1:A2) stands in A4 and sums what is in A1 and A2 now, with the result of before. ExcelJS
#           does not say so in its answer, nor in the file: whoever reads only results reads the old total. A row whose names are not those of `key`, such as
#           the headers themselves, is added without values.
# Versions: exceljs 4.4.0.
# Matters:  a report from a template, into which lines are inserted above the total, has a wrong total when it is computed anew, and the template's total
#           until then. Write the formulas last, and without results.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts exceljs@4.4.0

cat >observe.mjs <<'JS'
import ExcelJS from 'exceljs';

const sheet = new ExcelJS.Workbook().addWorksheet('refunds');
sheet.addRows([[5], [7], [{ formula: 'SUM(A1:A2)', result: 12 }]]);
const told = () => {
  const cells = [];
  sheet.eachRow((row) => cells.push(row.getCell(1).value));
  return cells.map((value) => (value?.formula ? `${value.formula} = ${value.result}` : value)).join(', ');
};
console.log(`as written: ${told()}`);
sheet.insertRow(2, [100]);
console.log(`100 inserted as the second: ${told()}`);
sheet.spliceRows(1, 1);
console.log(`the first one taken out: ${told()}`);
sheet.spliceRows(1, 1);
console.log(`the next one taken out: ${told()}`);
const named = new ExcelJS.Workbook().addWorksheet('named');
named.columns = [{ header: 'Order', key: 'order' }, { header: 'Amount', key: 'amount' }];
named.addRow({ order: 'A', amount: 5, refunded: 3 });
named.addRow({ Order: 'B', Amount: 6 });
named.addRow({ order: 'C', amount: 8 });
console.log(`by names: ${[2, 3, 4].map((n) => JSON.stringify(named.getRow(n).values.slice(1))).join(', ')}`);
JS

cat >stated <<'TEXT'
as written: 5, 7, SUM(A1:A2) = 12
100 inserted as the second: 5, 100, 7, SUM(A1:A2) = 12
the first one taken out: 100, 7, SUM(A1:A2) = 12
the next one taken out: 7, SUM(A1:A2) = 12
by names: ["A",5], [], ["C",8]
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
