#!/usr/bin/env bash
# The 1st of January, as "2026-01-01", is no public holiday in the United States to date-holidays, and the 2nd is.
#
# Guess:    a day that is given as a text without a time is that day on the calendar of the country; and whoever is told of a holiday is told of a day on
#           which banks rest.
# Instead:  the text is midnight in UTC, which is the evening before in America: asked for the 1st it names New Year's Eve, asked for Christmas, Christmas
#           Eve, on each machine; in Europe and Japan the day is right. What it answers is a list of whatever there is on the day, and thus true on Mother's
#           Day and on Good Friday in the Netherlands, an ordinary day there.
# Versions: date-holidays 3.37.0.
# Matters:  a payout that is moved off holidays is made on New Year's Day and moved off the 2nd of January for all payees in America. Give the day with a time
#           at noon of that country, and look for the type `public` or `bank` in the list.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts date-holidays@3.37.0

cat >observe.mjs <<'JS'
import Holidays from 'date-holidays';

const types = (country, day) => {
  const found = new Holidays(country).isHoliday(day);
  return found ? found.map(({ date, type }) => `${type} of ${date.slice(0, 10)}`).join(' and ') : 'none';
};
for (const country of ['US', 'BR', 'NL', 'JP']) {
  for (const day of ['2026-01-01', '2026-12-25']) console.log(`${country}, ${day}: ${types(country, day)}`);
}
console.log(`US, 2026-01-02: ${types('US', '2026-01-02')}`);
console.log(`US, 2026-01-01T12:00:00-05:00: ${types('US', new Date('2026-01-01T12:00:00-05:00'))}`);
console.log(`NL, Mother's Day: ${types('NL', '2026-05-10')}`);
console.log(`NL, Good Friday: ${types('NL', '2026-04-03')}`);
JS

cat >stated <<'TEXT'
US, 2026-01-01: observance of 2025-12-31
US, 2026-12-25: optional of 2026-12-24
BR, 2026-01-01: optional of 2025-12-31
BR, 2026-12-25: optional of 2026-12-24
NL, 2026-01-01: public of 2026-01-01
NL, 2026-12-25: public of 2026-12-25
JP, 2026-01-01: public of 2026-01-01
JP, 2026-12-25: observance of 2026-12-25
US, 2026-01-02: public of 2026-01-01
US, 2026-01-01T12:00:00-05:00: public of 2026-01-01
NL, Mother's Day: observance of 2026-05-10
NL, Good Friday: school of 2026-04-03
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
