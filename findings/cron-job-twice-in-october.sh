#!/usr/bin/env bash
# A daily job at three in the night runs twice on the day the clocks go back, with cron.
#
# Guess:    the hour that comes twice is the one from two to three; a job at 02:30 may run once or twice, and one at
#           03:00 runs once.
# Instead:  the job at 02:30 runs once, and the one at 03:00 runs twice: at the second 02:00, where nothing was asked
#           for, and at 03:00. The same goes for every minute of that hour, and for New York's night. croner and
#           cron-parser run it once.
# Versions: cron 4.4.0, croner 11.0.0, cron-parser 5.10.5.
# Matters:  a nightly payout or a sweep that captures what is due, put at 03:00 to stay clear of the change of the
#           clocks, is the one that runs twice.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent cron@4.4.0 croner@11.0.0 cron-parser@5.10.5 luxon@3.7.2

cat >observe.mjs <<'JS'
import { CronTime } from 'cron';
import parser from 'cron-parser';
import { Cron } from 'croner';
import { DateTime } from 'luxon';

const zone = 'Europe/Amsterdam';
const start = DateTime.fromISO('2026-10-25T00:30:00', { zone });
const libraries = {
  cron: (pattern) => {
    const time = new CronTime(pattern, zone);
    const first = time.getNextDateFrom(start, zone);
    const second = time.getNextDateFrom(first, zone);
    return [first, second, time.getNextDateFrom(second, zone)].map((date) => date.toJSDate());
  },
  croner: (pattern) => new Cron(pattern, { timezone: zone, paused: true }).nextRuns(3, start.toJSDate()),
  'cron-parser': (pattern) => {
    const times = parser.CronExpressionParser.parse(pattern, { tz: zone, currentDate: start.toJSDate() });
    return [1, 2, 3].map(() => times.next().toDate());
  },
};
for (const pattern of ['30 2 * * *', '0 3 * * *', '45 3 * * *', '0 4 * * *']) {
  for (const [name, next] of Object.entries(libraries)) {
    const runs = next(pattern).map((date) => DateTime.fromJSDate(date, { zone }));
    const today = runs.filter((run) => run.day === 25).map((run) => run.toFormat('HH:mm ZZ'));
    console.log(`${pattern}, ${name}: ${today.join(' and ')}`);
  }
}
JS

cat >stated <<'TEXT'
30 2 * * *, cron: 02:30 +02:00
30 2 * * *, croner: 02:30 +02:00
30 2 * * *, cron-parser: 02:30 +02:00
0 3 * * *, cron: 02:00 +01:00 and 03:00 +01:00
0 3 * * *, croner: 03:00 +01:00
0 3 * * *, cron-parser: 03:00 +01:00
45 3 * * *, cron: 02:45 +01:00 and 03:45 +01:00
45 3 * * *, croner: 03:45 +01:00
45 3 * * *, cron-parser: 03:45 +01:00
0 4 * * *, cron: 04:00 +01:00
0 4 * * *, croner: 04:00 +01:00
0 4 * * *, cron-parser: 04:00 +01:00
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
