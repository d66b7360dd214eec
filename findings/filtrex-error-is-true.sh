#!/usr/bin/env bash
# A rule of filtrex about a missing amount answers with an error, and the error is true.
#
# Guess:    if a rule cannot be decided, since its field is missing, null or a text, calling it throws, or gives false.
# Instead:  it gives an Error as its value. Nothing is thrown, and an object is true: as a condition, or in `filter`,
#           the rule holds for these payments, and so does the opposite rule.
# Versions: filtrex 3.1.0.
# Matters:  "review not needed below 100" lets through the payment without an amount, and the list of the small
#           payments and that of the large ones both contain it. Compare with `=== true`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent filtrex@3.1.0

cat >observe.cjs <<'JS'
const { compileExpression } = require('filtrex');

const payments = [
  { id: 'small', amount: 50 }, { id: 'large', amount: 500 }, { id: 'none' }, { id: 'null', amount: null }, { id: 'text', amount: '500' },
];
for (const rule of ['amount < 100', 'amount >= 100', 'not (amount < 100)']) {
  const holds = compileExpression(rule);
  console.log(`${rule}: ${payments.filter(holds).map(({ id }) => id).join(', ')}`);
  console.log(`${rule}, compared with true: ${payments.filter((payment) => holds(payment) === true).map(({ id }) => id).join(', ')}`);
}
const answer = compileExpression('amount < 100')({ id: 'none' });
console.log(`without an amount: ${answer instanceof Error ? 'an Error, returned' : answer}`);
JS

cat >stated <<'TEXT'
amount < 100: small, none, null, text
amount < 100, compared with true: small
amount >= 100: large, none, null, text
amount >= 100, compared with true: large
not (amount < 100): large, none, null, text
not (amount < 100), compared with true: large
without an amount: an Error, returned
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
