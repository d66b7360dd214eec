#!/usr/bin/env bash
# Asked by JSONPath for refunds of nothing or less, two libraries find those without a value, and asked for those with an amount they leave out 0.
#
# Guess:    a filter means what RFC 9535 says: numbers are compared with numbers, texts with texts; a text or null is neither above nor below 100, and
#           `?(@.amount)` asks whether there is an amount.
# Instead:  in jsonpath and jsonpath-plus the filter is JavaScript: null is below 100 and at most 0, true is 1, '500' and a list of 500 are above 100 and
#           equal to 500, and `?(@.amount)` leaves out amounts of 0, null and the empty text. json-p3 does as the RFC says, and finds null under ?(@.amount).
# Versions: jsonpath 1.3.0, jsonpath-plus 10.4.0, json-p3 2.3.1.
# Matters:  one rule over an order, kept as data, is two rules: with a library of the standard the refund whose amount is a text escapes the limit, and with
#           the others one without an amount is under it. Check the types before.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts jsonpath@1.3.0 jsonpath-plus@10.4.0 json-p3@2.3.1

cat >observe.mjs <<'JS'
import { jsonpath as p3 } from 'json-p3';
import jsonpath from 'jsonpath';
import { JSONPath } from 'jsonpath-plus';

const amounts = [50, 500, '500', 0, null, undefined, true, [500], ''];
const order = { refunds: amounts.map((amount) => ({ name: JSON.stringify(amount) ?? 'none', amount })).map(({ amount, ...rest }) => (amount === undefined ? rest : { ...rest, amount })) };
const libraries = {
  jsonpath: (path) => jsonpath.query(order, path),
  'jsonpath-plus': (path) => JSONPath({ path, json: order }),
  'json-p3': (path) => p3.query(path, order).values(),
};
for (const filter of ['@.amount', '@.amount > 100', '@.amount < 100', '@.amount <= 0', '@.amount == 500']) {
  for (const [name, query] of Object.entries(libraries)) console.log(`?(${filter}), ${name}: ${query(`$.refunds[?(${filter})].name`).join(' ')}`);
}
JS

cat >stated <<'TEXT'
?(@.amount), jsonpath: 50 500 "500" true [500]
?(@.amount), jsonpath-plus: 50 500 "500" true [500]
?(@.amount), json-p3: 50 500 "500" 0 null true [500] ""
?(@.amount > 100), jsonpath: 500 "500" [500]
?(@.amount > 100), jsonpath-plus: 500 "500" [500]
?(@.amount > 100), json-p3: 500
?(@.amount < 100), jsonpath: 50 0 null true ""
?(@.amount < 100), jsonpath-plus: 50 0 null true ""
?(@.amount < 100), json-p3: 50 0
?(@.amount <= 0), jsonpath: 0 null ""
?(@.amount <= 0), jsonpath-plus: 0 null ""
?(@.amount <= 0), json-p3: 0
?(@.amount == 500), jsonpath: 500 "500" [500]
?(@.amount == 500), jsonpath-plus: 500 "500" [500]
?(@.amount == 500), json-p3: 500
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
