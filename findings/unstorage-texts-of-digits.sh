#!/usr/bin/env bash
# An order's id that is stored as text in unstorage comes back as a number, and some as another id.
#
# Guess:    a text that was stored is a text when it is read; only what was given as an object is read as JSON.
# Instead:  all that is read goes through destr, which takes a text for JSON, or for something like it, where it can. A text of up to 16 digits is a
#           number, 9007199254740993 is 9007199254740992, and ids such as 12e5 and 1e400, hexadecimal by origin, are 1200000 and Infinity. A
#           leading zero or a 17th digit keeps the text. `true`, `null` and `undefined` are no texts any more, and a bigint is a number.
#           ofetch does the same to an answer that says nothing of its type.
# Versions: unstorage 1.17.6, ofetch 1.5.1, destr 2.0.5.
# Matters:  keys of idempotency, order ids and amounts in text no longer equal what was stored, some of them only: a payment is not recognised and made
#           again, or two ids are one. Store an object around it, use getItemRaw, and give ofetch a responseType.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts unstorage@1.17.6 ofetch@1.5.1 destr@2.0.5

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import { ofetch } from 'ofetch';
import { createStorage } from 'unstorage';
import files from 'unstorage/drivers/fs';

const server = createServer((request, response) => { response.end(decodeURIComponent(request.url.slice(1))); });
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}`;
const storages = { memory: createStorage(), files: createStorage({ driver: files({ base: './orders' }) }) };
const told = (value) => `${typeof value} ${value}`;
for (const text of ['ORDER-1', '1250', '9007199254740993', '12345678901234567', '00125', '12e5', '1e400', '12.50', 'true', 'null', 'undefined']) {
  const read = [];
  for (const [name, storage] of Object.entries(storages)) {
    await storage.setItem('order', text);
    read.push(`${name} ${told(await storage.getItem('order'))}`);
    await storage.setItem('order', { id: text });
    if ((await storage.getItem('order')).id !== text) read.push('an object does not help');
    await storage.setItemRaw('order', text);
    if (String(await storage.getItemRaw('order')) !== text) read.push('raw does not help');
  }
  read.push(`ofetch ${told(await ofetch(`${address}/${text}`))}`);
  if (await ofetch(`${address}/${text}`, { responseType: 'text' }) !== text) read.push('responseType does not help');
  console.log(`${text}: ${read.join(', ')}`);
}
await storages.memory.setItem('order', 9007199254740993n);
console.log(`9007199254740993n: memory ${told(await storages.memory.getItem('order'))}`);
server.close();
JS

cat >stated <<'TEXT'
ORDER-1: memory string ORDER-1, files string ORDER-1, ofetch string ORDER-1
1250: memory number 1250, files number 1250, ofetch number 1250
9007199254740993: memory number 9007199254740992, files number 9007199254740992, ofetch number 9007199254740992
12345678901234567: memory string 12345678901234567, files string 12345678901234567, ofetch string 12345678901234567
00125: memory string 00125, files string 00125, ofetch string 00125
12e5: memory number 1200000, files number 1200000, ofetch number 1200000
1e400: memory number Infinity, files number Infinity, ofetch number Infinity
12.50: memory number 12.5, files number 12.5, ofetch number 12.5
true: memory boolean true, files boolean true, ofetch boolean true
null: memory object null, files object null, ofetch object null
undefined: memory undefined undefined, files undefined undefined, ofetch undefined undefined
9007199254740993n: memory number 9007199254740992
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
