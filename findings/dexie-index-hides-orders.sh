#!/usr/bin/env bash
# Dexie leaves out orders that have no settlement time, also where it is asked for their status only.
#
# Guess:    `where({ status })` finds all orders of that status; `orderBy` puts all orders into an order, those without the field first or
#           last; what is not equal to a value includes what has none.
# Instead:  IndexedDB has no entry in an index for an object whose key is missing, null, a boolean or a bigint, and each of these reads
#           goes by an index. So does `where({ status })`: where no index is on the status alone it is no error if there is one on
#           [status+settled_at], which is taken, and finds only what has both. Sorting in memory (`sortBy`) and `filter` see all.
# Versions: dexie 4.4.7, on fake-indexeddb 6.2.8.
# Matters:  a till that is offline adds up its completed orders and misses those that are not settled yet, without an error. Give the status
#           an index of its own, and a missing time a value that is a key.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent dexie@4.4.7 fake-indexeddb@6.2.8

cat >observe.mjs <<'JS'
import 'fake-indexeddb/auto';
import Dexie from 'dexie';

const orders = [
  { id: 'settled', status: 'completed', settled_at: '2026-01-31' },
  { id: 'missing', status: 'completed' },
  { id: 'null', status: 'completed', settled_at: null },
  { id: 'false', status: 'completed', settled_at: false },
  { id: 'bigint', status: 'completed', settled_at: 1769817600n },
];
const ids = (found) => found.map(({ id }) => id).join(' ') || 'none';
for (const indexes of ['id', 'id, status', 'id, [status+settled_at]', 'id, settled_at', 'id, status, settled_at, [status+settled_at]']) {
  const db = new Dexie(indexes);
  db.version(1).stores({ orders: indexes });
  await db.orders.bulkAdd(orders);
  const asked = {
    'where status': () => db.orders.where({ status: 'completed' }).toArray(),
    'order by time': () => db.orders.orderBy('settled_at').toArray(),
    'another time': () => db.orders.where('settled_at').notEqual('2026-02-01').toArray(),
    filter: () => db.orders.filter(({ status }) => status === 'completed').toArray(),
    'sorted by time': () => db.orders.toCollection().sortBy('settled_at'),
  };
  for (const [question, ask] of Object.entries(asked)) {
    const told = await ask().then((found) => `${found.length}`, (error) => error.name);
    if (told !== 'SchemaError') console.log(`${indexes}; ${question}: ${told} of ${orders.length}`);
  }
}
const db = new Dexie('named');
db.version(1).stores({ orders: 'id, [status+settled_at]' });
await db.orders.bulkAdd(orders);
console.log(`found by the status: ${ids(await db.orders.where({ status: 'completed' }).toArray())}`);
JS

cat >stated <<'TEXT'
id; filter: 5 of 5
id; sorted by time: 5 of 5
id, status; where status: 5 of 5
id, status; filter: 5 of 5
id, status; sorted by time: 5 of 5
id, [status+settled_at]; where status: 1 of 5
id, [status+settled_at]; filter: 5 of 5
id, [status+settled_at]; sorted by time: 5 of 5
id, settled_at; order by time: 1 of 5
id, settled_at; another time: 1 of 5
id, settled_at; filter: 5 of 5
id, settled_at; sorted by time: 5 of 5
id, status, settled_at, [status+settled_at]; where status: 5 of 5
id, status, settled_at, [status+settled_at]; order by time: 1 of 5
id, status, settled_at, [status+settled_at]; another time: 1 of 5
id, status, settled_at, [status+settled_at]; filter: 5 of 5
id, status, settled_at, [status+settled_at]; sorted by time: 5 of 5
found by the status: settled
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
