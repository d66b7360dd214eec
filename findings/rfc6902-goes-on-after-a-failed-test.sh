#!/usr/bin/env bash
# A JSON Patch whose `test` fails is carried out all the same by rfc6902, and by half by two others.
#
# Guess:    `test` guards a patch: if it fails, nothing is changed, neither by the operations behind it nor by those before it, as
#           RFC 5789 has it for PATCH (all or nothing).
# Instead:  rfc6902 gives back a list in which the test's error stands, throws nothing, and has made every other change.
#           fast-json-patch and json-patch throw, but what stood before the test is changed and stays so. jsonpatch and
#           immutable-json-patch throw and leave the document alone, as does fast-json-patch when asked not to mutate.
# Versions: rfc6902 5.4.0, fast-json-patch 3.1.1, json-patch 0.7.0, jsonpatch 3.1.0, immutable-json-patch 6.0.3.
# Matters:  "if the status is completed, make it refunded" is how a patch guards against a stale reader. Here an order that is
#           void is refunded, or has an amount refunded while it stays void. Patch a copy, and look at the list of errors before
#           it is kept.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent rfc6902@5.4.0 fast-json-patch@3.1.1 json-patch@0.7.0 jsonpatch@3.1.0 \
  immutable-json-patch@6.0.3

cat >observe.mjs <<'JS'
import fast from 'fast-json-patch';
import { immutableJSONPatch } from 'immutable-json-patch';
import jsonPatch from 'json-patch';
import jsonpatch from 'jsonpatch';
import { applyPatch } from 'rfc6902';

const patch = [
  { op: 'replace', path: '/amount_refunded', value: 500 },
  { op: 'test', path: '/status', value: 'completed' },
  { op: 'replace', path: '/status', value: 'refunded' },
];
const ways = {
  'rfc6902': (order) => `gave back ${applyPatch(order, patch).map((error) => error?.name ?? 'done').join(', ')}`,
  'fast-json-patch': (order) => fast.applyPatch(order, patch),
  'fast-json-patch, not mutating': (order) => fast.applyPatch(order, patch, false, false),
  'json-patch': (order) => jsonPatch.apply(order, patch),
  'jsonpatch': (order) => jsonpatch.apply_patch(order, patch),
  'immutable-json-patch': (order) => immutableJSONPatch(order, patch),
};
for (const [name, apply] of Object.entries(ways)) {
  const order = { status: 'void', amount_refunded: 0 };
  let told = 'threw';
  try { told = apply(order); } catch { /* told already */ }
  console.log(`${name}: ${told}; ${JSON.stringify(order)}`);
}
JS

cat >stated <<'TEXT'
rfc6902: gave back done, TestError, done; {"status":"refunded","amount_refunded":500}
fast-json-patch: threw; {"status":"void","amount_refunded":500}
fast-json-patch, not mutating: threw; {"status":"void","amount_refunded":0}
json-patch: threw; {"status":"void","amount_refunded":500}
jsonpatch: threw; {"status":"void","amount_refunded":0}
immutable-json-patch: threw; {"status":"void","amount_refunded":0}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
