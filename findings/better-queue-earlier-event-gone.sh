#!/usr/bin/env bash
# In better-queue the event that waits is replaced by the next one of the same id, and is answered as done.
#
# Guess:    a queue hands every task that was accepted to the function, in the order in which they came; an `id` is data as any
#           other.
# Instead:  a task's field `id` is its identity: while one waits, a later one of that id takes its place, whatever else it holds.
#           The function sees the last one only, and all of the callers are told that theirs is done, with the last one's result.
#           Under another name (order_id) an id is data.
# Versions: better-queue 3.8.12.
# Matters:  notifications carry the order's id, so `completed` is lost if `refunded` comes before its turn; and each test that
#           puts in one event per order passes. Set the option `id` to a name that no task has, or give each event an id of its
#           own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent better-queue@3.8.12

cat >observe.mjs <<'JS'
import Queue from 'better-queue';

const put = (queue, task) => new Promise((resolve) => queue.push(task, (error, result) => resolve(error ?? result)));

async function run(name, task, options = {}) {
  const seen = [];
  const queue = new Queue((event, done) => { seen.push(event.status); done(null, `booked ${event.status}`); }, options);
  const answers = await Promise.all(['initialized', 'completed', 'refunded'].map((status) => put(queue, task(status))));
  console.log(`${name}: handled ${seen.join(', ')}; told ${answers.join(', ')}`);
}

await run('one id', (status) => ({ id: 'A-1', status }));
await run('one order_id', (status) => ({ order_id: 'A-1', status }));
await run('one id, id of another name', (status) => ({ id: 'A-1', status }), { id: 'event_id' });
await run('ids of their own', (status) => ({ id: `A-1 ${status}`, status }));
process.exit();
JS

cat >stated <<'TEXT'
one id: handled refunded; told booked refunded, booked refunded, booked refunded
one order_id: handled initialized, completed, refunded; told booked initialized, booked completed, booked refunded
one id, id of another name: handled initialized, completed, refunded; told booked initialized, booked completed, booked refunded
ids of their own: handled initialized, completed, refunded; told booked initialized, booked completed, booked refunded
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
