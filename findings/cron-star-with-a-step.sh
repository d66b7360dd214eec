#!/usr/bin/env bash
# "At midnight on the 1st", with `*/1` for the day of the week, is each day to cron-parser and croner and twelve days a year to three others; `0-7` is Sunday
# to cronosjs.
#
# Guess:    `*/1` is `*`, and so are 1-31 for the days of a month and 0-7 for those of a week; where one of the two days is a star the other one counts alone,
#           in every library.
# Instead:  which field counts as a star goes by how it is written, or by what it comes to. `0 0 1 * */1` is each day to cron-parser and croner, and the first
#           of the month to cron, cron-schedule and cronosjs. `0 0 1-31 * 1` is each day to cron-parser, croner and cronosjs, and each Monday to the other
#           two. A week of 0-7 has one day in cronosjs.
# Versions: cron-parser 5.10.6, croner 11.0.1, cron-schedule 6.0.0, cron 4.4.0, cronosjs 1.7.1.
# Matters:  a settlement that is due once a month is made every night after a change of library, from a line that looks cleaner than it needs to be. Write a
#           plain `*`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts cron-parser@5.10.6 croner@11.0.1 cron-schedule@6.0.0 cron@4.4.0 cronosjs@1.7.1

cat >observe.mjs <<'JS'
import { CronTime } from 'cron';
import { CronExpressionParser } from 'cron-parser';
import { parseCronExpression } from 'cron-schedule';
import { Cron } from 'croner';
import { CronosExpression } from 'cronosjs';

const libraries = {
  'cron-parser': (line) => (from) => CronExpressionParser.parse(line, { currentDate: from, tz: 'UTC' }).next().toDate(),
  croner: (line) => (from) => new Cron(line, { timezone: 'UTC', paused: true }).nextRun(from),
  'cron-schedule': (line) => (from) => parseCronExpression(line).getNextDate(from),
  cron: (line) => (from) => new CronTime(line, 'UTC').getNextDateFrom(from, 'UTC').toJSDate(),
  cronosjs: (line) => (from) => CronosExpression.parse(line, { timezone: 'UTC' }).nextDate(from),
};
const inTheYear = (next) => {
  let days = 0;
  for (let day = next(new Date('2025-12-31T12:00:00Z')); day.getUTCFullYear() === 2026; day = next(day)) days += 1;
  return days;
};
for (const line of ['0 0 1 * *', '0 0 1 * */1', '0 0 1 * 0-6', '0 0 * * 1', '0 0 1-31 * 1', '0 0 */1 * 1', '0 0 * * 0-7']) {
  console.log(`${line}: ${Object.entries(libraries).map(([name, read]) => `${name} ${inTheYear(read(line))}`).join(', ')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
0 0 1 * *: cron-parser 12, croner 12, cron-schedule 12, cron 12, cronosjs 12
0 0 1 * */1: cron-parser 365, croner 365, cron-schedule 12, cron 12, cronosjs 12
0 0 1 * 0-6: cron-parser 365, croner 365, cron-schedule 12, cron 12, cronosjs 365
0 0 * * 1: cron-parser 52, croner 52, cron-schedule 52, cron 52, cronosjs 52
0 0 1-31 * 1: cron-parser 365, croner 365, cron-schedule 52, cron 52, cronosjs 365
0 0 */1 * 1: cron-parser 365, croner 365, cron-schedule 52, cron 52, cronosjs 52
0 0 * * 0-7: cron-parser 365, croner 365, cron-schedule 365, cron 365, cronosjs 52
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
