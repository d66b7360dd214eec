#!/usr/bin/env bash
# With PouchDB, refunds below 100 include those without an amount as soon as there is an index on the amount, and those with null or true even without.
#
# Guess:    `{ amount: { $lt: 100 } }` finds numbers below 100; what has no amount, or one that is no number, is not found; an index makes a query faster.
# Instead:  all values have one order in which null, false and true are below every number, and texts and lists above: without an index $lt finds null,
#           false and true, and $gt the text '50'. With an index on the field the documents that lack it are found by $lt as well; $exists is asked
#           for beside it to keep them out.
# Versions: pouchdb-core, pouchdb-find and pouchdb-adapter-memory 9.0.0.
# Matters:  "small refunds need no second pair of eyes" takes in the refunds whose amount is not known, and an index that somebody adds for speed changes
#           which. Ask for `$type: 'number'` as well.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts pouchdb-core@9.0.0 pouchdb-find@9.0.0 pouchdb-adapter-memory@9.0.0

cat >observe.mjs <<'JS'
import PouchDB from 'pouchdb-core';
import memory from 'pouchdb-adapter-memory';
import find from 'pouchdb-find';

PouchDB.plugin(memory).plugin(find);
const db = new PouchDB('refunds', { adapter: 'memory' });
const refunds = { 'without an amount': {}, null: { amount: null }, false: { amount: false }, true: { amount: true }, 50: { amount: 50 }, 500: { amount: 500 }, "'50'": { amount: '50' }, '[50]': { amount: [50] } };
await db.bulkDocs(Object.entries(refunds).map(([_id, fields]) => ({ _id, ...fields })));
const told = async (name) => {
  for (const amount of [{ $lt: 100 }, { $gt: 100 }, { $lt: 100, $exists: true }, { $lt: 100, $type: 'number' }]) {
    const { docs } = await db.find({ selector: { amount } });
    console.log(`${name}, ${JSON.stringify(amount)}: ${docs.map(({ _id }) => _id).sort().join(', ')}`);
  }
};
await told('no index');
await db.createIndex({ index: { fields: ['amount'] } });
await told('an index');
process.exit();
JS

cat >stated <<'TEXT'
no index, {"$lt":100}: 50, false, null, true
no index, {"$gt":100}: '50', 500, [50]
no index, {"$lt":100,"$exists":true}: 50, false, null, true
no index, {"$lt":100,"$type":"number"}: 50
an index, {"$lt":100}: 50, false, null, true, without an amount
an index, {"$gt":100}: '50', 500, [50]
an index, {"$lt":100,"$exists":true}: 50, false, null, true
an index, {"$lt":100,"$type":"number"}: 50
TEXT
timeout 60 node observe.mjs >observed 2>/dev/null

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
