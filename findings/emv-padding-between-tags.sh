#!/usr/bin/env bash
# One byte of padding between EMV data objects, and the objects behind it are lost.
#
# Guess:    EMV allows bytes of zero before, between and after data objects, so readers of EMV's TLV skip them.
# Instead:  ber-tlv does. node-emv takes a zero for a tag of its own and gives objects that are not there in place of
#           the date and the currency, with no error. node-tlv gives an error for one zero and an object `00` for two;
#           behind a length in long form it reads the last byte again, as one more tag.
# Versions: node-emv 1.0.23, node-tlv 1.5.14, ber-tlv 0.9.2.
# Matters:  a card may pad its records. Looked up by tag, the currency of a payment is then missing for such cards only.
#           Take the padding out before the parser sees it, or read with ber-tlv.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent node-emv@1.0.23 node-tlv@1.5.14 ber-tlv@0.9.2

cat >observe.cjs <<'JS'
const { TlvFactory } = require('ber-tlv');
const emv = require('node-emv');
const TLV = require('node-tlv');

const readers = {
  'ber-tlv': (hex) => TlvFactory.parse(hex).map((one) => [one.tag, one.value.toString('hex')]),
  'node-emv': (hex) => { let all; emv.parse(hex, (read) => { all = read.map((one) => [one.tag, one.value]); }); return all; },
  'node-tlv': (hex) => TLV.parseList(hex).map((one) => [one.getTag(), one.getValue()]),
};
const [amount, date, currency] = ['9F0206000000001250', '9A03260131', '5F2A020978'];
const messages = {
  'no padding': amount + date + currency,
  'one zero': `${amount}00${date}${currency}`,
  'two zeros': `${amount}0000${date}${currency}`,
  'long form of a length': `${date}5F2A81020978`,
};
// node-emv prints its own notes on long lengths.
const { log } = console;
console.log = () => {};
for (const [name, hex] of Object.entries(messages)) {
  for (const [reader, read] of Object.entries(readers)) {
    let told;
    try { told = read(hex).map(([tag, value]) => `${tag}=${value.toUpperCase()}`).join(' '); } catch (error) { told = error.message; }
    log(`${name}, ${reader}: ${told}`);
  }
}
JS

cat >stated <<'TEXT'
no padding, ber-tlv: 9F02=000000001250 9A=260131 5F2A=0978
no padding, node-emv: 9F02=000000001250 9A=260131 5F2A=0978
no padding, node-tlv: 9F02=000000001250 9A=260131 5F2A=0978
one zero, ber-tlv: 9F02=000000001250 9A=260131 5F2A=0978
one zero, node-emv: 9F02=000000001250 0=A032601315F2A02097 8=
one zero, node-tlv: Invalid length
two zeros, ber-tlv: 9F02=000000001250 9A=260131 5F2A=0978
two zeros, node-emv: 9F02=000000001250 0= 9=032601315F2A020978
two zeros, node-tlv: 9F02=000000001250 00= 9A=260131 5F2A=0978
long form of a length, ber-tlv: 9A=260131 5F2A=0978
long form of a length, node-emv: 9A=260131 5F2A=0978
long form of a length, node-tlv: 9A=260131 5F2A=0978 78=
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
