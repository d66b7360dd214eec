#!/usr/bin/env bash
# To Dinero a fee of 1.001 in whole cents is 1.00, and its refund of -1.001 is -1.01.
#
# Guess:    to bring an amount to fewer decimals cuts it off, or rounds it to the nearest: a payment and its refund come to the same cents, with another sign.
# Instead:  transformScale() rounds down unless it is told otherwise, and down is towards minus infinity: each negative amount with anything behind its cents
#           is a cent larger. `up`, `halfUp` and `halfDown` go by that direction too; of the ones that come with it halfEven, halfAwayFromZero and
#           halfTowardsZero treat both signs alike.
# Versions: dinero.js 2.0.2.
# Matters:  a fee that is taken and given back is a cent in the customer's favour, each time, and the books of fees and refunds never balance. Name the
#           rounding.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts dinero.js@2.0.2

cat >observe.mjs <<'JS'
import { dinero, down, halfAwayFromZero, halfDown, halfEven, halfTowardsZero, halfUp, toDecimal, transformScale, up } from 'dinero.js';

const currency = { code: 'EUR', base: 10, exponent: 2 };
const ways = { 'unless told': undefined, down, up, halfUp, halfDown, halfEven, halfAwayFromZero, halfTowardsZero };
for (const [name, way] of Object.entries(ways)) {
  const inCents = (amount) => toDecimal(transformScale(dinero({ amount, currency, scale: 3 }), 2, way));
  console.log(`${name}: ${[1001, 1005, 1009].map((amount) => `${amount / 1000} is ${inCents(amount)} and ${-amount / 1000} is ${inCents(-amount)}`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
unless told: 1.001 is 1.00 and -1.001 is -1.01, 1.005 is 1.00 and -1.005 is -1.01, 1.009 is 1.00 and -1.009 is -1.01
down: 1.001 is 1.00 and -1.001 is -1.01, 1.005 is 1.00 and -1.005 is -1.01, 1.009 is 1.00 and -1.009 is -1.01
up: 1.001 is 1.01 and -1.001 is -1.00, 1.005 is 1.01 and -1.005 is -1.00, 1.009 is 1.01 and -1.009 is -1.00
halfUp: 1.001 is 1.00 and -1.001 is -1.00, 1.005 is 1.01 and -1.005 is -1.00, 1.009 is 1.01 and -1.009 is -1.01
halfDown: 1.001 is 1.00 and -1.001 is -1.00, 1.005 is 1.00 and -1.005 is -1.01, 1.009 is 1.01 and -1.009 is -1.01
halfEven: 1.001 is 1.00 and -1.001 is -1.00, 1.005 is 1.00 and -1.005 is -1.00, 1.009 is 1.01 and -1.009 is -1.01
halfAwayFromZero: 1.001 is 1.00 and -1.001 is -1.00, 1.005 is 1.01 and -1.005 is -1.01, 1.009 is 1.01 and -1.009 is -1.01
halfTowardsZero: 1.001 is 1.00 and -1.001 is -1.00, 1.005 is 1.00 and -1.005 is -1.00, 1.009 is 1.01 and -1.009 is -1.01
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
