#!/usr/bin/env bash
# In Ion 12345678901234567.89 is exact; ion-js makes 12345678901234568 of it in JSON, and 0.1 and 0.2 are 0.30000000000000004 there.
#
# Guess:    what Amazon's Ion has decimals for, ion-js keeps exact: its JSON of a decimal is the text, and a sum by `+` is an error.
# Instead:  a Decimal turns into a floating-point number wherever JavaScript asks it for a value: in JSON, with +, and in comparisons. A whole number beyond 2^53
#           is a number in JSON, too, and another one. Two equal decimals are not equal by ==. What is written back as Ion is exact again, with its noughts; a
#           number of JavaScript is written as a float, 1.25e1 in place of 12.50.
# Versions: ion-js 5.2.1.
# Matters:  a ledger that is kept in Ion for its decimals is shown through an API in JSON, and large totals differ by the cents. Take `toString()` of a decimal.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts ion-js@5.2.1

cat >observe.mjs <<'JS'
import { Decimal, dumpText, load } from 'ion-js';

const ion = '{total:12345678901234567.89,amount:12.50,id:9007199254740993}';
const order = load(ion);
console.log(`read: total ${order.get('total')}, amount ${order.get('amount')}, id ${order.get('id').bigIntValue()}`);
console.log(`as Ion again: ${dumpText(order)}`);
console.log(`as JSON: ${JSON.stringify(order)}`);
console.log(`0.1 + 0.2: ${load('0.1') + load('0.2')}`);
console.log(`id + 0: ${order.get('id') + 0}`);
console.log(`12.50 == 12.50: ${load('12.50') == load('12.50')}`);
console.log(`the number 12.5 as Ion: ${dumpText(12.5)}, as a Decimal ${dumpText(new Decimal('12.50'))}`);
JS

cat >stated <<'TEXT'
read: total 12345678901234567.89, amount 12.50, id 9007199254740993
as Ion again: {total:12345678901234567.89,amount:12.50,id:9007199254740993}
as JSON: {"total":12345678901234568,"amount":12.5,"id":9007199254740992}
0.1 + 0.2: 0.30000000000000004
id + 0: 9007199254740992
12.50 == 12.50: false
the number 12.5 as Ion: 1.25e1, as a Decimal 12.50
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
