#!/usr/bin/env bash
# Of two statuses that were written apart, Yjs, Automerge and Loro keep neither the later nor the earlier one.
#
# Guess:    where two devices set one payment's status while they do not hear of each other, the later one wins everywhere: "last write wins",
#           as the documentation of such libraries has it.
# Instead:  no clock is looked at. Yjs keeps the status of the greater client id, which is drawn by lot. Automerge and Loro keep that of
#           whoever has made more changes to the document, here three notes, and draw lots among equals. All devices agree in the end, on
#           `completed`, though `refunded` was written later. TinyBase looks at the time, and keeps it.
# Versions: yjs 13.6.33, @automerge/automerge 3.5.0, loro-crdt 1.17.1, tinybase 10.0.1.
# Matters:  a refund made at the counter vanishes under an older status of a busier till, so it is made again. Keep the events in a list and
#           compute the status from it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts yjs@13.6.33 @automerge/automerge@3.5.0 loro-crdt@1.17.1 tinybase@10.0.1

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import * as Automerge from '@automerge/automerge';
import { LoroDoc } from 'loro-crdt';
import { createMergeableStore } from 'tinybase';
import * as Y from 'yjs';

// A till writes so many notes and `completed`; a little later an office that has not heard of it writes `refunded`.
const libraries = {
  async Yjs(notes, till, office) {
    const [one, other] = [till, office].map((id) => Object.assign(new Y.Doc(), { clientID: id }));
    one.getMap('payment').set('status', 'authorised');
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
    for (let note = 0; note < notes; note++) one.getMap('payment').set(`note ${note}`, true);
    one.getMap('payment').set('status', 'completed');
    await pause(20);
    other.getMap('payment').set('status', 'refunded');
    Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
    return [one, other].map((doc) => doc.getMap('payment').get('status'));
  },
  async Automerge(notes, till, office) {
    let one = Automerge.from({ status: 'authorised' }, { actor: `0${till}` });
    let other = Automerge.clone(one, { actor: `0${office}` });
    for (let note = 0; note < notes; note++) one = Automerge.change(one, (payment) => { payment[`note ${note}`] = true; });
    one = Automerge.change(one, { time: 1000 }, (payment) => { payment.status = 'completed'; });
    other = Automerge.change(other, { time: 2000 }, (payment) => { payment.status = 'refunded'; });
    one = Automerge.merge(one, other);
    other = Automerge.merge(other, one);
    return [one.status, other.status];
  },
  async Loro(notes, till, office) {
    const [one, other] = [till, office].map((id) => {
      const doc = new LoroDoc();
      doc.setPeerId(BigInt(id));
      return doc;
    });
    const set = (doc, key, value) => { doc.getMap('payment').set(key, value); doc.commit(); };
    set(one, 'status', 'authorised');
    other.import(one.export({ mode: 'update' }));
    for (let note = 0; note < notes; note++) set(one, `note ${note}`, true);
    set(one, 'status', 'completed');
    await pause(20);
    set(other, 'status', 'refunded');
    one.import(other.export({ mode: 'update' }));
    other.import(one.export({ mode: 'update' }));
    return [one, other].map((doc) => doc.getMap('payment').get('status'));
  },
  async TinyBase(notes, till, office) {
    const [one, other] = [till, office].map((id) => createMergeableStore(String(id)));
    one.setCell('payments', 'A', 'status', 'authorised');
    other.merge(one);
    for (let note = 0; note < notes; note++) one.setCell('payments', 'A', `note ${note}`, true);
    one.setCell('payments', 'A', 'status', 'completed');
    await pause(20);
    other.setCell('payments', 'A', 'status', 'refunded');
    one.merge(other);
    return [one, other].map((store) => store.getCell('payments', 'A', 'status'));
  },
};
for (const [name, run] of Object.entries(libraries)) {
  for (const notes of [0, 3]) {
    const told = [];
    for (const [till, office] of [[1, 2], [2, 1]]) told.push(`till ${till}, office ${office}: ${[...new Set(await run(notes, till, office))].join(' and ')}`);
    console.log(`${name}, ${notes} notes, ${told.join('; ')}`);
  }
}
JS

cat >stated <<'TEXT'
Yjs, 0 notes, till 1, office 2: refunded; till 2, office 1: completed
Yjs, 3 notes, till 1, office 2: refunded; till 2, office 1: completed
Automerge, 0 notes, till 1, office 2: refunded; till 2, office 1: completed
Automerge, 3 notes, till 1, office 2: completed; till 2, office 1: completed
Loro, 0 notes, till 1, office 2: refunded; till 2, office 1: completed
Loro, 3 notes, till 1, office 2: completed; till 2, office 1: completed
TinyBase, 0 notes, till 1, office 2: refunded; till 2, office 1: refunded
TinyBase, 3 notes, till 1, office 2: refunded; till 2, office 1: refunded
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
