#!/usr/bin/env bash
# When a parallel XState root is done, what its last step raised is dropped.
#
# Guess:    when the last region of a parallel chart becomes final, the events raised on the way are handled and the
#           `onDone` of each region runs, wherever the parallel state stands.
# Instead:  if the parallel state is the root, the actor stops at once: the raised event and every `onDone` of the
#           regions are dropped, also that of the region which was final first in the same step. One level deeper all
#           of them run. The status is `done` either way, and there is no error.
# Versions: xstate 5.33.3.
# Matters:  a payment with a region for money and one for review, each telling the outside in its `onDone`, tells
#           nothing on the step that ends both. SCXML ends a chart only by a final child of the root, so the same
#           chart, exported, goes on.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent xstate@5.33.3

cat >observe.mjs <<'JS'
import { createActor, createMachine, raise } from 'xstate';

function run(name, wrap) {
  const told = [];
  const region = (label, actions) => ({
    initial: 'open',
    states: { open: { on: { CLOSE: { target: 'closed', actions } } }, closed: { type: 'final' } },
    on: { BOOKED: { actions: () => told.push(`${label} hears BOOKED`) } },
    onDone: { actions: () => told.push(`${label} is done`) },
  });
  const parallel = {
    type: 'parallel',
    states: { money: region('money', raise({ type: 'BOOKED' })), review: region('review', []) },
  };
  const actor = createActor(createMachine(wrap(parallel))).start();
  actor.send({ type: 'CLOSE' });
  console.log(`${name}: ${told.join(', ') || 'nothing told'}; ${actor.getSnapshot().status}`);
}

run('parallel root', (parallel) => parallel);
run('one level deeper', (parallel) => ({
  initial: 'payment',
  states: { payment: { ...parallel, onDone: 'end' }, end: { type: 'final' } },
}));
JS

cat >stated <<'TEXT'
parallel root: nothing told; done
one level deeper: money hears BOOKED, review hears BOOKED, money is done, review is done; done
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
