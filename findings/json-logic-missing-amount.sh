#!/usr/bin/env bash
# To JsonLogic an amount that is missing is below every limit.
#
# Guess:    a rule on a field that is not there is false, whichever way it compares, or it is an error.
# Instead:  the missing field is null, and null compares as 0: "below 100" and "at most 100" hold, and so does "from 0
#           to 100", though "is 0" does not. A text is a number beside a number and a text beside a text: '100' is
#           below '9'.
# Versions: json-logic-js 2.0.5.
# Matters:  "no extra check below 30.00", kept as a rule in data, holds for a payment whose amount has another name or
#           could not be read. Ask for the field with `missing` first.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent json-logic-js@2.0.5

cat >observe.mjs <<'JS'
import jsonLogic from 'json-logic-js';

const amount = { var: 'amount' };
const rules = {
  'below 100': { '<': [amount, 100] },
  'at most 100': { '<=': [amount, 100] },
  'from 0 to 100': { '<=': [0, amount, 100] },
  'is 0': { '==': [amount, 0] },
  'above 100': { '>': [amount, 100] },
};
for (const [name, data] of [['missing', {}], ['text 99.5', { amount: '99.5' }]]) {
  const held = Object.entries(rules).filter(([, rule]) => jsonLogic.apply(rule, data)).map(([rule]) => rule);
  console.log(`${name}: ${held.join(', ')}`);
}
console.log(`text 100 below text 9: ${jsonLogic.apply({ '<': [amount, '9'] }, { amount: '100' })}`);
JS

cat >stated <<'TEXT'
missing: below 100, at most 100, from 0 to 100
text 99.5: below 100, at most 100, from 0 to 100
text 100 below text 9: true
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
