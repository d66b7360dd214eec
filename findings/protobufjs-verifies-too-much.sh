#!/usr/bin/env bash
# What protobufjs has verified may be another amount in the message.
#
# Guess:    `verify` refuses what does not fit the field; `fromObject` takes what fits and raises an error otherwise.
# Instead:  `verify` asks for a whole number only: 3,000,000,000 passes for an int32 and is encoded as a negative
#           amount. `fromObject` takes anything: '12.99' is 12, '1,250' is 1, 'abc' is 0, a number beyond 64 bits is
#           another number. A field under its other spelling is verified and left out; an unknown status is left out,
#           which reads as the first one.
# Versions: protobufjs 8.8.1, long 5.3.2.
# Matters:  an amount of thirty million in cents turns negative, and one under a misspelt name is 0, between two
#           services that share one schema. Check the amount against the schema's range before it is encoded.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent protobufjs@8.8.1 long@5.3.2

cat >observe.cjs <<'JS'
const protobuf = require('protobufjs');

const { root } = protobuf.parse(`syntax = "proto3";
  enum Status { INITIALIZED = 0; COMPLETED = 1; }
  message Payment { int32 amount = 1; int64 total = 2; Status status = 3; int64 amount_refunded = 4; }`);
const Payment = root.lookupType('Payment');
const sent = (object) => Payment.toObject(Payment.decode(Payment.encode(Payment.fromObject(object)).finish()), {
  longs: String, enums: String,
});
for (const object of [
  { amount: 3_000_000_000 }, { amount: 12.5 }, { amount: '12.99' }, { amount: 'abc' }, { total: '1,250' },
  { total: '99999999999999999999' }, { amountRefunded: 5 }, { amount_refunded: 5 }, { status: 'COMPLETED' }, { status: 'SHIPPED' },
]) {
  console.log(`${JSON.stringify(object)}: ${Payment.verify(object) ?? 'verified'}; arrives as ${JSON.stringify(sent(object))}`);
}
JS

cat >stated <<'TEXT'
{"amount":3000000000}: verified; arrives as {"amount":-1294967296}
{"amount":12.5}: amount: integer expected; arrives as {"amount":12}
{"amount":"12.99"}: amount: integer expected; arrives as {"amount":12}
{"amount":"abc"}: amount: integer expected; arrives as {}
{"total":"1,250"}: total: integer|Long expected; arrives as {"total":"1"}
{"total":"99999999999999999999"}: total: integer|Long expected; arrives as {"total":"7766279631452241919"}
{"amountRefunded":5}: verified; arrives as {"amountRefunded":"5"}
{"amount_refunded":5}: verified; arrives as {}
{"status":"COMPLETED"}: status: enum value expected; arrives as {"status":"COMPLETED"}
{"status":"SHIPPED"}: status: enum value expected; arrives as {}
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
