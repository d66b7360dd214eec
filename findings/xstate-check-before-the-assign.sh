#!/usr/bin/env bash
# In XState's enqueueActions a check after an assignment looks at the amounts before it.
#
# Guess:    what is enqueued is done in order, so `check` behind `enqueue.assign` sees the new context: the refund that makes the order whole is
#           noticed by that refund.
# Instead:  enqueued actions run when the function is over; `check` is asked at once, with the context as it came in, whether it is given a
#           guard's name or a function. The last refund is taken, the order stays open, and the next event, of any amount, closes it. A
#           guard of `always` sees the new context.
# Versions: xstate 5.33.3.
# Matters:  an order that is refunded in full still stands as completed and takes one refund more. Write the condition into `always`, or count
#           the event's amount in.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts xstate@5.33.3

cat >observe.mjs <<'JS'
import { assign, createActor, enqueueActions, setup } from 'xstate';

const chart = setup({
  guards: { whole: ({ context }) => context.refunded >= 100 },
  actions: { count: assign({ refunded: ({ context, event }) => context.refunded + event.cents }) },
});
const common = { context: { refunded: 0 }, initial: 'completed' };
const charts = {
  'check of a name': chart.createMachine({ ...common, states: {
    completed: { on: {
      refund: { actions: enqueueActions(({ enqueue, check }) => { enqueue('count'); if (check('whole')) enqueue.raise({ type: 'close' }); }) },
      close: 'refunded',
    } },
    refunded: {},
  } }),
  'check of a function': chart.createMachine({ ...common, states: {
    completed: { on: {
      refund: { actions: enqueueActions(({ enqueue, check }) => { enqueue('count'); if (check(({ context }) => context.refunded >= 100)) enqueue.raise({ type: 'close' }); }) },
      close: 'refunded',
    } },
    refunded: {},
  } }),
  always: chart.createMachine({ ...common, states: { completed: { on: { refund: { actions: 'count' } }, always: { guard: 'whole', target: 'refunded' } }, refunded: {} } }),
};
for (const [name, machine] of Object.entries(charts)) {
  const actor = createActor(machine).start();
  const told = [60, 40, 1].map((cents) => {
    actor.send({ type: 'refund', cents });
    const { value, context } = actor.getSnapshot();
    return `refund of ${cents}: ${value}, ${context.refunded}`;
  });
  console.log(`${name}: ${told.join('; ')}`);
}
JS

cat >stated <<'TEXT'
check of a name: refund of 60: completed, 60; refund of 40: completed, 100; refund of 1: refunded, 101
check of a function: refund of 60: completed, 60; refund of 40: completed, 100; refund of 1: refunded, 101
always: refund of 60: completed, 60; refund of 40: refunded, 100; refund of 1: refunded, 100
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
