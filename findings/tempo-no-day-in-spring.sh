#!/usr/bin/env bash
# From the 29th to the 30th of March is no day at all to Tempo in Amsterdam, and from the 24th to the 26th of October is two, or three if it rounds up.
#
# Guess:    the difference of two dates in days is that of the calendar, whether a clock was changed in between, as adding a day keeps the time of day in the
#           same library; date-fns, Day.js, Luxon, moment and spacetime say so.
# Instead:  diffDays() divides the milliseconds between the two midnights by those of 24 hours and cuts off: a stretch over the last Sunday of March is a day
#           short, one over that of October an hour too long. Rounding 'round' is right on both.
# Versions: @formkit/tempo 1.1.0; date-fns 2.30.0, dayjs 1.11.23, luxon 3.7.2, moment 2.31.0, spacetime 7.15.0.
# Matters:  a capture is due within so many days of its authorisation and a refund within so many of its sale: for orders of a few weeks in the year the count
#           is off by one, and only on machines whose zone changes its clocks. Pass 'round', or count in UTC.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @formkit/tempo@1.1.0 date-fns@2.30.0 dayjs@1.11.23 luxon@3.7.2 moment@2.31.0 spacetime@7.15.0

cat >observe.mjs <<'JS'
process.env.TZ = 'Europe/Amsterdam';
const { addDay, diffDays, format } = await import('@formkit/tempo');
const { differenceInDays, parseISO } = await import('date-fns');
const { default: dayjs } = await import('dayjs');
const { DateTime } = await import('luxon');
const { default: moment } = await import('moment');
const { default: spacetime } = await import('spacetime');

for (const [from, to] of [['2026-03-27', '2026-03-28'], ['2026-03-29', '2026-03-30'], ['2026-03-20', '2026-04-03'], ['2026-10-24', '2026-10-26']]) {
  const counts = {
    Tempo: diffDays(to, from),
    'rounding up': diffDays(to, from, 'ceil'),
    rounding: diffDays(to, from, 'round'),
    'date-fns': differenceInDays(parseISO(to), parseISO(from)),
    'Day.js': dayjs(to).diff(dayjs(from), 'day'),
    Luxon: DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days,
    moment: moment(to).diff(moment(from), 'days'),
    spacetime: spacetime(from, 'Europe/Amsterdam').diff(spacetime(to, 'Europe/Amsterdam'), 'day'),
  };
  console.log(`${from} to ${to}: ${Object.entries(counts).map(([name, days]) => `${name} ${days}`).join(', ')}`);
}
console.log(`Tempo, a day after 2026-03-29: ${format(addDay('2026-03-29', 1), 'YYYY-MM-DD')}`);
JS

cat >stated <<'TEXT'
2026-03-27 to 2026-03-28: Tempo 1, rounding up 1, rounding 1, date-fns 1, Day.js 1, Luxon 1, moment 1, spacetime 1
2026-03-29 to 2026-03-30: Tempo 0, rounding up 1, rounding 1, date-fns 1, Day.js 1, Luxon 1, moment 1, spacetime 1
2026-03-20 to 2026-04-03: Tempo 13, rounding up 14, rounding 14, date-fns 14, Day.js 14, Luxon 14, moment 14, spacetime 14
2026-10-24 to 2026-10-26: Tempo 2, rounding up 3, rounding 2, date-fns 2, Day.js 2, Luxon 2, moment 2, spacetime 2
Tempo, a day after 2026-03-29: 2026-03-30
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
