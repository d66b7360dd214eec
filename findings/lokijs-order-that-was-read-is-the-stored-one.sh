#!/usr/bin/env bash
# An order that was read from LokiJS and changed is changed in the collection, also by an update that was refused as a duplicate; and a search by index does
# not find it.
#
# Guess:    what was read is a copy, or is stored by update() only; an update that a unique index refuses leaves the collection as it was; with an index the
#           same is found as without.
# Instead:  the object that find gives is the stored one: what is set in it is there at once, for everyone, while an index keeps its place: of what is above
#           1000 it finds none. A duplicate key is an error, and both orders have the reference all the same. To `$lt` a missing amount, null, true and a date
#           are below 10, and a text is above all numbers. `clone: true` makes copies, and the refused update then leaves nothing.
# Versions: lokijs 1.5.12.
# Matters:  a price that is computed on the object for a page is stored with it, and a report by an index finds other orders than one without. Open each
#           collection with `clone: true`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts lokijs@1.5.12

cat >observe.mjs <<'JS'
import Loki from 'lokijs';

const database = new Loki('orders');
for (const clone of [false, true]) {
  const name = clone ? 'clone: true' : 'as it comes';
  const orders = database.addCollection(`orders ${clone}`, { unique: ['reference'], indices: ['amount'], clone });
  for (const [id, amount] of [['A', 5], ['B', 10], ['C', 100], ['D', 400]]) orders.insert({ id, amount, reference: id });
  const read = orders.findOne({ id: 'A' });
  read.amount = 7777;
  console.log(`${name}, set without update(): ${orders.findOne({ id: 'A' }).amount}; above 1000: ${orders.find({ amount: { $gt: 1000 } }).map(({ id }) => id).join(' ') || 'none'}`);
  const other = orders.findOne({ id: 'B' });
  other.reference = 'C';
  let told = 'taken';
  try { orders.update(other); } catch { told = 'refused'; }
  console.log(`${name}, update to a reference that is there: ${told}, ${orders.find().filter(({ reference }) => reference === 'C').length} of that reference`);
}
const refunds = database.addCollection('refunds');
for (const [id, amount] of [['five', 5], ['ten', 10], ['null', null], ['missing'], ['text', 'abc'], ['true', true], ['NaN', NaN]]) refunds.insert({ id, amount });
console.log(`below 10: ${refunds.find({ amount: { $lt: 10 } }).map(({ id }) => id).join(', ')}; above: ${refunds.find({ amount: { $gt: 10 } }).map(({ id }) => id).join(', ')}`);
JS

cat >stated <<'TEXT'
as it comes, set without update(): 7777; above 1000: none
as it comes, update to a reference that is there: refused, 2 of that reference
clone: true, set without update(): 5; above 1000: none
clone: true, update to a reference that is there: refused, 1 of that reference
below 10: five, null, missing, true, NaN; above: text
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
