#!/usr/bin/env bash
# Asked to try again, axios-retry, fetch-retry and superagent send a POST again whose answer was lost.
#
# Guess:    with retries switched on, what may be repeated is repeated: GET, PUT, DELETE. A POST is sent once unless it is named,
#           since nobody knows whether a request without an answer was carried out. axios-retry even calls its rule "idempotent
#           request".
# Instead:  if the connection is closed before the answer has come, those three send the POST again, as often as they were told
#           to. superagent does so after an answer of 503, and after half of an answer, too. axios-retry keeps to its rule for
#           answers, but takes a lost connection for a reason with any method. ky, got, retry-axios and undici's agent send it
#           once.
# Versions: axios-retry 4.5.0 with axios 1.21.1, fetch-retry 6.0.0, superagent 10.4.2; retry-axios 4.0.3, ky 2.1.0, got 16.1.0,
#           undici 8.13.1.
# Matters:  a refund that was carried out, and whose answer was lost, is sent three times. Give each refund a key that the other
#           side checks, or allow retries by method.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent axios@1.21.1 axios-retry@4.5.0 fetch-retry@6.0.0 superagent@10.4.2 \
  retry-axios@4.0.3 ky@2.1.0 got@16.1.0 undici@8.13.1
# The output is of this Node, whichever the machine has.
npm install --no-audit --no-fund --silent node@24.21.0
PATH="$PWD/node_modules/.bin:$PATH"

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import fetchRetry from 'fetch-retry';
import got from 'got';
import ky from 'ky';
import { attach } from 'retry-axios';
import superagent from 'superagent';
import { Agent, request, RetryAgent } from 'undici';

const answers = {
  'connection closed': ({ socket }) => socket.destroy(),
  'half an answer': ({ socket }, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{', () => setTimeout(() => socket.destroy(), 20));
  },
  'answer of 503': (_, response) => response.writeHead(503).end(),
};
const asked = { method: 'POST', body: '{"amount":500}' };
const withRetry = axios.create();
axiosRetry(withRetry, { retries: 2 });
const withRax = axios.create();
attach(withRax);
const dispatcher = new RetryAgent(new Agent(), { maxRetries: 2, minTimeout: 1 });
const clients = {
  'axios-retry': (url) => withRetry.post(url, asked.body),
  'fetch-retry': (url) => fetchRetry(fetch)(url, { ...asked, retries: 2, retryDelay: 1 }).then((answer) => answer.text()),
  'superagent': (url) => superagent.post(url).send(asked.body).retry(2),
  'retry-axios': (url) => withRax.post(url, asked.body, { raxConfig: { retry: 2, retryDelay: 1 } }),
  'ky': (url) => ky.post(url, { body: asked.body, retry: { limit: 2, delay: () => 1 } }).text(),
  'got': (url) => got.post(url, { body: asked.body, retry: { limit: 2 } }).text(),
  'undici, RetryAgent': (url) => request(url, { ...asked, dispatcher }).then(({ body }) => body.text()),
};

for (const [name, send] of Object.entries(clients)) {
  const arrived = [];
  for (const [kind, answer] of Object.entries(answers)) {
    let refunds = 0;
    const server = createServer((message, response) => {
      message.resume().on('end', () => { refunds += 1; answer(message, response); });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    await send(`http://127.0.0.1:${server.address().port}/refunds`).catch(() => {});
    arrived.push(`${kind} ${refunds}`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  console.log(`${name}, POST arrived: ${arrived.join(', ')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
axios-retry, POST arrived: connection closed 3, half an answer 1, answer of 503 1
fetch-retry, POST arrived: connection closed 3, half an answer 1, answer of 503 1
superagent, POST arrived: connection closed 3, half an answer 3, answer of 503 3
retry-axios, POST arrived: connection closed 1, half an answer 1, answer of 503 1
ky, POST arrived: connection closed 1, half an answer 1, answer of 503 1
got, POST arrived: connection closed 1, half an answer 1, answer of 503 1
undici, RetryAgent, POST arrived: connection closed 1, half an answer 1, answer of 503 1
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
