#!/usr/bin/env bash
# Two Maps of refunds are equal to fast-deep-equal and to dequal/lite, whatever is in them, and two amounts that keep their cents in private fields are to
# every comparison that was tried.
#
# Guess:    two objects that differ are not equal, or a value that cannot be compared is refused or taken for different.
# Instead:  an object is compared by its own visible fields. A Map and a Set have none, and the small versions know neither, so that all are equal; dequal
#           itself, fast-deep-equal/es6, react-fast-compare, deep-equal, fast-equals and lodash know them. A private field (`#cents`) is seen by none, nor by
#           Node's assert.deepStrictEqual: 10.00 is 20.00.
# Versions: fast-deep-equal 3.1.3, dequal 2.0.3, react-fast-compare 3.2.3, deep-equal 2.2.3, fast-equals 6.2.2, lodash 4.18.1; Node.js 24.
# Matters:  "nothing has changed, so nothing is written" is said of each order whose refunds are in a Map, and a test that compares amounts of such a class
#           proves nothing: it passes with any other amount. Give the class an `equals`, and compare `toJSON()`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts fast-deep-equal@3.1.3 dequal@2.0.3 react-fast-compare@3.2.3 deep-equal@2.2.3 fast-equals@6.2.2 lodash@4.18.1

cat >observe.mjs <<'JS'
import assert from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import deepEqual from 'deep-equal';
import { dequal } from 'dequal';
import { dequal as dequalLite } from 'dequal/lite';
import fastDeepEqual from 'fast-deep-equal';
import fastDeepEqualEs6 from 'fast-deep-equal/es6/index.js';
import { deepEqual as fastEquals } from 'fast-equals';
import _ from 'lodash';
import reactFastCompare from 'react-fast-compare';

class Money {
  #cents;
  constructor(cents) { this.#cents = cents; }
  toJSON() { return this.#cents; }
}
const pairs = {
  Maps: [new Map([['A', 500]]), new Map([['A', 700], ['B', 300]])],
  Sets: [new Set(['completed']), new Set(['refunded'])],
  'private cents': [new Money(1000), new Money(2000)],
  objects: [{ A: 500 }, { A: 700 }],
};
const passes = (one, other) => {
  try {
    assert.deepStrictEqual(one, other);
    return true;
  } catch {
    return false;
  }
};
for (const [name, equal] of Object.entries({
  'fast-deep-equal': fastDeepEqual, 'dequal/lite': dequalLite, 'fast-deep-equal/es6': fastDeepEqualEs6, dequal, 'react-fast-compare': reactFastCompare,
  'deep-equal': deepEqual, 'fast-equals': fastEquals, 'lodash isEqual': _.isEqual, 'node:util isDeepStrictEqual': isDeepStrictEqual, 'node:assert deepStrictEqual': passes,
})) {
  console.log(`${name}: ${Object.entries(pairs).map(([what, [one, other]]) => `${what} ${equal(one, other) ? 'equal' : 'not equal'}`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
fast-deep-equal: Maps equal, Sets equal, private cents equal, objects not equal
dequal/lite: Maps equal, Sets equal, private cents equal, objects not equal
fast-deep-equal/es6: Maps not equal, Sets not equal, private cents equal, objects not equal
dequal: Maps not equal, Sets not equal, private cents equal, objects not equal
react-fast-compare: Maps not equal, Sets not equal, private cents equal, objects not equal
deep-equal: Maps not equal, Sets not equal, private cents equal, objects not equal
fast-equals: Maps not equal, Sets not equal, private cents equal, objects not equal
lodash isEqual: Maps not equal, Sets not equal, private cents equal, objects not equal
node:util isDeepStrictEqual: Maps not equal, Sets not equal, private cents equal, objects not equal
node:assert deepStrictEqual: Maps not equal, Sets not equal, private cents equal, objects not equal
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
