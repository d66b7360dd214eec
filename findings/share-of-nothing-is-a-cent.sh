#!/usr/bin/env bash
# Who has no share in a payment of 1.01 gets a cent of it in js-money and ts-money, if he is named first, and pays one when it is given back.
#
# Guess:    a share of 0 is 0.00, wherever it stands: the cents that are left when a payment does not divide go to those who have a share, as in Dinero.
# Instead:  the cents that are left are given one each from the first on, without a look at the shares. Of a refund the first, who is owed nothing, is booked
#           with a cent of the other sign, and the rest give back more than they had to. With the same shares in another order nothing of this is seen.
# Versions: js-money 0.6.3, ts-money 0.4.8; dinero.js 2.0.2.
# Matters:  a marketplace splits by its parts of the order, and the platform or a seller may have none: a payout of a cent is a mandate, a fee and a line for
#           the tax office. Leave parts of 0 out before the split.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts js-money@0.6.3 ts-money@0.4.8 dinero.js@2.0.2

cat >observe.mjs <<'JS'
import { allocate, dinero, EUR, toSnapshot } from 'dinero.js';
import Money from 'js-money';
import tsMoney from 'ts-money';

const splits = {
  'dinero.js': (amount, shares) => allocate(dinero({ amount, currency: EUR }), shares).map((part) => toSnapshot(part).amount),
  'js-money': (amount, shares) => new Money(amount, Money.EUR).allocate(shares).map((part) => part.amount),
  'ts-money': (amount, shares) => new tsMoney.Money(amount, tsMoney.Currencies.EUR).allocate(shares).map((part) => part.amount),
};
for (const [amount, shares] of [[101, [0, 50, 50]], [-101, [0, 50, 50]], [101, [50, 50, 0]], [100, [0, 1, 1, 1]]]) {
  console.log(`${amount} over ${shares.join(', ')}: ${Object.entries(splits).map(([name, split]) => `${name} ${split(amount, shares).join(', ')}`).join('; ')}`);
}
JS

cat >stated <<'TEXT'
101 over 0, 50, 50: dinero.js 0, 51, 50; js-money 1, 50, 50; ts-money 1, 50, 50
-101 over 0, 50, 50: dinero.js 0, -51, -50; js-money 1, -51, -51; ts-money 1, -51, -51
101 over 50, 50, 0: dinero.js 51, 50, 0; js-money 51, 50, 0; ts-money 51, 50, 0
100 over 0, 1, 1, 1: dinero.js 0, 34, 33, 33; js-money 1, 33, 33, 33; ts-money 1, 33, 33, 33
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
