#!/usr/bin/env bash
# A bigint of 5 that went through CBOR is a bigint or a number by who wrote it and who read it, and a decimal of 1234567890123456.78 has lost its cents in
# cbor-x.
#
# Guess:    a whole number comes back from CBOR as the type it had, or as one type by its size whoever wrote it; a decimal fraction, a type of its own in
#           CBOR, is exact or is refused.
# Instead:  cbor writes a bigint under the tag for large numbers, which all but cborg read as one, and cborg refuses; cbor-x writes it in eight bytes, which
#           only cbor-x takes for one; cbor2 and cborg write it as short as any number, so that it comes back as a number up to 2^53. A decimal fraction is a
#           number in binary to cbor-x and a tagged pair to cbor and cbor2, and an error to cborg.
# Versions: cbor 10.0.12, cbor2 2.3.0, cborg 6.1.5, cbor-x 1.6.9.
# Matters:  `amount + 1n` throws in the one service that reads with another library, and only for small amounts. Send amounts as texts, or turn each into a
#           bigint where it is read.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts cbor@10.0.12 cbor2@2.3.0 cborg@6.1.5 cbor-x@1.6.9

cat >observe.mjs <<'JS'
import cbor from 'cbor';
import * as cborX from 'cbor-x';
import * as cbor2 from 'cbor2';
import * as cborg from 'cborg';

const libraries = { cbor, cbor2, cborg, 'cbor-x': cborX };
const told = (read) => {
  let value;
  try { value = read(); } catch { return 'error'; }
  return typeof value === 'bigint' ? `${value}n` : typeof value === 'number' ? String(value) : JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner));
};
for (const [writer, { encode }] of Object.entries(libraries)) {
  const written = encode(5n);
  console.log(`5n by ${writer}, ${Buffer.from(written).toString('hex')}: ${Object.entries(libraries).map(([reader, { decode }]) => `${told(() => decode(written))} to ${reader}`).join(', ')}`);
}
const decimal = Buffer.from('c482211b01b69b4bacd05f15'.replace('01b69b4bacd05f15', 123456789012345678n.toString(16).padStart(16, '0')), 'hex');
console.log(`4([-2, 123456789012345678]): ${Object.entries(libraries).map(([reader, { decode }]) => `${told(() => decode(decimal))} to ${reader}`).join(', ')}`);
JS

cat >stated <<'TEXT'
5n by cbor, c24105: 5n to cbor, 5n to cbor2, error to cborg, 5n to cbor-x
5n by cbor2, 05: 5 to cbor, 5 to cbor2, 5 to cborg, 5 to cbor-x
5n by cborg, 05: 5 to cbor, 5 to cbor2, 5 to cborg, 5 to cbor-x
5n by cbor-x, 1b0000000000000005: 5 to cbor, 5 to cbor2, 5 to cborg, 5n to cbor-x
4([-2, 123456789012345678]): {"tag":4,"value":[-2,"123456789012345678n"]} to cbor, {"tag":4,"contents":[-2,"123456789012345678n"]} to cbor2, error to cborg, 1234567890123456.8 to cbor-x
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
