#!/usr/bin/env bash
# The 13th of April, as 13/04/2026, is the 4th of March to any-date-parser, and Christmas the 12th of May.
#
# Guess:    where a month of 13 cannot be, the day was written first, as spacetime and chrono take it; or the text is refused. 31.01.2026 and 2026-01-31 leave
#           no choice.
# Instead:  in its standard language, American English, it looks for a date of the form month, day, year anywhere in the text: in 13/04/2026 it finds 3/04/2026
#           and passes over the 1 before it, in 25/12/26 it finds 5/12/26. Days up to the 12th are the month, as one would expect there. Asked in British
#           English or Dutch it reads them rightly.
# Versions: any-date-parser 2.2.4; chrono-node 2.10.3, spacetime 7.15.0.
# Matters:  value dates of European statements are moved by weeks, into the past or the future, and none is refused, so that a test of "does it parse" passes.
#           Name the language, or give the format to a parser that asks for one.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts any-date-parser@2.2.4 chrono-node@2.10.3 spacetime@7.15.0

cat >observe.mjs <<'JS'
import anyDate from 'any-date-parser';
import * as chrono from 'chrono-node';
import spacetime from 'spacetime';

const day = (date) => (date instanceof Date && !Number.isNaN(Number(date)) ? [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-') : 'refused');
for (const text of ['12/04/2026', '13/04/2026', '25/12/2026', '25/12/26', '31-01-2026', '31.01.2026']) {
  const readers = {
    'any-date-parser': day(anyDate.fromString(text)),
    'in en-GB': day(anyDate.fromString(text, 'en-GB')),
    'chrono-node': day(chrono.parseDate(text)),
    spacetime: spacetime(text, 'UTC', { quiet: true }).iso().slice(0, 10) || 'refused',
  };
  console.log(`${text}: ${Object.entries(readers).map(([name, read]) => `${name} ${read}`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
12/04/2026: any-date-parser 2026-12-04, in en-GB 2026-04-12, chrono-node 2026-12-04, spacetime 2026-12-04
13/04/2026: any-date-parser 2026-03-04, in en-GB 2026-04-13, chrono-node 2026-04-13, spacetime 2026-04-13
25/12/2026: any-date-parser 2026-05-12, in en-GB 2026-12-25, chrono-node 2026-12-25, spacetime 2026-12-25
25/12/26: any-date-parser 2026-05-12, in en-GB 2026-12-25, chrono-node 2026-12-25, spacetime refused
31-01-2026: any-date-parser 2026-01-01, in en-GB 2026-01-31, chrono-node 2026-01-31, spacetime 2026-01-31
31.01.2026: any-date-parser 2026-01-31, in en-GB 2026-01-31, chrono-node 2026-01-31, spacetime 2026-01-31
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
