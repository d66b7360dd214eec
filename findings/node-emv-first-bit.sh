#!/usr/bin/env bash
# node-emv moves the bits of a terminal's verification results to the front.
#
# Guess:    the five bytes of the terminal verification results are told bit by bit: byte 4, bit 8 is "transaction
#           exceeds floor limit", wherever the other bits are.
# Instead:  zeros in front are lost, and all bits move up until the first that is set stands in byte 1, bit 8. That
#           one is therefore always told as "offline data authentication was not performed". Only results whose very
#           first bit is set are right. Where nothing is left, the bits are blanks and not zeros.
# Versions: node-emv 1.0.23.
# Matters:  why a terminal sent a payment online or declined it is read from here. A payment above the floor limit, a
#           wrong PIN and an expired application are all logged as failed authentication. Count the bits yourself.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent node-emv@1.0.23

cat >observe.cjs <<'JS'
const emv = require('node-emv');

for (const results of ['0000008000', '0080000000', '0000200000', '0400000000', '0000208000', '8000008000', '0000000000']) {
  emv.tvr(results, (bytes) => {
    const bits = bytes.flatMap((byte, at) => byte.map((bit) => ({ ...bit, at: `byte ${at + 1}, bit ${bit.bit}` })));
    const set = bits.filter((bit) => bit.value === '1').map((bit) => `${bit.at}: ${bit.description}`);
    console.log(`${results}: ${set.join('; ') || 'none'} (${bits.filter((bit) => bit.value === '').length} blank)`);
  });
}
JS

cat >stated <<'TEXT'
0000008000: byte 1, bit 8: Offline data authentication was not performed (24 blank)
0080000000: byte 1, bit 8: Offline data authentication was not performed (8 blank)
0000200000: byte 1, bit 8: Offline data authentication was not performed (18 blank)
0400000000: byte 1, bit 8: Offline data authentication was not performed (5 blank)
0000208000: byte 1, bit 8: Offline data authentication was not performed; byte 1, bit 2: RFU (18 blank)
8000008000: byte 1, bit 8: Offline data authentication was not performed; byte 4, bit 8: Transaction exceeds floor limit (0 blank)
0000000000: none (39 blank)
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
