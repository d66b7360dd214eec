#!/usr/bin/env bash
# Extended JSON, made to keep BSON's types, rounds a Long unless told otherwise.
#
# Guess:    EJSON.stringify() keeps a Long beyond 2^53, in a wrapper or with all its digits: that is what Extended
#           JSON is for.
# Instead:  by default it writes the nearest double, while a Decimal128 beside it is kept; and parsing rounds a plain
#           whole number as well. Only `relaxed: false` on both sides keeps it.
# Versions: bson 7.3.4.
# Matters:  ids of orders and transactions in an export of documents are other ids, and the types suggest that nothing
#           was lost.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent bson@7.3.4

cat >observe.mjs <<'JS'
import { Decimal128, EJSON, Long } from 'bson';

const document = { id: Long.fromString('9007199254740993'), amount: Decimal128.fromString('9007199254740993') };
for (const relaxed of [undefined, false]) {
  const text = EJSON.stringify(document, relaxed === undefined ? undefined : { relaxed });
  const { id } = EJSON.parse(text, relaxed === undefined ? undefined : { relaxed });
  console.log(`${relaxed === undefined ? 'default' : 'relaxed: false'}: ${text}, read as ${id}`);
}
JS

cat >stated <<'TEXT'
default: {"id":9007199254740992,"amount":{"$numberDecimal":"9007199254740993"}}, read as 9007199254740992
relaxed: false: {"id":{"$numberLong":"9007199254740993"},"amount":{"$numberDecimal":"9007199254740993"}}, read as 9007199254740993
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
