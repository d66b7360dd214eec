#!/usr/bin/env bash
# Avro types that avsc infers keep about seven digits of an amount.
#
# Guess:    from a whole number beyond 32 bits avsc infers `long`, and from a fraction `double`: what a JavaScript
#           number holds.
# Instead:  both become `float`, single precision: an amount in cents of some thirty million euros loses its last
#           digits, and 12.34 comes back with others. No error, since each value is a valid float. A smaller whole
#           number is `int` and exact.
# Versions: avsc 5.7.9.
# Matters:  a schema made from a sample of payments looks right for small amounts, and rounds the large ones in the
#           log of events from the first on. Write the schema down, with `long`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent avsc@5.7.9

cat >observe.cjs <<'JS'
const avro = require('avsc');

for (const amount of [1250, 3_000_000_001, 1_234_567_890_123, 12.34]) {
  const type = avro.Type.forValue({ amount });
  const back = type.fromBuffer(type.toBuffer({ amount })).amount;
  console.log(`${amount}: ${type.field('amount').type}, back ${back}`);
}
JS

cat >stated <<'TEXT'
1250: "int", back 1250
3000000001: "float", back 3000000000
1234567890123: "float", back 1234567954432
12.34: "float", back 12.34000015258789
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
