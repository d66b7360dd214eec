#!/usr/bin/env bash
# mt940js books what was entered after New Year a year too early.
#
# Guess:    a statement line has a value date with its year and an entry date without one; for a value date of 31
#           December and an entry date of 2 January the year is the next one.
# Instead:  the entry date gets the year of the value date: an entry of 2 January 2026 for a value of 31 December 2025
#           is dated 2 January 2025. The other way round, an entry in December for a value in January, is a year too
#           late.
# Versions: mt940js 1.3.5.
# Matters:  payouts are matched with the bank's lines by date about New Year; they are not found, or last year's are.
#           Take the year with which the two dates are closest.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent mt940js@1.3.5

cat >observe.cjs <<'JS'
const { Parser } = require('mt940js');

process.env.TZ = 'UTC';
const day = (date) => date.toISOString().slice(0, 10);
for (const [value, entry] of [['251230', '1230'], ['251231', '0102'], ['260102', '1231']]) {
  const statement = `:20:STATEMENT
:25:NL00BANK0000000000
:28C:1/1
:60F:C251230EUR100,00
:61:${value}${entry}C1,00NTRFNONREF
:86:payout
:62F:C260102EUR101,00
`;
  const [{ transactions: [line] }] = new Parser().parse(statement);
  console.log(`value ${value}, entry ${entry}: value ${day(line.date)}, entry ${day(line.entryDate)}`);
}
JS

cat >stated <<'TEXT'
value 251230, entry 1230: value 2025-12-30, entry 2025-12-30
value 251231, entry 0102: value 2025-12-31, entry 2025-01-02
value 260102, entry 1231: value 2026-01-02, entry 2026-12-31
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
