#!/usr/bin/env bash
# A table of fees in a Map is empty once deepmerge, @fastify/deepmerge or deep-extend has merged the settings.
#
# Guess:    merging settings takes over what the second object does not name as it is: a Map, a Set and a decimal, as well as a Date.
# Instead:  those three copy a Map or a Set as an object of its own fields, of which it has none, and a Decimal as an object without methods; Dates they know.
#           defu, ts-deepmerge, merge-anything, merge-deep, mixme, extend and lodash's merge hand over what they do not know.
# Versions: deepmerge 4.3.1, @fastify/deepmerge 3.2.4, deep-extend 0.6.0; defu 6.1.7, ts-deepmerge 8.0.0, merge-anything 6.0.9, merge-deep 3.0.3,
#           mixme 2.0.2, extend 3.0.2, lodash 4.18.1; decimal.js 10.6.0.
# Matters:  `fees.get(brand)` is an error at best; a loop over the entries finds none, so that no fee is taken and no limit holds, since somebody changed a
#           setting that has nothing to do with them. Give deepmerge `isMergeableObject` for plain objects only.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts deepmerge@4.3.1 @fastify/deepmerge@3.2.4 deep-extend@0.6.0 defu@6.1.7 ts-deepmerge@8.0.0 merge-anything@6.0.9 merge-deep@3.0.3 mixme@2.0.2 extend@3.0.2 lodash@4.18.1 decimal.js@10.6.0

cat >observe.mjs <<'JS'
import fastify from '@fastify/deepmerge';
import Decimal from 'decimal.js';
import deepExtend from 'deep-extend';
import deepmerge from 'deepmerge';
import { defu } from 'defu';
import extend from 'extend';
import lodash from 'lodash';
import { merge as anything } from 'merge-anything';
import mergeDeep from 'merge-deep';
import { merge as mixme } from 'mixme';
import { merge as typed } from 'ts-deepmerge';

const settings = () => ({ fees: new Map([['VISA', 25]]), brands: new Set(['VISA']), limit: new Decimal('12.50'), from: new Date('2026-01-31T10:00:00Z') });
const change = { note: 'of today' };
const merges = {
  deepmerge: () => deepmerge(settings(), change),
  '@fastify/deepmerge': () => fastify()(settings(), change),
  'deep-extend': () => deepExtend({}, settings(), change),
  defu: () => defu(change, settings()),
  'ts-deepmerge': () => typed(settings(), change),
  'merge-anything': () => anything(settings(), change),
  'merge-deep': () => mergeDeep(settings(), change),
  mixme: () => mixme(settings(), change),
  extend: () => extend(true, {}, settings(), change),
  lodash: () => lodash.merge({}, settings(), change),
};
for (const [name, merged] of Object.entries(merges)) {
  const { fees, brands, limit, from } = merged();
  console.log(`${name}: ${[['Map', fees instanceof Map && fees.size === 1], ['Set', brands instanceof Set && brands.size === 1], ['Decimal', limit instanceof Decimal], ['Date', from instanceof Date]]
    .map(([what, kept]) => `${what} ${kept ? 'kept' : 'lost'}`).join(', ')}; entries of fees: ${Object.entries(fees instanceof Map ? Object.fromEntries(fees) : fees).length}`);
}
JS

cat >stated <<'TEXT'
deepmerge: Map lost, Set lost, Decimal lost, Date kept; entries of fees: 0
@fastify/deepmerge: Map lost, Set lost, Decimal lost, Date kept; entries of fees: 0
deep-extend: Map lost, Set lost, Decimal lost, Date kept; entries of fees: 0
defu: Map kept, Set kept, Decimal kept, Date kept; entries of fees: 1
ts-deepmerge: Map kept, Set kept, Decimal kept, Date kept; entries of fees: 1
merge-anything: Map kept, Set kept, Decimal kept, Date kept; entries of fees: 1
merge-deep: Map kept, Set kept, Decimal kept, Date kept; entries of fees: 1
mixme: Map kept, Set kept, Decimal kept, Date kept; entries of fees: 1
extend: Map kept, Set kept, Decimal kept, Date kept; entries of fees: 1
lodash: Map kept, Set kept, Decimal kept, Date kept; entries of fees: 1
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
