#!/usr/bin/env bash
# node-sagas undoes the step that failed as well, and on a second run undoes everything twice.
#
# Guess:    when a step fails, the steps that were done before it are undone, the last one first; each of them is tried, even if
#           one cannot be undone; and a saga that is run again begins anew.
# Instead:  the undoing of the failed step itself comes first: a capture that was declined is refunded. The first undoing that fails
#           ends it all, so that what was done before stays. A second run of the same saga object undoes what the first one
#           has undone, and each step twice.
# Versions: node-sagas 0.0.6.
# Matters:  a refund goes out for money that never came in, or an authorisation is left open because a letter could not be sent. Ask
#           in each undoing whether its step was done, and build a saga for each payment.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent node-sagas@0.0.6

cat >observe.cjs <<'JS'
const { SagaBuilder } = require('node-sagas');

let done = [];
const note = (name, fails = false) => async () => {
  done.push(name);
  if (fails) throw new Error(`${name} failed`);
};
const saga = (returnFails) => new SagaBuilder()
  .step('authorise').invoke(note('authorise')).withCompensation(note('void'))
  .step('ship').invoke(note('ship')).withCompensation(note('return', returnFails))
  .step('capture').invoke(note('capture', true)).withCompensation(note('refund'))
  .build();
const run = async (name, one) => {
  done = [];
  const error = await one.execute({}).then(() => 'none', (failure) => failure.constructor.name);
  console.log(`${name}: ${done.join(' ')}; error ${error}`);
};
(async () => {
  const one = saga(false);
  await run('the capture fails', one);
  await run('the same once more', one);
  await run('the return fails as well', saga(true));
})();
JS

cat >stated <<'TEXT'
the capture fails: authorise ship capture refund return void; error SagaExecutionFailed
the same once more: authorise ship capture refund return void void return refund; error SagaExecutionFailed
the return fails as well: authorise ship capture refund return; error SagaCompensationFailed
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
