#!/usr/bin/env bash
# money-math computes a negative amount otherwise than the same amount without its sign.
#
# Guess:    a payment and its refund differ in their sign only: -2.00 / 3 is -0.67 as 2.00 / 3 is 0.67, and a product
#           of unlike signs is negative.
# Instead:  quotients and products of negative amounts are a cent or two too small, or lose their minus; rounding up
#           to five cents ends on an amount that is no multiple of five. Amounts that are not negative come out right.
# Versions: money-math 2.6.3.
# Matters:  the library is made for exact money; its refunds, credits and reversals do not add up to the payment.
#           Compute with the absolute amount and put the sign back, or compute in whole minor units.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent money-math@2.6.3

cat >observe.mjs <<'JS'
import money from 'money-math';

const pairs = [
  ['2.00 / 3', money.div('2.00', '3.00'), money.div('-2.00', '3.00')],
  ['5.00 / 8', money.div('5.00', '8.00'), money.div('-5.00', '8.00')],
  ['0.05 * 0.10', money.mul('0.05', '0.10'), money.mul('-0.05', '0.10')],
  ['0.15 * 0.50', money.mul('0.15', '0.50'), money.mul('-0.15', '0.50')],
  ['42.02 up to 5 cents', money.roundUpTo5Cents('42.02'), money.roundUpTo5Cents('-42.02')],
];
for (const [what, positive, negative] of pairs) console.log(`${what}: ${positive}, negative ${negative}`);
JS

cat >stated <<'TEXT'
2.00 / 3: 0.67, negative -0.65
5.00 / 8: 0.63, negative -0.61
0.05 * 0.10: 0.01, negative 0.01
0.15 * 0.50: 0.08, negative -0.06
42.02 up to 5 cents: 42.05, negative -41.99
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
