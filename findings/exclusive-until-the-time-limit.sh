#!/usr/bin/env bash
# A time limit on exclusive work lets the next one in while the work goes on.
#
# Guess:    a lock or a queue for one at a time keeps the second out until the first has ended; a time limit turns the
#           first one's answer into an error, and the place stays taken.
# Instead:  async-lock's `maxExecutionTime`, the `timeout` of p-queue and the `expiration` of Bottleneck free the
#           place when the time is up. The work cannot be stopped and goes on beside the second: two at once, both done
#           in the end, and both callers told of an error. async-mutex limits the waiting only, and keeps the second
#           out.
# Versions: async-lock 1.5.0, p-queue 10.0.0, bottleneck 2.19.5, async-mutex 0.5.0.
# Matters:  a capture that takes long is exactly the one that is then made twice: once by the call that timed out, once
#           by the retry that was let in. Limit the request itself, with an AbortSignal, and let the lock wait for it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent async-lock@1.5.0 p-queue@10.0.0 bottleneck@2.19.5 async-mutex@0.5.0

cat >observe.mjs <<'JS'
import { setTimeout as wait } from 'node:timers/promises';
import AsyncLock from 'async-lock';
import { Mutex, withTimeout } from 'async-mutex';
import Bottleneck from 'bottleneck';
import PQueue from 'p-queue';

const lock = new AsyncLock({ maxExecutionTime: 50 });
const queue = new PQueue({ concurrency: 1, timeout: 50 });
const limiter = new Bottleneck({ maxConcurrent: 1 });
const mutex = withTimeout(new Mutex(), 50);
const exclusive = {
  'async-lock': (work) => lock.acquire('payment', () => work()),
  'p-queue': (work) => queue.add(work),
  bottleneck: (work) => limiter.schedule({ expiration: 50 }, work),
  'async-mutex': (work) => mutex.runExclusive(work),
};
for (const [library, run] of Object.entries(exclusive)) {
  let atOnce = 0;
  let most = 0;
  const capture = async () => {
    most = Math.max(most, ++atOnce);
    await wait(400);
    atOnce -= 1;
  };
  const answers = await Promise.all([run(capture), run(capture)].map((one) => one.then(() => 'done', () => 'error')));
  while (atOnce > 0) await wait(10);
  console.log(`${library}: answers ${answers.join(' and ')}; ${most} at once`);
}
JS

cat >stated <<'TEXT'
async-lock: answers error and error; 2 at once
p-queue: answers error and error; 2 at once
bottleneck: answers error and error; 2 at once
async-mutex: answers done and error; 1 at once
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
