#!/usr/bin/env bash
# The clone of an amount that keeps its cents in a private field has none: klona, rfdc and structuredClone make it without a word, and four others make one
# that throws when it is read.
#
# Guess:    what cannot be cloned is shared, as immutable values may be, or is refused at once, as structuredClone refuses a function.
# Instead:  klona, rfdc and structuredClone give an object of no class without the cents, so that the amount is undefined; klona/full, lodash, clone and
#           fast-copy give one of the class that throws at the first look, maybe far from there. An instant of Temporal's polyfill is shared by klona and
#           lodash, an empty object by rfdc and structuredClone, and broken by clone and fast-copy.
# Versions: klona 2.0.6, rfdc 1.4.1, lodash 4.18.1, clone 2.1.2, fast-copy 4.3.4; temporal-polyfill 1.0.8.
# Matters:  state is cloned by stores, test doubles and caches, and an undefined amount is NaN in the next sum. Give such classes a clone of their own, or keep
#           amounts as bigints.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts klona@2.0.6 rfdc@1.4.1 lodash@4.18.1 clone@2.1.2 fast-copy@4.3.4 temporal-polyfill@1.0.8

cat >observe.mjs <<'JS'
import clone from 'clone';
import { copy as fastCopy } from 'fast-copy';
import { klona } from 'klona';
import { klona as klonaFull } from 'klona/full';
import lodash from 'lodash';
import rfdc from 'rfdc';
import { Temporal } from 'temporal-polyfill';

class Amount {
  #cents;
  constructor(cents) {
    this.#cents = cents;
  }
  get cents() {
    return this.#cents;
  }
}
const read = (from) => {
  try {
    return from();
  } catch (error) {
    return error.name;
  }
};
const ways = { klona, 'klona/full': klonaFull, rfdc: rfdc(), 'rfdc with proto': rfdc({ proto: true }), structuredClone, lodash: lodash.cloneDeep, clone, 'fast-copy': fastCopy };
for (const [name, way] of Object.entries(ways)) {
  const order = { amount: new Amount(1250), at: Temporal.Instant.from('2026-01-31T12:00:00Z') };
  const made = way(order);
  console.log(`${name}: amount ${read(() => made.amount.cents)}, instant ${made.at === order.at ? 'shared' : read(() => String(made.at))}`);
}
JS

cat >stated <<'TEXT'
klona: amount undefined, instant shared
klona/full: amount TypeError, instant shared
rfdc: amount undefined, instant [object Object]
rfdc with proto: amount undefined, instant [object Object]
structuredClone: amount undefined, instant [object Object]
lodash: amount TypeError, instant shared
clone: amount TypeError, instant TypeError
fast-copy: amount TypeError, instant TypeError
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
