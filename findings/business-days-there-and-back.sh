#!/usr/bin/env bash
# Three business days after a Saturday are counted as two, and as three on the way back; and Luxon's plugin keeps American
# holidays.
#
# Guess:    if a library adds three business days to a day, it counts three between the two; from the later to the earlier it
#           counts as many, with a minus. Holidays are those that one has told it.
# Instead:  from a Saturday, date-fns adds three, counts two, and counts minus three when asked the other way round. Day.js's
#           plugin counts two and minus two, Moment's two both ways, without a sign. From a working day the three agree, but for
#           that sign. luxon-business-days passes over Thanksgiving and works on Good Friday and Easter Monday, unless it is told
#           otherwise.
# Versions: date-fns 4.4.0, dayjs-business-days 1.0.4 with dayjs 1.11.23, moment-business-days 1.2.0 with moment 2.31.0,
#           luxon-business-days 3.0.1.
# Matters:  a capture on a Saturday that is due "within three business days" is early to the one that counts forwards and late to
#           the one that counts back; and the day of a payout in Europe moves on the fourth Thursday of November. Add to find the
#           day that is due, compare days, and name the holidays.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent date-fns@4.4.0 dayjs@1.11.23 dayjs-business-days@1.0.4 moment@2.31.0 \
  moment-business-days@1.2.0 luxon-business-days@3.0.1

cat >observe.mjs <<'JS'
import { addBusinessDays, differenceInBusinessDays } from 'date-fns';
import dayjs from 'dayjs';
import dayjsPlugin from 'dayjs-business-days';
import moment from 'moment-business-days';
import luxon from 'luxon-business-days';

dayjs.extend(dayjsPlugin.default ?? dayjsPlugin);
const iso = (date) => date.toISOString().slice(0, 10);
const libraries = {
  'date-fns': [
    (day) => iso(addBusinessDays(new Date(day), 3)), (from, to) => differenceInBusinessDays(new Date(to), new Date(from)),
  ],
  'dayjs-business-days': [
    (day) => dayjs(day).businessDaysAdd(3).format('YYYY-MM-DD'), (from, to) => dayjs(to).businessDiff(dayjs(from)),
  ],
  'moment-business-days': [
    (day) => moment(day).businessAdd(3).format('YYYY-MM-DD'), (from, to) => moment(to).businessDiff(moment(from)),
  ],
};
for (const [name, [add, count]] of Object.entries(libraries)) {
  for (const [weekday, day] of [['Wednesday', '2026-01-28'], ['Saturday', '2026-01-31']]) {
    const due = add(day);
    console.log(`${name}, ${weekday} ${day}: three later ${due}, there ${count(day, due)}, back ${count(due, day)}`);
  }
}
for (const [name, day] of [['the day before Thanksgiving', '2026-11-25'], ['Maundy Thursday', '2026-04-02']]) {
  const due = luxon.DateTime.fromISO(day).plusBusiness({ days: 2 }).toISODate();
  console.log(`luxon-business-days, ${name} ${day}: two later ${due}`);
}
JS

cat >stated <<'TEXT'
date-fns, Wednesday 2026-01-28: three later 2026-02-02, there 3, back -3
date-fns, Saturday 2026-01-31: three later 2026-02-04, there 2, back -3
dayjs-business-days, Wednesday 2026-01-28: three later 2026-02-02, there 3, back -3
dayjs-business-days, Saturday 2026-01-31: three later 2026-02-04, there 2, back -2
moment-business-days, Wednesday 2026-01-28: three later 2026-02-02, there 3, back 3
moment-business-days, Saturday 2026-01-31: three later 2026-02-04, there 2, back 2
luxon-business-days, the day before Thanksgiving 2026-11-25: two later 2026-11-30
luxon-business-days, Maundy Thursday 2026-04-02: two later 2026-04-06
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
