#!/usr/bin/env bash
# A fee of 0.125 is 0.13 and its refund -0.12 to lodash, es-toolkit, Remeda, numeral, numbro and expr-eval; and exact-math does not round to whole ones, nor
# numbro write them.
#
# Guess:    half a cent goes one way for both signs, so that a fee and its refund come to nothing; to round to no decimals makes a whole number.
# Instead:  six libraries round with Math.round, which takes half of a cent upwards on either side of zero, so that a cent is left; math.js, round-to,
#           exact-math and d3-format take it away from zero. exact-math, asked for the exponent 0, leaves 12.6 as it is, though that is what it rounds to
#           unasked; numbro writes 12.6 by the format `0` as 12.6, where numeral writes 13.
# Versions: lodash 4.18.1, es-toolkit 1.53.2, remeda 2.62.2, numeral 2.0.6, numbro 2.5.0, expr-eval 2.0.2; mathjs 15.2.0, round-to 7.0.0, exact-math 2.2.3,
#           d3-format 3.1.3.
# Matters:  each refunded fee of half a cent leaves a cent on the account, always on the same side. Round the amount without its sign, then put the sign.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts lodash@4.18.1 es-toolkit@1.53.2 remeda@2.62.2 numeral@2.0.6 numbro@2.5.0 expr-eval@2.0.2 mathjs@15.2.0 round-to@7.0.0 exact-math@2.2.3 d3-format@3.1.3

cat >observe.mjs <<'JS'
import { format } from 'd3-format';
import * as esToolkit from 'es-toolkit';
import exactMath from 'exact-math';
import { Parser } from 'expr-eval';
import lodash from 'lodash';
import * as math from 'mathjs';
import numbro from 'numbro';
import numeral from 'numeral';
import * as remeda from 'remeda';
import { roundTo } from 'round-to';

for (const [name, round] of Object.entries({
  lodash: lodash.round,
  'es-toolkit': esToolkit.round,
  Remeda: remeda.round,
  numeral: (amount, digits) => numeral(amount).format(digits ? '0.00' : '0'),
  numbro: (amount, digits) => numbro(amount).format(digits ? '0.00' : '0'),
  'expr-eval': (amount, digits) => Parser.evaluate(`roundTo(amount, ${digits})`, { amount }),
  'math.js': math.round,
  'round-to': roundTo,
  'exact-math': (amount, digits) => exactMath.round(amount, -digits),
  'd3-format': (amount, digits) => format(`.${digits}f`)(amount).replace('\u2212', '-'),
})) console.log(`${name}: fee ${round(0.125, 2)}, its refund ${round(-0.125, 2)}; 12.6 to no decimals ${round(12.6, 0)}`);
console.log(`exact-math, with no exponent: ${exactMath.round(12.6)}`);
JS

cat >stated <<'TEXT'
lodash: fee 0.13, its refund -0.12; 12.6 to no decimals 13
es-toolkit: fee 0.13, its refund -0.12; 12.6 to no decimals 13
Remeda: fee 0.13, its refund -0.12; 12.6 to no decimals 13
numeral: fee 0.13, its refund -0.12; 12.6 to no decimals 13
numbro: fee 0.13, its refund -0.12; 12.6 to no decimals 12.6
expr-eval: fee 0.13, its refund -0.12; 12.6 to no decimals 13
math.js: fee 0.13, its refund -0.13; 12.6 to no decimals 13
round-to: fee 0.13, its refund -0.13; 12.6 to no decimals 13
exact-math: fee 0.13, its refund -0.13; 12.6 to no decimals 12.6
d3-format: fee 0.13, its refund -0.13; 12.6 to no decimals 13
exact-math, with no exponent: 13
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
