#!/usr/bin/env bash
# An id that is answered as text/plain is a number to axios: 9007199254740993 is ...992, 1e3 is 1000, and 00125 stays 00125.
#
# Guess:    the body is read as JSON if it is said to be JSON, as fetch's users, ofetch, needle and superagent have it, and is a text otherwise.
# Instead:  axios reads every body as JSON that can be read so, whatever its Content-Type says, and without a word gives the text where it cannot.
#           12.50 is 12.5, `null` is null, "A" in quotes loses them, and 1E400 is Infinity. Only `responseType: 'text'` keeps the text; 'json'
#           makes an error of what cannot be read.
# Versions: axios 1.21.1, ofetch 1.5.1, needle 3.5.0, superagent 10.4.2.
# Matters:  the id of a payment is asked for and most are texts; of those of digits alone, and of those with an e between digits, another payment is
#           asked about from then on. Ask with `responseType: 'text'`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts axios@1.21.1 ofetch@1.5.1 needle@3.5.0 superagent@10.4.2

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import axios from 'axios';
import needle from 'needle';
import { ofetch } from 'ofetch';
import superagent from 'superagent';

const bodies = ['00125', '1e3', '9007199254740993', '12.50', 'null', '"A"', '1E400', 'A-1'];
const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/plain');
  response.end(bodies[request.url.slice(1)]);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const clients = {
  axios: async (url) => (await axios.get(url)).data,
  "axios, 'text'": async (url) => (await axios.get(url, { responseType: 'text' })).data,
  ofetch,
  needle: async (url) => (await needle('get', url)).body,
  superagent: async (url) => (await superagent.get(url)).text,
};
for (const [name, get] of Object.entries(clients)) {
  const read = [];
  for (const index of bodies.keys()) {
    const value = await get(`http://127.0.0.1:${server.address().port}/${index}`);
    read.push(typeof value === 'string' ? `'${value}'` : `${value}`);
  }
  console.log(`${name}: ${read.join(', ')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
axios: '00125', 1000, 9007199254740992, 12.5, null, 'A', Infinity, 'A-1'
axios, 'text': '00125', '1e3', '9007199254740993', '12.50', 'null', '"A"', '1E400', 'A-1'
ofetch: '00125', '1e3', '9007199254740993', '12.50', 'null', '"A"', '1E400', 'A-1'
needle: '00125', '1e3', '9007199254740993', '12.50', 'null', '"A"', '1E400', 'A-1'
superagent: '00125', '1e3', '9007199254740993', '12.50', 'null', '"A"', '1E400', 'A-1'
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
