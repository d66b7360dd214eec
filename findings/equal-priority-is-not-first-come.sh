#!/usr/bin/env bash
# Of jobs with one priority, five priority queues for Node.js give the first and then the last one: `initialized`, `refund 2`, ... and `uncleared` in the end.
#
# Guess:    what has the same priority comes out in the order in which it went in, as from a queue.
# Instead:  a heap keeps no such order, and none of the five that are called a queue adds one: tinyqueue, heap-js, @datastructures-js/priority-queue,
#           fastpriorityqueue and js-priority-queue, whose sorted list turns the order round. With two jobs in it nothing is to be seen yet. p-queue and async
#           keep the order.
# Versions: tinyqueue 3.0.0, heap-js 2.7.1, @datastructures-js/priority-queue 6.4.0, fastpriorityqueue 0.8.0, js-priority-queue 0.1.5, p-queue 9.3.5,
#           async 3.2.6.
# Matters:  the notices of one order are worked through by urgency, or the timers of a simulation by their time, and equal ones are the rule: a refund
#           comes before the payment it belongs to. Compare by a running number as well.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts tinyqueue@3.0.0 heap-js@2.7.1 @datastructures-js/priority-queue@6.4.0 fastpriorityqueue@0.8.0 js-priority-queue@0.1.5 p-queue@9.3.5 async@3.2.6

cat >observe.mjs <<'JS'
import { PriorityQueue } from '@datastructures-js/priority-queue';
import async from 'async';
import FastPriorityQueue from 'fastpriorityqueue';
import { Heap } from 'heap-js';
import JsPriorityQueue from 'js-priority-queue';
import PQueue from 'p-queue';
import TinyQueue from 'tinyqueue';

const compare = (one, other) => one.priority - other.priority;
const through = (put, take) => async (jobs) => {
  for (const job of jobs) put(job);
  return jobs.map(() => take().name);
};
const makers = {
  tinyqueue: () => new TinyQueue([], compare),
  'heap-js': () => new Heap(compare),
  '@datastructures-js/priority-queue': () => new PriorityQueue(compare),
  fastpriorityqueue: () => new FastPriorityQueue((one, other) => one.priority < other.priority),
  'js-priority-queue': () => new JsPriorityQueue({ comparator: compare }),
  'js-priority-queue, sorted list': () => new JsPriorityQueue({ comparator: compare, strategy: JsPriorityQueue.ArrayStrategy }),
};
const queues = Object.fromEntries(
  Object.entries(makers).map(([name, make]) => [
    name,
    (jobs) => {
      const queue = make();
      const [put, take] = [['push', 'pop'], ['enqueue', 'dequeue'], ['add', 'poll'], ['queue', 'dequeue']].find((pair) => pair.every((method) => method in queue));
      return through((job) => queue[put](job), () => queue[take]())(jobs);
    },
  ]),
);
queues['p-queue'] = async (jobs) => {
  const queue = new PQueue({ concurrency: 1, autoStart: false });
  const done = [];
  for (const { name, priority } of jobs) queue.add(async () => done.push(name), { priority });
  await queue.start().onIdle();
  return done;
};
queues.async = async (jobs) => {
  const done = [];
  const queue = async.priorityQueue(async ({ name }) => done.push(name), 1);
  for (const job of jobs) queue.push(job, job.priority);
  await queue.drain();
  return done;
};
const names = ['initialized', 'uncleared', 'completed', 'refund 1', 'refund 2'];
for (const [name, run] of Object.entries(queues)) console.log(`${name}: ${(await run(names.map((job) => ({ name: job, priority: 1 })))).join(', ')}`);
JS

cat >stated <<'TEXT'
tinyqueue: initialized, refund 2, refund 1, completed, uncleared
heap-js: initialized, refund 2, refund 1, completed, uncleared
@datastructures-js/priority-queue: initialized, refund 2, refund 1, completed, uncleared
fastpriorityqueue: initialized, refund 2, refund 1, completed, uncleared
js-priority-queue: initialized, refund 2, refund 1, completed, uncleared
js-priority-queue, sorted list: refund 2, refund 1, completed, uncleared, initialized
p-queue: initialized, uncleared, completed, refund 1, refund 2
async: initialized, uncleared, completed, refund 1, refund 2
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
