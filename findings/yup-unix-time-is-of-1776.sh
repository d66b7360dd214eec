#!/usr/bin/env bash
# To Yup the Unix time 1769860800, of January 2026, is the 1st of February 1776, 0 is the year 2000, and half a second after a decimal comma is five
# thousandths.
#
# Guess:    a date from a number is so many milliseconds after 1970, as it is to Date and to Zod; a Unix time in seconds is the well-known mistake that ends in
#           January 1970. A month of 13 is refused.
# Instead:  Yup reads the number as the text of an ISO date, without hyphens: 1776, month 98, day 60 … what is over is carried on. 1250 is the year 1250. A
#           number of milliseconds of our time does not look like a date and is refused, a small one is taken. In texts a month of 13 is the next January, and
#           ",5" behind the seconds is read as milliseconds.
# Versions: yup 1.7.1; zod 4.6.7 beside it.
# Matters:  services that tell times as Unix seconds are many: the schema lets each through, as a time in 1776, and a term that runs from there is over.
#           Transform the number yourself, before date() sees it: mixed().transform(…).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts yup@1.7.1 zod@4.6.7

cat >observe.mjs <<'JS'
import * as yup from 'yup';
import { z } from 'zod';

process.env.TZ = 'UTC';
const told = (read) => {
  try {
    return read().toISOString();
  } catch {
    return 'refused';
  }
};
for (const value of [1769860800, 1769860800000, 0, 1250, '1769860800', '2026-01-31T12:00:00Z', '2026-13-01', '2026-01-31T12:00:00,5Z']) {
  console.log(`${JSON.stringify(value)}: Yup ${told(() => yup.date().validateSync(value))}, Date ${told(() => new Date(value))}, Zod ${told(() => z.coerce.date().parse(value))}`);
}
JS

cat >stated <<'TEXT'
1769860800: Yup 1776-02-01T08:00:00.000Z, Date 1970-01-21T11:37:40.800Z, Zod 1970-01-21T11:37:40.800Z
1769860800000: Yup refused, Date 2026-01-31T12:00:00.000Z, Zod 2026-01-31T12:00:00.000Z
0: Yup 2000-01-01T00:00:00.000Z, Date 1970-01-01T00:00:00.000Z, Zod 1970-01-01T00:00:00.000Z
1250: Yup 1250-01-01T00:00:00.000Z, Date 1970-01-01T00:00:01.250Z, Zod 1970-01-01T00:00:01.250Z
"1769860800": Yup 1776-02-01T08:00:00.000Z, Date refused, Zod refused
"2026-01-31T12:00:00Z": Yup 2026-01-31T12:00:00.000Z, Date 2026-01-31T12:00:00.000Z, Zod 2026-01-31T12:00:00.000Z
"2026-13-01": Yup 2027-01-01T00:00:00.000Z, Date refused, Zod refused
"2026-01-31T12:00:00,5Z": Yup 2026-01-31T12:00:00.005Z, Date refused, Zod refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
