#!/usr/bin/env bash
# The refund whose id is empty is the list of refunds to Stripe's library, that of undefined one called "undefined", and metadata in a Map is not sent.
#
# Guess:    an id that is empty or undefined is refused before anything is sent; null is left out as undefined is; a Map is sent as its entries, or refused;
#           an amount that is no number is refused.
# Instead:  the id is put into the address as it is: `/v1/refunds/`, which is the list, and `/v1/refunds/undefined`. undefined is left out and null is sent as
#           an empty text, which to Stripe means to take a field away. A Map or Set is an object without fields and vanishes; NaN, 12.5 and 1e+21 are sent as
#           amounts; a time is cut to its second. An idempotency key among the fields is sent as a field, beside a key of the library's own.
# Versions: stripe 23.1.0.
# Matters:  a refund that was not stored is looked up and an answer comes, with `data` and without a status; and the order's number, kept in a Map, is not on
#           the payment. Check ids and amounts before the call.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts stripe@23.1.0

cat >observe.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import Stripe from 'stripe';

let seen;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => {
    seen = { line: `${request.method} ${request.url}`, body: decodeURIComponent(body), key: request.headers['idempotency-key'] };
    response.setHeader('content-type', 'application/json').end('{}');
  });
}).listen(0);
await once(server, 'listening');
const { refunds } = new Stripe('sk_test', { host: 'localhost', port: server.address().port, protocol: 'http', telemetry: false });
for (const id of ['re_1', '', undefined]) {
  await refunds.retrieve(id);
  console.log(`retrieve ${JSON.stringify(id) ?? 'undefined'}: ${seen.line}`);
}
for (const [what, fields] of Object.entries({
  'undefined and null': { reason: undefined, payment_intent: null },
  'metadata in a Map': { amount: 1250, metadata: new Map([['order', 'A']]) },
  NaN: { amount: NaN },
  '12.5': { amount: 12.5 },
  '1e21': { amount: 1e21 },
  'a time': { metadata: { at: new Date('2026-01-31T10:00:00.999Z') } },
  'a key among the fields': { amount: 1250, idempotencyKey: 'K' },
})) {
  await refunds.create(fields);
  console.log(`create, ${what}: "${seen.body}"${seen.body.includes('Key') ? `, idempotency key ${seen.key === 'K' ? 'K' : 'of its own'}` : ''}`);
}
process.exit();
JS

cat >stated <<'TEXT'
retrieve "re_1": GET /v1/refunds/re_1
retrieve "": GET /v1/refunds/
retrieve undefined: GET /v1/refunds/undefined
create, undefined and null: "payment_intent="
create, metadata in a Map: "amount=1250"
create, NaN: "amount=NaN"
create, 12.5: "amount=12.5"
create, 1e21: "amount=1e+21"
create, a time: "metadata[at]=1769853600"
create, a key among the fields: "amount=1250&idempotencyKey=K", idempotency key of its own
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
