#!/usr/bin/env bash
# What instant Luxon makes of a local time depends on the season in which it is asked.
#
# Guess:    02:30 in the hour that comes twice in October is always taken for the same one of the two, the first, as
#           Temporal does.
# Instead:  Luxon begins its search with the zone's offset of today: asked in summer it answers the first, asked in
#           winter the second, for the same text and zone. Nothing in the call says so.
# Versions: luxon 3.7.2, @js-temporal/polyfill 0.5.1.
# Matters:  MultiSafepay's times are local and without an offset. A notification of that hour is older or newer than
#           the status read beside it, by whether it is judged in October or replayed in January; tests that pass in
#           summer fail in winter.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent luxon@3.7.2 @js-temporal/polyfill@0.5.1

cat >observe.mjs <<'JS'
import { Temporal } from '@js-temporal/polyfill';
import { DateTime, Settings } from 'luxon';

const [text, zone] = ['2025-10-26T02:30:00', 'Europe/Amsterdam'];
for (const today of ['2026-07-01', '2026-01-01']) {
  Settings.now = () => Date.parse(today);
  console.log(`Luxon on ${today}: ${DateTime.fromISO(text, { zone }).toUTC().toISO()}`);
}
console.log(`Temporal: ${Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant()}`);
JS

cat >stated <<'TEXT'
Luxon on 2026-07-01: 2025-10-26T00:30:00.000Z
Luxon on 2026-01-01: 2025-10-26T01:30:00.000Z
Temporal: 2025-10-26T00:30:00Z
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
