#!/usr/bin/env bash
# js-money splits a refund otherwise than it split the payment.
#
# Guess:    -1.00 over three shares is the split of 1.00 with every sign turned, so that each share's refund cancels
#           its payment.
# Instead:  the cent that does not divide goes to the first share of a payment and to the last share of a refund. The
#           total is right, the shares are not: one keeps a cent for good, another has paid it.
# Versions: js-money 0.6.3.
# Matters:  a payment split over sellers or order lines and refunded in full leaves cents behind under each of them.
#           Split the absolute amount, then turn the signs.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent js-money@0.6.3

cat >observe.mjs <<'JS'
import Money from 'js-money';

for (const [amount, shares] of [[100, [1, 1, 1]], [101, [1, 1]], [1999, [50, 30, 20]]]) {
  const split = (sign) => Money.fromInteger(sign * amount, 'EUR').allocate(shares).map((share) => share.amount);
  const [payment, refund] = [split(1), split(-1)];
  console.log(`${amount} by ${shares}: payment ${payment}; refund ${refund}; left ${payment.map((share, i) => share + refund[i])}`);
}
JS

cat >stated <<'TEXT'
100 by 1,1,1: payment 34,33,33; refund -33,-33,-34; left 1,0,-1
101 by 1,1: payment 51,50; refund -50,-51; left 1,-1
1999 by 50,30,20: payment 1000,600,399; refund -999,-600,-400; left 1,0,-1
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
