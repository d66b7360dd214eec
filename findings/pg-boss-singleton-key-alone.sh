#!/usr/bin/env bash
# A singleton key keeps nothing single in pg-boss, unless the queue has a policy or the key a time.
#
# Guess:    of two jobs sent with one `singletonKey` the second is not taken while the first waits: `send` gives null.
# Instead:  in an ordinary queue both are taken and both are worked on. The key counts in a queue whose policy is
#           `short` or `exclusive`, for instance, or with `singletonSeconds`; there `send` gives null.
# Versions: pg-boss 12.38.0, on @electric-sql/pglite 0.5.14.
# Matters:  "pay out order A", sent by the notification and again by its repetition, is done twice, with the key that
#           was to prevent it on both jobs. Give the queue a policy, and read what `send` answers.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent pg-boss@12.38.0 @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PgBoss } from 'pg-boss';

const postgres = await PGlite.create();
const executeSql = async (text, values = []) => {
  if (values.length > 0) return postgres.query(text, values);
  const results = await postgres.exec(text);
  return results.length === 1 ? results[0] : results;
};
const boss = new PgBoss({ db: { executeSql }, supervise: false, schedule: false });
await boss.start();
for (const [queue, policy, options] of [
  ['ordinary', {}, {}], ['ordinary-within-a-minute', {}, { singletonSeconds: 60 }],
  ['short', { policy: 'short' }, {}], ['exclusive', { policy: 'exclusive' }, {}],
]) {
  await boss.createQueue(queue, policy);
  const sent = [];
  for (const order of ['A', 'A', 'B']) sent.push(`${order} ${await boss.send(queue, { order }, { singletonKey: order, ...options }) ? 'taken' : 'null'}`);
  const jobs = await boss.fetch(queue, { batchSize: 10 });
  console.log(`${queue}: ${sent.join(', ')}; to be done: ${jobs.map((job) => job.data.order).sort().join(', ')}`);
}
process.exit(0);
JS

cat >stated <<'TEXT'
ordinary: A taken, A taken, B taken; to be done: A, A, B
ordinary-within-a-minute: A taken, A null, B taken; to be done: A, B
short: A taken, A null, B taken; to be done: A, B
exclusive: A taken, A null, B taken; to be done: A, B
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
