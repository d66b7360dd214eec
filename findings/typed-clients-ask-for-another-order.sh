#!/usr/bin/env bash
# Order "A#1" is order A to the typed clients of Hono, ts-rest and Zodios, "2026/125" is an address of its own, and refund number 0 is left out.
#
# Guess:    a client that knows its routes puts an id into its place in the path encoded, as openapi-fetch, url-template and path-to-regexp do; a number of 0
#           is a value like any other.
# Instead:  hc() of Hono, ts-rest, Zodios, url-pattern and inject() of regexparam put it in as it is: a number sign ends the path and a slash divides it. A
#           number of 0 counts as missing: Hono and ts-rest leave its part of the path out, regexparam leaves the placeholder, path-to-regexp refuses.
# Versions: hono 4.13.19, @ts-rest/core 3.52.1, @zodios/core 10.9.6 with zod 3.25.76 and axios 1.21.1, url-pattern 1.0.3, regexparam 3.0.0; openapi-fetch
#           0.17.0, url-template 3.1.1, path-to-regexp 9.0.0.
# Matters:  shops number their orders 2026/125 or W#7: the status that is asked for is another order's, or the list's. Encode ids before they are handed over,
#           and check that the answer is about the order that was meant.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts hono@4.13.19 @ts-rest/core@3.52.1 @zodios/core@10.9.6 zod@3.25.76 axios@1.21.1 url-pattern@1.0.3 regexparam@3.0.0 openapi-fetch@0.17.0 url-template@3.1.1 path-to-regexp@9.0.0

cat >observe.mjs <<'JS'
import { createRequire } from 'node:module';
import { initClient, initContract } from '@ts-rest/core';
import { hc } from 'hono/client';
import createClient from 'openapi-fetch';
import { compile } from 'path-to-regexp';
import { inject } from 'regexparam';
import UrlPattern from 'url-pattern';
import { parseTemplate } from 'url-template';
import { z } from 'zod';

const { makeApi, Zodios } = createRequire(import.meta.url)('@zodios/core');
const base = 'http://pay.example';
let asked;
const fetchOne = async (request) => {
  asked = String(request.url ?? request);
  return new Response('{}', { headers: { 'content-type': 'application/json' } });
};
const path = '/orders/:id/refunds/:number';
const contract = initContract().router({ get: { method: 'GET', path, responses: { 200: z.any() } } });
const tsRest = initClient(contract, { baseUrl: base, baseHeaders: {}, api: async (request) => { asked = request.path; return { status: 200, body: {}, headers: new Headers() }; } });
const zodios = new Zodios(base, makeApi([{ method: 'get', path, alias: 'get', response: z.any() }]), {
  axiosConfig: { adapter: async (config) => { asked = base + config.url; return { data: {}, status: 200, headers: {}, config }; } },
});
const clients = {
  hono: async (id, number) => { await hc(base, { fetch: fetchOne }).orders[':id'].refunds[':number'].$get({ param: { id, number } }); return asked; },
  'ts-rest': async (id, number) => { await tsRest.get({ params: { id, number } }); return asked; },
  zodios: async (id, number) => { await zodios.get({ params: { id, number } }); return asked; },
  'url-pattern': async (id, number) => base + new UrlPattern(path).stringify({ id, number }),
  regexparam: async (id, number) => base + inject(path, { id, number }),
  'openapi-fetch': async (id, number) => { await createClient({ baseUrl: base, fetch: fetchOne }).GET('/orders/{id}/refunds/{number}', { params: { path: { id, number } } }); return asked; },
  'url-template': async (id, number) => base + parseTemplate('/orders/{id}/refunds/{number}').expand({ id, number }),
  'path-to-regexp': async (id, number) => base + compile(path)({ id, number }),
};
for (const [name, address] of Object.entries(clients)) {
  const paths = [];
  for (const [id, number] of [['A#1', '2'], ['2026/125', '2'], ['A', 0]]) paths.push(await address(id, number).then((url) => new URL(url).pathname, () => 'refused'));
  console.log(`${name}: ${paths.join(', ')}`);
}
JS

cat >stated <<'TEXT'
hono: /orders/A, /orders/2026/125/refunds/2, /orders/A/refunds
ts-rest: /orders/A, /orders/2026/125/refunds/2, /orders/A/refunds
zodios: /orders/A, /orders/2026/125/refunds/2, /orders/A/refunds/0
url-pattern: /orders/A, /orders/2026/125/refunds/2, /orders/A/refunds/0
regexparam: /orders/A, /orders/2026/125/refunds/2, /orders/A/refunds/:number
openapi-fetch: /orders/A%231/refunds/2, /orders/2026%2F125/refunds/2, /orders/A/refunds/0
url-template: /orders/A%231/refunds/2, /orders/2026%2F125/refunds/2, /orders/A/refunds/0
path-to-regexp: /orders/A%231/refunds/2, /orders/2026%2F125/refunds/2, refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
