#!/usr/bin/env bash
# The mean of 10 and "5.00" is 52.5 to lodash and es-toolkit; a refund that is not known counts in lodash's mean and not in its sum; and Ramda's total of
# bigints has lost one.
#
# Guess:    of amounts among which one is a text, as the database gives it, a total is 15, or an error or NaN; what is unknown is left out of a mean as it is
#           left out of the sum; bigints are added exactly or refused.
# Instead:  lodash, es-toolkit, Remeda and Radash join a text to what they have so far, "105.00", and a mean divides that again: 52.5, which is a number. Of
#           10, undefined and 5 the sum is 15 to lodash and its mean 5, by three; D3 says 7.5. es-toolkit leaves null for 0 and makes NaN of undefined, while
#           its own layer for lodash steps over both. Ramda turns bigints into numbers, D3 refuses them, es-toolkit refuses them although its compatible layer
#           adds them.
# Versions: lodash 4.18.1, es-toolkit 1.53.2, ramda 0.32.0, remeda 2.62.2, radash 12.1.1, d3-array 3.2.4.
# Matters:  one amount that came as a text makes an average seven times the size, which looks like one. Read amounts into one type where they come in, and
#           leave unknown ones out yourself.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts lodash@4.18.1 es-toolkit@1.53.2 ramda@0.32.0 remeda@2.62.2 radash@12.1.1 d3-array@3.2.4

cat >observe.mjs <<'JS'
import * as d3 from 'd3-array';
import * as esToolkit from 'es-toolkit';
import * as compat from 'es-toolkit/compat';
import lodash from 'lodash';
import * as radash from 'radash';
import * as ramda from 'ramda';
import * as remeda from 'remeda';

const libraries = {
  lodash: [lodash.sum, lodash.mean],
  'es-toolkit': [esToolkit.sum, esToolkit.mean],
  'es-toolkit/compat': [compat.sum, compat.mean],
  Ramda: [ramda.sum, ramda.mean],
  Remeda: [(list) => remeda.sum(list), (list) => remeda.mean(list)],
  Radash: [(list) => radash.sum(list)],
  D3: [(list) => d3.sum(list), (list) => d3.mean(list)],
};
const told = (compute) => {
  try {
    const value = compute();
    return typeof value === 'string' ? `"${value}"` : typeof value === 'bigint' ? `${value}n` : String(value);
  } catch { return 'an error'; }
};
for (const [what, list] of [['10 and "5.00"', [10, '5.00']], ['10, undefined and 5', [10, undefined, 5]], ['10, null and 5', [10, null, 5]], ['9007199254740993n', [9007199254740993n]]]) {
  for (const [name, [sum, mean]] of Object.entries(libraries)) {
    console.log(`${what}, ${name}: sum ${told(() => sum(list))}${mean && typeof list[0] !== 'bigint' ? `, mean ${told(() => mean(list))}` : ''}`);
  }
}
JS

cat >stated <<'TEXT'
10 and "5.00", lodash: sum "105.00", mean 52.5
10 and "5.00", es-toolkit: sum "105.00", mean 52.5
10 and "5.00", es-toolkit/compat: sum "105.00", mean 52.5
10 and "5.00", Ramda: sum 15, mean 7.5
10 and "5.00", Remeda: sum "105.00", mean 52.5
10 and "5.00", Radash: sum "105.00"
10 and "5.00", D3: sum 15, mean 7.5
10, undefined and 5, lodash: sum 15, mean 5
10, undefined and 5, es-toolkit: sum NaN, mean NaN
10, undefined and 5, es-toolkit/compat: sum 15, mean 5
10, undefined and 5, Ramda: sum NaN, mean NaN
10, undefined and 5, Remeda: sum NaN, mean NaN
10, undefined and 5, Radash: sum NaN
10, undefined and 5, D3: sum 15, mean 7.5
10, null and 5, lodash: sum 15, mean 5
10, null and 5, es-toolkit: sum 15, mean 5
10, null and 5, es-toolkit/compat: sum 15, mean 5
10, null and 5, Ramda: sum 15, mean 5
10, null and 5, Remeda: sum 15, mean 5
10, null and 5, Radash: sum 15
10, null and 5, D3: sum 15, mean 7.5
9007199254740993n, lodash: sum 9007199254740993n
9007199254740993n, es-toolkit: sum an error
9007199254740993n, es-toolkit/compat: sum 9007199254740993n
9007199254740993n, Ramda: sum 9007199254740992
9007199254740993n, Remeda: sum 9007199254740993n
9007199254740993n, Radash: sum an error
9007199254740993n, D3: sum an error
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
