#!/usr/bin/env bash
# typescript-fsm has moved on before the callback that does the work has failed.
#
# Guess:    a transition's asynchronous callback does the work of the transition: if it fails, dispatch() rejects and
#           the state is the one before.
# Instead:  dispatch() rejects, and the state is the new one. The state is set before the callback starts, so while
#           the capture is under way the machine says `completed` and takes a refund.
# Versions: typescript-fsm 1.6.0.
# Matters:  a capture that the acquirer declined stands as completed. Who sees the rejection and dispatches again is
#           told that there is no such transition.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent typescript-fsm@1.6.0

cat >observe.mjs <<'JS'
import fsm from 'typescript-fsm';

const { StateMachine, t } = fsm;
const seen = [];
const payment = new StateMachine(
  'authorised',
  [
    t('authorised', 'capture', 'completed', async () => {
      seen.push(`while capturing: ${payment.getState()}, can refund: ${payment.can('refund')}`);
      throw new Error('the acquirer declined');
    }),
    t('completed', 'refund', 'refunded'),
  ],
  { error: () => {} },
);

for (const attempt of ['first', 'second']) {
  await payment.dispatch('capture').catch((error) => seen.push(`${attempt} capture: ${error.message}`));
}
console.log([...seen, `at last: ${payment.getState()}`].join('\n'));
JS

cat >stated <<'TEXT'
while capturing: completed, can refund: true
first capture: the acquirer declined
second capture: No transition: from completed event capture
at last: completed
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
