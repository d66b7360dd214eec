#!/usr/bin/env bash
# An instant of Temporal and a URL are `{}` once class-transformer has made an order plain, and a decimal is its inner parts: how JSON would write them is not
# asked.
#
# Guess:    what is made plain for JSON is what JSON.stringify would make of it: a value that says how it is written, by toJSON, is written so, as the Date is
#           that is left as it is.
# Instead:  each object's own fields are copied, whatever its class: of classes that keep their value in private fields nothing is left, of decimal.js and
#           bignumber.js sign, exponent and digits. Only Date is known, and a Map becomes an object, a Set a list. instanceToInstance, which is to copy, throws
#           for an instant, a URL and decimal.js.
# Versions: class-transformer 0.5.1 with reflect-metadata 0.2.2; temporal-polyfill 1.0.8, decimal.js 10.6.0, bignumber.js 9.1.2.
# Matters:  NestJS's ClassSerializerInterceptor sends each answer through it: one line that hides a field empties the times and amounts of all. Give each such
#           field a @Transform, or call toJSON before.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts class-transformer@0.5.1 reflect-metadata@0.2.2 temporal-polyfill@1.0.8 decimal.js@10.6.0 bignumber.js@9.1.2

cat >observe.mjs <<'JS'
import 'reflect-metadata';
import { BigNumber } from 'bignumber.js';
import transformer from 'class-transformer';
import { Decimal } from 'decimal.js';
import { Temporal } from 'temporal-polyfill';

const values = {
  Date: new Date(0),
  'Temporal.Instant': Temporal.Instant.from('2026-01-31T12:00:00Z'),
  URL: new URL('https://example.com/orders/A'),
  'decimal.js': new Decimal('12.50'),
  'bignumber.js': new BigNumber('12.50'),
  Map: new Map([['A', 1250]]),
};
for (const [name, value] of Object.entries(values)) {
  let copy;
  try {
    copy = String(transformer.instanceToInstance({ value }).value) === String(value) ? 'the same' : 'another';
  } catch {
    copy = 'an error';
  }
  console.log(`${name}: by JSON.stringify ${JSON.stringify({ value })}, after instanceToPlain ${JSON.stringify(transformer.instanceToPlain({ value }))}; instanceToInstance gives ${copy}`);
}
JS

cat >stated <<'TEXT'
Date: by JSON.stringify {"value":"1970-01-01T00:00:00.000Z"}, after instanceToPlain {"value":"1970-01-01T00:00:00.000Z"}; instanceToInstance gives the same
Temporal.Instant: by JSON.stringify {"value":"2026-01-31T12:00:00Z"}, after instanceToPlain {"value":{}}; instanceToInstance gives an error
URL: by JSON.stringify {"value":"https://example.com/orders/A"}, after instanceToPlain {"value":{}}; instanceToInstance gives an error
decimal.js: by JSON.stringify {"value":"12.5"}, after instanceToPlain {"value":{"s":1,"e":1,"d":[12,5000000]}}; instanceToInstance gives an error
bignumber.js: by JSON.stringify {"value":"12.5"}, after instanceToPlain {"value":{"s":1,"e":1,"c":[12,50000000000000]}}; instanceToInstance gives the same
Map: by JSON.stringify {"value":{}}, after instanceToPlain {"value":{"A":1250}}; instanceToInstance gives the same
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
