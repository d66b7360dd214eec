#!/usr/bin/env bash
# In dnum a sum has the decimals of its first operand.
#
# Guess:    10 + 0.50 is 10.50, whichever is written first: a sum of decimals is exact and has the places of the finer
#           one.
# Instead:  the result is rounded to the decimals of the first operand, and `from` gives an amount as many decimals as
#           it was written with: 10 + 0.50 is 11, 0.50 + 10 is 10.5, and 1 - 0.01 is 1. A sum that begins with a whole
#           0 rounds each amount by itself. No error.
# Versions: dnum 2.17.0.
# Matters:  three refunds of 0.40, added from 0, are nothing, and what is left to refund after one cent is all of it.
#           Give every amount its decimals when it is made, `from(text, 2)`, and begin sums with `[0n, 2]`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent dnum@2.17.0

cat >observe.mjs <<'JS'
import { add, from, subtract, toString } from 'dnum';

const show = (name, value) => console.log(`${name} = ${toString(value)}`);
show('10 + 0.50', add(from('10'), from('0.50')));
show('0.50 + 10', add(from('0.50'), from('10')));
show('1 - 0.01', subtract(from('1'), from('0.01')));
show('0.40 + 0.40 + 0.40, from 0', ['0.40', '0.40', '0.40'].map((one) => from(one)).reduce((sum, one) => add(sum, one), from(0)));
show('0.40 + 0.40 + 0.40, from 0.00', ['0.40', '0.40', '0.40'].map((one) => from(one, 2)).reduce((sum, one) => add(sum, one), [0n, 2]));
JS

cat >stated <<'TEXT'
10 + 0.50 = 11
0.50 + 10 = 10.5
1 - 0.01 = 1
0.40 + 0.40 + 0.40, from 0 = 0
0.40 + 0.40 + 0.40, from 0.00 = 1.2
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
