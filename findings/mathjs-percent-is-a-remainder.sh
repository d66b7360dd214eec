#!/usr/bin/env bash
# In math.js a fee of 2.9% plus 30 cents on 10.00 is 20 cents.
#
# Guess:    a percent sign behind a number divides it by a hundred, as in a spreadsheet: 1000 * 2.9% + 30 is 59, and 5% + 5% is
#           0.1. At most, 100 + 21% is 121, as on a pocket calculator.
# Instead:  it is that unless a sign follows: then % is the remainder, of what is before it by the signed number behind it. 1000 *
#           2.9% + 30 is the remainder of 2900 by +30, which is 20; 5% + 5% is 0. 30 + 1000 * 2.9% is 59, and with brackets around
#           2.9% it is 59 both ways. 100 + 21% is 121, but 100 + 21% + 5 is 101. HyperFormula and fast-formula-parser reckon as
#           spreadsheets do.
# Versions: mathjs 15.2.0; hyperformula 3.5.0, fast-formula-parser 1.0.19.
# Matters:  "percentage plus a fixed amount" is how fees of card payments are written, and nothing says that the order of the two
#           decides. Divide by a hundred in the formula, or put each percentage into brackets.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent mathjs@15.2.0 hyperformula@3.5.0 fast-formula-parser@1.0.19

cat >observe.mjs <<'JS'
import FormulaParser from 'fast-formula-parser';
import hyperformula from 'hyperformula';
import { evaluate } from 'mathjs';

const sheet = hyperformula.HyperFormula.buildEmpty({ licenseKey: 'gpl-v3' });
sheet.addSheet('fees');
const parser = new FormulaParser();
for (const formula of [
  '1000 * 2.9% + 30', '30 + 1000 * 2.9%', '1000 * (2.9%) + 30', '2000 * 2.5% - 30', '1000 * 2.9 / 100 + 30', '5% + 5%',
  '100 + 21%', '100 + 21% + 5', '100 + 21% * 2',
]) {
  console.log(`${formula}: math.js ${evaluate(formula)}, HyperFormula ${sheet.calculateFormula(`=${formula}`, 0)}, `
    + `fast-formula-parser ${parser.parse(formula)}`);
}
JS

cat >stated <<'TEXT'
1000 * 2.9% + 30: math.js 20, HyperFormula 59, fast-formula-parser 59
30 + 1000 * 2.9%: math.js 59, HyperFormula 59, fast-formula-parser 59
1000 * (2.9%) + 30: math.js 59, HyperFormula 59, fast-formula-parser 59
2000 * 2.5% - 30: math.js -10, HyperFormula 20, fast-formula-parser 20
1000 * 2.9 / 100 + 30: math.js 59, HyperFormula 59, fast-formula-parser 59
5% + 5%: math.js 0, HyperFormula 0.1, fast-formula-parser 0.1
100 + 21%: math.js 121, HyperFormula 100.21, fast-formula-parser 100.21
100 + 21% + 5: math.js 101, HyperFormula 105.21, fast-formula-parser 105.21
100 + 21% * 2: math.js 100.42, HyperFormula 100.42, fast-formula-parser 100.42
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
