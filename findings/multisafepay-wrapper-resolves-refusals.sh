#!/usr/bin/env bash
# A refund that MultiSafepay refuses resolves in its wrapper for Node.js, and an order whose id begins with # is no order but the list.
#
# Guess:    a call that is answered with an error rejects, as everything on axios does; an id is encoded where it becomes part of an address; and what is
#           handed over is not changed.
# Instead:  the wrapper catches the error and gives `{ error_code, error_info }` as the result of the promise, so that `await` goes on as behind a refund that
#           was made. Without an answer it rejects with a TypeError about its own code, which hides the lost connection. Ids go into the address as they
#           are: A#1 is the order A, #1001 the list of orders, A/1 another path. And create() writes its own `plugin` into the caller's order.
# Versions: @multisafepay/api-wrapper 1.0.1 with axios 0.19.2, against a server of its own on this machine.
# Matters:  the refund is booked and the customer told, and nothing was paid; a status is read of another order. Look for `success` in every result, and
#           encode ids.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @multisafepay/api-wrapper@1.0.1 axios@0.19.2

cat >observe.cjs <<'JS'
const { createServer } = require('node:http');
const MultiSafepay = require('@multisafepay/api-wrapper').default;

let asked;
let lost = false;
const server = createServer((request, response) => {
  asked = `${request.method} ${request.url}`;
  if (lost) return request.socket.destroy();
  request.resume();
  const refused = request.url.includes('refunds');
  response.writeHead(refused ? 400 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(refused ? { success: false, error_code: 1001, error_info: 'refused' } : { success: true, data: {} }));
});
server.listen(0, '127.0.0.1', async () => {
  const gateway = new MultiSafepay('key of a test', { environment: 'test' });
  for (const resource of [gateway.orders, gateway.refunds]) resource.client.defaults.baseURL = `http://127.0.0.1:${server.address().port}/v1/json/`;
  const tell = async (name, call) => {
    const told = await call().then((value) => `resolves, ${JSON.stringify(value)}`, (error) => `rejects, ${error.name}: ${error.message}`);
    console.log(`${name}: ${told}; asked was ${asked}`);
  };
  const refund = { currency: 'EUR', amount: 500 };
  await tell('a refund that is refused', () => gateway.refunds.create('A', refund));
  for (const id of ['A', 'A#1', '#1001', 'A/1', 'A?1']) await tell(`order ${id}`, () => gateway.orders.get(id));
  lost = true;
  await tell('a refund whose answer is lost', () => gateway.refunds.create('A', refund));
  lost = false;
  const order = { order_id: 'A', amount: 500, plugin: { shop: 'a shop of ours' } };
  await gateway.orders.create(order);
  console.log(`plugin of the order behind create: ${order.plugin.shop}`);
  process.exit();
});
JS

cat >stated <<'TEXT'
a refund that is refused: resolves, {"error_code":1001,"error_info":"refused"}; asked was POST /v1/json/orders/A/refunds
order A: resolves, {"success":true,"data":{}}; asked was GET /v1/json/orders/A
order A#1: resolves, {"success":true,"data":{}}; asked was GET /v1/json/orders/A
order #1001: resolves, {"success":true,"data":{}}; asked was GET /v1/json/orders/
order A/1: resolves, {"success":true,"data":{}}; asked was GET /v1/json/orders/A/1
order A?1: resolves, {"success":true,"data":{}}; asked was GET /v1/json/orders/A?1
a refund whose answer is lost: rejects, TypeError: Cannot read properties of undefined (reading 'data'); asked was POST /v1/json/orders/A/refunds
plugin of the order behind create: multisafepay-node-wrapper
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
