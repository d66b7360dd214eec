#!/usr/bin/env bash
# An order that XState restores in a state that has become final since is never done, and one in a state that is left at once now stays there until any event
# comes.
#
# Guess:    when a snapshot is restored, the chart that is there now decides: a final state means the order is done, a condition that holds (`always`) is
#           taken; or the snapshot of another chart is refused.
# Instead:  the state is taken as it was stored, and no step is made. In a final state the actor stays active, so that toPromise and waitFor wait for ever and
#           a parent hears no onDone; an eventless transition is taken with the next event, even one that the chart does not know.
# Versions: xstate 5.33.3.
# Matters:  charts are changed while orders are under way: a state that is made final closes the new orders only, and the old ones count as open. Send an event
#           of no meaning to each restored actor, and test its state rather than its status.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts xstate@5.33.3

cat >observe.mjs <<'JS'
import { createActor, createMachine, toPromise } from 'xstate';
import { setTimeout as pause } from 'node:timers/promises';

const chart = (refunded, more = {}) => createMachine({ initial: 'completed', states: { completed: { on: { refund: 'refunded' } }, refunded, ...more } });
const stored = (machine) => {
  const actor = createActor(machine).start();
  actor.send({ type: 'refund' });
  return JSON.parse(JSON.stringify(actor.getPersistedSnapshot()));
};
const snapshot = stored(chart({}));
const observe = async (name, machine) => {
  const made = createActor(machine).start();
  made.send({ type: 'refund' });
  const restored = createActor(machine, { snapshot }).start();
  const before = restored.getSnapshot();
  const waited = await Promise.race([toPromise(restored).then(() => 'ends'), pause(100).then(() => 'goes on')]);
  restored.send({ type: 'unknown' });
  const after = restored.getSnapshot();
  console.log(`${name}: made anew ${made.getSnapshot().value}, ${made.getSnapshot().status}; restored ${before.value}, ${before.status}, and ${waited}; after an unknown event ${after.value}, ${after.status}`);
};
await observe('the same chart', chart({}));
await observe('refunded is final now', chart({ type: 'final' }));
await observe('refunded is left at once now', chart({ always: 'closed' }, { closed: {} }));
await observe('refunded is left for a final one now', chart({ always: 'closed' }, { closed: { type: 'final' } }));
JS

cat >stated <<'TEXT'
the same chart: made anew refunded, active; restored refunded, active, and goes on; after an unknown event refunded, active
refunded is final now: made anew refunded, done; restored refunded, active, and goes on; after an unknown event refunded, active
refunded is left at once now: made anew closed, active; restored refunded, active, and goes on; after an unknown event closed, active
refunded is left for a final one now: made anew closed, done; restored refunded, active, and goes on; after an unknown event closed, done
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
