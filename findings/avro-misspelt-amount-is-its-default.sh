#!/usr/bin/env bash
# A payment whose amount is misspelt is valid to avsc and is written with the amount 0, if the schema has 0 for its default; a status that a reader does not
# know becomes the reader's first choice.
#
# Guess:    a default of Avro is for readers, for data that was written before the field was there; who writes has to give each field, and one that the schema
#           lacks is refused.
# Instead:  avsc fills in the default also where it writes, for a field that is missing or undefined, and drops fields that it does not know, so that isValid
#           says true of `Amount: 1250`. Null is refused. `noUndeclaredFields` refuses the misspelt field in isValid, and toBuffer has no such switch. Fields
#           of two schemas with the same names in another order are exchanged without an error, if no resolver is asked for.
# Versions: avsc 5.7.9.
# Matters:  the message passes the check at the sender's and the schema registry's, and a refund of nothing is booked. Give amounts no default, and check with
#           `noUndeclaredFields`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts avsc@5.7.9

cat >observe.mjs <<'JS'
import avro from 'avsc';

const fields = [{ name: 'order', type: 'string' }, { name: 'amount', type: 'long', default: 0 }, { name: 'status', type: { type: 'enum', name: 'Status', symbols: ['initialized', 'completed', 'refunded'] }, default: 'initialized' }];
const payment = avro.Type.forSchema({ type: 'record', name: 'Payment', fields });
for (const value of [{ order: 'A', amount: 1250, status: 'completed' }, { order: 'A', Amount: 1250, status: 'completed' }, { order: 'A', amount: undefined }, { order: 'A', amount: null }]) {
  let written;
  try { written = JSON.stringify(payment.fromBuffer(payment.toBuffer(value))); } catch { written = 'an error'; }
  console.log(`${JSON.stringify(value, (_, it) => (it === undefined ? 'undefined' : it))}: ${payment.isValid(value) ? 'valid' : 'not valid'}, ${payment.isValid(value, { noUndeclaredFields: true }) ? 'valid' : 'not valid'} with noUndeclaredFields; written ${written}`);
}
const older = avro.Type.forSchema({ type: 'enum', name: 'Status', symbols: ['initialized', 'completed'], default: 'initialized' });
const newer = avro.Type.forSchema({ type: 'enum', name: 'Status', symbols: ['initialized', 'completed', 'refunded'] });
console.log(`refunded, to an older reader with a default: ${older.fromBuffer(newer.toBuffer('refunded'), older.createResolver(newer))}`);
const [captured, swapped] = [['captured', 'refunded'], ['refunded', 'captured']].map((names) => avro.Type.forSchema({ type: 'record', name: 'Sums', fields: names.map((name) => ({ name, type: 'long' })) }));
const buffer = captured.toBuffer({ captured: 1000, refunded: 1 });
console.log(`captured 1000, refunded 1, fields in another order: ${JSON.stringify({ ...swapped.fromBuffer(buffer) })}; with a resolver ${JSON.stringify({ ...swapped.fromBuffer(buffer, swapped.createResolver(captured)) })}`);
JS

cat >stated <<'TEXT'
{"order":"A","amount":1250,"status":"completed"}: valid, valid with noUndeclaredFields; written {"order":"A","amount":1250,"status":"completed"}
{"order":"A","Amount":1250,"status":"completed"}: valid, not valid with noUndeclaredFields; written {"order":"A","amount":0,"status":"completed"}
{"order":"A","amount":"undefined"}: valid, valid with noUndeclaredFields; written {"order":"A","amount":0,"status":"initialized"}
{"order":"A","amount":null}: not valid, not valid with noUndeclaredFields; written an error
refunded, to an older reader with a default: initialized
captured 1000, refunded 1, fields in another order: {"refunded":1000,"captured":1}; with a resolver {"refunded":1,"captured":1000}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
