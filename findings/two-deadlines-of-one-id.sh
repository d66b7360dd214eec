#!/usr/bin/env bash
# A deadline that is set again under its id is not put off: the first one still comes, and cancelling takes only the second.
#
# Guess:    a delayed event with the id of one that waits takes its place, as a job with a key does; and `cancel` of the id takes away all that wait
#           under it.
# Instead:  both come, in XState and in SCION. Cancelling the id takes away the one that was set last; the first cannot be reached any more and comes
#           after all. With a cancel before each new one it works in both.
# Versions: xstate 5.33.3, @scion-scxml/scxml 4.3.27.
# Matters:  an authorization that was extended is voided at the old time, and an order that has been paid, with its deadline cancelled, expires.
#           Cancel before setting again, even if nothing should be there.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts xstate@5.33.3 @scion-scxml/scxml@4.3.27

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import scxml from '@scion-scxml/scxml';
import { cancel, createActor, createMachine, raise } from 'xstate';

// Each deadline takes longer than any before it, so that their order is certain.
async function ofXState(steps) {
  const heard = [];
  const set = (name, delay) => raise({ type: 'expire', name }, { id: 'deadline', delay });
  const does = { first: set('first', 100), second: set('second', 400), cancel: cancel('deadline') };
  const actor = createActor(createMachine({ on: {
    go: { actions: steps.map((step) => does[step]) },
    expire: { actions: ({ event }) => { heard.push(event.name); } },
  } })).start();
  actor.send({ type: 'go' });
  await pause(800);
  return heard;
}
const ofScion = (steps) => new Promise((resolve, reject) => {
  const heard = [];
  const set = (name, delay) => `<send event="expire.${name}" id="deadline" delay="${delay}ms"/>`;
  const does = { first: set('first', 100), second: set('second', 400), cancel: '<cancel sendid="deadline"/>' };
  const chart = `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
    <state id="authorized"><transition event="go">${steps.map((step) => does[step]).join('')}</transition>
      <transition event="expire.first"><log expr="'first'"/></transition><transition event="expire.second"><log expr="'second'"/></transition></state></scxml>`;
  scxml.documentStringToModel('chart.scxml', chart, (error, model) => {
    if (error) return reject(error);
    model.prepare((failure, prepared) => {
      if (failure) return reject(failure);
      const log = (...words) => { heard.push(words.join(' ').trim()); };
      const interpreter = new scxml.core.Statechart(prepared, { console: { ...console, log } });
      interpreter.start();
      interpreter.gen({ name: 'go' });
      setTimeout(() => { resolve(heard); }, 800);
    });
  });
});
for (const steps of [['first', 'second'], ['first', 'second', 'cancel'], ['first', 'cancel', 'second'], ['first', 'cancel', 'second', 'cancel']]) {
  console.log(`${steps.join(', ')}: XState ${(await ofXState(steps)).join(' and ') || 'nothing'}, SCION ${(await ofScion(steps)).join(' and ') || 'nothing'}`);
}
process.exit();
JS

cat >stated <<'TEXT'
first, second: XState first and second, SCION first and second
first, second, cancel: XState first, SCION first
first, cancel, second: XState second, SCION second
first, cancel, second, cancel: XState nothing, SCION nothing
TEXT
timeout 60 node observe.mjs >observed 2>notes

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { cat notes >&2; echo 'This has changed.' >&2; exit 1; }
