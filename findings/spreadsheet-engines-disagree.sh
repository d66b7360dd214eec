#!/usr/bin/env bash
# Three engines for the formulas of spreadsheets, three answers: on a fee of half a cent, on a refund, on the end of a month, on a status.
#
# Guess:    HyperFormula, fast-formula-parser and Formula.js compute what a spreadsheet computes: ROUND(1.005, 2) is 1.01, INT(-2.5) is -3,
#           a month after the 31st of January is the 28th of February, and "completed" = "COMPLETED" is true, as texts are compared
#           without regard to case.
# Instead:  each of the three is wrong somewhere, and not in the same place: ROUND gives 1 in two of them, INT goes towards zero in
#           HyperFormula, EDATE goes on to the 3rd of March and cases count in fast-formula-parser, and in Formula.js DAYS360 has two days
#           more. Formula.js has functions and no comparisons.
# Versions: hyperformula 3.5.0, fast-formula-parser 1.0.19, @formulajs/formulajs 4.6.1.
# Matters:  a fee schedule or a reconciliation that was written and agreed on as a sheet pays other cents, other days and other rows when
#           it runs on a server. Compare the results with the sheet's own, and compute in whole minor units.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent hyperformula@3.5.0 fast-formula-parser@1.0.19 @formulajs/formulajs@4.6.1

cat >observe.mjs <<'JS'
import * as formulajs from '@formulajs/formulajs';
import Parser from 'fast-formula-parser';
import { HyperFormula } from 'hyperformula';

const day = (serial) => new Date(Date.UTC(1899, 11, 30 + Math.floor(serial))).toISOString().slice(0, 10);
const asDay = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : day(value));
const parser = new Parser();
const cell = (formula) => {
  const sheet = HyperFormula.buildFromArray([[formula]], { licenseKey: 'gpl-v3' });
  return sheet.getCellValue({ sheet: 0, row: 0, col: 0 });
};
const { DATE } = formulajs;
const questions = [
  ['ROUND(1.005, 2)', '1.01', () => formulajs.ROUND(1.005, 2)],
  ['ROUND(1.015, 2)', '1.02', () => formulajs.ROUND(1.015, 2)],
  ['INT(-2.5)', '-3', () => formulajs.INT(-2.5)],
  ['DAYS360(DATE(2026, 1, 31), DATE(2026, 2, 28))', '28', () => formulajs.DAYS360(DATE(2026, 1, 31), DATE(2026, 2, 28))],
  ['EDATE(DATE(2026, 1, 31), 1)', '2026-02-28', () => formulajs.EDATE(DATE(2026, 1, 31), 1), asDay],
  ['"completed" = "COMPLETED"', 'true', () => 'has none'],
];
for (const [formula, sheet, byFormulajs, shown = String] of questions) {
  const parsed = parser.parse(formula, { row: 1, col: 1, sheet: 'fees' });
  console.log(`${formula}: HyperFormula ${shown(cell(`=${formula}`))}, fast-formula-parser ${shown(parsed)}, Formula.js ${shown(byFormulajs())}; a spreadsheet ${sheet}`);
}
JS

cat >stated <<'TEXT'
ROUND(1.005, 2): HyperFormula 1, fast-formula-parser 1, Formula.js 1.01; a spreadsheet 1.01
ROUND(1.015, 2): HyperFormula 1.01, fast-formula-parser 1.01, Formula.js 1.02; a spreadsheet 1.02
INT(-2.5): HyperFormula -2, fast-formula-parser -3, Formula.js -3; a spreadsheet -3
DAYS360(DATE(2026, 1, 31), DATE(2026, 2, 28)): HyperFormula 28, fast-formula-parser 28, Formula.js 30; a spreadsheet 28
EDATE(DATE(2026, 1, 31), 1): HyperFormula 2026-02-28, fast-formula-parser 2026-03-03, Formula.js 2026-02-28; a spreadsheet 2026-02-28
"completed" = "COMPLETED": HyperFormula true, fast-formula-parser false, Formula.js has none; a spreadsheet true
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
