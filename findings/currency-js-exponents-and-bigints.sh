#!/usr/bin/env bash
# currency.js reads 1e3 as thirteen and a bigint as nothing.
#
# Guess:    a text with an exponent is the number it stands for, or not a number; a bigint is its value, or an error.
# Instead:  every character that is no digit, sign, point or bracket is thrown away, so '1e3' is 13; a bigint is 0. A
#           number is read right in either notation. With `errorOnInvalid` the bigint is refused, but '1e3' is still
#           13.
# Versions: currency.js 2.0.4.
# Matters:  spreadsheets, CSV exports and JSON printers write round or large amounts with an exponent, and PostgreSQL
#           drivers and Parquet readers give bigints: both turn into a plausible wrong amount with no error.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent currency.js@2.0.4

cat >observe.mjs <<'JS'
import currency from 'currency.js';

const read = (value, options) => {
  try {
    return String(currency(value, options).value);
  } catch (error) {
    return `"${error.message}"`;
  }
};
for (const [name, value] of [['text 1e3', '1e3'], ['text 2.5E2', '2.5E2'], ['number 1e3', 1e3], ['bigint 1250', 1250n]]) {
  console.log(`${name}: ${read(value)}, strict ${read(value, { errorOnInvalid: true })}`);
}
JS

cat >stated <<'TEXT'
text 1e3: 13, strict 13
text 2.5E2: 2.52, strict 2.52
number 1e3: 1000, strict 1000
bigint 1250: 0, strict "Invalid Input"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
