#!/usr/bin/env bash
# A payment of 2000 under a key that was used for 1000 succeeds in GoCardless's client, with the payment of 1000.
#
# Guess:    a key for repetition that was used for another request is refused by the service with a conflict, and the client rejects with that error, as with
#           every other answer of 409.
# Instead:  of this one conflict the client makes a success: it fetches the payment that the key was used for and gives that, without comparing the amounts.
#           Nothing in the result says so but the amount, and the status of an answer to a GET. With `raiseOnIdempotencyConflict` it rejects.
# Versions: gocardless-nodejs 10.1.2, against a server of its own on this machine.
# Matters:  a key by order and day serves a second collection of another amount, and that is booked as collected and never is. Compare the amount that comes
#           back, or set the option.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts gocardless-nodejs@10.1.2

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import { GoCardlessClient } from 'gocardless-nodejs';

let asked = [];
const conflict = { error: { message: 'used', type: 'invalid_state', code: 409, errors: [{ reason: 'idempotent_creation_conflict', message: 'used', links: { conflicting_resource_id: 'PM1' } }] } };
const other = { error: { message: 'cannot', type: 'invalid_state', code: 409, errors: [{ reason: 'mandate_is_inactive', message: 'cannot' }] } };
let answer = conflict;
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.statusCode = request.method === 'POST' ? 409 : 200;
    response.end(JSON.stringify(request.method === 'POST' ? answer : { payments: { id: 'PM1', amount: 1000, currency: 'EUR' } }));
  });
}).listen(0);
await new Promise((resolve) => server.once('listening', resolve));
const pay = async (name, options) => {
  asked = [];
  const client = new GoCardlessClient('token', 'sandbox', options);
  client._api._baseUrl = `http://127.0.0.1:${server.address().port}`;
  const result = await client.payments.create({ amount: '2000', currency: 'EUR', links: { mandate: 'MD1' } }, 'order-A')
    .then(({ id, amount }) => `${id} of ${amount}`, (error) => `rejected, ${error.constructor.name}`);
  console.log(`${name}: ${result}; asked ${asked.join(', ')}`);
};
await pay('2000 under a used key', {});
await pay('2000 under a used key, raiseOnIdempotencyConflict', { raiseOnIdempotencyConflict: true });
answer = other;
await pay('another conflict', {});
process.exit();
JS

cat >stated <<'TEXT'
2000 under a used key: PM1 of 1000; asked POST /payments, GET /payments/PM1
2000 under a used key, raiseOnIdempotencyConflict: rejected, IdempotentCreationConflictError; asked POST /payments
another conflict: rejected, InvalidStateError; asked POST /payments
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
