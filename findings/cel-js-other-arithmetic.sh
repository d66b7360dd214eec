#!/usr/bin/env bash
# A rule in CEL means something else in cel-js than CEL says.
#
# Guess:    CEL's numbers are 64-bit integers and doubles, kept apart: 1250 / 100 is 12, an overflow is an error, and
#           `true || missing` is true, since one side settles it.
# Instead:  all numbers are JavaScript's: 1250 / 100 is 12.5, an id beyond 2^53 equals its neighbour, an overflow
#           gives a large double. `true || missing` is an error, because the other side is looked up all the same, but
#           `false && missing` is not.
# Versions: cel-js 0.8.2.
# Matters:  the same limit on an amount in minor units, kept as CEL and judged by a Go or Java service and by a page
#           with cel-js, is judged two ways.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent cel-js@0.8.2

cat >observe.mjs <<'JS'
import { evaluate } from 'cel-js';

for (const [expression, standard] of [
  ['1250 / 100', '12'],
  ['-7 / 2', '-3'],
  ['9007199254740993 == 9007199254740992', 'false'],
  ['9223372036854775807 + 1', 'error'],
  ['true || missing', 'true'],
  ['false && missing', 'false'],
]) {
  let answer;
  try {
    answer = String(evaluate(expression, {}));
  } catch {
    answer = 'error';
  }
  console.log(`${expression}: CEL says ${standard}, cel-js ${answer}`);
}
JS

cat >stated <<'TEXT'
1250 / 100: CEL says 12, cel-js 12.5
-7 / 2: CEL says -3, cel-js -3.5
9007199254740993 == 9007199254740992: CEL says false, cel-js true
9223372036854775807 + 1: CEL says error, cel-js 9223372036854776000
true || missing: CEL says true, cel-js error
false && missing: CEL says false, cel-js false
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
