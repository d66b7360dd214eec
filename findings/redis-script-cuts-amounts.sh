#!/usr/bin/env bash
# A script in Redis answers 0.99 with 0, and joins 1234567890123455 to a text as 1.2345678901235e+15.
#
# Guess:    what a script computes is what it stores and answers, as with INCRBY and INCRBYFLOAT: whole numbers exactly, at least up to 2^53, and fractions
#           as they are.
# Instead:  a number that a script answers loses its fraction, without rounding: 0.99 is 0, and -12.99 is -12. One that it hands to a command has all of
#           its digits; made a text, by `..` or tostring, it has fourteen, so that what is joined to a currency or a key has lost the last ones of
#           sixteen. 0.1 + 0.2 is 0.30000000000000004 in a script, and 0.3 by INCRBYFLOAT.
# Versions: Redis 7.0.15 (Debian's redis-server 5:7.0.15-1~deb12u10), ioredis 5.11.1.
# Matters:  scripts are how "take it off if enough is left" becomes one step: what is left, 0.99, is answered as nothing, and two orders whose ids are numbers
#           of sixteen digits share a key. Count in minor units, and answer and join texts that string.format('%.0f') has made.
set -euo pipefail

folder=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$folder"
}
trap stop EXIT
chmod 755 "$folder"
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install redis-server=5:7.0.15-1~deb12u10 redis-tools=5:7.0.15-1~deb12u10 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export PATH="$folder/usr/bin:$folder/usr/sbin:$PATH" LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"
redis-server --port 0 --unixsocket "$folder/socket" --save '' --dir "$folder" >log 2>&1 &
server=$!
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts ioredis@5.11.1

cat >observe.mjs <<'JS'
import Redis from 'ioredis';

const redis = new Redis({ path: process.argv[2], maxRetriesPerRequest: 100 });
const run = async (script, ...values) => String(await redis.eval(script, 0, ...values));
for (const value of ['12.50', '0.99', '-12.99']) console.log(`answered as a number, ${value}: ${await run('return tonumber(ARGV[1])', value)}`);
for (const value of ['12345678901234', '1234567890123455', '12345678901234567']) {
  const stored = await run("redis.call('set', 'total', tonumber(ARGV[1])) return redis.call('get', 'total')", value);
  const joined = await run("redis.call('set', 'total', 'EUR ' .. tonumber(ARGV[1])) return redis.call('get', 'total')", value);
  console.log(`${value}: stored ${stored}, joined to a text ${joined}`);
}
await redis.set('total', '1234567890123455');
console.log(`INCRBY 1: ${await redis.call('incrby', 'total', 1)}`);
await redis.set('total', '1234567890123455');
console.log(`the same in a script: ${await run("redis.call('set', 'total', redis.call('get', 'total') + 1) return redis.call('get', 'total')")}`);
console.log(`joined by its format: ${await run("return 'EUR ' .. string.format('%.0f', ARGV[1])", '1234567890123455')}`);
console.log(`0.1 + 0.2 in a script: ${await run("redis.call('set', 'total', 0.1 + 0.2) return redis.call('get', 'total')")}`);
await redis.set('fraction', '0.1');
console.log(`INCRBYFLOAT 0.2: ${await redis.incrbyfloat('fraction', 0.2)}`);
process.exit();
JS

cat >stated <<'TEXT'
answered as a number, 12.50: 12
answered as a number, 0.99: 0
answered as a number, -12.99: -12
12345678901234: stored 12345678901234, joined to a text EUR 12345678901234
1234567890123455: stored 1234567890123455, joined to a text EUR 1.2345678901235e+15
12345678901234567: stored 12345678901234568, joined to a text EUR 1.2345678901235e+16
INCRBY 1: 1234567890123456
the same in a script: 1234567890123456
joined by its format: EUR 1234567890123455
0.1 + 0.2 in a script: 0.30000000000000004
INCRBYFLOAT 0.2: 0.3
TEXT
timeout 60 node observe.mjs "$folder/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
