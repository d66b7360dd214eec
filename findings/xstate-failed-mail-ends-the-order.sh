#!/usr/bin/env bash
# An XState chart that has started a mail, and the mail fails, is over: it takes no refund any more.
#
# Guess:    an actor of its own that was spawned on the side, such as a promise that sends a mail, fails by itself; who wants to hear of it
#           listens. The order goes on.
# Instead:  a failed child without `onError` or a transition on its error event makes the parent fail: its status is `error`, what is
#           sent afterwards is dropped without a word, and snapshots taken of it are those of a failed actor, which restore as failed. So it is
#           for invoked and spawned promises alike. A child that is not of the chart, createActor(...), leaves it alone.
# Versions: xstate 5.33.3.
# Matters:  a receipt that cannot be mailed makes a captured payment unrefundable, also after it was stored and restored. Give
#           every child a transition on its error.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts xstate@5.33.3

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import { createActor, createMachine, fromPromise, spawnChild } from 'xstate';

const mail = fromPromise(async () => { throw new Error('no mail server'); });
const states = { completed: { on: { refund: 'refunded' } }, refunded: {} };
const charts = {
  'spawned': createMachine({ initial: 'completed', states, entry: spawnChild(mail, { id: 'mail' }) }),
  'invoked': createMachine({ initial: 'completed', states, invoke: { id: 'mail', src: mail } }),
  'spawned, its error handled': createMachine({ initial: 'completed', states, entry: spawnChild(mail, { id: 'mail' }), on: { 'xstate.error.actor.mail': {} } }),
  'invoked, onError': createMachine({ initial: 'completed', states, invoke: { id: 'mail', src: mail, onError: {} } }),
  'beside it': createMachine({ initial: 'completed', states, entry: () => { const actor = createActor(mail); actor.subscribe({ error() {} }); actor.start(); } }),
};
for (const [name, chart] of Object.entries(charts)) {
  const run = async (snapshot) => {
    const actor = createActor(chart, { snapshot });
    actor.subscribe({ error() {} });
    actor.start();
    await pause(50);
    actor.send({ type: 'refund' });
    return actor;
  };
  const actor = await run();
  const restored = await run(JSON.parse(JSON.stringify(actor.getPersistedSnapshot())));
  console.log(`${name}: ${[actor, restored].map((one) => one.getSnapshot()).map(({ status, value }) => `${status}, ${value}`).join('; restored ')}`);
}
JS

cat >stated <<'TEXT'
spawned: error, completed; restored error, completed
invoked: error, completed; restored error, completed
spawned, its error handled: active, refunded; restored active, refunded
invoked, onError: active, refunded; restored active, refunded
beside it: active, refunded; restored active, refunded
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
