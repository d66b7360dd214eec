#!/usr/bin/env bash
# json-bigint decides by a number's length, and chokes on long decimals.
#
# Guess:    a whole number is a bigint if a JavaScript number cannot hold it, else a number; a number with a point is
#           a number.
# Instead:  everything of more than fifteen characters is taken for a big integer: 1234567890123456 is a bigint
#           although it is safe, -123456789012345 is one because of its minus, and 1234567890.123456 or
#           10000000000.00000 is a SyntaxError that loses the whole document. By default they are BigNumber objects.
# Versions: json-bigint 1.0.0.
# Matters:  ids change their type as they grow longer, so a comparison with a stored id fails from one order to the
#           next; and one exchange rate with many digits makes a whole notification unreadable.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent json-bigint@1.0.0

cat >observe.cjs <<'JS'
const jsonBigint = require('json-bigint');

const native = jsonBigint({ useNativeBigInt: true });
for (const text of ['123456789012345', '-123456789012345', '1234567890123456', '1234567.1234567', '1234567890.123456', '10000000000.00000']) {
  const read = (parser) => {
    try {
      const { id } = parser.parse(`{"id":${text}}`);
      return typeof id === 'object' ? id.constructor.name : typeof id;
    } catch (error) {
      return error.name;
    }
  };
  console.log(`${text}: ${read(jsonBigint)}, native ${read(native)}`);
}
JS

cat >stated <<'TEXT'
123456789012345: number, native number
-123456789012345: BigNumber, native bigint
1234567890123456: BigNumber, native bigint
1234567.1234567: number, native number
1234567890.123456: BigNumber, native SyntaxError
10000000000.00000: BigNumber, native SyntaxError
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
