#!/usr/bin/env bash
# Of two amounts in decimal.js, big.js or bignumber.js, 9.00 is more than 10.00, and lodash and D3 say so too.
#
# Guess:    `a > b` on two decimal objects compares their values, as it does for two Dates and as TypeScript lets it through; or it throws.
#           What takes the largest or sorts by an amount goes by the value.
# Instead:  their valueOf gives a text, and two texts are compared letter by letter: 9 is more than 10 and than 100. Against a plain number
#           the same operator compares values. lodash's maxBy, orderBy and sumBy and D3's max and sort follow; sumBy joins the texts, D3's
#           sum is right. big.js throws in its strict mode.
# Versions: decimal.js 10.6.0, big.js 7.0.1, bignumber.js 11.1.5, lodash 4.18.1, d3-array 3.2.5.
# Matters:  `refunded > captured` lets a refund through or refuses it by the first digit, and tests with amounts of like length pass. The
#           methods (`gt`, `cmp`) compare values; give sorting a key that is a number or whole minor units.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent decimal.js@10.6.0 big.js@7.0.1 bignumber.js@11.1.5 lodash@4.18.1 d3-array@3.2.5

cat >observe.mjs <<'JS'
import Big from 'big.js';
import { BigNumber } from 'bignumber.js';
import { max, sort, sum } from 'd3-array';
import { Decimal } from 'decimal.js';
import lodash from 'lodash';

const strict = Big();
strict.strict = true;
const libraries = { 'decimal.js': (text) => new Decimal(text), 'big.js': (text) => new Big(text), 'bignumber.js': (text) => new BigNumber(text),
  'big.js, strict': (text) => new strict(text) };
for (const [name, of] of Object.entries(libraries)) {
  const [nine, ten, hundred] = ['9', '10', '100'].map(of);
  const payments = [nine, ten, hundred].map((amount) => ({ amount }));
  const asked = {
    '9 > 10': () => nine > ten,
    '9 > (number) 10': () => nine > 10,
    'gt': () => nine.gt(ten),
    maxBy: () => lodash.maxBy(payments, 'amount').amount.toString(),
    orderBy: () => lodash.orderBy(payments, 'amount').map(({ amount }) => amount.toString()).join(' '),
    sumBy: () => lodash.sumBy(payments, 'amount').toString(),
    max: () => max(payments, ({ amount }) => amount).toString(),
    sort: () => sort(payments, ({ amount }) => amount).map(({ amount }) => amount.toString()).join(' '),
    sum: () => sum(payments, ({ amount }) => amount),
  };
  const answers = Object.entries(asked).map(([question, answer]) => {
    try { return `${question} ${answer()}`; } catch { return `${question} throws`; }
  });
  console.log(`${name}: ${answers.join(', ')}`);
}
JS

cat >stated <<'TEXT'
decimal.js: 9 > 10 true, 9 > (number) 10 false, gt false, maxBy 9, orderBy 10 100 9, sumBy 910100, max 9, sort 10 100 9, sum 119
big.js: 9 > 10 true, 9 > (number) 10 false, gt false, maxBy 9, orderBy 10 100 9, sumBy 910100, max 9, sort 10 100 9, sum 119
bignumber.js: 9 > 10 true, 9 > (number) 10 false, gt false, maxBy 9, orderBy 10 100 9, sumBy 910100, max 9, sort 10 100 9, sum 119
big.js, strict: 9 > 10 throws, 9 > (number) 10 throws, gt false, maxBy throws, orderBy throws, sumBy throws, max throws, sort throws, sum throws
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
