#!/usr/bin/env bash
# In async-retry a call that has given up with bail() is made again if it throws after that, and nobody hears how it went.
#
# Guess:    bail(error) is the end: the error is told to the caller and no further attempt is made, whether the function returns behind it or throws,
#           as with p-retry's AbortError and @lifeomic/attempt's abort().
# Instead:  bail() only rejects the promise. If the function returns, nothing more happens; if it throws, be it the same error once more, the next attempt
#           is made, up to the last one, and the answer of that goes nowhere.
# Versions: async-retry 1.3.3, p-retry 9.0.0, @lifeomic/attempt 3.1.0.
# Matters:  the customer is told that the payment was declined, and a second later it is captured. Write `return bail(error)`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts async-retry@1.3.3 p-retry@9.0.0 @lifeomic/attempt@3.1.0

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import { retry as attempt } from '@lifeomic/attempt';
import asyncRetry from 'async-retry';
import pRetry, { AbortError } from 'p-retry';

async function tell(name, work) {
  const calls = [];
  // Declined at first, and captured by whoever asks again.
  const capture = () => {
    calls.push(calls.length === 0 ? 'declined' : 'captured');
    return calls.at(-1);
  };
  const heard = await work(capture).then((answer) => answer, (error) => `error ${error.message}`);
  await pause(200);
  console.log(`${name}: heard ${heard}, done ${calls.join(', ')}`);
}
const often = { retries: 3, minTimeout: 5, factor: 1 };
await tell('async-retry, bail and return', (capture) => asyncRetry((bail) => {
  const answer = capture();
  if (answer === 'declined') return bail(new Error('declined'));
  return answer;
}, often));
await tell('async-retry, bail and throw', (capture) => asyncRetry((bail) => {
  const answer = capture();
  if (answer === 'captured') return answer;
  const error = new Error(answer);
  if (answer === 'declined') bail(error);
  throw error;
}, often));
await tell('p-retry, throw an AbortError', (capture) => pRetry(() => {
  const answer = capture();
  if (answer === 'declined') throw new AbortError('declined');
  return answer;
}, often));
await tell('@lifeomic/attempt, abort and throw', (capture) => attempt((context) => {
  const answer = capture();
  if (answer === 'captured') return answer;
  context.abort();
  throw new Error(answer);
}, { maxAttempts: 4, delay: 5 }));
JS

cat >stated <<'TEXT'
async-retry, bail and return: heard error declined, done declined
async-retry, bail and throw: heard error declined, done declined, captured
p-retry, throw an AbortError: heard error declined, done declined
@lifeomic/attempt, abort and throw: heard error declined, done declined
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
