#!/usr/bin/env bash
# To node-object-hash two payments that differ in their lines' order, in null or in a number written as text are one.
#
# Guess:    hashes of two values are equal if the values are: the order of an object's keys does not count, that of a list does, and 1250 is
#           not "1250". To leave the types out of account is what one would have to ask for.
# Instead:  lists are sorted and values are coerced unless that is switched off (`sort` and `coerce` are on): [60, 40] hashes as [40, 60],
#           1250 as "1250" and as the bigint, true as 1, null as undefined. object-hash and ohash tell all of these apart.
# Versions: node-object-hash 3.1.1; object-hash 3.0.0, ohash 2.0.12.
# Matters:  as a key against doubles it takes a payout that is split otherwise, between the same two, for the one that was made, and nothing is
#           paid. With { sort: { array: false }, coerce: false } it tells them apart.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts node-object-hash@3.1.1 object-hash@3.0.0 ohash@2.0.12

cat >observe.mjs <<'JS'
import hasher from 'node-object-hash';
import objectHash from 'object-hash';
import { hash } from 'ohash';

const loose = hasher.hasher();
const strict = hasher.hasher({ sort: { array: false }, coerce: false });
const hashes = {
  'node-object-hash': (value) => loose.hash(value),
  'node-object-hash, strict': (value) => strict.hash(value),
  'object-hash': objectHash,
  ohash: hash,
};
const pairs = [
  ['keys turned round', { order: 'A', amount: 1250 }, { amount: 1250, order: 'A' }],
  ['[60, 40] and [40, 60]', { to: ['NL', 'BE'], cents: [60, 40] }, { to: ['NL', 'BE'], cents: [40, 60] }],
  ['1250 and "1250"', { amount: 1250 }, { amount: '1250' }],
  ['1250 and 1250n', { amount: 1250 }, { amount: 1250n }],
  ['true and 1', { capture: true }, { capture: 1 }],
  ['null and undefined', { amount: null }, { amount: undefined }],
];
for (const [name, one, other] of pairs) {
  console.log(`${name}: one to ${Object.keys(hashes).filter((library) => hashes[library](one) === hashes[library](other)).join(', ') || 'none'}`);
}
JS

cat >stated <<'TEXT'
keys turned round: one to node-object-hash, object-hash, ohash
[60, 40] and [40, 60]: one to node-object-hash
1250 and "1250": one to node-object-hash
1250 and 1250n: one to node-object-hash
true and 1: one to node-object-hash
null and undefined: one to node-object-hash
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
