#!/usr/bin/env bash
# A refund whose connection is lost is made again by graphql-ws without being asked, and by Apollo's and urql's links for retries.
#
# Guess:    a mutation whose answer was lost is an error to its caller: nobody knows whether it was carried out. Clients try queries and subscriptions again,
#           which may be repeated; to repeat a mutation has to be asked for by name.
# Instead:  graphql-ws connects again and sends all that was under way anew, mutations as well; the caller sees one success. So does RetryLink of Apollo, and
#           retryExchange of urql sends it twice, unless a function of one's own tells them apart. Without these two, Apollo and urql send it once.
# Versions: graphql-ws 6.4.2 with ws 8.23.0; @apollo/client 4.3.8 with rxjs 7.8.2; @urql/core 6.0.3 with @urql/exchange-retry 2.0.0; graphql 16.15.0.
# Matters:  three refunds are made where one was answered, on the one day when the line is bad. Give each mutation a key that the server checks, set
#           `shouldRetry` of graphql-ws, and let the links retry queries only.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts graphql-ws@6.4.2 ws@8.23.0 @apollo/client@4.3.8 rxjs@7.8.2 @urql/core@6.0.3 @urql/exchange-retry@2.0.0 graphql@16.15.0

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import { ApolloClient, from, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { RetryLink } from '@apollo/client/link/retry';
import { createClient as createUrql, fetchExchange } from '@urql/core';
import { retryExchange } from '@urql/exchange-retry';
import { createClient } from 'graphql-ws';
import WebSocket, { WebSocketServer } from 'ws';

const mutation = 'mutation { refund }';
let made = 0;
const lost = 2;
const sockets = new WebSocketServer({ port: 0, handleProtocols: () => 'graphql-transport-ws' });
sockets.on('connection', (socket) => socket.on('message', (message) => {
  const { id, type } = JSON.parse(message);
  if (type === 'connection_init') socket.send('{ "type": "connection_ack" }');
  if (type !== 'subscribe') return;
  made += 1;
  if (made <= lost) return socket.terminate();
  socket.send(JSON.stringify({ id, type: 'next', payload: { data: { refund: 'made' } } }));
  socket.send(JSON.stringify({ id, type: 'complete' }));
}));
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    made += 1;
    if (made <= lost) return request.socket.destroy();
    response.setHeader('content-type', 'application/json').end('{ "data": { "refund": "made" } }');
  });
}).listen(0);
await Promise.all([sockets, server].map((one) => one.address() || new Promise((resolve) => one.once('listening', resolve))));
const uri = `http://127.0.0.1:${server.address().port}/graphql`;

const refund = async (name, ask) => {
  made = 0;
  const answer = await ask().catch(() => 'an error');
  console.log(`${name}: made ${made} times, the caller sees ${answer}`);
};
const overSocket = (options) => () => new Promise((resolve, reject) => {
  let answer;
  createClient({ url: `ws://127.0.0.1:${sockets.address().port}`, webSocketImpl: WebSocket, retryWait: async () => {}, ...options })
    .subscribe({ query: mutation }, { next: ({ data }) => { answer = data.refund; }, error: reject, complete: () => resolve(answer) });
});
const byApollo = (links) => async () => (await new ApolloClient({ cache: new InMemoryCache(), link: from([...links, new HttpLink({ uri })]) }).mutate({ mutation: gql(mutation) })).data.refund;
const byUrql = (exchanges) => async () => {
  const { data, error } = await createUrql({ url: uri, preferGetMethod: false, exchanges: [...exchanges, fetchExchange] }).mutation(mutation, {}).toPromise();
  if (error) throw error;
  return data.refund;
};
await refund('graphql-ws', overSocket({}));
await refund('graphql-ws with retryAttempts 0', overSocket({ retryAttempts: 0 }));
await refund('Apollo', byApollo([]));
await refund('Apollo with RetryLink', byApollo([new RetryLink({ delay: { initial: 1 } })]));
await refund('urql', byUrql([]));
await refund('urql with retryExchange', byUrql([retryExchange({ initialDelayMs: 1 })]));
process.exit();
JS

cat >stated <<'TEXT'
graphql-ws: made 3 times, the caller sees made
graphql-ws with retryAttempts 0: made 1 times, the caller sees an error
Apollo: made 1 times, the caller sees an error
Apollo with RetryLink: made 3 times, the caller sees made
urql: made 1 times, the caller sees an error
urql with retryExchange: made 2 times, the caller sees an error
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
