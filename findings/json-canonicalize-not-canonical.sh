#!/usr/bin/env bash
# What json-canonicalize writes is not canonical, and need not be JSON.
#
# Guess:    two libraries that name RFC 8785 give the same bytes for the same object: properties sorted all the way
#           down, and what JSON cannot hold left out or refused.
# Instead:  canonicalize does so. json-canonicalize writes what a `toJSON` gives as it comes, unsorted; and a property
#           that is a function becomes `"name":undefined`, which no JSON parser takes. Plain objects agree.
# Versions: json-canonicalize 3.0.1, canonicalize 5.1.0.
# Matters:  an amount of money is often an object with a `toJSON`. The same payment has two hashes on two sides, or
#           after it was stored and read again, and its signature fails or its double is not found. Make plain data of
#           it first: `JSON.parse(JSON.stringify(payment))`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent json-canonicalize@3.0.1 canonicalize@5.1.0

cat >observe.mjs <<'JS'
import canonicalize from 'canonicalize';
import { canonicalize as jsonCanonicalize } from 'json-canonicalize';

class Money {
  constructor(value, currency) { this.value = value; this.currency = currency; }
  toJSON() { return { value: this.value, currency: this.currency }; }
}
const payment = { order_id: 'A-1', amount: new Money(1250, 'EUR') };
const payments = {
  'plain': JSON.parse(JSON.stringify(payment)),
  'with an amount object': payment,
  'with a function': { order_id: 'A-1', describe: () => 'one' },
};
for (const [name, value] of Object.entries(payments)) {
  for (const [library, write] of Object.entries({ canonicalize, 'json-canonicalize': jsonCanonicalize })) {
    const text = write(value);
    let parses = 'JSON';
    try { JSON.parse(text); } catch { parses = 'not JSON'; }
    console.log(`${name}, ${library}: ${text} (${parses})`);
  }
}
JS

cat >stated <<'TEXT'
plain, canonicalize: {"amount":{"currency":"EUR","value":1250},"order_id":"A-1"} (JSON)
plain, json-canonicalize: {"amount":{"currency":"EUR","value":1250},"order_id":"A-1"} (JSON)
with an amount object, canonicalize: {"amount":{"currency":"EUR","value":1250},"order_id":"A-1"} (JSON)
with an amount object, json-canonicalize: {"amount":{"value":1250,"currency":"EUR"},"order_id":"A-1"} (JSON)
with a function, canonicalize: {"order_id":"A-1"} (JSON)
with a function, json-canonicalize: {"describe":undefined,"order_id":"A-1"} (not JSON)
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
