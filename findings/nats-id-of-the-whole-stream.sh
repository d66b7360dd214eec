#!/usr/bin/env bash
# To NATS JetStream the refund of order A is a repetition of its capture, if both messages have the order's id as their id.
#
# Guess:    a message id keeps a message from being stored twice: the same event on the same subject. An event of another kind, on another subject, is
#           another one.
# Instead:  the id counts in the whole stream for the stream's window, whatever the subject and the content: the refund is answered as a duplicate, with the
#           number of the capture, and is not stored. A second stream does not know the id.
# Versions: NATS Server 2.9.10 (Debian's nats-server 2.9.10-1+b3), @nats-io/jetstream 3.4.0.
# Matters:  the refund is acknowledged to its sender and never heard of; after two minutes, the window that a stream has if none was set, the same is stored,
#           so that slow tests and quiet days show nothing. Make the id of the order, the kind of event and its number.
set -euo pipefail

folder=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$folder"
}
trap stop EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install nats-server=2.9.10-1+b3 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export PATH="$folder/usr/bin:$folder/usr/sbin:$PATH" LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"
port=$(node -e 'const server = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })')
mkdir store
nats-server --jetstream --store_dir "$folder/store" --addr 127.0.0.1 --port "$port" >log 2>&1 &
server=$!
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0

cat >observe.mjs <<'JS'
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const connection = await connect({ servers: `127.0.0.1:${process.argv[2]}`, waitOnFirstConnect: true, maxReconnectAttempts: 100, reconnectTimeWait: 100 });
const manager = await jetstreamManager(connection);
const js = jetstream(connection);
await manager.streams.add({ name: 'payments', subjects: ['payments.>'] });
await manager.streams.add({ name: 'letters', subjects: ['letters.>'] });
for (const [subject, text, msgID] of [
  ['payments.captured', 'A, 1250', 'A'], ['payments.captured', 'A, 1250', 'A'], ['payments.refunded', 'A, 500', 'A'], ['payments.captured', 'B, 900', 'B'],
  ['payments.refunded', 'B, 900', 'B refunded'], ['letters.sent', 'A', 'A'],
]) {
  const { seq, duplicate } = await js.publish(subject, text, { msgID });
  console.log(`${subject} ${text}, id ${msgID}: ${duplicate ? `a duplicate of ${seq}` : `stored as ${seq}`}`);
}
const { state, config } = await manager.streams.info('payments');
console.log(`stored in all: ${state.messages}; the window: ${config.duplicate_window / 1e9} seconds`);
await connection.close();
JS

cat >stated <<'TEXT'
payments.captured A, 1250, id A: stored as 1
payments.captured A, 1250, id A: a duplicate of 1
payments.refunded A, 500, id A: a duplicate of 1
payments.captured B, 900, id B: stored as 2
payments.refunded B, 900, id B refunded: stored as 3
letters.sent A, id A: stored as 1
stored in all: 3; the window: 120 seconds
TEXT
timeout 60 node observe.mjs "$port" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
