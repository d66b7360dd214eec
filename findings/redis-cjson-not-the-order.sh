#!/usr/bin/env bash
# An order that a script in Redis has read as JSON and written again has lost digits, and its empty list of refunds is an object.
#
# Guess:    cjson.decode and cjson.encode, which Redis gives to scripts, leave what the script did not touch as it was, up to 2^53.
# Instead:  every number is written with fourteen digits: an id of sixteen becomes 1.2345678901235e+15, and 1234567890123.45 loses five cents. An empty list
#           is `{}`, since a table of Lua's that is empty could be either; a list with one refund is right, and so is null.
# Versions: Redis 7.0.15 (Debian's redis-server 5:7.0.15-1~deb12u10), ioredis 5.11.1.
# Matters:  a script that sets the status of a stored order gives it another id, and who reads `refunds.length` of an order without any, or runs over them,
#           gets undefined or an error, as soon as the script has run. Keep ids as texts, and the status in a field of a hash.
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
for (const text of ['{"refunds":[]}', '{"refunds":[{"amount":5}]}', '{"id":12345678901234}', '{"id":1234567890123456}', '{"amount":123456789012.34}', '{"amount":1234567890123.45}',
  '{"note":null}', '{"id":"1234567890123456"}']) {
  console.log(`${text}: ${await redis.eval('return cjson.encode(cjson.decode(ARGV[1]))', 0, text)}`);
}
process.exit();
JS

cat >stated <<'TEXT'
{"refunds":[]}: {"refunds":{}}
{"refunds":[{"amount":5}]}: {"refunds":[{"amount":5}]}
{"id":12345678901234}: {"id":12345678901234}
{"id":1234567890123456}: {"id":1.2345678901235e+15}
{"amount":123456789012.34}: {"amount":123456789012.34}
{"amount":1234567890123.45}: {"amount":1234567890123.4}
{"note":null}: {"note":null}
{"id":"1234567890123456"}: {"id":"1234567890123456"}
TEXT
timeout 60 node observe.mjs "$folder/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
