#!/usr/bin/env bash
# From 31 January to 28 February a month has passed to four libraries and none to Temporal; to date-fns none either, if it is asked the other way round.
#
# Guess:    a month after 31 January is 28 February, so that one month lies between the two; asked from the later to the earlier it is minus one.
# Instead:  all add a month to the 28th, but Temporal counts 0 from there, and 0 back. date-fns counts 1 and, back, 0, and so from 28 March to 28 February,
#           and 12 and minus 11 for a year from a 29 February, since it knows ends of months in one direction only. Luxon, Day.js and Moment count 1 and
#           minus 1.
# Versions: date-fns 4.4.0, luxon 3.7.2, dayjs 1.11.23, moment 2.31.0, temporal-polyfill 1.0.8.
# Matters:  "the month is over, so the hold is released", "a full month, so no partial refund": on the last days of a month the shop and the page that shows
#           it disagree, and a swap of two arguments changes who pays. Add the term to its beginning and compare dates.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts date-fns@4.4.0 luxon@3.7.2 dayjs@1.11.23 moment@2.31.0 temporal-polyfill@1.0.8

cat >observe.mjs <<'JS'
import { addMonths, differenceInMonths, format, parseISO } from 'date-fns';
import dayjs from 'dayjs';
import { DateTime } from 'luxon';
import moment from 'moment';
import { Temporal } from 'temporal-polyfill';

const libraries = {
  'date-fns': [(from) => format(addMonths(parseISO(from), 1), 'yyyy-MM-dd'), (from, to) => differenceInMonths(parseISO(to), parseISO(from))],
  Luxon: [(from) => DateTime.fromISO(from).plus({ months: 1 }).toISODate(), (from, to) => DateTime.fromISO(to).diff(DateTime.fromISO(from), ['months', 'days']).months],
  'Day.js': [(from) => dayjs(from).add(1, 'month').format('YYYY-MM-DD'), (from, to) => dayjs(to).diff(dayjs(from), 'month')],
  Moment: [(from) => moment(from).add(1, 'month').format('YYYY-MM-DD'), (from, to) => moment(to).diff(moment(from), 'months')],
  Temporal: [(from) => `${Temporal.PlainDate.from(from).add({ months: 1 })}`, (from, to) => Temporal.PlainDate.from(from).until(to, { largestUnit: 'months' }).months],
};
for (const [from, to] of [['2026-01-15', '2026-02-15'], ['2026-01-31', '2026-02-28'], ['2026-03-31', '2026-04-30'], ['2026-02-28', '2026-03-28'], ['2024-02-29', '2025-02-28']]) {
  for (const [name, [add, count]] of Object.entries(libraries)) console.log(`${from}, ${name}: a month later ${add(from)}; to ${to} ${count(from, to)}, back ${count(to, from)}`);
}
JS

cat >stated <<'TEXT'
2026-01-15, date-fns: a month later 2026-02-15; to 2026-02-15 1, back -1
2026-01-15, Luxon: a month later 2026-02-15; to 2026-02-15 1, back -1
2026-01-15, Day.js: a month later 2026-02-15; to 2026-02-15 1, back -1
2026-01-15, Moment: a month later 2026-02-15; to 2026-02-15 1, back -1
2026-01-15, Temporal: a month later 2026-02-15; to 2026-02-15 1, back -1
2026-01-31, date-fns: a month later 2026-02-28; to 2026-02-28 1, back 0
2026-01-31, Luxon: a month later 2026-02-28; to 2026-02-28 1, back -1
2026-01-31, Day.js: a month later 2026-02-28; to 2026-02-28 1, back -1
2026-01-31, Moment: a month later 2026-02-28; to 2026-02-28 1, back -1
2026-01-31, Temporal: a month later 2026-02-28; to 2026-02-28 0, back 0
2026-03-31, date-fns: a month later 2026-04-30; to 2026-04-30 1, back 0
2026-03-31, Luxon: a month later 2026-04-30; to 2026-04-30 1, back -1
2026-03-31, Day.js: a month later 2026-04-30; to 2026-04-30 1, back -1
2026-03-31, Moment: a month later 2026-04-30; to 2026-04-30 1, back -1
2026-03-31, Temporal: a month later 2026-04-30; to 2026-04-30 0, back 0
2026-02-28, date-fns: a month later 2026-03-28; to 2026-03-28 1, back 0
2026-02-28, Luxon: a month later 2026-03-28; to 2026-03-28 1, back -1
2026-02-28, Day.js: a month later 2026-03-28; to 2026-03-28 1, back -1
2026-02-28, Moment: a month later 2026-03-28; to 2026-03-28 1, back -1
2026-02-28, Temporal: a month later 2026-03-28; to 2026-03-28 1, back -1
2024-02-29, date-fns: a month later 2024-03-29; to 2025-02-28 12, back -11
2024-02-29, Luxon: a month later 2024-03-29; to 2025-02-28 12, back -12
2024-02-29, Day.js: a month later 2024-03-29; to 2025-02-28 12, back -12
2024-02-29, Moment: a month later 2024-03-29; to 2025-02-28 12, back -12
2024-02-29, Temporal: a month later 2024-03-29; to 2025-02-28 11, back -11
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
