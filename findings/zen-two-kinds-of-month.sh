#!/usr/bin/env bash
# In one rule engine a month later is the 28th of February or the 2nd of March, by how it is written.
#
# Guess:    in ZEN's expressions a month added to the 31st of January is the 28th of February, whichever of the two ways of adding
#           is used; a year later is the same day of the year.
# Instead:  `d(...).add('1M')` goes by the calendar. `date(...) + duration('1M')` adds 2,630,016 seconds, which is 30.44 days: from the
#           31st of January it is the 2nd of March at 10:33:36, from the 1st of May the 31st of May; and a year is a quarter of a
#           day too long. `1 / 0` is null, with no error.
# Versions: @gorules/zen-engine 0.54.0.
# Matters:  a limit such as "refundable for a month" or "captured within a year", kept as a rule, ends on another day and at an hour
#           that nobody set, by which of the two functions its author knew. Use `d`, or days.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @gorules/zen-engine@0.54.0

cat >observe.mjs <<'JS'
import { evaluateExpression } from '@gorules/zen-engine';

for (const [day, length] of [['2026-01-31', '1M'], ['2026-02-01', '1M'], ['2026-05-01', '1M'], ['2026-01-01', '1y'], ['2026-01-31', '30d']]) {
  const calendar = await evaluateExpression(`d('${day}').add('${length}').format('%Y-%m-%d %H:%M:%S')`, {});
  const seconds = await evaluateExpression(`dateString(date('${day}') + duration('${length}'))`, {});
  console.log(`${day} and ${length}: ${calendar} by d, ${seconds} by date`);
}
console.log(`1 / 0: ${await evaluateExpression('1 / 0', {})}`);
JS

cat >stated <<'TEXT'
2026-01-31 and 1M: 2026-02-28 00:00:00 by d, 2026-03-02 10:33:36 by date
2026-02-01 and 1M: 2026-03-01 00:00:00 by d, 2026-03-03 10:33:36 by date
2026-05-01 and 1M: 2026-06-01 00:00:00 by d, 2026-05-31 10:33:36 by date
2026-01-01 and 1y: 2027-01-01 00:00:00 by d, 2027-01-01 06:00:00 by date
2026-01-31 and 30d: 2026-03-02 00:00:00 by d, 2026-03-02 00:00:00 by date
1 / 0: null
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
