#!/usr/bin/env bash
# With `cast_date`, csv-parse makes a date of an order's id.
#
# Guess:    what looks like a date becomes one (2026-01-31), and any other text stays text.
# Instead:  every text for which JavaScript's own parser finds some date becomes that date: `A-1`, `order 12`,
#           `payment 5` and `SHOP 7` are days of 2001, since a number from 1 to 12 is a month to it. `order 13` and
#           `R1` stay text, and so does an amount of 12,50, but 1,5 is the fifth of January.
# Versions: csv-parse 7.0.3.
# Matters:  in one column of ids a few are dates, the others texts; those orders are not found, and the payout looks
#           as if it held payments that nobody sent. Cast named columns with a function of your own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent csv-parse@7.0.3

cat >observe.mjs <<'JS'
import { parse } from 'csv-parse/sync';

const texts = ['2026-01-31', 'A-1', 'A-13', 'order 12', 'order 13', 'payment 5', 'SHOP 7', 'R1', '12,50', '1,5'];
const rows = parse(['read', ...texts.map((text) => `"${text}"`)].join('\n'), { columns: true, cast: true, cast_date: true });
for (const [at, { read }] of rows.entries()) {
  console.log(`${texts[at]}: ${read instanceof Date ? `the date ${read.toISOString().slice(0, 10)}` : `the ${typeof read} ${read}`}`);
}
JS

cat >stated <<'TEXT'
2026-01-31: the date 2026-01-31
A-1: the date 2001-01-01
A-13: the string A-13
order 12: the date 2001-12-01
order 13: the string order 13
payment 5: the date 2001-05-01
SHOP 7: the date 2001-07-01
R1: the string R1
12,50: the string 12,50
1,5: the date 2001-01-05
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
