#!/usr/bin/env bash
# A bigint amount is dropped by NeDB, and counts as nothing in mingo's totals.
#
# Guess:    document stores that know numbers know bigints as well, or refuse them.
# Instead:  NeDB stores the document without the field, with no error. mingo's `$sum` over bigints is 0 and its `$avg`
#           nothing, while `$max` is the right bigint; one number among them is the whole total.
# Versions: @seald-io/nedb 4.1.2, mingo 7.2.6.
# Matters:  code that was moved to bigints for exact amounts loses them in the store it is tested with, and a total of
#           payouts is 0 without a complaint. Store amounts as numbers of minor units, or as text, and add yourself.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @seald-io/nedb@4.1.2 mingo@7.2.6

cat >observe.mjs <<'JS'
import Datastore from '@seald-io/nedb';
import { aggregate } from 'mingo';

const show = (value) => JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}n` : one));

const store = new Datastore();
await store.insertAsync({ _id: 'A', amount: 1250n, currency: 'EUR' });
console.log(`NeDB: ${show(await store.findOneAsync({ _id: 'A' }))}`);

const totals = (payments) => aggregate(payments, [{ $group: {
  _id: null, sum: { $sum: '$amount' }, average: { $avg: '$amount' }, most: { $max: '$amount' }, count: { $sum: 1 },
} }])[0];
const bigints = [{ amount: 1250n }, { amount: 3000n }];
console.log(`mingo, bigints: ${show(totals(bigints))}`);
console.log(`mingo, one number among them: ${show(totals([...bigints, { amount: 5 }]))}`);
JS

cat >stated <<'TEXT'
NeDB: {"_id":"A","currency":"EUR"}
mingo, bigints: {"_id":null,"sum":0,"average":null,"most":"3000n","count":2}
mingo, one number among them: {"_id":null,"sum":5,"average":5,"most":"3000n","count":3}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
