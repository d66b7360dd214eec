#!/usr/bin/env bash
# In ioredis-mock a counter is a JavaScript number, and what is no whole number is counted all the same.
#
# Guess:    INCRBY is exact for 64 bits and refuses what is no whole number, as in Redis; KEEPTTL keeps the time that a key
#           has left, and EXPIRE with NX, or with GT and less time, leaves alone the time that is there.
# Instead:  beyond 2^53 a total is rounded; 12.50 is raised by 1 to 13.5, and a text becomes NaN, which is stored. Tenths
#           add up as binary fractions. KEEPTTL takes the time away, and NX and GT set theirs in any case. Redis 7.0.15,
#           tried beside it, gives 9007199254740995, two errors, 0.3, and 100 seconds left three times.
# Versions: ioredis-mock 8.13.1, ioredis 5.11.1.
# Matters:  amounts in euros where cents were meant pass the tests of a running total, and are an error on the first payment
#           in production. A key against doubles that lives for ever, or one that every look prolongs, is right in
#           production and wrong in the test, or the test was bent to it. Try counters and times on a Redis.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent ioredis-mock@8.13.1 ioredis@5.11.1

cat >observe.cjs <<'JS'
const Redis = require('ioredis-mock');

const redis = new Redis();
const told = (promise) => promise.then(String, () => 'error');
const counted = async (command, stored, by) => {
  await redis.set('total', stored);
  console.log(`${command} ${stored} by ${by}: ${await told(redis[command]('total', by))}, stored ${await redis.get('total')}`);
};
const left = async (name, change) => {
  await redis.set('seen', '1', 'EX', 100);
  const answer = await told(change());
  console.log(`${name}: ${answer}, seconds left ${await redis.ttl('seen')}`);
};
(async () => {
  await counted('incrby', '9007199254740993', '2');
  await counted('incrby', '12.50', '1');
  await counted('incrby', 'EUR', '1');
  await counted('incrbyfloat', '0.1', '0.2');
  await left('set keepttl', () => redis.set('seen', '2', 'KEEPTTL'));
  await left('expire 50 nx', () => redis.expire('seen', 50, 'NX'));
  await left('expire 5 gt', () => redis.expire('seen', 5, 'GT'));
  process.exit();
})();
JS

cat >stated <<'TEXT'
incrby 9007199254740993 by 2: 9007199254740994, stored 9007199254740994
incrby 12.50 by 1: 13.5, stored 13.5
incrby EUR by 1: NaN, stored NaN
incrbyfloat 0.1 by 0.2: 0.30000000000000004, stored 0.30000000000000004
set keepttl: OK, seconds left -1
expire 50 nx: 1, seconds left 50
expire 5 gt: 1, seconds left 5
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
