#!/usr/bin/env bash
# Half past one in Amsterdam, on the night the clocks change, is an hour off with Tempo on a machine in UTC, though the clock shows it once; and spacetime
# takes the missing half past two for half past one.
#
# Guess:    a time of day that a zone has once on that day is one instant, whatever the machine's own zone; the one that does not exist is an hour later or an
#           error, and only the hour that comes twice is a matter of taste.
# Instead:  tzDate() of Tempo takes the offset that the zone has at the instant which the digits are on the machine, so that the change comes too early: on a
#           machine in UTC all from 01:00 to 02:00 is an hour early in March and an hour late in October, in New York more than that. On a machine in Amsterdam
#           it is right. spacetime sets a time in the gap an hour back on every machine, where six others go forward.
# Versions: @formkit/tempo 1.1.0, spacetime 7.15.0; luxon 3.7.2, dayjs 1.11.23, moment-timezone 0.6.6, @js-joda/core 6.3.2 with @js-joda/timezone 2.25.2,
#           temporal-polyfill 1.0.8, @internationalized/date 3.12.4.
# Matters:  cut-offs of a day's batch lie in the small hours: servers in UTC put payments of an hour on the other side of it, developers' machines do not. Test
#           with TZ=UTC.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @formkit/tempo@1.1.0 spacetime@7.15.0 luxon@3.7.2 dayjs@1.11.23 moment-timezone@0.6.6 @js-joda/core@6.3.2 @js-joda/timezone@2.25.2 temporal-polyfill@1.0.8 @internationalized/date@3.12.4

cat >observe.mjs <<'JS'
import { spawnSync } from 'node:child_process';

if (process.argv[2] === undefined) {
  for (const machine of ['UTC', 'America/New_York', 'Europe/Amsterdam']) {
    const { stdout, stderr } = spawnSync(process.execPath, ['observe.mjs', machine], { env: { ...process.env, TZ: machine }, encoding: 'utf8' });
    process.stdout.write(stdout);
    process.stderr.write(stderr);
  }
} else {
  const { parseDateTime, toZoned } = await import('@internationalized/date');
  const { LocalDateTime, ZonedDateTime, ZoneId } = await import('@js-joda/core');
  await import('@js-joda/timezone');
  const { tzDate } = await import('@formkit/tempo');
  const { default: dayjs } = await import('dayjs');
  const { default: utc } = await import('dayjs/plugin/utc.js');
  const { default: timezone } = await import('dayjs/plugin/timezone.js');
  const { DateTime } = await import('luxon');
  const { default: moment } = await import('moment-timezone');
  const { default: spacetime } = await import('spacetime');
  const { Temporal } = await import('temporal-polyfill');

  dayjs.extend(utc);
  dayjs.extend(timezone);
  const zone = 'Europe/Amsterdam';
  const readers = {
    Tempo: (local) => tzDate(local, zone),
    spacetime: (local) => new Date(spacetime(local, zone).epoch),
    Luxon: (local) => DateTime.fromISO(local, { zone }).toJSDate(),
    'Day.js': (local) => dayjs.tz(local, zone).toDate(),
    moment: (local) => moment.tz(local, zone).toDate(),
    'js-joda': (local) => new Date(ZonedDateTime.of(LocalDateTime.parse(local), ZoneId.of(zone)).toInstant().toEpochMilli()),
    Temporal: (local) => new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds),
    '@internationalized/date': (local) => toZoned(parseDateTime(local), zone).toDate(),
  };
  for (const local of ['2026-03-29T00:30', '2026-03-29T01:30', '2026-03-29T02:30', '2026-10-25T01:30']) {
    const instants = {};
    for (const [name, read] of Object.entries(readers)) (instants[read(local).toISOString().slice(11, 16)] ??= []).push(name);
    console.log(`${process.argv[2]}, ${local}: ${Object.entries(instants).map(([instant, names]) => `${instant}Z by ${names.join(', ')}`).join('; ')}`);
  }
}
JS

cat >stated <<'TEXT'
UTC, 2026-03-29T00:30: 23:30Z by Tempo, spacetime, Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
UTC, 2026-03-29T01:30: 23:30Z by Tempo; 00:30Z by spacetime, Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
UTC, 2026-03-29T02:30: 00:30Z by Tempo, spacetime; 01:30Z by Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
UTC, 2026-10-25T01:30: 00:30Z by Tempo; 23:30Z by spacetime, Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
America/New_York, 2026-03-29T00:30: 22:30Z by Tempo; 23:30Z by spacetime, Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
America/New_York, 2026-03-29T01:30: 23:30Z by Tempo; 00:30Z by spacetime, Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
America/New_York, 2026-03-29T02:30: 00:30Z by Tempo, spacetime; 01:30Z by Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
America/New_York, 2026-10-25T01:30: 00:30Z by Tempo; 23:30Z by spacetime, Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
Europe/Amsterdam, 2026-03-29T00:30: 23:30Z by Tempo, spacetime, Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
Europe/Amsterdam, 2026-03-29T01:30: 00:30Z by Tempo, spacetime, Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
Europe/Amsterdam, 2026-03-29T02:30: 01:30Z by Tempo, Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date; 00:30Z by spacetime
Europe/Amsterdam, 2026-10-25T01:30: 23:30Z by Tempo, spacetime, Luxon, Day.js, moment, js-joda, Temporal, @internationalized/date
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
