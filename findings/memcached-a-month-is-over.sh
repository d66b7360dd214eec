#!/usr/bin/env bash
# An idempotency key that memcached is to keep for 31 days is gone at once, and for 30 days it is there.
#
# Guess:    the expiry is a number of seconds: 31 days are kept a day longer than 30, or at least as long, or are refused.
# Instead:  a number above thirty days' seconds is taken for an instant of 1970, which is over: the item is answered as STORED and cannot be read. So for
#           `add`, which is then taken again, and for `touch`, which takes away an item that was there. An instant in the future, in seconds since 1970,
#           works.
# Versions: memcached 1.6.18 (Debian's memcached 1.6.18-1+deb12u1).
# Matters:  `add` is the usual lock against doing a thing twice. A setting that was raised from 30 to 35 days, to cover a longer refund window, lets every
#           repetition through, from that moment on and with no error. Above 30 days give the instant.
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
  install memcached=1.6.18-1+deb12u1 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export PATH="$folder/usr/bin:$folder/usr/sbin:$PATH" LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"
as_user=()
[ "$(id -u)" -ne 0 ] || as_user=(-u nobody)
mkdir socket
chmod 777 socket
memcached "${as_user[@]}" -s "$folder/socket/memcached" -a 777 >log 2>&1 &
server=$!
for _ in $(seq 100); do [ -S socket/memcached ] && break; sleep 0.1; done

cat >ask.mjs <<'JS'
import { createConnection } from 'node:net';

/** One command after another, each with its answer, whose lines are joined. */
export function opened(path) {
  const socket = createConnection(path);
  return (command) => new Promise((resolve) => {
    let answer = '';
    const hear = (part) => {
      answer += part;
      if (!answer.endsWith('\r\n') || (answer.startsWith('VALUE') && !answer.endsWith('END\r\n'))) return;
      socket.off('data', hear);
      resolve(answer.trimEnd().split('\r\n'));
    };
    socket.on('data', hear);
    socket.write(command);
  });
}
JS
cat >observe.mjs <<'JS'
import { opened } from './ask.mjs';

const ask = opened(process.argv[2]);
const days = (number) => number * 24 * 60 * 60;
const read = async (key) => ((await ask(`get ${key}\r\n`)).length > 1 ? 'there' : 'gone');
for (const number of [29, 30, 31, 35]) {
  const first = await ask(`add refund-${number} 0 ${days(number)} 1\r\n1\r\n`);
  const second = await ask(`add refund-${number} 0 ${days(number)} 1\r\n1\r\n`);
  console.log(`${number} days: added ${first}, ${await read(`refund-${number}`)}, added again ${second}`);
}
await ask('set touched 0 0 1\r\n1\r\n');
console.log(`touched for 31 days: ${await ask(`touch touched ${days(31)}\r\n`)}, ${await read('touched')}`);
const instant = Math.floor(Date.now() / 1000) + days(31);
console.log(`31 days as an instant: ${await ask(`add instant 0 ${instant} 1\r\n1\r\n`)}, ${await read('instant')}`);
process.exit();
JS

cat >stated <<'TEXT'
29 days: added STORED, there, added again NOT_STORED
30 days: added STORED, there, added again NOT_STORED
31 days: added STORED, gone, added again STORED
35 days: added STORED, gone, added again STORED
touched for 31 days: TOUCHED, gone
31 days as an instant: STORED, there
TEXT
timeout 60 node observe.mjs "$folder/socket/memcached" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
