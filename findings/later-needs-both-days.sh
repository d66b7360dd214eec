#!/usr/bin/env bash
# "On the first of the month and on Mondays" means both at once to later.
#
# Guess:    a cron line with a day of the month and a day of the week runs on either, as cron says.
# Instead:  @breejs/later, by which Bree plans its jobs, runs it on a day that is both: five times in three years, where
#           cron-parser and cron-schedule run it 186 times. With a star for either of the days they agree.
# Versions: @breejs/later 4.2.0, cron-parser 5.10.5, cron-schedule 6.0.0.
# Matters:  a payout whose line is moved from one scheduler to another is made once or twice a year, and nothing fails.
#           Write two lines.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @breejs/later@4.2.0 cron-parser@5.10.5 cron-schedule@6.0.0

cat >observe.mjs <<'JS'
import later from '@breejs/later';
import { CronExpressionParser } from 'cron-parser';
import { parseCronExpression } from 'cron-schedule';

later.date.UTC();
const nexts = {
  'cron-parser': (line) => (from) => CronExpressionParser.parse(line, { currentDate: from, tz: 'UTC' }).next().toDate(),
  'cron-schedule': (line) => (from) => parseCronExpression(line).getNextDate(from),
  later: (line) => (from) => later.schedule(later.parse.cron(line)).next(1, new Date(from.getTime() + 1000)),
};
const end = new Date('2029-01-01T00:00:00Z');
for (const line of ['0 9 1 * *', '0 9 * * 1', '0 9 1 * 1']) {
  const counts = Object.entries(nexts).map(([library, nextOf]) => {
    let runs = 0;
    for (let at = nextOf(line)(new Date('2026-01-01T12:00:00Z')); at < end; at = nextOf(line)(at)) runs += 1;
    return `${library} ${runs}`;
  });
  console.log(`${line}, three years: ${counts.join(', ')}`);
}
JS

cat >stated <<'TEXT'
0 9 1 * *, three years: cron-parser 35, cron-schedule 35, later 35
0 9 * * 1, three years: cron-parser 156, cron-schedule 156, later 156
0 9 1 * 1, three years: cron-parser 186, cron-schedule 186, later 5
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
