#!/usr/bin/env bash
# A retry that is to wait a second waits an hour in RabbitMQ, if a message before it in the queue is to wait an hour.
#
# Guess:    `expiration` is each message's own: when its time is over it leaves the queue for the dead letter exchange, whatever stands before it.
# Instead:  the queue looks at its head only. A message whose time is over behind one that still waits stays, and goes when that one has gone. In the
#           other order, or in a queue for each time, each goes in its own.
# Versions: RabbitMQ 3.10.8 (Debian's rabbitmq-server 3.10.8-1.1+deb12u1), amqplib 2.3.1.
# Matters:  this is the usual way to try a payment again after a while, with waits that grow: the first retry of a new payment stands behind the fifth of an
#           old one, and a hold that ends today behind one that ends in a week. One queue for each length of the wait.
set -euo pipefail

folder=$(mktemp -d)
server= names=
stop() {
  for one in $server $names; do { kill "$one" 2>/dev/null && wait "$one" 2>/dev/null; } || true; done
  rm -rf "$folder"
}
trap stop EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install rabbitmq-server=3.10.8-1.1+deb12u1 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export PATH="$folder/usr/bin:$folder/usr/sbin:$PATH" LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"
erlang=$folder/usr/lib/erlang
grep -rlI /usr/lib/erlang "$erlang/bin" "$erlang"/erts-*/bin | xargs sed -i "s#/usr/lib/erlang#$erlang#g"
export PATH="$erlang/bin:$PATH" HOME=$folder
read -r port names_port dist_port < <(node -e 'const { createServer } = require("node:net"); const all = [1, 2, 3].map(() => createServer().listen(0, "127.0.0.1"));
  setTimeout(() => { console.log(all.map((one) => one.address().port).join(" ")); for (const one of all) one.close(); }, 200)')
export ERL_EPMD_PORT=$names_port ERL_EPMD_ADDRESS=127.0.0.1
"$(echo "$erlang"/erts-*/bin/epmd)" >/dev/null 2>&1 &
names=$!
echo '[].' >plugins
export RABBITMQ_MNESIA_BASE=$folder/store RABBITMQ_LOG_BASE=$folder/logs RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$port RABBITMQ_DIST_PORT=$dist_port \
  RABBITMQ_NODENAME=finding@localhost RABBITMQ_ENABLED_PLUGINS_FILE=$folder/plugins RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_HOME=$folder/usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8
bash "$RABBITMQ_HOME/sbin/rabbitmq-server" >log 2>&1 &
server=$!
for _ in $(seq 600); do grep -q 'Starting broker... completed' log && break; sleep 0.1; done
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts amqplib@2.3.1

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import amqp from 'amqplib';

const connection = await amqp.connect(`amqp://guest:guest@127.0.0.1:${process.argv[2]}`);
const channel = await connection.createChannel();
const tried = async (name, waits, queueOf) => {
  const due = `due ${name}`;
  await channel.assertQueue(due);
  for (const wait of waits) {
    const queue = `${name} ${queueOf(wait)}`;
    await channel.assertQueue(queue, { arguments: { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': due } });
    channel.sendToQueue(queue, Buffer.from(`${wait}`), { expiration: `${wait}` });
  }
  const came = [];
  await channel.consume(due, (message) => came.push(message.content.toString()), { noAck: true });
  await pause(1500);
  const early = [...came];
  while (came.length < waits.length) await pause(100);
  console.log(`${name}: after 1.5 seconds ${early.join(', ') || 'nothing'}; in the end ${came.join(', ')}`);
};
await tried('4000 before 200 milliseconds', [4000, 200], () => 'waiting');
await tried('200 before 4000 milliseconds', [200, 4000], () => 'waiting');
await tried('a queue for each wait', [4000, 200], (wait) => wait);
await connection.close();
JS

cat >stated <<'TEXT'
4000 before 200 milliseconds: after 1.5 seconds nothing; in the end 4000, 200
200 before 4000 milliseconds: after 1.5 seconds 200; in the end 200, 4000
a queue for each wait: after 1.5 seconds 200; in the end 200, 4000
TEXT
timeout 60 node observe.mjs "$port" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
