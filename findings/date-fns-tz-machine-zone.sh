#!/usr/bin/env bash
# date-fns-tz reads a local time of another zone by the zone of the machine.
#
# Guess:    fromZonedTime(text, zone) depends on its two arguments: a time in the hour that comes twice is the first
#           (or always the second), and one in the hour that is left out in March is moved forward.
# Instead:  the same text in the same zone is one instant on a machine in New York and another on a machine in UTC or
#           Amsterdam, in October; and a time that does not exist in March is moved back, to an instant whose local
#           time is an hour earlier than was written.
# Versions: date-fns-tz 3.2.0 with date-fns 4.1.0.
# Matters:  a developer's laptop and the server order the same two reports of a payment differently, and a test under
#           UTC shows the server's answer only.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent date-fns@4.1.0 date-fns-tz@3.2.0

cat >observe.cjs <<'JS'
const { formatInTimeZone, fromZonedTime } = require('date-fns-tz');

const zone = 'Europe/Amsterdam';
for (const text of ['2025-10-26T02:30:00', '2026-03-29T02:30:00']) {
  const answers = ['UTC', 'Europe/Amsterdam', 'America/New_York'].map((machine) => {
    process.env.TZ = machine;
    const instant = fromZonedTime(text, zone);
    return `${machine} ${instant.toISOString()} (${formatInTimeZone(instant, zone, 'HH:mm')})`;
  });
  console.log(`${text}: ${answers.join(', ')}`);
}
JS

cat >stated <<'TEXT'
2025-10-26T02:30:00: UTC 2025-10-26T01:30:00.000Z (02:30), Europe/Amsterdam 2025-10-26T01:30:00.000Z (02:30), America/New_York 2025-10-26T00:30:00.000Z (02:30)
2026-03-29T02:30:00: UTC 2026-03-29T00:30:00.000Z (01:30), Europe/Amsterdam 2026-03-29T00:30:00.000Z (01:30), America/New_York 2026-03-29T00:30:00.000Z (01:30)
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
