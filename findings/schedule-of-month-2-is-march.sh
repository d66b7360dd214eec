#!/usr/bin/env bash
# A payout in month 2 is made in March by node-schedule if the rule is an object, and in February if it is a line of cron; in month 12, or on day 7 of the
# week, it is never made.
#
# Guess:    one function counts months in one way, whatever it is told them in; a month or a day that it does not have is an error.
# Instead:  in an object January is 0, in a line 1. December as 12 and Sunday as 7 give no job and no error, but null, which a caller who does not look at
#           what comes back never sees; so do month 13 in a line and a time that has just passed. The 31st is every other month, and a rule with an hour alone
#           is each minute of that hour.
# Versions: node-schedule 2.1.1.
# Matters:  a yearly or monthly payout is a month late or is not made at all. Check that scheduleJob has given a job, and log its next time.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts node-schedule@2.1.1

cat >observe.mjs <<'JS'
import schedule from 'node-schedule';

const from = new Date('2026-01-31T10:00:00Z');
const nexts = (rule, count) => {
  const times = [];
  for (let at = from; times.length < count;) {
    const next = rule.nextInvocationDate(at);
    if (next === null) return 'never';
    at = new Date(next.getTime());
    times.push(at.toISOString().slice(0, 16));
  }
  return times.join(', ');
};
const rule = (fields) => Object.assign(new schedule.RecurrenceRule(), { minute: 0, hour: 9, tz: 'Etc/UTC' }, fields);
for (const [what, fields] of Object.entries({ 'month 2': { date: 1, month: 2 }, 'month 12': { date: 1, month: 12 }, 'day 7 of the week': { dayOfWeek: 7 }, 'the 31st': { date: 31 }, 'minute not named': { minute: null } })) {
  console.log(`${what}, as an object: ${nexts(rule(fields), 3)}`);
}
const month = (spec) => schedule.scheduleJob(spec, () => {})?.nextInvocation().getMonth() + 1;
console.log(`0 9 1 2 *, next in month ${month({ rule: '0 9 1 2 *', tz: 'Etc/UTC' })}; as an object ${month({ month: 2, date: 1, hour: 9, minute: 0, tz: 'Etc/UTC' })}`);
for (const [what, spec] of Object.entries({ 'month 12 as an object': { month: 12, date: 1, hour: 9, minute: 0 }, 'month 12 as a line': '0 9 1 12 *', 'month 13 as a line': '0 9 1 13 *', 'a time that has passed': new Date(0) })) {
  console.log(`${what}: ${schedule.scheduleJob(spec, () => {}) === null ? 'no job, no error' : 'a job'}`);
}
process.exit();
JS

cat >stated <<'TEXT'
month 2, as an object: 2026-03-01T09:00, 2027-03-01T09:00, 2028-03-01T09:00
month 12, as an object: never
day 7 of the week, as an object: never
the 31st, as an object: 2026-03-31T09:00, 2026-05-31T09:00, 2026-07-31T09:00
minute not named, as an object: 2026-02-01T09:00, 2026-02-01T09:01, 2026-02-01T09:02
0 9 1 2 *, next in month 2; as an object 3
month 12 as an object: no job, no error
month 12 as a line: a job
month 13 as a line: no job, no error
a time that has passed: no job, no error
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
