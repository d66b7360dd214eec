#!/usr/bin/env bash
# Set under its number, the fee of line 125 makes a list of 126 lines in lodash and six others, and an object in three; and flat does not give back what it
# was given.
#
# Guess:    where there is nothing yet, setting `fees.125.cents` makes an object with a key "125", as the other keys of a path do; or all libraries make the
#           same of it.
# Instead:  lodash, es-toolkit's layer for it, dot-prop, object-path, Radash, dot-object and flat take a key of digits for a place in a list, and JSON then
#           holds 125 times null; just-safe-set, Immutable and Ramda (for a key that is a text) make an object. An object whose keys are numbers, flattened by
#           flat and unflattened, is a list.
# Versions: lodash 4.18.1, es-toolkit 1.53.2, dot-prop 10.2.0, object-path 0.11.8, radash 12.1.1, dot-object 2.1.5, flat 6.0.1; just-safe-set 4.2.1, immutable
#           5.2.1, ramda 0.32.0.
# Matters:  numbers of lines, orders and customers are such keys: an order 1000001 makes JSON of five megabytes, and what came as an object is sent on as a
#           list. Keep them in a Map, or make the object first.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts lodash@4.18.1 es-toolkit@1.53.2 dot-prop@10.2.0 object-path@0.11.8 radash@12.1.1 dot-object@2.1.5 flat@6.0.1 just-safe-set@4.2.1 immutable@5.2.1 ramda@0.32.0

cat >observe.mjs <<'JS'
import { setProperty } from 'dot-prop';
import dotObject from 'dot-object';
import * as compat from 'es-toolkit/compat';
import { flatten, unflatten } from 'flat';
import { setIn } from 'immutable';
import justSafeSet from 'just-safe-set';
import lodash from 'lodash';
import objectPath from 'object-path';
import * as radash from 'radash';
import * as ramda from 'ramda';

const path = 'fees.125.cents';
const within = (change) => {
  const order = {};
  change(order);
  return order;
};
for (const [name, order] of Object.entries({
  lodash: lodash.set({}, path, 30),
  'es-toolkit/compat': compat.set({}, path, 30),
  'dot-prop': setProperty({}, path, 30),
  'object-path': within((it) => objectPath.set(it, path, 30)),
  Radash: radash.set({}, path, 30),
  'dot-object': within((it) => dotObject.str(path, 30, it)),
  flat: unflatten({ [path]: 30 }),
  'just-safe-set': within((it) => justSafeSet(it, path, 30)),
  Immutable: setIn({}, path.split('.'), 30),
  Ramda: ramda.assocPath(path.split('.'), 30, {}),
})) {
  console.log(`${name}: ${Array.isArray(order.fees) ? `a list of ${order.fees.length}` : 'an object'}, ${JSON.stringify(order).length} characters of JSON`);
}
console.log(`flat, there and back: ${JSON.stringify(unflatten(flatten({ fees: { 1: 30, 3: 25 } })))}`);
JS

cat >stated <<'TEXT'
lodash: a list of 126, 648 characters of JSON
es-toolkit/compat: a list of 126, 648 characters of JSON
dot-prop: a list of 126, 648 characters of JSON
object-path: a list of 126, 648 characters of JSON
Radash: a list of 126, 648 characters of JSON
dot-object: a list of 126, 648 characters of JSON
flat: a list of 126, 648 characters of JSON
just-safe-set: an object, 29 characters of JSON
Immutable: an object, 29 characters of JSON
Ramda: an object, 29 characters of JSON
flat, there and back: {"fees":[null,30,null,25]}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
