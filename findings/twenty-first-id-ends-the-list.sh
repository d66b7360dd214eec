#!/usr/bin/env bash
# Twenty order ids in a form are a list to qs, and twenty-one an object; and of 1,001 Node's querystring reads 1,000.
#
# Guess:    `id=1&id=2` and so on is a list, however long, or an error from some length on; the two ways to write and read it back give the same list.
# Instead:  qs makes an object with the keys 0, 1, 2 of more than twenty, however they were written, also of a list that it has written itself: `length` is
#           undefined, and map() is not there. From a thousand parameters on the rest is dropped by qs and by Node's querystring, without a word.
#           fast-querystring and URLSearchParams read all.
# Versions: qs 6.17.1, fast-querystring 1.1.2, Node.js 24.
# Matters:  "refund these orders" does nothing with the twenty-first where the loop goes by length, and an order that was last in the list is left out of a
#           settlement, on the largest days only. Send JSON, or set `arrayLimit` and `parameterLimit` with `throwOnLimitExceeded`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts qs@6.17.1 fast-querystring@1.1.2

cat >observe.mjs <<'JS'
import querystring from 'node:querystring';
import fastQuerystring from 'fast-querystring';
import qs from 'qs';

const ids = (count) => Array.from({ length: count }, (_, number) => `A${number}`);
const read = {
  qs: (text) => qs.parse(text).id,
  'node:querystring': (text) => querystring.parse(text).id,
  'fast-querystring': (text) => fastQuerystring.parse(text).id,
  URLSearchParams: (text) => new URLSearchParams(text).getAll('id'),
};
const shape = (value) => `${Array.isArray(value) ? 'a list' : 'an object'} of ${Object.keys(value).length}${Array.isArray(value) ? '' : `, length ${value.length}`}`;
for (const count of [20, 21, 1000, 1001]) {
  for (const [name, parse] of Object.entries(read)) console.log(`${count} as id=, ${name}: ${shape(parse(ids(count).map((id) => `id=${id}`).join('&')))}`);
}
for (const arrayFormat of ['indices', 'brackets', 'repeat']) console.log(`21 that qs wrote with ${arrayFormat}, qs: ${shape(qs.parse(qs.stringify({ id: ids(21) }, { arrayFormat })).id)}`);
JS

cat >stated <<'TEXT'
20 as id=, qs: a list of 20
20 as id=, node:querystring: a list of 20
20 as id=, fast-querystring: a list of 20
20 as id=, URLSearchParams: a list of 20
21 as id=, qs: an object of 21, length undefined
21 as id=, node:querystring: a list of 21
21 as id=, fast-querystring: a list of 21
21 as id=, URLSearchParams: a list of 21
1000 as id=, qs: an object of 1000, length undefined
1000 as id=, node:querystring: a list of 1000
1000 as id=, fast-querystring: a list of 1000
1000 as id=, URLSearchParams: a list of 1000
1001 as id=, qs: an object of 1000, length undefined
1001 as id=, node:querystring: a list of 1000
1001 as id=, fast-querystring: a list of 1001
1001 as id=, URLSearchParams: a list of 1001
21 that qs wrote with indices, qs: an object of 21, length undefined
21 that qs wrote with brackets, qs: an object of 21, length undefined
21 that qs wrote with repeat, qs: an object of 21, length undefined
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
