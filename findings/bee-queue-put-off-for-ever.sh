#!/usr/bin/env bash
# A refund that Bee-Queue is to make in a second is never made, unless a queue was told to look for such jobs; BullMQ makes it, and leaves one whose part has
# failed waiting for ever.
#
# Guess:    a job that is put off is made when its time has come, by whoever works on the queue; a job that waits for its parts fails if one of them has
#           failed for good, or is made without it.
# Instead:  delayUntil() of Bee-Queue stores the job, and answers with its number; nobody looks at its time unless a queue was made with
#           `activateDelayedJobs`, and the job that was put off stays where it is without an error. In BullMQ it is made. There a parent of a child that has
#           failed for good stays in waiting-children, unless the child says `failParentOnFailure`.
# Versions: bee-queue 2.0.0, bullmq 6.7.0 with ioredis 6.0.0, on Redis 7.0.15 (Debian's redis-server 5:7.0.15-1~deb12u10).
# Matters:  jobs without a delay are made, so that the queue looks well, and the capture that was to follow the shipment by a day is not made, until the hold
#           is over. Set both, and count the jobs that are late.
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
npm install --no-audit --no-fund --silent --ignore-scripts bee-queue@2.0.0 bullmq@6.7.0 ioredis@6.0.0

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import BeeQueue from 'bee-queue';
import { FlowProducer, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

const path = `${process.cwd()}/socket`;
const byBee = async (name, settings) => {
  const queue = new BeeQueue(name.replaceAll(' ', '-'), { redis: { path }, nearTermWindow: 200, ...settings });
  const made = [];
  queue.process(async ({ data }) => { made.push(data.order); });
  await queue.ready();
  await queue.createJob({ order: 'A' }).save();
  await queue.createJob({ order: 'B' }).delayUntil(Date.now() + 1000).save();
  await pause(4000);
  const { delayed } = await queue.checkHealth();
  console.log(`Bee-Queue, ${name}: ${made.join(', ')} made, ${delayed} put off`);
};
await byBee('as it comes', {});
await byBee('activateDelayedJobs', { activateDelayedJobs: true });

const connection = () => new Redis({ path, maxRetriesPerRequest: null });
const made = [];
const queue = new Queue('refunds', { connection: connection() });
const worker = new Worker('refunds', async ({ name }) => {
  if (name.startsWith('declined')) throw new Error('declined');
  made.push(name);
}, { connection: connection() });
await worker.waitUntilReady();
await queue.add('put off', {}, { delay: 1000 });
const flow = new FlowProducer({ connection: connection() });
const order = (name, opts) => flow.add({ name, queueName: 'refunds', children: [{ name: 'declined part', queueName: 'refunds', opts }] });
const plain = await order('order', {});
const failing = await order('order with failParentOnFailure', { failParentOnFailure: true });
await pause(4000);
console.log(`BullMQ: ${made.join(', ')} made; order ${await plain.job.getState()}, with failParentOnFailure ${await failing.job.getState()}`);
process.exit();
JS

cat >stated <<'TEXT'
Bee-Queue, as it comes: A made, 1 put off
Bee-Queue, activateDelayedJobs: A, B made, 0 put off
BullMQ: put off made; order waiting-children, with failParentOnFailure failed
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
