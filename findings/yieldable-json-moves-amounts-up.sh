#!/usr/bin/env bash
# In a list written by yieldable-json the amounts behind a missing one move up, and a bigint makes text that is no JSON.
#
# Guess:    what it writes is what JSON.stringify writes, only in pieces: a missing item of a list is null, and a bigint is an error.
# Instead:  an item that is undefined is left out, so that the third refund stands in the second's place. A bigint, a function and a symbol are written
#           as [object Object], with no error. A Number or Boolean object is {}, an invalid date the text "null" within quotes, and what toJSON()
#           leaves undefined is the text "undefined".
# Versions: yieldable-json 2.1.0.
# Matters:  shares of a refund, given by their place in the list, go to other sellers; and a document is stored that nobody can read any more. Compare
#           with JSON.stringify for small documents before it writes the large ones.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts yieldable-json@2.1.0

cat >observe.mjs <<'JS'
import yieldable from 'yieldable-json';

const yielding = (value) => new Promise((resolve) => { yieldable.stringifyAsync(value, (error, text) => { resolve(error ? 'an error' : text); }); });
const plain = (value) => { try { return JSON.stringify(value); } catch { return 'an error'; } };
for (const [name, value] of Object.entries({
  'amounts': [500, null, 700],
  'a missing amount': [500, undefined, 700],
  'a bigint': { amount: 500n },
  'bigints in a list': [500n, 700],
  'a function in a list': [() => 500, 700],
  'number and boolean as objects': { amount: new Number(500), paid: new Boolean(true) },
  'an invalid date': [new Date(Number.NaN)],
  'an amount that is not told': { amount: { toJSON: () => undefined } },
})) console.log(`${name}: ${await yielding(value)}, JSON ${plain(value)}`);
JS

cat >stated <<'TEXT'
amounts: [500,null,700], JSON [500,null,700]
a missing amount: [500,700], JSON [500,null,700]
a bigint: {"amount":[object Object]}, JSON an error
bigints in a list: [[object Object],700], JSON an error
a function in a list: [[object Object],700], JSON [null,700]
number and boolean as objects: {"amount":{},"paid":{}}, JSON {"amount":500,"paid":true}
an invalid date: ["null"], JSON [null]
an amount that is not told: {"amount":"undefined"}, JSON {}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
