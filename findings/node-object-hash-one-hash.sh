#!/usr/bin/env bash
# Payments that differ have one hash in node-object-hash.
#
# Guess:    objects that differ in a value have different hashes; a list in another order is another list.
# Instead:  lists are sorted before they are hashed, and values are first turned into text: 1, '1', true and 1n are
#           one value, and so are null and undefined. object-hash and ohash keep all of these apart, and so does the
#           same library with `sort: false` and `coerce: false`.
# Versions: node-object-hash 3.1.1, object-hash 3.0.0, ohash 2.0.12.
# Matters:  a key against doubles, made from a request's hash, finds the refund of 10 from the first seller and 20
#           from the second to be the one of 20 and 10, and answers it with the first one's result: no money moves.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent node-object-hash@3.1.1 object-hash@3.0.0 ohash@2.0.12

cat >observe.mjs <<'JS'
import objectHash from 'object-hash';
import { hasher } from 'node-object-hash';
import { hash as ohash } from 'ohash';

const hashes = {
  'node-object-hash': (value) => hasher().hash(value),
  'with sort and coerce off': (value) => hasher({ sort: false, coerce: false }).hash(value),
  'object-hash': (value) => objectHash(value),
  ohash: (value) => ohash(value),
};
const pairs = {
  'refunds per seller 10, 20 and 20, 10': [{ refunds: [10, 20] }, { refunds: [20, 10] }],
  'events in another order': [['completed', 'refunded'], ['refunded', 'completed']],
  "1 and '1'": [{ id: 1 }, { id: '1' }],
  '1 and true': [{ capture: 1 }, { capture: true }],
  '1n and 1': [{ amount: 1n }, { amount: 1 }],
  'null and undefined': [{ amount: null }, { amount: undefined }],
};
for (const [name, [one, other]] of Object.entries(pairs)) {
  const said = Object.entries(hashes).map(([library, hash]) => `${library} ${hash(one) === hash(other) ? 'SAME' : 'differ'}`);
  console.log(`${name}: ${said.join(', ')}`);
}
JS

cat >stated <<'TEXT'
refunds per seller 10, 20 and 20, 10: node-object-hash SAME, with sort and coerce off differ, object-hash differ, ohash differ
events in another order: node-object-hash SAME, with sort and coerce off differ, object-hash differ, ohash differ
1 and '1': node-object-hash SAME, with sort and coerce off differ, object-hash differ, ohash differ
1 and true: node-object-hash SAME, with sort and coerce off differ, object-hash differ, ohash differ
1n and 1: node-object-hash SAME, with sort and coerce off differ, object-hash differ, ohash differ
null and undefined: node-object-hash SAME, with sort and coerce off differ, object-hash differ, ohash differ
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
