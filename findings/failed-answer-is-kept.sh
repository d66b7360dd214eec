#!/usr/bin/env bash
# What could not be fetched once is not fetched again: Effect's caches and DataLoader keep failures.
#
# Guess:    a cache keeps what was fetched. A failure goes to those who asked, and the next one who asks makes a new attempt.
# Instead:  Effect's `cached`, `cachedWithTTL` and `Cache` keep the failure as they would keep the value, `Cache` for as long as
#           it was told that values live, unless it is made with a time by outcome (`makeWith`). DataLoader keeps the rejected
#           promise until it is cleared. memoizee (asked for promises), p-memoize, lru-cache's `fetch` and opossum's cache ask
#           again.
# Versions: effect 4.1.0, dataloader 2.2.3; memoizee 0.4.17, p-memoize 9.0.0, lru-cache 11.5.3, opossum 10.0.0.
# Matters:  one lost connection while an access token, a rate or a table of card ranges is fetched, and for an hour (with
#           `cached`, until the process ends) no payment can be made, although the other side is well after a second; a retry
#           around the cache is answered from it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent effect@4.1.0 dataloader@2.2.3 memoizee@0.4.17 p-memoize@9.0.0 lru-cache@11.5.3 \
  opossum@10.0.0

cat >observe.mjs <<'JS'
import { setTimeout } from 'node:timers/promises';
import DataLoader from 'dataloader';
import { Cache, Effect } from 'effect';
import { LRUCache } from 'lru-cache';
import memoizee from 'memoizee';
import CircuitBreaker from 'opossum';
import pMemoize from 'p-memoize';

/** Fails the first time that it is asked, and answers from then on. */
function source() {
  let asked = 0;
  return async () => {
    asked += 1;
    if (asked === 1) throw new Error('connection lost');
    return `token of attempt ${asked}`;
  };
}
const effectOf = (fetch) => Effect.tryPromise({ try: fetch, catch: (error) => error });
const ways = {
  'Effect.cached': async (fetch) => {
    const cached = await Effect.runPromise(Effect.cached(effectOf(fetch)));
    return () => Effect.runPromise(cached);
  },
  'Effect.cachedWithTTL': async (fetch) => {
    const cached = await Effect.runPromise(Effect.cachedWithTTL(effectOf(fetch), '1 hour'));
    return () => Effect.runPromise(cached);
  },
  'Effect, Cache.make': async (fetch) => {
    const cache = await Effect.runPromise(Cache.make({ capacity: 10, timeToLive: '1 hour', lookup: () => effectOf(fetch) }));
    return () => Effect.runPromise(Cache.get(cache, 'token'));
  },
  'Effect, Cache.makeWith': async (fetch) => {
    const timeToLive = (exit) => (exit._tag === 'Success' ? '1 hour' : 0);
    const cache = await Effect.runPromise(Cache.makeWith(() => effectOf(fetch), { capacity: 10, timeToLive }));
    return () => Effect.runPromise(Cache.get(cache, 'token'));
  },
  'DataLoader': (fetch) => {
    const loader = new DataLoader((keys) => Promise.all(keys.map(() => fetch().catch((error) => error))));
    return () => loader.load('token');
  },
  'memoizee': (fetch) => memoizee(fetch, { promise: true }),
  'p-memoize': (fetch) => pMemoize(fetch),
  'lru-cache, fetch': (fetch) => {
    const cache = new LRUCache({ max: 10, ttl: 3_600_000, fetchMethod: fetch });
    return () => cache.fetch('token');
  },
  'opossum, cache': (fetch) => {
    const breaker = new CircuitBreaker(fetch, { cache: true, volumeThreshold: 10 });
    return () => breaker.fire();
  },
};
for (const [name, make] of Object.entries(ways)) {
  const ask = await make(source());
  const answers = [];
  for (let turn = 0; turn < 3; turn += 1) {
    answers.push(await ask().catch(({ message }) => message));
    await setTimeout(20);
  }
  console.log(`${name}: ${answers.join(', ')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
Effect.cached: connection lost, connection lost, connection lost
Effect.cachedWithTTL: connection lost, connection lost, connection lost
Effect, Cache.make: connection lost, connection lost, connection lost
Effect, Cache.makeWith: connection lost, token of attempt 2, token of attempt 2
DataLoader: connection lost, connection lost, connection lost
memoizee: connection lost, token of attempt 2, token of attempt 2
p-memoize: connection lost, token of attempt 2, token of attempt 2
lru-cache, fetch: connection lost, token of attempt 2, token of attempt 2
opossum, cache: connection lost, token of attempt 2, token of attempt 2
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
