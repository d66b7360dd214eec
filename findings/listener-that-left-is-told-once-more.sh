#!/usr/bin/env bash
# Added twice and taken away once, a listener books no refund more in eventemitter3 and one in Node's EventEmitter; and who was taken away during an event
# still hears it in five of seven emitters.
#
# Guess:    eventemitter3, which stands in for Node's, counts as it does; a listener that was taken away is not called any more.
# Instead:  eventemitter3 takes away all that are the same, Node, mitt and eventemitter2 one; Emittery and EventTarget have added it once only; nanoevents
#           takes away both by the function of the second. One that an earlier listener has taken away in the same event is called in Node, mitt,
#           eventemitter2, eventemitter3 and nanoevents, and not in Emittery and EventTarget.
# Versions: Node.js 24.21.0, mitt 3.0.1, eventemitter3 5.0.4, eventemitter2 6.4.9, nanoevents 10.0.0, emittery 2.2.0.
# Matters:  a subscription that is made anew on each connection books a refund twice, or not at all, by the emitter that is beneath; and an account that has
#           been closed hears of one more payment. Keep one listener and a state of its own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts mitt@3.0.1 eventemitter3@5.0.4 eventemitter2@6.4.9 nanoevents@10.0.0 emittery@2.2.0
# The output is of this Node, whichever the machine has.
npm install --no-audit --no-fund --silent node@24.21.0
PATH="$PWD/node_modules/.bin:$PATH"

cat >observe.mjs <<'JS'
import { EventEmitter } from 'node:events';
import Emittery from 'emittery';
import eventemitter2 from 'eventemitter2';
import EventEmitter3 from 'eventemitter3';
import mitt from 'mitt';
import { createNanoEvents } from 'nanoevents';

const wrapped = (emitter) => ({ on: (it) => emitter.on('refund', it), off: (it) => emitter.off('refund', it), emit: () => emitter.emit('refund') });
const emitters = {
  'Node, EventEmitter': () => wrapped(new EventEmitter()),
  mitt: () => wrapped(mitt()),
  eventemitter2: () => wrapped(new eventemitter2()),
  eventemitter3: () => wrapped(new EventEmitter3()),
  Emittery: () => wrapped(new Emittery()),
  EventTarget: () => {
    const target = new EventTarget();
    return { on: (it) => target.addEventListener('refund', it), off: (it) => target.removeEventListener('refund', it), emit: () => target.dispatchEvent(new Event('refund')) };
  },
  nanoevents: () => {
    const emitter = createNanoEvents();
    const ends = new Map();
    return { on: (it) => ends.set(it, emitter.on('refund', it)), off: (it) => ends.get(it)(), emit: () => emitter.emit('refund') };
  },
};
for (const [name, make] of Object.entries(emitters)) {
  let calls = 0;
  const twice = make();
  const count = () => { calls += 1; };
  twice.on(count);
  twice.on(count);
  await twice.emit();
  const [before] = [calls];
  twice.off(count);
  await twice.emit();
  const leaving = make();
  const heard = [];
  const second = () => heard.push('heard');
  leaving.on(() => leaving.off(second));
  leaving.on(second);
  await leaving.emit();
  console.log(`${name}: added twice ${before} calls, then taken away once ${calls - before}; taken away during the event: ${heard[0] ?? 'not heard'}`);
}
JS

cat >stated <<'TEXT'
Node, EventEmitter: added twice 2 calls, then taken away once 1; taken away during the event: heard
mitt: added twice 2 calls, then taken away once 1; taken away during the event: heard
eventemitter2: added twice 2 calls, then taken away once 1; taken away during the event: heard
eventemitter3: added twice 2 calls, then taken away once 0; taken away during the event: heard
Emittery: added twice 1 calls, then taken away once 0; taken away during the event: not heard
EventTarget: added twice 1 calls, then taken away once 0; taken away during the event: not heard
nanoevents: added twice 2 calls, then taken away once 0; taken away during the event: heard
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
