#!/usr/bin/env bash
# DuckDB's careful cast takes an amount with a fraction for a whole number, and rounds it.
#
# Guess:    `try_cast(text as bigint)` gives null for a text that is no whole number, as it does for "abc", so that it
#           tells minor units from decimals: "12.50" is null, or at least an error in `cast`.
# Instead:  both give 13. A fraction is rounded half away from zero and an exponent is worked out, in silence.
#           A decimal comma is null, and so is an empty text.
# Versions: @duckdb/node-api 1.5.6-r.1.
# Matters:  a column of amounts in euros, read as minor units, passes the check that was to keep it out: 12.50 euros are
#           13 cents. Ask with a pattern first: `regexp_full_match(text, '-?[0-9]+')`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';

const connection = await (await DuckDBInstance.create()).connect();
const one = async (sql) => {
  try {
    return String((await connection.runAndReadAll(sql)).getRowsJson()[0][0]);
  } catch {
    return 'error';
  }
};
for (const text of ['1250', '12.50', '12.49', '-12.5', '1.25e3', ' 12 ', '12,50', '', 'abc']) {
  const tried = await one(`select try_cast('${text}' as bigint)`);
  const cast = await one(`select cast('${text}' as bigint)`);
  const whole = await one(`select regexp_full_match('${text}', '-?[0-9]+')`);
  console.log(`"${text}": try_cast ${tried}, cast ${cast}, whole by pattern ${whole}`);
}
JS
timeout 60 node observe.mjs >observed

cat >stated <<'TEXT'
"1250": try_cast 1250, cast 1250, whole by pattern true
"12.50": try_cast 13, cast 13, whole by pattern false
"12.49": try_cast 12, cast 12, whole by pattern false
"-12.5": try_cast -13, cast -13, whole by pattern false
"1.25e3": try_cast 1250, cast 1250, whole by pattern false
" 12 ": try_cast 12, cast 12, whole by pattern false
"12,50": try_cast null, cast error, whole by pattern false
"": try_cast null, cast error, whole by pattern false
"abc": try_cast null, cast error, whole by pattern false
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
