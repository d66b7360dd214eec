#!/usr/bin/env bash
# Two payments of different days are equal to TypeBox's Value, and the difference between them is nothing to patch; their hashes differ.
#
# Guess:    Value.Equal compares Dates by their time, as Value.Hash does, and Diff names a changed Date; the contents of Maps and Sets count in each of the
#           three, or are refused.
# Instead:  Equal and Diff look at an object's own fields, and a Date has none: any two are equal, as are any two Maps or Sets. Hash tells Dates apart, and no
#           Maps. Bigints and bytes are compared by value in all of them. Clone copies a Date.
# Versions: typebox 1.4.3.
# Matters:  Diff and Patch are there to send changes: a settlement date that was corrected is not sent, and an update that is skipped when nothing has changed
#           is skipped. Keep times as texts in what is compared.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts typebox@1.4.3

cat >observe.mjs <<'JS'
import Value from 'typebox/value';

const pairs = {
  'settled on two days': [{ settled: new Date('2026-01-31') }, { settled: new Date('2026-02-28') }],
  'a Map of refunds': [{ refunds: new Map([['R1', 100]]) }, { refunds: new Map([['R1', 250]]) }],
  'a Set of refunds': [{ refunds: new Set(['R1']) }, { refunds: new Set(['R2']) }],
  'an amount in a bigint': [{ amount: 100n }, { amount: 250n }],
  'two days as texts': [{ settled: '2026-01-31' }, { settled: '2026-02-28' }],
};
for (const [name, [before, after]] of Object.entries(pairs)) {
  const changes = Value.Diff(before, after).map(({ type, path }) => `${type} ${path}`).join(', ') || 'none';
  console.log(`${name}: ${Value.Equal(before, after) ? 'equal' : 'not equal'}, changes: ${changes}; hashes ${Value.Hash(before) === Value.Hash(after) ? 'equal' : 'not equal'}`);
}
JS

cat >stated <<'TEXT'
settled on two days: equal, changes: none; hashes not equal
a Map of refunds: equal, changes: none; hashes equal
a Set of refunds: equal, changes: none; hashes equal
an amount in a bigint: not equal, changes: update /amount; hashes not equal
two days as texts: not equal, changes: update /settled; hashes not equal
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
