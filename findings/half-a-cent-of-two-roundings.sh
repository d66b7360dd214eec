#!/usr/bin/env bash
# Intl rounds 1.005 up to 1.01 where toFixed rounds it down, though both are given the same number.
#
# Guess:    `Intl.NumberFormat` and `toFixed` round the number itself. 1.005 is a little less than that in binary, so both say 1.00;
#           and of 8.345, which is a little more, both say 8.35.
# Instead:  Intl rounds the shortest decimal text of the number, half up: 1.005 is 1.01, and so is every half of a cent that somebody
#           can write, whichever side of it the binary number lies on. `toFixed` rounds the number. By the words of the standard both
#           should round the exact value.
# Versions: Node 24.21.0 (V8 13.6, ICU 78.3).
# Matters:  the amount that is shown is a cent more than the one that is computed with `toFixed` and sent: in a list of 1,000 prices
#           that end in half a cent about half differ. Compute in minor units, round once, and show what was sent.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >observe.mjs <<'JS'
const shown = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2, useGrouping: false });
for (const amount of [1.005, 8.345, 1.115, 10.075])
  console.log(`${amount}, exactly ${amount.toPrecision(20)}: Intl ${shown.format(amount)}, toFixed ${amount.toFixed(2)}`);
let differ = 0;
for (let cents = 0; cents < 1000; cents++) {
  const amount = Number(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}5`);
  if (shown.format(amount) !== amount.toFixed(2)) differ++;
}
console.log(`of 1000 halves of a cent, ${differ} differ`);
JS

cat >stated <<'TEXT'
1.005, exactly 1.0049999999999998934: Intl 1.01, toFixed 1.00
8.345, exactly 8.3450000000000006395: Intl 8.35, toFixed 8.35
1.115, exactly 1.1149999999999999911: Intl 1.12, toFixed 1.11
10.075, exactly 10.074999999999999289: Intl 10.08, toFixed 10.07
of 1000 halves of a cent, 480 differ
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
