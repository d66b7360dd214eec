#!/usr/bin/env bash
# feelin computes FEEL, a language with decimal numbers, in binary fractions.
#
# Guess:    FEEL's numbers are decimals of 34 digits: 12.10 + 0.20 is 12.30, 1.005 rounded half up to cents is 1.01.
#           A text is never smaller than a number; such a comparison is null.
# Instead:  numbers are JavaScript's: that sum is not 12.30, 1.005 becomes 1, and an id beyond 2^53 is its neighbour.
#           "50" < 100 is true, though "100" = 100 is null: a text of 100 is at most 100, not less, and not equal.
# Versions: feelin 8.2.0.
# Matters:  a DMN table about amounts that was tried in the page with feelin decides otherwise in an engine that keeps
#           to FEEL, and the other way round: `paid = amount` fails here for sums that are equal. Use minor units.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent feelin@8.2.0

cat >observe.mjs <<'JS'
import { evaluate } from 'feelin';

const told = { amount: '100', paid: [12.1, 0.2] };
for (const expression of [
  '12.10 + 0.20 = 12.30', 'sum(paid) = 12.30', 'round half up(1.005, 2)', 'round half up(2.675, 2)', '100 * 1.15',
  '9007199254740993 = 9007199254740992', '"50" < 100', '"9" < "10"', 'amount <= 100', 'amount < 100', 'amount = 100',
]) {
  const answer = evaluate(expression, told);
  console.log(`${expression}: ${JSON.stringify(answer.value)}`);
}
JS

cat >stated <<'TEXT'
12.10 + 0.20 = 12.30: false
sum(paid) = 12.30: false
round half up(1.005, 2): 1
round half up(2.675, 2): 2.68
100 * 1.15: 114.99999999999999
9007199254740993 = 9007199254740992: true
"50" < 100: true
"9" < "10": false
amount <= 100: true
amount < 100: false
amount = 100: null
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
