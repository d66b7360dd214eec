#!/usr/bin/env bash
# A TZDate for Amsterdam, made from a local time's text, is not that time in Amsterdam.
#
# Guess:    `new TZDate('2026-07-01T10:00:00', 'Europe/Amsterdam')` is ten o'clock in Amsterdam on every machine, as
#           `TZDate.tz('Europe/Amsterdam', 2026, 6, 1, 10)` is.
# Instead:  a text without offset is read in the machine's own zone, and only shown in the one that was given: on a
#           machine in UTC it is noon in Amsterdam, in New York four in the afternoon. And the hour that comes twice in
#           October is the first one on some machines and the second on others, made from numbers as well; so it is
#           with `fromZonedTime` of date-fns-tz.
# Versions: @date-fns/tz 1.5.0, date-fns-tz 3.2.0, date-fns 4.4.0.
# Matters:  MultiSafepay's times are local and without an offset: right on a desk in Amsterdam, two hours late on a
#           server in UTC, so that an older status looks newer than the one it follows. Temporal asks for the zone and
#           takes the first of the two hours.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @date-fns/tz@1.5.0 date-fns-tz@3.2.0 date-fns@4.4.0

cat >observe.cjs <<'JS'
const { TZDate } = require('@date-fns/tz');
const { fromZonedTime } = require('date-fns-tz');

const zone = 'Europe/Amsterdam';
const utc = (date) => new Date(date.getTime()).toISOString().slice(0, 16);
for (const machine of ['Europe/Amsterdam', 'UTC', 'America/New_York']) {
  process.env.TZ = machine;
  console.log(`machine in ${machine}, 1 July 10:00: from text ${utc(new TZDate('2026-07-01T10:00:00', zone))
  }, from numbers ${utc(TZDate.tz(zone, 2026, 6, 1, 10))}, date-fns-tz ${utc(fromZonedTime('2026-07-01T10:00:00', zone))}`);
  console.log(`machine in ${machine}, 25 October 02:30: from numbers ${utc(TZDate.tz(zone, 2026, 9, 25, 2, 30))
  }, date-fns-tz ${utc(fromZonedTime('2026-10-25T02:30:00', zone))}`);
}
JS

cat >stated <<'TEXT'
machine in Europe/Amsterdam, 1 July 10:00: from text 2026-07-01T08:00, from numbers 2026-07-01T08:00, date-fns-tz 2026-07-01T08:00
machine in Europe/Amsterdam, 25 October 02:30: from numbers 2026-10-25T00:30, date-fns-tz 2026-10-25T01:30
machine in UTC, 1 July 10:00: from text 2026-07-01T10:00, from numbers 2026-07-01T08:00, date-fns-tz 2026-07-01T08:00
machine in UTC, 25 October 02:30: from numbers 2026-10-25T01:30, date-fns-tz 2026-10-25T01:30
machine in America/New_York, 1 July 10:00: from text 2026-07-01T14:00, from numbers 2026-07-01T08:00, date-fns-tz 2026-07-01T08:00
machine in America/New_York, 25 October 02:30: from numbers 2026-10-25T01:30, date-fns-tz 2026-10-25T00:30
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
