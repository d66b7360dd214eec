#!/usr/bin/env bash
# With a cache, got and others do not ask for an order's status for ten days, if the order had not changed for a hundred.
#
# Guess:    a cache of HTTP keeps what the server says may be kept, by Cache-Control or Expires. Where the answer has neither, and only a Last-Modified, it is
#           asked for again each time, with the date, and not changed is answered by 304.
# Instead:  by the rule of thumb that HTTP allows, a tenth of the time since the last change is a time to live: got and make-fetch-happen answer from the
#           cache without asking, undici's cache interceptor does as well, and axios-cache-interceptor keeps whatever it gets. Without a Last-Modified got,
#           make-fetch-happen and undici ask.
# Versions: got 14.6.6, make-fetch-happen 15.0.6, undici 7.30.2, axios-cache-interceptor 1.12.3 with axios 1.21.1.
# Matters:  an order that has waited for months is paid, and whoever looks sees it unpaid for more than a week; for fresh orders, in every test, it is
#           seconds. Send `cache-control: no-cache` with each such request, or answer with it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts got@14.6.6 make-fetch-happen@15.0.6 undici@7.30.2 axios-cache-interceptor@1.12.3 axios@1.21.1

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import axios from 'axios';
import { setupCache } from 'axios-cache-interceptor';
import got from 'got';
import fetching from 'make-fetch-happen';
import { Agent, interceptors, request } from 'undici';

const day = 24 * 60 * 60 * 1000;
let asked = 0;
const server = createServer(({ url }, response) => {
  asked += 1;
  const days = Number(new URL(url, 'http://shop').searchParams.get('unchanged'));
  if (days) response.setHeader('last-modified', new Date(Date.now() - days * day).toUTCString());
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ status: asked === 1 ? 'initialized' : 'completed' }));
}).listen(0);
await new Promise((resolve) => server.once('listening', resolve));

const clients = {
  got: () => { const cache = new Map(); return (url) => got(url, { cache }).json(); },
  'make-fetch-happen': () => { const fetch = fetching.defaults({ cachePath: `${process.cwd()}/cache` }); return async (url) => (await fetch(url)).json(); },
  undici: () => { const dispatcher = new Agent().compose(interceptors.cache()); return async (url) => (await request(url, { dispatcher })).body.json(); },
  'axios-cache-interceptor': () => { const client = setupCache(axios.create()); return async (url) => (await client.get(url)).data; },
};
for (const [name, make] of Object.entries(clients)) {
  for (const unchanged of ['100', String(10 / 86_400), '']) {
    asked = 0;
    const read = make();
    const url = `http://127.0.0.1:${server.address().port}/orders/A?unchanged=${unchanged}&of=${name}`;
    const statuses = [(await read(url)).status];
    if (Number(unchanged) < 1) await pause(2500);
    statuses.push((await read(url)).status);
    console.log(`${name}, ${{ 100: 'unchanged for 100 days', '': 'without Last-Modified' }[unchanged] ?? 'unchanged for 10 seconds, asked after 2.5'}: ${statuses.join(', then ')}; asked ${asked} times`);
  }
}
process.exit();
JS

cat >stated <<'TEXT'
got, unchanged for 100 days: initialized, then initialized; asked 1 times
got, unchanged for 10 seconds, asked after 2.5: initialized, then completed; asked 2 times
got, without Last-Modified: initialized, then completed; asked 2 times
make-fetch-happen, unchanged for 100 days: initialized, then initialized; asked 1 times
make-fetch-happen, unchanged for 10 seconds, asked after 2.5: initialized, then completed; asked 2 times
make-fetch-happen, without Last-Modified: initialized, then completed; asked 2 times
undici, unchanged for 100 days: initialized, then initialized; asked 1 times
undici, unchanged for 10 seconds, asked after 2.5: initialized, then completed; asked 2 times
undici, without Last-Modified: initialized, then completed; asked 2 times
axios-cache-interceptor, unchanged for 100 days: initialized, then initialized; asked 1 times
axios-cache-interceptor, unchanged for 10 seconds, asked after 2.5: initialized, then initialized; asked 1 times
axios-cache-interceptor, without Last-Modified: initialized, then initialized; asked 1 times
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
