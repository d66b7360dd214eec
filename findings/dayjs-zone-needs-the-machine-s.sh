#!/usr/bin/env bash
# A day later in Amsterdam is an hour off with Day.js when the clocks change, unless the machine stands in a zone that changes them too.
#
# Guess:    a time of the timezone plugin lives in its zone: a day later is the same time of day there, and a day begins at its midnight, on whichever
#           machine. A library that could not do so would be wrong everywhere.
# Instead:  the sums are done in the machine's own zone, and the old offset is kept. With TZ=UTC, as in a container, a day after noon on 24 October is
#           11:00, shown as 12:00+02:00, and a month after it as well; in New York the 25th begins an hour late; with TZ=Europe/Amsterdam all
#           is right. Temporal's polyfill gives the same instants everywhere.
# Versions: dayjs 1.11.23, @js-temporal/polyfill 0.5.1.
# Matters:  on the machine of whoever writes it in Amsterdam the deadline of a hold is right, and in production it is an hour early from October
#           on; a settlement day lacks an hour. Do the sums with another library.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts dayjs@1.11.23 @js-temporal/polyfill@0.5.1

cat >observe.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { Temporal } from '@js-temporal/polyfill';
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';

const machines = ['UTC', 'America/New_York', 'Europe/Amsterdam'];
if (process.argv[2] === undefined) {
  for (const machine of machines) process.stdout.write(execFileSync(process.execPath, [import.meta.filename, machine], { env: { ...process.env, TZ: machine } }));
} else {
  dayjs.extend(utc);
  dayjs.extend(timezone);
  const zone = 'Europe/Amsterdam';
  const at = (text) => [dayjs.tz(text, zone), Temporal.PlainDateTime.from(text).toZonedDateTime(zone)];
  const noon = at('2026-10-24T12:00');
  const sunday = at('2026-10-25T12:00');
  const night = at('2026-10-25T01:00');
  const told = {
    'a day after noon on the 24th': [noon[0].add(1, 'day'), noon[1].add({ days: 1 })],
    'a month after it': [noon[0].add(1, 'month'), noon[1].add({ months: 1 })],
    'start of the 25th': [sunday[0].startOf('day'), sunday[1].startOfDay()],
    'noon of the 25th, set at one in the night': [night[0].hour(12), night[1].with({ hour: 12 })],
  };
  for (const [what, [ofDayjs, ofTemporal]] of Object.entries(told)) {
    const [instant, right] = [ofDayjs.valueOf(), ofTemporal.epochMilliseconds];
    console.log(`TZ=${process.argv[2]}, ${what}: ${instant === right ? 'right' : `${(instant - right) / 3_600_000} h off, shown as ${ofDayjs.format()}`}`);
  }
}
JS

cat >stated <<'TEXT'
TZ=UTC, a day after noon on the 24th: -1 h off, shown as 2026-10-25T12:00:00+02:00
TZ=UTC, a month after it: -1 h off, shown as 2026-11-24T12:00:00+02:00
TZ=UTC, start of the 25th: right
TZ=UTC, noon of the 25th, set at one in the night: -1 h off, shown as 2026-10-25T12:00:00+02:00
TZ=America/New_York, a day after noon on the 24th: -1 h off, shown as 2026-10-25T12:00:00+02:00
TZ=America/New_York, a month after it: right
TZ=America/New_York, start of the 25th: 1 h off, shown as 2026-10-25T00:00:00+01:00
TZ=America/New_York, noon of the 25th, set at one in the night: -1 h off, shown as 2026-10-25T12:00:00+02:00
TZ=Europe/Amsterdam, a day after noon on the 24th: right
TZ=Europe/Amsterdam, a month after it: right
TZ=Europe/Amsterdam, start of the 25th: right
TZ=Europe/Amsterdam, noon of the 25th, set at one in the night: right
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
