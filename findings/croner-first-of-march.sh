#!/usr/bin/env bash
# A job for the first of the month and each Monday is left out by croner on some firsts of March.
#
# Guess:    with a day of the month and a day of the week, croner runs on either, as cron does: on every first and on
#           every Monday.
# Instead:  from 2020 to 2039 it does so but for five days: 1 March of 2020, 2025, 2026, 2031 and 2037, all a Saturday
#           or a Sunday. Asked on the day before, it names the Monday. With 1 and 2 as days of the month, 2 March of two
#           of those years is left out as well. For the first of the month alone it is right, and cron-parser finds
#           every day.
# Versions: croner 11.0.0, cron-parser 5.10.5.
# Matters:  the payout of 1 March 2026 is not made, and no error tells of it; nor was that of the year before. Write
#           two jobs, one for the day of the month and one for the day of the week.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent croner@11.0.0 cron-parser@5.10.5

cat >observe.mjs <<'JS'
import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';

const day = (date) => date.toISOString().slice(0, 10);
for (const line of ['0 9 1 * *', '0 9 1 * 1', '0 9 1 * 1-5', '0 9 1,2 * 1']) {
  const found = { croner: new Set(), 'cron-parser': new Set() };
  const croner = new Cron(line, { paused: true, timezone: 'UTC' });
  const parser = CronExpressionParser.parse(line, { currentDate: new Date('2020-01-01T12:00:00Z'), tz: 'UTC' });
  const end = new Date('2040-01-01T00:00:00Z');
  for (let at = croner.nextRun(new Date('2020-01-01T12:00:00Z')); at < end; at = croner.nextRun(at)) found.croner.add(day(at));
  for (let at = parser.next().toDate(); at < end; at = parser.next().toDate()) found['cron-parser'].add(day(at));
  const missed = [...found['cron-parser']].filter((one) => !found.croner.has(one));
  console.log(`${line}: croner leaves out ${missed.join(', ') || 'nothing'}; adds ${[...found.croner].filter((one) => !found['cron-parser'].has(one)).length}`);
}
const onTheEve = new Cron('0 9 1 * 1', { paused: true, timezone: 'UTC' }).nextRun(new Date('2026-02-28T12:00:00Z'));
console.log(`asked on 28 February 2026: ${day(onTheEve)}`);
JS

cat >stated <<'TEXT'
0 9 1 * *: croner leaves out nothing; adds 0
0 9 1 * 1: croner leaves out 2020-03-01, 2025-03-01, 2026-03-01, 2031-03-01, 2037-03-01; adds 0
0 9 1 * 1-5: croner leaves out 2020-03-01, 2026-03-01, 2037-03-01; adds 0
0 9 1,2 * 1: croner leaves out 2020-03-01, 2025-03-01, 2025-03-02, 2026-03-01, 2031-03-01, 2031-03-02, 2037-03-01; adds 0
asked on 28 February 2026: 2026-03-02
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
