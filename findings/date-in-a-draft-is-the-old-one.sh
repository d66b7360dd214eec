#!/usr/bin/env bash
# A due date that is put off in a draft of Immer or Mutative is put off in the order before as well, and the order counts as unchanged.
#
# Guess:    what is done to a draft leaves the object that it was made of as it was, in every part of it, and gives a new one; a part that cannot be drafted
#           is frozen or refused.
# Instead:  a Date, and an object of a class, an amount with an `add` say, is handed out as it is: the change is made in the old object, which the new one
#           shares. If nothing else was changed, the result is the old object itself. Objects, lists and Maps are right. structurajs leaves the old object
#           alone.
# Versions: immer 11.2.13, mutative 2.0.0; structurajs 0.12.6.
# Matters:  the step before is the same as the step after, so that there is nothing to undo, no difference to write into a log, and nothing is drawn anew; and
#           a test that compares the two passes. Assign a new Date, or mark classes with `immerable`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts immer@11.2.13 mutative@2.0.0 structurajs@0.12.6

cat >observe.mjs <<'JS'
import { enableMapSet, produce } from 'immer';
import { create } from 'mutative';
import { produce as produceStructure } from 'structurajs';

enableMapSet();
class Money {
  constructor(cents) { this.cents = cents; }
  add(cents) { this.cents += cents; }
}
const order = () => ({ due: new Date('2026-01-31'), total: new Money(1000), fees: new Map([['visa', { cents: 25 }]]), lines: [{ cents: 1000 }] });
const changes = {
  'a Date': [(draft) => draft.due.setUTCDate(45), ({ due }) => due.toISOString().slice(0, 10)],
  'an object of a class': [(draft) => draft.total.add(500), ({ total }) => total.cents],
  'an object in a Map': [(draft) => { draft.fees.get('visa').cents = 30; }, ({ fees }) => fees.get('visa').cents],
  'an object in a list': [(draft) => { draft.lines[0].cents = 1500; }, ({ lines }) => lines[0].cents],
};
for (const [name, change] of Object.entries({ Immer: produce, Mutative: create, structurajs: produceStructure })) {
  for (const [what, [make, read]] of Object.entries(changes)) {
    const before = order();
    const after = change(before, (draft) => { make(draft); });
    console.log(`${name}, ${what}: ${read(order())} before, now ${read(before)} in the old order and ${read(after)} in the new one${after === before ? ', which is the old one' : ''}`);
  }
}
JS

cat >stated <<'TEXT'
Immer, a Date: 2026-01-31 before, now 2026-02-14 in the old order and 2026-02-14 in the new one, which is the old one
Immer, an object of a class: 1000 before, now 1500 in the old order and 1500 in the new one, which is the old one
Immer, an object in a Map: 25 before, now 25 in the old order and 30 in the new one
Immer, an object in a list: 1000 before, now 1000 in the old order and 1500 in the new one
Mutative, a Date: 2026-01-31 before, now 2026-02-14 in the old order and 2026-02-14 in the new one, which is the old one
Mutative, an object of a class: 1000 before, now 1500 in the old order and 1500 in the new one, which is the old one
Mutative, an object in a Map: 25 before, now 25 in the old order and 30 in the new one
Mutative, an object in a list: 1000 before, now 1000 in the old order and 1500 in the new one
structurajs, a Date: 2026-01-31 before, now 2026-01-31 in the old order and 2026-02-14 in the new one
structurajs, an object of a class: 1000 before, now 1000 in the old order and 1500 in the new one
structurajs, an object in a Map: 25 before, now 25 in the old order and 30 in the new one
structurajs, an object in a list: 1000 before, now 1000 in the old order and 1500 in the new one
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
