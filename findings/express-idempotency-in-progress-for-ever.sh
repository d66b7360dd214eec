#!/usr/bin/env bash
# A payment whose handler has thrown is in progress for ever to express-idempotency: each retry is refused.
#
# Guess:    a key is freed when the request has failed, so that the client may try again, as it is if the handler answers with 500 itself. The second of
#           two at once is refused, and an answer is kept however it was sent.
# Instead:  the key is set free, or the answer kept, only where `send` or `json` of Express wrote it. Express's own answer to an exception, and what is
#           written by write() and end(), pass it by: the key stays in progress and every later request with it is a conflict, 409. The
#           handler that was told to try again by 500 is not asked any more.
# Versions: express-idempotency 1.0.6 with express 5.3.0.
# Matters:  a database that was away for a second makes a payment that can be neither repeated nor read, until somebody takes a new key, and that is
#           the payment made twice if the first did go through. Catch everything in the handler and answer with `json`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts express-idempotency@1.0.6 express@5.3.0

cat >observe.mjs <<'JS'
import express from 'express';
import { getSharedIdempotencyService, idempotency } from 'express-idempotency';

const app = express();
app.use(express.json());
app.use(idempotency());
const calls = {};
const handlers = {
  'answers 500, then 200': (times, response) => { response.status(times === 1 ? 500 : 200).json({}); },
  'throws, then 200': (times, response) => { if (times === 1) throw new Error('the database is away'); response.json({}); },
  'throws later, then 200': async (times, response) => { await null; if (times === 1) throw new Error('the database is away'); response.json({}); },
  '200 by json': (_, response) => { response.json({}); },
  '200 by end': (_, response) => { response.end('{}'); },
};
for (const [index, handle] of Object.values(handlers).entries()) {
  app.post(`/${index}`, (request, response) => {
    if (getSharedIdempotencyService().isHit(request)) return undefined;
    calls[index] = (calls[index] ?? 0) + 1;
    return handle(calls[index], response);
  });
}
app.use((error, _, response, next) => (response.statusCode === 409 ? response.end() : next(error)));
app.set('env', 'test');
const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
for (const [index, name] of Object.keys(handlers).entries()) {
  const answers = [];
  for (let time = 0; time < 3; time++) {
    const { status } = await fetch(`http://127.0.0.1:${server.address().port}/${index}`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': `key ${index}` }, body: '{"cents":1250}',
    });
    answers.push(status);
  }
  console.log(`${name}: ${answers.join(', ')}, handled ${calls[index]}`);
}
server.close();
JS

cat >stated <<'TEXT'
answers 500, then 200: 500, 200, 200, handled 2
throws, then 200: 500, 409, 409, handled 1
throws later, then 200: 500, 409, 409, handled 1
200 by json: 200, 200, 200, handled 1
200 by end: 200, 409, 409, handled 1
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
