#!/usr/bin/env bash
# To parse-duration and timestring the ISO 8601 duration P6M is six minutes, and a decimal comma makes ten times as much.
#
# Guess:    they know ISO 8601, for PT2H is two hours, P5D five days and P1Y a year, so P6M is six months; or a text that is not
#           theirs is refused. 1,5 days is a day and a half, or is refused.
# Instead:  letters that are not a unit are passed over, without regard to case, so M is a minute before the T as well as behind
#           it: P6M is six minutes, P1Y6M a year and six minutes. The comma is dropped: 1,5 days are 15. A sign counts for
#           parse-duration at the beginning only, so 1 day -2 hours is 26 hours; timestring drops every sign: -2 hours is 2.
# Versions: parse-duration 2.1.9, timestring 7.0.0; luxon 3.7.2 for what ISO 8601 says.
# Matters:  the time in which a refund is allowed, set as P6M in one service and read in another, is over after six minutes; P5D
#           worked, so nobody looks. Read ISO 8601 with a library that is made for it, and refuse the rest.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent parse-duration@2.1.9 timestring@7.0.0 luxon@3.7.2

cat >observe.mjs <<'JS'
import { Duration } from 'luxon';
import parse from 'parse-duration';
import timestring from 'timestring';

const written = (milliseconds) => {
  const minutes = milliseconds / 60_000;
  const days = Math.trunc(minutes / 1440);
  return [days && `${days} days`, minutes % 1440 && `${minutes % 1440} minutes`].filter(Boolean).join(', ');
};
for (const text of ['PT2H', 'PT6M', 'P5D', 'P1Y', 'P6M', 'P1Y6M', '1.5 days', '1,5 days', '-2 hours', '1 day -2 hours']) {
  const iso = Duration.fromISO(text);
  const said = iso.isValid ? iso.toHuman() : 'none';
  console.log(`${text}: ISO 8601 ${said}; parse-duration ${written(parse(text))}; timestring ${written(timestring(text, 'ms'))}`);
}
JS

cat >stated <<'TEXT'
PT2H: ISO 8601 2 hours; parse-duration 120 minutes; timestring 120 minutes
PT6M: ISO 8601 6 minutes; parse-duration 6 minutes; timestring 6 minutes
P5D: ISO 8601 5 days; parse-duration 5 days; timestring 5 days
P1Y: ISO 8601 1 year; parse-duration 365 days, 360 minutes; timestring 365 days, 360 minutes
P6M: ISO 8601 6 months; parse-duration 6 minutes; timestring 6 minutes
P1Y6M: ISO 8601 1 year, 6 months; parse-duration 365 days, 366 minutes; timestring 365 days, 366 minutes
1.5 days: ISO 8601 none; parse-duration 1 days, 720 minutes; timestring 1 days, 720 minutes
1,5 days: ISO 8601 none; parse-duration 15 days; timestring 15 days
-2 hours: ISO 8601 none; parse-duration -120 minutes; timestring 120 minutes
1 day -2 hours: ISO 8601 none; parse-duration 1 days, 120 minutes; timestring 1 days, 120 minutes
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
