#!/usr/bin/env bash
# A rule of rrule with a zone of its own gives other instants on each machine, and a time that does not exist.
#
# Guess:    DTSTART with a TZID names instants: nine o'clock in Amsterdam is 08:00Z in winter on every machine. A time that the
#           clocks pass over is left out and not counted (RFC 5545, 3.3.10), one that comes twice is the first of the two (3.3.5).
# Instead:  rrule answers with Dates that are right where the machine is in UTC, and shifted by the machine's offset elsewhere: in
#           Amsterdam itself, nine o'clock is 09:00Z. Half past two on the night of March is half past one; on that of October it
#           is the second. rrule-temporal gives the guess in all of this.
# Versions: rrule 2.8.1, rrule-temporal 2.2.8.
# Matters:  a schedule of payouts is right in the container and an hour or more off on a developer's machine, where its tests were
#           written. Run what uses it in UTC, or take the library that answers with zoned times.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent rrule@2.8.1 rrule-temporal@2.2.8

cat >observe.mjs <<'JS'
import rrule from 'rrule';
import { RRuleTemporal } from 'rrule-temporal';

for (const [name, start] of [['winter', '20260112T090000'], ['March', '20260328T023000'], ['October', '20261024T023000']]) {
  const rule = `DTSTART;TZID=Europe/Amsterdam:${start}\nRRULE:FREQ=DAILY;COUNT=2`;
  const instants = rrule.rrulestr(rule).all().map((date) => date.toISOString().replace(':00.000', ''));
  const zoned = new RRuleTemporal({ rruleString: rule }).all().map((time) => time.toInstant().toString().replace(':00Z', 'Z'));
  console.log(`${process.env.TZ}, ${name}: rrule ${instants.join(' ')}, rrule-temporal ${zoned.join(' ')}`);
}
JS

cat >stated <<'TEXT'
UTC, winter: rrule 2026-01-12T08:00Z 2026-01-13T08:00Z, rrule-temporal 2026-01-12T08:00Z 2026-01-13T08:00Z
UTC, March: rrule 2026-03-28T01:30Z 2026-03-29T00:30Z, rrule-temporal 2026-03-28T01:30Z 2026-03-30T00:30Z
UTC, October: rrule 2026-10-24T00:30Z 2026-10-25T01:30Z, rrule-temporal 2026-10-24T00:30Z 2026-10-25T00:30Z
Europe/Amsterdam, winter: rrule 2026-01-12T09:00Z 2026-01-13T09:00Z, rrule-temporal 2026-01-12T08:00Z 2026-01-13T08:00Z
Europe/Amsterdam, March: rrule 2026-03-28T02:30Z 2026-03-29T02:30Z, rrule-temporal 2026-03-28T01:30Z 2026-03-30T00:30Z
Europe/Amsterdam, October: rrule 2026-10-24T02:30Z 2026-10-25T02:30Z, rrule-temporal 2026-10-24T00:30Z 2026-10-25T00:30Z
America/New_York, winter: rrule 2026-01-12T03:00Z 2026-01-13T03:00Z, rrule-temporal 2026-01-12T08:00Z 2026-01-13T08:00Z
America/New_York, March: rrule 2026-03-27T21:30Z 2026-03-28T20:30Z, rrule-temporal 2026-03-28T01:30Z 2026-03-30T00:30Z
America/New_York, October: rrule 2026-10-23T20:30Z 2026-10-24T21:30Z, rrule-temporal 2026-10-24T00:30Z 2026-10-25T00:30Z
TEXT
for zone in UTC Europe/Amsterdam America/New_York; do TZ=$zone timeout 60 node observe.mjs; done >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
