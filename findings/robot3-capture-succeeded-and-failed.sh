#!/usr/bin/env bash
# In Robot a capture that has succeeded becomes one that has failed when the step behind it throws; in Finity it is never over.
#
# Guess:    `invoke` tells `done` if its promise is kept and `error` if it is broken. An exception in what is done on `done` is raised, or
#           leaves the state as it is; it does not say that the work itself has failed.
# Instead:  Robot handles `done` within the promise that it listens to for errors: if a reducer of the transition throws, the machine gets
#           `error` as well, takes the way of failure, and may do the work again. An exception in a listener is caught by the same hand and
#           lost. In Finity the machine stays in the state that did the work, neither succeeded nor failed, and the exception is
#           a rejection that nobody handles.
# Versions: robot3 1.4.0, finity 0.5.4.
# Matters:  a bug in the bookkeeping behind a capture reads as a capture that failed, the order is open again, and the money is taken a second
#           time. Let the step on `done` do nothing that can throw, or catch there.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent robot3@1.4.0 finity@0.5.4

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import Finity from 'finity';
import { createMachine, interpret, invoke, reduce, state, transition } from 'robot3';

let unhandled = 'none';
process.on('unhandledRejection', ({ message }) => { unhandled = message; });
const fail = (what) => { throw new Error(what); };
let captured;
const capture = async () => { captured += 1; };

const robot = async (name, book, listen) => {
  captured = 0;
  const machine = createMachine({
    open: state(transition('capture', 'capturing')),
    capturing: invoke(capture, transition('done', 'completed', reduce(book)), transition('error', 'open', reduce((context, { error }) => ({ ...context, error: error.message })))),
    completed: state(),
  });
  const service = interpret(machine, listen);
  for (const time of ['once', 'twice']) {
    service.send('capture');
    await pause(20);
    console.log(`Robot, ${name}, sent ${time}: ${service.machine.current}, captured ${captured}, error ${service.context.error ?? 'none'}, unhandled ${unhandled}`);
  }
};
await robot('nothing throws', (context) => context, () => {});
await robot('the reducer throws', () => fail('in the books'), () => {});
await robot('the listener throws', (context) => context, ({ machine }) => { if (machine.current === 'completed') fail('in the listener'); });

captured = 0;
const machine = Finity.configure()
  .initialState('open').on('capture').transitionTo('capturing')
  .state('capturing').do(capture)
  .onSuccess().transitionTo('completed').withAction(() => fail('in the books'))
  .onFailure().transitionTo('open')
  .state('completed')
  .start();
machine.handle('capture');
await pause(20);
console.log(`Finity, the action throws: ${machine.getCurrentState()}, captured ${captured}, unhandled ${unhandled}`);
JS

cat >stated <<'TEXT'
Robot, nothing throws, sent once: completed, captured 1, error none, unhandled none
Robot, nothing throws, sent twice: completed, captured 1, error none, unhandled none
Robot, the reducer throws, sent once: open, captured 1, error in the books, unhandled none
Robot, the reducer throws, sent twice: open, captured 2, error in the books, unhandled none
Robot, the listener throws, sent once: completed, captured 1, error none, unhandled none
Robot, the listener throws, sent twice: completed, captured 1, error none, unhandled none
Finity, the action throws: capturing, captured 1, unhandled in the books
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
