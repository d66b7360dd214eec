#!/usr/bin/env bash
# A refund of order B that waits its turn in a queue is logged under order A, by five of eleven queues and pools.
#
# Guess:    what AsyncLocalStorage holds, the order that a request is about, is there in everything the request has asked for, also in work that it has handed
#           to a queue and that begins when the work before it has ended.
# Instead:  in p-queue, fastq, queue, bottleneck and the queue of async, work that had to wait is begun by the work that ended before it, and finds that one's
#           store: A's, for all that follow. In p-limit, p-throttle, async-mutex, async-sema, generic-pool and tarn it finds its own. Work that need not wait
#           finds its own everywhere, so that a test with one order sees nothing.
# Versions: p-queue 9.3.5, fastq 1.20.3, queue 7.0.0, bottleneck 2.19.5, async 3.2.6; p-limit 7.3.3, p-throttle 8.1.1, async-mutex 0.5.0, async-sema 3.1.1,
#           generic-pool 3.9.0, tarn 3.1.2.
# Matters:  log lines, traces and tenants hang on such a store: a refund is written to the log, or to the database, of the customer before. Bind the work as it
#           is handed over: queue.add(AsyncResource.bind(work)).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts p-queue@9.3.5 fastq@1.20.3 queue@7.0.0 bottleneck@2.19.5 async@3.2.6 p-limit@7.3.3 p-throttle@8.1.1 async-mutex@0.5.0 async-sema@3.1.1 generic-pool@3.9.0 tarn@3.1.2

cat >observe.mjs <<'JS'
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import async from 'async';
import { Mutex } from 'async-mutex';
import { Sema } from 'async-sema';
import Bottleneck from 'bottleneck';
import fastq from 'fastq';
import genericPool from 'generic-pool';
import pLimit from 'p-limit';
import PQueue from 'p-queue';
import pThrottle from 'p-throttle';
import Queue from 'queue';
import { Pool } from 'tarn';

const order = new AsyncLocalStorage();
const observe = async (name, add) => {
  const seen = [];
  const refund = (id) => async () => {
    seen.push(`${id} under ${order.getStore()}`);
    await pause(10);
  };
  await Promise.all(['A', 'B', 'C'].map((id) => order.run(id, () => add(refund(id)))));
  console.log(`${name}: ${seen.join(', ')}`);
};

const ours = new PQueue({ concurrency: 1 });
await observe('p-queue', (work) => ours.add(work));
await observe('p-queue, bound', (work) => ours.add(AsyncResource.bind(work)));
const fast = fastq.promise((work) => work(), 1);
await observe('fastq', (work) => fast.push(work));
const plain = new Queue({ concurrency: 1, autostart: true });
await observe('queue', (work) => new Promise((done) => { plain.push(() => work().then(done)); }));
const bottleneck = new Bottleneck({ maxConcurrent: 1 });
await observe('bottleneck', (work) => bottleneck.schedule(work));
const asyncs = async.queue(async (work) => work(), 1);
await observe('async', (work) => asyncs.pushAsync(work));
const limit = pLimit(1);
await observe('p-limit', (work) => limit(work));
const throttled = pThrottle({ limit: 1, interval: 20 })((work) => work());
await observe('p-throttle', (work) => throttled(work));
const mutex = new Mutex();
await observe('async-mutex', (work) => mutex.runExclusive(work));
const sema = new Sema(1);
await observe('async-sema', async (work) => {
  await sema.acquire();
  await work();
  sema.release();
});
const generic = genericPool.createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 });
await observe('generic-pool', (work) => generic.use(work));
const tarn = new Pool({ create: async () => ({}), destroy() {}, min: 0, max: 1 });
await observe('tarn', async (work) => {
  const held = await tarn.acquire().promise;
  await work();
  tarn.release(held);
});
process.exit();
JS

cat >stated <<'TEXT'
p-queue: A under A, B under A, C under A
p-queue, bound: A under A, B under B, C under C
fastq: A under A, B under A, C under A
queue: A under A, B under A, C under A
bottleneck: A under A, B under A, C under A
async: A under A, B under A, C under A
p-limit: A under A, B under B, C under C
p-throttle: A under A, B under B, C under C
async-mutex: A under A, B under B, C under C
async-sema: A under A, B under B, C under C
generic-pool: A under A, B under B, C under C
tarn: A under A, B under B, C under C
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
