#!/usr/bin/env bash
# The largest refund, first of a list sorted downwards, is the one without an amount by lodash and es-toolkit, and whichever by Ramda, Remeda and Radash.
#
# Guess:    what has no amount comes last in either direction, as undefined does in JavaScript's own sort, or first when sorted upwards; what has one is in
#           the right order in any case.
# Instead:  lodash and es-toolkit put undefined, null and NaN first when sorted downwards. Ramda, Remeda and Radash compare with < and >, by which undefined
#           and NaN are neither above nor below any other: with one such among them the known ones are not sorted, so that the first may be the smallest; null
#           is a 0 to them. fast-sort puts undefined and null last both ways, and does as those three do with NaN.
# Versions: lodash 4.18.1, es-toolkit 1.53.2, ramda 0.32.0, remeda 2.62.2, radash 12.1.1; fast-sort 3.4.1.
# Matters:  "the ten largest refunds, to be looked at" are ten whose amount has not been reported yet, or leave out the largest, by where the unknown one
#           stood in the list. Take those out first.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts lodash@4.18.1 es-toolkit@1.53.2 ramda@0.32.0 remeda@2.62.2 radash@12.1.1 fast-sort@3.4.1

cat >observe.mjs <<'JS'
import { orderBy } from 'es-toolkit';
import { sort as fastSort } from 'fast-sort';
import _ from 'lodash';
import { sort as radashSort } from 'radash';
import { ascend, descend, prop, sort } from 'ramda';
import { sortBy } from 'remeda';

const sorters = {
  lodash: (list, way) => _.orderBy(list, 'amount', way),
  'es-toolkit': (list, way) => orderBy(list, ['amount'], [way]),
  Ramda: (list, way) => sort((way === 'desc' ? descend : ascend)(prop('amount')), list),
  Remeda: (list, way) => sortBy(list, [({ amount }) => amount, way]),
  Radash: (list, way) => radashSort(list, ({ amount }) => amount, way === 'desc'),
  'fast-sort': (list, way) => fastSort(list)[way](({ amount }) => amount),
};
const lists = { 'undefined': [5, undefined, 50, 20], null: [5, null, 50, 20], NaN: [5, Number.NaN, 50, 20] };
for (const [name, sorted] of Object.entries(sorters)) {
  for (const [what, amounts] of Object.entries(lists)) {
    const by = (way) => sorted(amounts.map((amount) => ({ amount })), way).map(({ amount }) => String(amount)).join(' ');
    console.log(`${name}, 5 ${what} 50 20: downwards ${by('desc')}, upwards ${by('asc')}`);
  }
}
JS

cat >stated <<'TEXT'
lodash, 5 undefined 50 20: downwards undefined 50 20 5, upwards 5 20 50 undefined
lodash, 5 null 50 20: downwards null 50 20 5, upwards 5 20 50 null
lodash, 5 NaN 50 20: downwards NaN 50 20 5, upwards 5 20 50 NaN
es-toolkit, 5 undefined 50 20: downwards undefined 50 20 5, upwards 5 20 50 undefined
es-toolkit, 5 null 50 20: downwards null 50 20 5, upwards 5 20 50 null
es-toolkit, 5 NaN 50 20: downwards NaN 50 20 5, upwards 5 20 50 NaN
Ramda, 5 undefined 50 20: downwards 5 undefined 50 20, upwards 5 undefined 20 50
Ramda, 5 null 50 20: downwards 50 20 5 null, upwards null 5 20 50
Ramda, 5 NaN 50 20: downwards 5 NaN 50 20, upwards 5 NaN 20 50
Remeda, 5 undefined 50 20: downwards 5 undefined 50 20, upwards 5 undefined 20 50
Remeda, 5 null 50 20: downwards 50 20 5 null, upwards null 5 20 50
Remeda, 5 NaN 50 20: downwards 5 NaN 50 20, upwards 5 NaN 20 50
Radash, 5 undefined 50 20: downwards 5 undefined 50 20, upwards 5 undefined 20 50
Radash, 5 null 50 20: downwards 50 20 5 null, upwards null 5 20 50
Radash, 5 NaN 50 20: downwards 5 NaN 50 20, upwards 5 NaN 20 50
fast-sort, 5 undefined 50 20: downwards 50 20 5 undefined, upwards 5 20 50 undefined
fast-sort, 5 null 50 20: downwards 50 20 5 null, upwards 5 20 50 null
fast-sort, 5 NaN 50 20: downwards 5 NaN 50 20, upwards 5 NaN 20 50
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
