#!/usr/bin/env bash
# In memcached 5 less 8 is 0, and 10 less 1 is read as "9 ", with a blank.
#
# Guess:    `decr` subtracts, as `incr` adds: 5 less 8 is -3, or is refused; and what `decr` answers is what `get` gives.
# Instead:  there is nothing below 0: a decrement that is too large answers 0 as one that fits would, and giving the same amount back leads to more than
#           there was. A number that has become shorter keeps its old length in the store, with blanks behind. `incr` beyond 64 bits begins at 0 again.
# Versions: memcached 1.6.18 (Debian's memcached 1.6.18-1+deb12u1).
# Matters:  "take it off, and put it back if that was too much" makes money: 5 less 8 and 8 more is 8. A comparison of the stored text with '9' fails, until
#           it is written anew. Check before, with `gets` and `cas`.
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
const set = async (value) => ask(`set left 0 0 ${value.length}\r\n${value}\r\n`);
const stored = async () => JSON.stringify((await ask('get left\r\n'))[1]);
for (const [value, ...commands] of [['5', 'decr 8', 'incr 8'], ['10', 'decr 1'], ['1000', 'decr 995', 'incr 5'], ['18446744073709551615', 'incr 1']]) {
  await set(value);
  const told = [];
  for (const command of commands) {
    const [name, by] = command.split(' ');
    told.push(`${command} is answered with ${JSON.stringify((await ask(`${name} left ${by}\r\n`))[0])}, stored is ${await stored()}`);
  }
  console.log(`${value}: ${told.join('; ')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
5: decr 8 is answered with "0", stored is "0"; incr 8 is answered with "8", stored is "8"
10: decr 1 is answered with "9", stored is "9 "
1000: decr 995 is answered with "5", stored is "5   "; incr 5 is answered with "10", stored is "10  "
18446744073709551615: incr 1 is answered with "0", stored is "0                   "
TEXT
timeout 60 node observe.mjs "$folder/socket/memcached" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
