#!/usr/bin/env bash
# In DuckDB 01/02/2026 is the first of February, or the second of January if another row of the file says 04/25/2026; and 01-02-26 is of the year 2001.
#
# Guess:    a text of a date that can be read in two ways stays text, or is read in one way in every file; a day that does not fit that way is an error.
# Instead:  of the formats that fit all rows of a file one is taken, the day first if both do. So the same payment has two dates in two files, by whether
#           another row has a number above 12, and in which place. Two digits with hyphens are read as year, month and day: 01-02-26 is 26 February 2001.
# Versions: @duckdb/node-api 1.5.6-r.1.
# Matters:  an American report's first twelve days of a month are spread over the year, unless a later payment is in the same file, and nothing is refused.
#           Name the format: `dateformat = '%m/%d/%Y'`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const duckdb = await (await DuckDBInstance.create()).connect();
const read = async (days, options = '') => {
  writeFileSync('payments.csv', `order_id,paid\n${days.map((day, number) => `A${number},${day}`).join('\n')}\n`);
  const rows = (await duckdb.runAndReadAll(`select paid::varchar, typeof(paid) from read_csv('payments.csv'${options})`)).getRowsJson();
  return `${rows.map(([paid]) => paid).join(', ')} (${rows[0][1]})`;
};
for (const days of [['01/02/2026', '03/04/2026'], ['01/02/2026', '25/04/2026'], ['01/02/2026', '04/25/2026'], ['01-02-26', '03-04-26'], ['01-02-26', '25-04-26']]) {
  console.log(`${days.join(', ')}: ${await read(days)}`);
}
console.log(`01/02/2026, 03/04/2026 with dateformat %m/%d/%Y: ${await read(['01/02/2026', '03/04/2026'], ", dateformat = '%m/%d/%Y'")}`);
JS

cat >stated <<'TEXT'
01/02/2026, 03/04/2026: 2026-02-01, 2026-04-03 (DATE)
01/02/2026, 25/04/2026: 2026-02-01, 2026-04-25 (DATE)
01/02/2026, 04/25/2026: 2026-01-02, 2026-04-25 (DATE)
01-02-26, 03-04-26: 2001-02-26, 2003-04-26 (DATE)
01-02-26, 25-04-26: 2001-02-26, 2025-04-26 (DATE)
01/02/2026, 03/04/2026 with dateformat %m/%d/%Y: 2026-01-02, 2026-03-04 (DATE)
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
