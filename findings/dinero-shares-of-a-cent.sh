#!/usr/bin/env bash
# Dinero allocates tenths of a cent when the shares have a decimal place.
#
# Guess:    allocate() gives amounts that can be paid: whole cents that add up to the whole, however the shares are
#           written.
# Instead:  it is so for whole shares. For shares of 50.5 and 49.5 the parts are in tenths of a cent, since the scale
#           of the shares is added to that of the amount, and the tenth that is left over goes to the first part, not
#           to the one that is short of most. Shares of 505 and 495, the same proportion, give cents.
# Versions: dinero.js 2.0.2.
# Matters:  the parts add up, but none of them can be sent; rounded each by itself, the sum is off.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent dinero.js@2.0.2

cat >observe.mjs <<'JS'
import { allocate, dinero, toSnapshot } from 'dinero.js';
import { EUR } from 'dinero.js/currencies';

const total = dinero({ amount: 101, currency: EUR });
const shares = {
  '505 to 495': [505, 495],
  '50.5 to 49.5': [{ amount: 505, scale: 1 }, { amount: 495, scale: 1 }],
};
for (const [name, ratios] of Object.entries(shares)) {
  const parts = allocate(total, ratios).map(toSnapshot).map(({ amount, scale }) => (amount / 10 ** scale).toFixed(scale));
  console.log(`${name}: ${parts.join(' and ')}`);
}
JS

cat >stated <<'TEXT'
505 to 495: 0.52 and 0.49
50.5 to 49.5: 0.511 and 0.499
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
