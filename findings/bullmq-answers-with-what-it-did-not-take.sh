#!/usr/bin/env bash
# A job that BullMQ does not take, since its id is known, is answered with as if it were there, with its own amount.
#
# Guess:    a job under an id that is in the queue already is refused, or answered with the job that is there; one whose first try has failed for good is
#           taken again.
# Instead:  `add` gives a job of that id that carries the new data and the state of the old one, while the queue keeps the old data and does nothing. So also
#           for a job that is long done or has failed, as long as it has not been removed. getJob and the worker know the first amount only. Bee-Queue gives
#           a job whose id is null.
# Versions: bullmq 6.7.0 with ioredis 6.0.0, bee-queue 2.0.0, on Redis 7.0.15 (Debian's redis-server 5:7.0.15-1~deb12u10).
# Matters:  the refund of an order, 500, is sent under the order's id; a second one of 700 later is answered with 700 and "completed", and never made. Give
#           each refund its own id, and read the job again before believing it.
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
  install redis-server=5:7.0.15-1~deb12u10 redis-tools=5:7.0.15-1~deb12u10 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export PATH="$folder/usr/bin:$folder/usr/sbin:$PATH" LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"
redis-server --port 0 --unixsocket "$folder/socket" --save '' --dir "$folder" >log 2>&1 &
server=$!
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts ioredis@6.0.0 bullmq@6.7.0 bee-queue@2.0.0

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import BeeQueue from 'bee-queue';
import { Queue, Worker } from 'bullmq';

const path = process.argv[2];
const connection = { path, maxRetriesPerRequest: null };
const tried = async (name, work) => {
  const done = [];
  const queue = new Queue(name, { connection });
  new Worker(name, async ({ data }) => { done.push(data.amount); return work(); }, { connection }).on('error', () => {});
  const told = [];
  for (const amount of [500, 700]) {
    const job = await queue.add('refund', { amount }, { jobId: 'order-A' });
    while (!['completed', 'failed'].includes(await job.getState())) await pause(50);
    await pause(300);
    told.push(`answered with ${job.id}, ${job.data.amount}, ${await job.getState()}`);
  }
  const { data } = await queue.getJob('order-A');
  console.log(`BullMQ, ${name}: ${told.join('; ')}; in the queue ${data.amount}; worked on: ${done.join(', ')}`);
};
await tried('done', () => 'paid');
await tried('failing', () => { throw new Error('declined'); });
const bee = new BeeQueue('refunds', { redis: { path } });
const done = [];
bee.process(async ({ data }) => { done.push(data.amount); });
const told = [];
for (const amount of [500, 700]) {
  const { id, data } = await bee.createJob({ amount }).setId('order-A').save();
  await pause(500);
  told.push(`answered with ${id}, ${data.amount}`);
}
console.log(`Bee-Queue: ${told.join('; ')}; worked on: ${done.join(', ')}`);
process.exit();
JS

cat >stated <<'TEXT'
BullMQ, done: answered with order-A, 500, completed; answered with order-A, 700, completed; in the queue 500; worked on: 500
BullMQ, failing: answered with order-A, 500, failed; answered with order-A, 700, failed; in the queue 500; worked on: 500
Bee-Queue: answered with order-A, 500; answered with null, 700; worked on: 500
TEXT
timeout 60 node observe.mjs "$folder/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
