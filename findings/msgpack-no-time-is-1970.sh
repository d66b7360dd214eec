#!/usr/bin/env bash
# A time that could not be read is the first of January 1970 to @msgpack/msgpack, and an amount of 65 bits another amount.
#
# Guess:    a Date without a time comes back as it was, or as null, as in JSON; or it is refused. A bigint that has no place in 64
#           bits is refused, and a Map becomes an object.
# Instead:  the Date becomes 1970-01-01T00:00:00Z, and of the bigint the lowest 64 bits are written: 2^64 + 1250 is 1250. A Map
#           becomes an empty object. No error. msgpackr keeps the Date and refuses the bigint, and cbor-x keeps both.
# Versions: @msgpack/msgpack 3.1.3, msgpackr 2.1.4, cbor-x 1.6.9.
# Matters:  a status whose time was misspelt is older than every other, so that it is taken for a late word and dropped, and nobody
#           sees that its time was none. Write times as texts, and look at them before.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @msgpack/msgpack@3.1.3 msgpackr@2.1.4 cbor-x@1.6.9

cat >observe.mjs <<'JS'
import { decode, encode } from '@msgpack/msgpack';
import * as cbor from 'cbor-x';
import * as msgpackr from 'msgpackr';

const bigints = { useBigInt64: true };
const codecs = {
  '@msgpack/msgpack': (value) => decode(encode(value, bigints), bigints),
  'msgpackr': (value) => msgpackr.unpack(msgpackr.pack(value)),
  'cbor-x': (value) => cbor.decode(cbor.encode(value)),
};
const told = (value) => {
  if (value instanceof Date) return `Date ${value.toJSON()}`;
  if (value instanceof Map) return `Map of ${value.size}`;
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
};
for (const value of [new Date('2026-01-31T10:00:00Z'), new Date('31-01-2026'), 1250n, 2n ** 64n + 1250n, new Map([['A', 1250]])]) {
  const read = Object.entries(codecs).map(([name, through]) => {
    try { return `${name} ${told(through(value))}`; } catch { return `${name} refused`; }
  });
  console.log(`${told(value)}: ${read.join(', ')}`);
}
JS

cat >stated <<'TEXT'
Date 2026-01-31T10:00:00.000Z: @msgpack/msgpack Date 2026-01-31T10:00:00.000Z, msgpackr Date 2026-01-31T10:00:00.000Z, cbor-x Date 2026-01-31T10:00:00.000Z
Date null: @msgpack/msgpack Date 1970-01-01T00:00:00.000Z, msgpackr Date null, cbor-x Date null
1250n: @msgpack/msgpack 1250n, msgpackr 1250n, cbor-x 1250n
18446744073709552866n: @msgpack/msgpack 1250n, msgpackr refused, cbor-x 18446744073709552866n
Map of 1: @msgpack/msgpack {}, msgpackr {"A":1250}, cbor-x Map of 1
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
