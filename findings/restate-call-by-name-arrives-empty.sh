#!/usr/bin/env bash
# With Restate's SDK, a handler that is called by its name is given nothing, where an object was sent.
#
# Guess:    `genericCall` takes a parameter of any type, so an object arrives as JSON, as it does by the typed client; or it is refused.
# Instead:  without `inputSerde` the parameter must be bytes already, which the declared types do not say: of an object nothing is sent, no
#           error is raised, and the handler runs with undefined. With a serializer of JSON the same call arrives.
# Versions: @restatedev/restate-sdk 1.17.2 with @restatedev/restate-server 1.7.12.
# Matters:  a call by name is what a program has for a service that it does not import. An amount that arrives as nothing is no error to whoever
#           sent it.
set -euo pipefail

folder=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill -9 "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$folder"
}
trap stop EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts \
  @restatedev/restate-sdk@1.17.2 @restatedev/restate-server@1.7.12
# The output is of this Node, whichever the machine has.
npm install --no-audit --no-fund --silent node@24.21.0
PATH="$PWD/node_modules/.bin:$PATH"

cat >observe.mjs <<'JS'
import { createServer } from 'node:http2';
import { setTimeout as pause } from 'node:timers/promises';
import { createEndpointHandler, serde, service } from '@restatedev/restate-sdk';

const [ingress, admin] = process.argv.slice(2).map((port) => `http://127.0.0.1:${port}`);
const told = service({ name: 'told', handlers: { hear: async (_, given) => JSON.stringify(given) ?? 'nothing' } });
const asking = service({
  name: 'asking',
  handlers: {
    ask: (context, { how }) =>
      context.genericCall({
        service: 'told',
        method: 'hear',
        parameter: { amount: 2500 },
        ...(how === 'as JSON' && { inputSerde: serde.json }),
        outputSerde: serde.json,
      }),
    askTyped: (context) => context.serviceClient({ name: 'told' }).hear({ amount: 2500 }),
  },
});
const endpoint = createServer(createEndpointHandler({ services: [told, asking], logger: () => {} }));
await new Promise((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
for (let tries = 300; ; tries--) {
  const up = await fetch(`${admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${endpoint.address().port}` }),
  }).then(({ ok }) => ok, () => false);
  if (up) break;
  if (tries === 0) throw new Error('the server does not answer');
  await pause(100);
}
const ask = async (handler, body) => {
  const answer = await fetch(`${ingress}/asking/${handler}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return `${answer.status} ${await answer.text()}`;
};
console.log(`by the typed client: ${await ask('askTyped', {})}`);
console.log(`by name: ${await ask('ask', { how: 'as it is' })}`);
console.log(`by name, as JSON: ${await ask('ask', { how: 'as JSON' })}`);
process.exit();
JS

ports=($(node -e "
const { createServer } = require('node:net');
const open = [0, 0, 0].map(() => createServer().listen(0, '127.0.0.1'));
setTimeout(() => { console.log(...open.map((one) => one.address().port)); open.forEach((one) => one.close()); }, 200);"))
RESTATE_NODE_NAME=one RESTATE_DISABLE_TELEMETRY=true RESTATE_BIND_IP=127.0.0.1 RESTATE_BIND_PORT=${ports[2]} \
  RESTATE_INGRESS__BIND_ADDRESS=127.0.0.1:${ports[0]} RESTATE_ADMIN__BIND_ADDRESS=127.0.0.1:${ports[1]} \
  RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE='128 MiB' RESTATE_DEFAULT_NUM_PARTITIONS=1 \
  node_modules/@restatedev/restate-server-linux-x64/bin/restate-server --no-logo --listen-mode tcp --base-dir "$folder/data" >log 2>&1 &
server=$!

cat >stated <<'TEXT'
by the typed client: 200 "{\"amount\":2500}"
by name: 200 "nothing"
by name, as JSON: 200 "{\"amount\":2500}"
TEXT
timeout 90 node observe.mjs "${ports[0]}" "${ports[1]}" >observed || { tail -5 log >&2; exit 1; }

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
