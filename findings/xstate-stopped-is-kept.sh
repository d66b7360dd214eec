#!/usr/bin/env bash
# A promise of XState's toPromise is kept when the order's actor is stopped before its end, with nothing for its output.
#
# Guess:    who waits for the output of an order that is stopped hears an error, as from waitFor, or nothing; a promise that is kept means that the order came
#           to its end.
# Instead:  stop() completes the actor's observers, and toPromise takes that for the end: it resolves with undefined, whether the actor is a machine that waits
#           or a call that is under way, and whether it was stopped by itself or by its parent's leaving the state. A machine that is done without output
#           resolves with undefined too.
# Versions: xstate 5.33.3.
# Matters:  `await toPromise(capture)` goes on as if the capture had been made when a shutdown stops it. Look at the snapshot's status, which is `stopped`, or
#           give every end an output.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts xstate@5.33.3

cat >observe.mjs <<'JS'
import { createActor, createMachine, fromPromise, toPromise, waitFor } from 'xstate';
import { setTimeout as pause } from 'node:timers/promises';

const order = createMachine({ initial: 'completed', states: { completed: { on: { refund: 'refunded' } }, refunded: { type: 'final' } } });
const call = fromPromise(() => pause(200).then(() => 'captured'));
const parent = createMachine({ initial: 'capturing', states: { capturing: { invoke: { id: 'call', src: call }, on: { void: 'voided' } }, voided: {} } });
const heard = (promise) => Promise.race([promise.then((output) => `kept with ${output}`, (error) => `broken, ${error.message}`), pause(500).then(() => 'never')]);
const observe = async (name, actor, end, wait = toPromise) => {
  const promise = heard(wait(actor));
  end();
  console.log(`${name}: ${await promise}; the actor is ${actor.getSnapshot().status}`);
};
const started = (logic) => createActor(logic).start();
const [one, two, three, four, above] = [started(order), started(order), started(call), started(order), started(parent)];
await observe('an order that ends', one, () => one.send({ type: 'refund' }));
await observe('an order that is stopped', two, () => two.stop());
await observe('a call that is stopped', three, () => three.stop());
const child = above.getSnapshot().children.call;
await observe('a call whose state is left', child, () => above.send({ type: 'void' }));
await observe('waitFor, an order that is stopped', four, () => four.stop(), (actor) => waitFor(actor, ({ status }) => status === 'done'));
JS

cat >stated <<'TEXT'
an order that ends: kept with undefined; the actor is done
an order that is stopped: kept with undefined; the actor is stopped
a call that is stopped: kept with undefined; the actor is stopped
a call whose state is left: kept with undefined; the actor is stopped
waitFor, an order that is stopped: broken, Actor terminated without satisfying predicate; the actor is stopped
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
