#!/usr/bin/env bash
# A deadline whose name XState does not know, or whose length cannot be computed, is over at once.
#
# Guess:    a delay that is not among the machine's delays is an error, as a guard is that is not there; or at least the state is never left by it. A
#           length that comes out as undefined, NaN or a text is an error too.
# Instead:  nothing is said when the machine is made, nor when the state is entered, and the deadline passes within milliseconds: so for a name spelt
#           otherwise, for "7 days" as a key, and for undefined, null, NaN and '20 days'. Asked for a guard that is not there XState throws.
#           SCION's terms of `7d` and `2h` are over as well, while it knows `10m`, and so is one whose value is missing; of a variable
#           that is not declared it tells.
# Versions: xstate 5.33.3, @scion-scxml/scxml 4.3.27.
# Matters:  one letter, or a configuration without that entry, and every order expires the moment it is made, which no test with a clock of its own
#           notices that looks only after the deadline. Use setup() with TypeScript, which checks the names, and check the lengths.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts xstate@5.33.3 @scion-scxml/scxml@4.3.27

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import scxml from '@scion-scxml/scxml';
import { createActor, createMachine } from 'xstate';

const days = (number) => number * 24 * 60 * 60 * 1000;
const lengths = { undefined, null: null, NaN: Number.NaN, "'20 days'": '20 days', 'twenty days in milliseconds': days(20) };
const after = async (key, delays) => {
  const machine = createMachine({ initial: 'initialized', states: { initialized: { after: { [key]: 'expired' } }, expired: {} } }, { delays });
  const actor = createActor(machine).start();
  await pause(200);
  const { value } = actor.getSnapshot();
  actor.stop();
  return value;
};
console.log(`XState, term given: ${await after('term', { term: days(20) })}`);
console.log(`XState, terms instead of term: ${await after('terms', { term: days(20) })}`);
console.log(`XState, key '7 days': ${await after('7 days', {})}`);
for (const [name, length] of Object.entries(lengths)) console.log(`XState, term computed as ${name}: ${await after('term', { term: () => length })}`);
const guarded = createActor(createMachine({ initial: 'initialized', states: { initialized: { on: { expire: { guard: 'late', target: 'expired' } } }, expired: {} } }));
let heard = 'nothing';
guarded.subscribe({ error: () => { heard = 'an error'; } });
guarded.start();
guarded.send({ type: 'expire' });
console.log(`XState, a guard that is not there: ${heard}`);

const inScion = (delay) => new Promise((resolve, reject) => {
  const chart = `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" initial="initialized">
    <datamodel><data id="settings" expr="{}"/></datamodel>
    <state id="initialized"><onentry><send event="expire" ${delay}/></onentry>
      <transition event="expire" target="expired"/><transition event="error.*" target="told"/></state>
    <state id="expired"/><state id="told"/></scxml>`;
  scxml.documentStringToModel('chart.scxml', chart, (error, model) => {
    if (error) return reject(error);
    model.prepare((failure, prepared) => {
      if (failure) return reject(failure);
      const interpreter = new scxml.core.Statechart(prepared, { console: { ...console, log: () => {}, error: () => {} } });
      interpreter.start();
      setTimeout(() => { resolve(String(interpreter.getConfiguration())); }, 200);
    });
  });
});
for (const delay of ['delay="1000s"', 'delay="7d"', 'delay="10m"', 'delay="2h"', 'delayexpr="settings.term"', 'delayexpr="term"']) {
  console.log(`SCION, ${delay}: ${await inScion(delay)}`);
}
process.exit();
JS

cat >stated <<'TEXT'
XState, term given: initialized
XState, terms instead of term: expired
XState, key '7 days': expired
XState, term computed as undefined: expired
XState, term computed as null: expired
XState, term computed as NaN: expired
XState, term computed as '20 days': expired
XState, term computed as twenty days in milliseconds: initialized
XState, a guard that is not there: an error
SCION, delay="1000s": initialized
SCION, delay="7d": expired
SCION, delay="10m": initialized
SCION, delay="2h": expired
SCION, delayexpr="settings.term": expired
SCION, delayexpr="term": told
TEXT
timeout 60 node observe.mjs >observed 2>notes

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { cat notes >&2; echo 'This has changed.' >&2; exit 1; }
