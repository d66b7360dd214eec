#!/usr/bin/env bash
# What type a column gets from hyparquet-writer depends on the rows of that day.
#
# Guess:    amounts in whole cents become INT64, or DOUBLE as JavaScript has it, on each day alike; a column without a
#           value gets a type that goes with any other.
# Instead:  the type is taken from the rows: INT32 for whole numbers, DOUBLE if one has a fraction, INT64 for bigints
#           only, and a column of bytes if all are null. A whole number beyond 2^31 is an error, though it is a plain
#           safe integer, unless some other row has a fraction; so is a mixture of numbers and bigints.
# Versions: hyparquet-writer 0.17.0, hyparquet 1.31.5.
# Matters:  files of one table written on different days do not go together, and the first total above 21,474,836.47
#           stops the export. Give each column its type.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent hyparquet-writer@0.17.0 hyparquet@1.31.5

cat >observe.mjs <<'JS'
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

const days = {
  'small amounts': [1250, 99],
  'a fraction': [1250, 0.5],
  'no refunds': [null, null],
  bigints: [1250n, 99n],
  'a large amount': [1250, 2_147_483_648],
  'a large amount and a fraction': [0.5, 2_147_483_648],
  'a number and a bigint': [1250, 99n],
};
for (const [day, data] of Object.entries(days)) {
  let answer;
  try {
    answer = parquetMetadata(parquetWriteBuffer({ columnData: [{ name: 'amount', data }] })).schema[1].type;
  } catch (error) {
    answer = `error: ${error.message}`;
  }
  console.log(`${day}: ${answer}`);
}
JS

cat >stated <<'TEXT'
small amounts: INT32
a fraction: DOUBLE
no refunds: BYTE_ARRAY
bigints: INT64
a large amount: error: parquet expected int32 value, got 2147483648
a large amount and a fraction: DOUBLE
a number and a bigint: error: parquet cannot write mixed types: INT32 and INT64
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
