#!/usr/bin/env bash
# -P7D, seven days before, is seven days after to Day.js and iso8601-duration, and a month is 30 days, 30.4 or 31.
#
# Guess:    a duration in ISO 8601 with a minus in front is negative, as it is with a minus before the number, or is refused; a decimal comma, which the
#           standard prefers, is a point, or is refused.
# Instead:  Day.js and iso8601-duration read -P7D as seven days; P-7D is minus seven to Day.js and an error to the other. P1,5D is no day at all to Day.js and
#           NaN to Luxon; iso8601-duration and duration-fns refuse it, and a fraction with a point as well. In days P1M is 30 to Luxon and Moment, 30.42 to
#           Day.js and duration-fns, and 31 to iso8601-duration's toSeconds.
# Versions: dayjs 1.11.23, iso8601-duration 2.1.4, luxon 3.7.2, moment 2.31.0, tinyduration 3.4.1, duration-fns 3.0.2.
# Matters:  "remind -P3D of the due date" reminds three days after it; a hold of P1,5D is over at once. Read durations with one library that knows the sign,
#           and test it with one.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts dayjs@1.11.23 iso8601-duration@2.1.4 luxon@3.7.2 moment@2.31.0 tinyduration@3.4.1 duration-fns@3.0.2

cat >observe.mjs <<'JS'
import dayjs from 'dayjs';
import plugin from 'dayjs/plugin/duration.js';
import * as fns from 'duration-fns';
import { parse, toSeconds } from 'iso8601-duration';
import { Duration } from 'luxon';
import moment from 'moment';
import * as tiny from 'tinyduration';

dayjs.extend(plugin);
const day = 24 * 60 * 60;
const readers = {
  'Day.js': (text) => dayjs.duration(text).asDays(),
  'iso8601-duration': (text) => toSeconds(parse(text)) / day,
  Luxon: (text) => Duration.fromISO(text).as('days'),
  Moment: (text) => moment.duration(text).asDays(),
  'duration-fns': (text) => fns.toHours(fns.parse(text)) / 24,
  tinyduration: (text) => JSON.stringify(tiny.parse(text)),
};
for (const [name, read] of Object.entries(readers)) {
  console.log(`${name}: ${['P7D', '-P7D', 'P-7D', 'P1.5D', 'P1,5D', 'P1M'].map((text) => {
    try {
      const value = read(text);
      return `${text} ${typeof value === 'number' ? Math.round(value * 100) / 100 : value}`;
    } catch {
      return `${text} is refused`;
    }
  }).join(', ')}`);
}
JS

cat >stated <<'TEXT'
Day.js: P7D 7, -P7D 7, P-7D -7, P1.5D 1.5, P1,5D 0, P1M 30.42
iso8601-duration: P7D 7, -P7D 7, P-7D is refused, P1.5D is refused, P1,5D is refused, P1M 31
Luxon: P7D 7, -P7D -7, P-7D -7, P1.5D 1.5, P1,5D NaN, P1M 30
Moment: P7D 7, -P7D -7, P-7D -7, P1.5D 1.5, P1,5D 1.5, P1M 30
duration-fns: P7D 7, -P7D -7, P-7D -7, P1.5D is refused, P1,5D is refused, P1M 30.42
tinyduration: P7D {"days":7}, -P7D {"days":7,"negative":true}, P-7D {"days":-7}, P1.5D {"days":1.5}, P1,5D {"days":1.5}, P1M {"months":1}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
