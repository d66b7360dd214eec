#!/usr/bin/env bash
# A deadline of an XState chart is lost when the chart is stored and restored.
#
# Guess:    a state with `after` starts its timer again when an actor is made from a persisted snapshot, for the full
#           delay or for what is left of it; invoked promises are started again, too.
# Instead:  no timer is started at all, and the restored actor stays in the state for good. What is pending is known
#           to the actor system only; getPersistedSnapshot() leaves that out. An invoked promise does start again.
# Versions: xstate 5.33.3.
# Matters:  "held, and expired after five days", written as `after`, never expires once the process has been
#           restarted, and nothing says so. Keep the instant of a deadline as data, and let the outside ask.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent xstate@5.33.3

cat >observe.mjs <<'JS'
import { createActor, createMachine, fromPromise } from 'xstate';

const day = 86_400_000;
let calls = 0;
const machine = createMachine({
  type: 'parallel',
  states: {
    review: { initial: 'held', states: { held: { after: { [5 * day]: 'expired' } }, expired: {} } },
    report: { invoke: { src: fromPromise(() => (calls++, new Promise(() => {}))) } },
  },
});

function run(name, snapshot) {
  const timers = [];
  const clock = { setTimeout: (fire, delay) => timers.push({ fire, delay }), clearTimeout: () => {} };
  calls = 0;
  const actor = createActor(machine, { clock, snapshot }).start();
  const stored = JSON.parse(JSON.stringify(actor.getPersistedSnapshot()));
  const delays = timers.map(({ delay }) => `${delay / day} days`).join() || 'none';
  for (const { fire } of timers) fire();
  console.log(`${name}: promises started ${calls}, timers ${delays}, at last ${actor.getSnapshot().value.review}`);
  actor.stop();
  return stored;
}

run('restored', run('new', undefined));
JS

cat >stated <<'TEXT'
new: promises started 1, timers 5 days, at last expired
restored: promises started 1, timers none, at last held
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
