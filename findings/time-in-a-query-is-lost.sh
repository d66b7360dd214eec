#!/usr/bin/env bash
# Orders since a time, asked for with a Date in the query, are all orders by openapi-fetch, Node's querystring and fast-querystring: what is sent is `since=`
# or nothing.
#
# Guess:    a Date among the parameters of a query is written in ISO 8601, as in JSON, or is refused.
# Instead:  openapi-fetch takes it for an object without fields and leaves it out, and the two of `querystring` send an empty value. URLSearchParams, ky and
#           query-string send the text of the machine's own zone in words; ufo sends it in quotation marks. qs, axios and superagent send ISO 8601, and got
#           refuses.
# Versions: openapi-fetch 0.17.0, fast-querystring 1.1.2, Node.js 24; ky 1.14.3, query-string 9.5.1, ufo 1.6.4; qs 6.17.1, axios 1.21.1, superagent 10.4.2,
#           got 14.6.6.
# Matters:  to most services an empty or missing `since` is no limit, so that a job that reads the refunds since its last run reads the first page of all of
#           them, each time. Write `since.toISOString()`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts openapi-fetch@0.17.0 fast-querystring@1.1.2 ky@1.14.3 query-string@9.5.1 ufo@1.6.4 qs@6.17.1 axios@1.21.1 \
  superagent@10.4.2 got@14.6.6

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import querystring from 'node:querystring';
import axios from 'axios';
import fastQuerystring from 'fast-querystring';
import got from 'got';
import ky from 'ky';
import createClient from 'openapi-fetch';
import qs from 'qs';
import queryString from 'query-string';
import superagent from 'superagent';
import { withQuery } from 'ufo';

let seen;
const server = createServer(({ url }, response) => {
  seen = url;
  response.setHeader('content-type', 'application/json').end('{}');
}).listen(0);
await new Promise((resolve) => server.once('listening', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const query = { status: 'refunded', since: new Date('2026-01-31T09:00:00Z') };
const sent = (ask) => async () => { await ask(); return seen; };
for (const [name, write] of Object.entries({
  'openapi-fetch': sent(() => createClient({ baseUrl: base }).GET('/orders', { params: { query } })),
  'node:querystring': () => querystring.stringify(query),
  'fast-querystring': () => fastQuerystring.stringify(query),
  URLSearchParams: () => String(new URLSearchParams(query)),
  ky: sent(() => ky.get(`${base}/orders`, { searchParams: query })),
  'query-string': () => queryString.stringify(query),
  ufo: () => withQuery('', query),
  qs: () => qs.stringify(query),
  axios: sent(() => axios.get(`${base}/orders`, { params: query })),
  superagent: sent(() => superagent.get(`${base}/orders`).query(query)),
  got: sent(() => got(`${base}/orders`, { searchParams: query })),
})) {
  let text;
  try {
    text = decodeURIComponent((await write()).replace(/^.*\?/, '').replaceAll('+', ' '));
  } catch {
    text = 'an error';
  }
  console.log(`${name}: ${text}`);
}
process.exit();
JS

cat >stated <<'TEXT'
openapi-fetch: status=refunded&
node:querystring: status=refunded&since=
fast-querystring: status=refunded&since=
URLSearchParams: status=refunded&since=Sat Jan 31 2026 09:00:00 GMT+0000 (Coordinated Universal Time)
ky: status=refunded&since=Sat Jan 31 2026 09:00:00 GMT+0000 (Coordinated Universal Time)
query-string: since=Sat Jan 31 2026 09:00:00 GMT+0000 (Coordinated Universal Time)&status=refunded
ufo: status=refunded&since="2026-01-31T09:00:00.000Z"
qs: status=refunded&since=2026-01-31T09:00:00.000Z
axios: status=refunded&since=2026-01-31T09:00:00.000Z
superagent: status=refunded&since=2026-01-31T09:00:00.000Z
got: an error
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
