#!/usr/bin/env bash
# Of two payments of 12.50 in the books and one in the bank's statement, nothing is missing to lodash, es-toolkit, Ramda, Radash and D3; to Remeda one is.
#
# Guess:    difference takes out of the first list what the second one has, each once, so that one payment of 12.50 is left; or all libraries take lists for
#           sets.
# Instead:  in five libraries one 12.50 in the second list takes away all in the first; `xor` of lodash finds nothing on either side. Of the three in the
#           books and the same three, lodash, Ramda and D3 find two in common. Remeda's difference counts, as does that of math.js; but Remeda's
#           differenceWith, by a function that compares, does not.
# Versions: lodash 4.18.1, es-toolkit 1.53.2, ramda 0.32.0, radash 12.1.1, d3-array 3.2.4, remeda 2.62.2, mathjs 15.2.0.
# Matters:  a payment that was booked twice, or that the bank has lost, is not found by the comparison that is made for it, if another of the same amount is
#           there. Compare by a key that is unique, or count.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts lodash@4.18.1 es-toolkit@1.53.2 ramda@0.32.0 radash@12.1.1 d3-array@3.2.4 remeda@2.62.2 mathjs@15.2.0

cat >observe.mjs <<'JS'
import * as d3 from 'd3-array';
import * as esToolkit from 'es-toolkit';
import lodash from 'lodash';
import * as math from 'mathjs';
import * as radash from 'radash';
import * as ramda from 'ramda';
import * as remeda from 'remeda';

const [books, bank] = [[12.5, 12.5, 5], [12.5, 5]];
const same = (one, other) => one === other;
for (const [name, left, both] of [
  ['lodash', lodash.difference(books, bank), lodash.intersection(books, books)],
  ['lodash, xor', lodash.xor(books, bank)],
  ['es-toolkit', esToolkit.difference(books, bank), esToolkit.intersection(books, books)],
  ['Ramda', ramda.difference(books, bank), ramda.intersection(books, books)],
  ['Radash', radash.diff(books, bank)],
  ['D3', [...d3.difference(books, bank)], [...d3.intersection(books, books)]],
  ['Remeda', remeda.difference(books, bank), remeda.intersection(books, books)],
  ['Remeda, differenceWith', remeda.differenceWith(books, bank, same)],
  ['math.js', math.setDifference(books, bank), math.setIntersect(books, books)],
]) console.log(`${name}: ${left.length} missing${both ? `, ${both.length} in common of the 3 and the same 3` : ''}`);
JS

cat >stated <<'TEXT'
lodash: 0 missing, 2 in common of the 3 and the same 3
lodash, xor: 0 missing
es-toolkit: 0 missing, 3 in common of the 3 and the same 3
Ramda: 0 missing, 2 in common of the 3 and the same 3
Radash: 0 missing
D3: 0 missing, 2 in common of the 3 and the same 3
Remeda: 1 missing, 3 in common of the 3 and the same 3
Remeda, differenceWith: 0 missing
math.js: 1 missing, 3 in common of the 3 and the same 3
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
