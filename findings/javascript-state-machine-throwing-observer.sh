#!/usr/bin/env bash
# An observer that throws once locks a javascript-state-machine for good.
#
# Guess:    if a lifecycle method throws, the caller gets the error and the machine can be used afterwards: in the old
#           state if it threw before the transition, in the new one if after.
# Instead:  the state is as guessed, but the machine believes for ever that a transition is under way: `can` is false
#           for every transition and each call is refused. The same failure as a rejected promise does no such harm.
# Versions: javascript-state-machine 3.1.0.
# Matters:  one failing log line or e-mail in `onEnter…` while a payment is captured, and the payment can never be
#           refunded in this process. Catch inside every observer, or make all of them asynchronous.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent javascript-state-machine@3.1.0

cat >observe.cjs <<'JS'
const StateMachine = require('javascript-state-machine');

const transitions = [
  { name: 'capture', from: 'authorised', to: 'completed' },
  { name: 'refund', from: 'completed', to: 'refunded' },
];

async function run(name, methods) {
  const payment = new StateMachine({ init: 'authorised', transitions, methods });
  const attempt = async (step) => {
    try {
      await payment[step]();
    } catch (error) {
      return error.message;
    }
    return 'done';
  };
  const capture = await attempt('capture');
  const able = payment.can('refund');
  console.log(`${name}: capture: ${capture}; ${payment.state}; can refund: ${able}; refund: ${await attempt('refund')}`);
}

(async () => {
  const failure = () => new Error('mail server is down');
  await run('throws', { onEnterCompleted: () => { throw failure(); } });
  await run('rejects', { onEnterCompleted: () => Promise.reject(failure()) });
})();
JS

cat >stated <<'TEXT'
throws: capture: mail server is down; completed; can refund: false; refund: transition is invalid while previous transition is still in progress
rejects: capture: mail server is down; completed; can refund: true; refund: done
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
