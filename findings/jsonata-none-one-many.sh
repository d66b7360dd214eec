#!/usr/bin/env bash
# The shape of a JSONata answer about refunds depends on how many there are.
#
# Guess:    a filter gives a list, if need be an empty one; the sum of no refunds is 0; `not` of a field that is
#           missing is true, and a missing field equals itself.
# Instead:  two refunds are a list, one is the bare object, and none is nothing at all; the sum of none is nothing, so
#           the field with it disappears from the result; `$not(missing)` is nothing, and `missing = missing` is
#           false. `payments.refunds[0]` is the first of each payment, not the first of all.
# Versions: jsonata 2.2.2.
# Matters:  a mapping from a payment service's reports works for the sample with two refunds; for one refund its
#           length is undefined, and for none the total is left out, not 0. Write `[]` after the filter, which keeps
#           one object in a list, and `$sum([0, ...])`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent jsonata@2.2.2

cat >observe.mjs <<'JS'
import jsonata from 'jsonata';

const refund = (amount, status) => ({ amount, status });
const payments = [{ refunds: [refund(100, 'completed'), refund(250, 'completed'), refund(75, 'declined')] }, { refunds: [refund(40, 'reserved')] }];
for (const status of ['completed', 'declined', 'expired']) {
  const found = `payments.refunds[status = "${status}"]`;
  const answer = await jsonata(`{ "amounts": ${found}.amount, "total": $sum(${found}.amount) }`).evaluate({ payments });
  console.log(`${status}: ${JSON.stringify(answer)}`);
}
for (const expression of ['$not(missing)', 'missing = missing', 'payments.refunds[0].amount', '$sum([0, payments.refunds[status = "expired"].amount])']) {
  console.log(`${expression}: ${JSON.stringify(await jsonata(expression).evaluate({ payments }))}`);
}
JS

cat >stated <<'TEXT'
completed: {"amounts":[100,250],"total":350}
declined: {"amounts":75,"total":75}
expired: {}
$not(missing): undefined
missing = missing: false
payments.refunds[0].amount: [100,40]
$sum([0, payments.refunds[status = "expired"].amount]): 0
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
