#!/usr/bin/env bash
# Calls that opossum is to coalesce are also answered by one that has ended, for ten seconds: with the status of then, or with its failure.
#
# Guess:    with `coalesce` calls of the same arguments share the call that is under way, and the first one behind it is made again.
# Instead:  what came of it, a failure included, is kept as long as the breaker's time limit, which is ten seconds: a retry a second later is told the error of the
#           first try without being made. `coalesceResetOn: ['error', 'success', 'timeout']` makes it what the name says. Sets and Maps in
#           the arguments are all one, as they are in its cache.
# Versions: opossum 9.0.0.
# Matters:  a status that is asked for again after a capture is the one from before it, and a refund that is tried again was not. Give coalesceResetOn, or share
#           the promise oneself.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts opossum@9.0.0

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import CircuitBreaker from 'opossum';

const resetOn = ['error', 'success', 'timeout'];
for (const [name, options] of [['coalesce', {}], ['coalesce and coalesceResetOn', { coalesceResetOn: resetOn }]]) {
  let asked = 0;
  const status = new CircuitBreaker(async (id) => {
    asked += 1;
    await pause(20);
    return `${id} by request ${asked}`;
  }, { coalesce: true, ...options });
  const together = await Promise.all([status.fire('A'), status.fire('A')]);
  await pause(1000);
  console.log(`${name}, status: ${together.join(' and ')}; a second later ${await status.fire('A')}`);
  let tried = 0;
  const refund = new CircuitBreaker(async () => {
    tried += 1;
    if (tried === 1) throw new Error('connection lost');
    return 'refunded';
  }, { coalesce: true, volumeThreshold: 10, ...options });
  const fire = () => refund.fire('A', 500).catch(({ message }) => message);
  const first = await fire();
  await pause(1000);
  console.log(`${name}, refund: ${first}; a second later ${await fire()}; tried ${tried === 1 ? 'once' : 'twice'}`);
}
const orders = new CircuitBreaker(async (ids) => [...ids].join(), { coalesce: true });
console.log(`orders of the set B, after those of the set A: ${await orders.fire(new Set(['A'])) && await orders.fire(new Set(['B']))}`);
process.exit();
JS

cat >stated <<'TEXT'
coalesce, status: A by request 1 and A by request 1; a second later A by request 1
coalesce, refund: connection lost; a second later connection lost; tried once
coalesce and coalesceResetOn, status: A by request 1 and A by request 1; a second later A by request 2
coalesce and coalesceResetOn, refund: connection lost; a second later refunded; tried twice
orders of the set B, after those of the set A: A
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
