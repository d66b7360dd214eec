#!/usr/bin/env bash
# Kept for a time that is over already, an answer is kept for ever by Keyv; for no time at all, by four of seven caches; and for thirty days, memory-cache
# keeps it no time.
#
# Guess:    a lifetime of 0 or less is over: nothing is kept, or it is refused; what is no number is refused.
# Instead:  0 means for ever to node-cache, Keyv, lru-cache and cache-manager, and not at all to quick-lru; -5 is for ever to Keyv alone. NaN is for ever to
#           all five, and the text '50' to Keyv, cache-manager and quick-lru (to node-cache it is 50 seconds). @isaacs/ttlcache and memory-cache refuse all of
#           these. The latter waits with a timer, which cannot wait longer than 24.8 days.
# Versions: node-cache 5.1.2, keyv 6.1.0, lru-cache 11.5.3, cache-manager 7.2.9, quick-lru 7.3.0, @isaacs/ttlcache 2.1.5, memory-cache 0.2.0.
# Matters:  a lifetime is mostly a difference, of the end of a hold and now: at its end it is 0 or negative, and the rate or the answer that was to be
#           forgotten is the one that stays. Do not store what is over.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts node-cache@5.1.2 keyv@6.1.0 lru-cache@11.5.3 cache-manager@7.2.9 quick-lru@7.3.0 @isaacs/ttlcache@2.1.5 memory-cache@0.2.0

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import { TTLCache } from '@isaacs/ttlcache';
import { createCache } from 'cache-manager';
import Keyv from 'keyv';
import { LRUCache } from 'lru-cache';
import memoryCache from 'memory-cache';
import NodeCache from 'node-cache';
import QuickLRU from 'quick-lru';

const caches = {
  'node-cache': () => { const it = new NodeCache(); return [(ttl) => it.set('key', 'answer', ttl), () => it.get('key')]; },
  Keyv: () => { const it = new Keyv(); return [(ttl) => it.set('key', 'answer', ttl), () => it.get('key')]; },
  'lru-cache': () => { const it = new LRUCache({ max: 10 }); return [(ttl) => it.set('key', 'answer', { ttl }), () => it.get('key')]; },
  'cache-manager': () => { const it = createCache(); return [(ttl) => it.set('key', 'answer', ttl), () => it.get('key')]; },
  'quick-lru': () => { const it = new QuickLRU({ maxSize: 10 }); return [(ttl) => it.set('key', 'answer', { maxAge: ttl }), () => it.get('key')]; },
  '@isaacs/ttlcache': () => { const it = new TTLCache({ ttl: Infinity }); return [(ttl) => it.set('key', 'answer', { ttl }), () => it.get('key')]; },
  'memory-cache': () => { const it = new memoryCache.Cache(); return [(ttl) => it.put('key', 'answer', ttl), () => it.get('key')]; },
};
for (const [name, make] of Object.entries(caches)) {
  const told = [];
  for (const ttl of [0, -5, NaN, '50', 2592000000]) {
    const [set, get] = make();
    let kept;
    try {
      await set(ttl);
      await pause(300);
      kept = (await get()) === 'answer' ? 'kept' : 'gone';
    } catch { kept = 'refused'; }
    told.push(`${typeof ttl === 'string' ? `'${ttl}'` : ttl} ${kept}`);
  }
  console.log(`${name}: ${told.join(', ')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
node-cache: 0 kept, -5 gone, NaN kept, '50' kept, 2592000000 kept
Keyv: 0 kept, -5 kept, NaN kept, '50' kept, 2592000000 kept
lru-cache: 0 kept, -5 gone, NaN kept, '50' gone, 2592000000 kept
cache-manager: 0 kept, -5 gone, NaN kept, '50' kept, 2592000000 kept
quick-lru: 0 gone, -5 gone, NaN kept, '50' kept, 2592000000 kept
@isaacs/ttlcache: 0 refused, -5 refused, NaN refused, '50' refused, 2592000000 kept
memory-cache: 0 refused, -5 refused, NaN refused, '50' refused, 2592000000 gone
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
