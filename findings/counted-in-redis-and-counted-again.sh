#!/usr/bin/env bash
# A refund that is counted in Redis counts twice by ioredis and iovalkey, if the connection breaks off before the answer.
#
# Guess:    a command that was sent, and whose connection closes before it is answered, is rejected: nobody knows whether it was carried out, and an
#           INCRBY carried out again is another amount.
# Instead:  both keep every command that has no answer and send it again when they are connected again, whichever command it is. The caller is given
#           the amount of both and no error. With maxRetriesPerRequest at 0 it is an error; with autoResendUnfulfilledCommands at
#           false alone there is no answer, within the four seconds waited for here. node-redis rejects.
# Versions: ioredis 6.0.0, iovalkey 0.4.0, redis 6.3.1, beside a server of a few lines that carries out what comes and closes the first time.
# Matters:  a failover or a proxy's restart comes just then. The limit of refunds is reached too early, and no log has a word about it. Count by a key that
#           names the refund (SADD, or SET with NX), or set maxRetriesPerRequest to 0 where a command is not to be repeated.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts ioredis@6.0.0 iovalkey@0.4.0 redis@6.3.1

cat >observe.mjs <<'JS'
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import Valkey from 'iovalkey';
import Redis from 'ioredis';
import { createClient } from 'redis';

/** Takes RESP, adds up what INCRBY says, and closes the connection in place of its first answer. */
async function store() {
  const counted = [];
  const greeting = '%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n';
  const information = 'redis_version:7.2.0\r\nloading:0\r\n';
  const server = createServer((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      text += data;
      for (let command; (command = /^\*(\d+)\r\n((?:\$\d+\r\n[^\r]*\r\n)*)/.exec(text)); ) {
        const parts = [...command[2].matchAll(/\$\d+\r\n([^\r]*)\r\n/g)].map(([, part]) => part);
        if (parts.length < command[1]) return;
        text = text.slice(command[0].length - parts.slice(command[1]).length);
        const name = parts[0].toLowerCase();
        if (name === 'incrby') {
          counted.push(Number(parts[2]));
          if (counted.length === 1) return socket.destroy();
          socket.write(`:${counted.reduce((sum, amount) => sum + amount)}\r\n`);
        } else if (name === 'hello') socket.write(greeting);
        else if (name === 'info') socket.write(`$${information.length}\r\n${information}\r\n`);
        else socket.write('+OK\r\n');
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port, counted };
}
const of = (Client, options) => (port) => new Client({ host: '127.0.0.1', port, ...options });
const clients = {
  ioredis: of(Redis),
  iovalkey: of(Valkey),
  'ioredis, maxRetriesPerRequest 0': of(Redis, { maxRetriesPerRequest: 0 }),
  'ioredis, autoResendUnfulfilledCommands false': of(Redis, { autoResendUnfulfilledCommands: false }),
  'node-redis': (port) => createClient({ socket: { host: '127.0.0.1', port } }),
};
for (const [name, make] of Object.entries(clients)) {
  const { port, counted } = await store();
  const client = make(port);
  client.on('error', () => {});
  if (name === 'node-redis') await client.connect();
  const sent = name === 'node-redis' ? client.incrBy('refunded:A', 500) : client.incrby('refunded:A', 500);
  const answer = await Promise.race([sent.then((amount) => `answered ${amount}`, () => 'an error'), pause(4000, 'no answer')]);
  console.log(`${name}: ${answer}, counted ${counted.join(' and ')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
ioredis: answered 1000, counted 500 and 500
iovalkey: answered 1000, counted 500 and 500
ioredis, maxRetriesPerRequest 0: an error, counted 500
ioredis, autoResendUnfulfilledCommands false: no answer, counted 500
node-redis: an error, counted 500
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
