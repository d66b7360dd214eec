#!/usr/bin/env bash
# A machine of machina that was refunded within a handler is completed again when the handler answers, and an async handler's answer moves it nowhere.
#
# Guess:    the state that a handler returns is where the machine goes from the state that handled the event; an event handled within it waits until
#           then, or the answer is out of date. An async handler's answer counts when it is there, or is refused, and a state that does not exist is
#           an error.
# Instead:  an event handled within a handler is handled at once, and the outer answer then moves the machine from where that led to, here from refunded
#           to completed, by a way that no state has. A promise of a state is dropped without a word, from _onEnter too. The name of a state
#           that does not exist is dropped as well; of that an event tells, and nothing is thrown.
# Versions: machina 7.0.1.
# Matters:  the refund is made and the order says completed; or the capture succeeds, the order stays where it was and is captured again. Call
#           handle() from outside when a promise settles, and never from within a handler.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts machina@7.0.1

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import { createFsm } from 'machina';

async function tell(name, captured, entered) {
  const heard = [];
  const state = (id, more = {}) => ({ [id]: { _onEnter() { heard.push(`${id} entered`); return entered?.[id]?.(); }, _onExit() { heard.push(`${id} left`); }, ...more } });
  const order = createFsm({ id: 'order', initialState: 'initialized', context: {}, states: {
    ...state('initialized', { captured: (given) => captured(order, given), refund: 'refunded' }), ...state('completed', { refund: 'refunded' }), ...state('refunded'),
  } });
  for (const event of ['nohandler', 'invalidstate']) order.on(event, () => { heard.push(event); });
  heard.length = 0;
  let thrown = '';
  try { order.handle('captured'); } catch { thrown = ', threw'; }
  await pause(50);
  console.log(`${name}: ${order.currentState()}${thrown} (${heard.join(', ') || 'nothing'})`);
}
await tell('answers completed', () => 'completed');
await tell('handles a refund, then answers completed', (order) => { order.handle('refund'); return 'completed'; });
await tell('promises completed', async () => 'completed');
await tell('completed, whose _onEnter promises refunded', () => 'completed', { completed: async () => 'refunded' });
await tell('completed, whose _onEnter answers refunded', () => 'completed', { completed: () => 'refunded' });
await tell('answers Completed', () => 'Completed');
JS

cat >stated <<'TEXT'
answers completed: completed (initialized left, completed entered)
handles a refund, then answers completed: completed (initialized left, refunded entered, refunded left, completed entered)
promises completed: initialized (nothing)
completed, whose _onEnter promises refunded: completed (initialized left, completed entered)
completed, whose _onEnter answers refunded: refunded (initialized left, completed entered, completed left, refunded entered)
answers Completed: initialized (invalidstate)
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
