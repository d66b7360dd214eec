#!/usr/bin/env bash
# In FEEL, the language of decision tables, 0.1 + 0.2 is 0.3; in feelin it is not, and the text "12" is more than 5.
#
# Guess:    numbers of FEEL are decimals of 34 digits, so that fees come out to the cent; a comparison of a text with a number is null, and
#           `years and months duration` counts whole months.
# Instead:  feelin has JavaScript's numbers: 0.1 + 0.2 = 0.3 is false, half a cent of 1.005 is rounded down by `round half up`, and two ids beyond 2^53
#           are equal. A text is compared as a number, though it is added as nothing: "12" > 5 is true and "12" + 1 null. From 31 January to 28
#           February it counts P28D in place of no month.
# Versions: feelin 8.2.0.
# Matters:  a table that was tried in another engine for DMN takes another row here. Count in whole cents, and compare numbers only.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts feelin@8.2.0

cat >observe.mjs <<'JS'
import { evaluate } from 'feelin';

const told = (expression, context) => {
  const { value } = evaluate(expression, context);
  return value === null || typeof value !== 'object' ? String(value) : value.toString();
};
for (const [expression, context] of [
  ['0.1 + 0.2 = 0.3'], ['round half up(1.005, 2)'], ['9007199254740993 = 9007199254740992'], ['0.1 * 3 <= 0.3'],
  ['cents > 5', { cents: '12' }], ['cents + 1', { cents: '12' }], ['cents in (10..15)', { cents: '12' }],
  ['years and months duration(date("2026-01-31"), date("2026-02-28"))'], ['years and months duration(date("2026-01-15"), date("2026-03-14"))'],
]) {
  console.log(`${expression}${context ? ` with ${JSON.stringify(context)}` : ''}: ${told(expression, context)}`);
}
JS

cat >stated <<'TEXT'
0.1 + 0.2 = 0.3: false
round half up(1.005, 2): 1
9007199254740993 = 9007199254740992: true
0.1 * 3 <= 0.3: false
cents > 5 with {"cents":"12"}: true
cents + 1 with {"cents":"12"}: null
cents in (10..15) with {"cents":"12"}: true
years and months duration(date("2026-01-31"), date("2026-02-28")): P28D
years and months duration(date("2026-01-15"), date("2026-03-14")): P1M27D
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
