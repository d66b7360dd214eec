#!/usr/bin/env bash
# Of 20 refunds in a query Express 5 makes a list, and of 21 an object; a form with the same refunds is a list, and so are both in Express 4.
#
# Guess:    what the extended parser makes of `refunds[]=A&refunds[]=B` is a list, however many come; and qs reads what qs has written.
# Instead:  qs stops making lists at twenty: one more, and the value is an object with the keys 0 to 20, also where the name was merely repeated. The
#           object has no length and cannot be gone through with for ... of. What qs has written of 21 refunds, it reads as that object. Express sets the limit
#           higher for forms, in both its versions, and in version 4 for queries as well.
# Versions: express 5.3.0 and 4.22.3, qs 6.17.1.
# Matters:  a page asks for the status of the payments that it shows, and does so until somebody shows more than twenty: `refunds.length > 0` is false then, and a
#           service that asks for nothing answers with nothing or with all. Set a query parser of one's own with `arrayLimit`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts express@5.3.0 express4@npm:express@4.22.3 qs@6.17.1

cat >observe.mjs <<'JS'
import express from 'express';
import express4 from 'express4';
import qs from 'qs';

const form = (value) => (Array.isArray(value) ? `list of ${value.length}` : `${typeof value}, length ${value.length}`);
for (const [name, framework] of [['Express 5', express], ['Express 4', express4]]) {
  const app = framework();
  app.set('query parser', 'extended');
  app.get('/', ({ query }, response) => response.end(form(query.refunds)));
  app.post('/', framework.urlencoded({ extended: true }), ({ body }, response) => response.end(form(body.refunds)));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  for (const field of ['refunds[]', 'refunds'])
    for (const count of [20, 21]) {
      const text = Array.from({ length: count }, (_, index) => `${field}=R${index}`).join('&');
      const query = await (await fetch(`${url}?${text}`)).text();
      const body = await (await fetch(url, { method: 'POST', body: new URLSearchParams(text) })).text();
      console.log(`${name}, ${count} times ${field}=: in a query ${query}; in a form ${body}`);
    }
}
const written = (count) => qs.stringify({ refunds: Array.from({ length: count }, (_, index) => `R${index}`) });
console.log(`qs, written and read: ${[20, 21].map((count) => form(qs.parse(written(count)).refunds)).join('; ')}`);
process.exit();
JS

cat >stated <<'TEXT'
Express 5, 20 times refunds[]=: in a query list of 20; in a form list of 20
Express 5, 21 times refunds[]=: in a query object, length undefined; in a form list of 21
Express 5, 20 times refunds=: in a query list of 20; in a form list of 20
Express 5, 21 times refunds=: in a query object, length undefined; in a form list of 21
Express 4, 20 times refunds[]=: in a query list of 20; in a form list of 20
Express 4, 21 times refunds[]=: in a query list of 21; in a form list of 21
Express 4, 20 times refunds=: in a query list of 20; in a form list of 20
Express 4, 21 times refunds=: in a query list of 21; in a form list of 21
qs, written and read: list of 20; object, length undefined
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
