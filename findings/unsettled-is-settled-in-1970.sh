#!/usr/bin/env bash
# A payment without a settlement time was settled on the first of January 1970 to Zod and Valibot, and the year "2026" is two seconds of 1970 to joi and
# January to the others.
#
# Guess:    a time that is null is refused, or stays null; a text "2026" is refused as a time, or is the year in all libraries.
# Instead:  `z.coerce.date()` and Valibot's toDate hand null and truth values to Date, to which null is 0: the 1st of January 1970. joi and Yup refuse them.
#           joi takes any text of digits for milliseconds, so that "2026" is two seconds after the beginning of 1970, and "2026-01" January; "1" is the year
#           2001 to the others. An empty text is 0n to both as a bigint, and so are a blank and an empty list.
# Versions: zod 4.6.7, valibot 1.5.0, joi 18.3.2, yup 1.7.1.
# Matters:  what has not been settled yet is the oldest settlement in each list, and a hold that runs thirty days from there is long over. Take null apart
#           first: `z.coerce.date()` only behind `z.string()`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts zod@4.6.7 valibot@1.5.0 joi@18.3.2 yup@1.7.1

cat >observe.mjs <<'JS'
import Joi from 'joi';
import * as v from 'valibot';
import * as yup from 'yup';
import { z } from 'zod';

const libraries = {
  Zod: (value) => z.coerce.date().parse(value),
  Valibot: (value) => v.parse(v.pipe(v.unknown(), v.toDate()), value),
  joi: (value) => Joi.attempt(value, Joi.date()),
  Yup: (value) => yup.date().validateSync(value),
};
for (const [name, read] of Object.entries(libraries)) {
  const told = [null, false, '1', '2026', '2026-01'].map((value) => {
    let time;
    try { time = read(value).toISOString().slice(0, 19); } catch { time = 'refused'; }
    return `${JSON.stringify(value)} ${time}`;
  });
  console.log(`${name}: ${told.join(', ')}`);
}
for (const [name, read] of [['Zod', (value) => z.coerce.bigint().parse(value)], ['Valibot', (value) => v.parse(v.pipe(v.unknown(), v.toBigint()), value)]]) {
  console.log(`${name}, a bigint of: ${['', ' ', [], null].map((value) => {
    let amount;
    try { amount = `${read(value)}n`; } catch { amount = 'refused'; }
    return `${JSON.stringify(value)} ${amount}`;
  }).join(', ')}`);
}
JS

cat >stated <<'TEXT'
Zod: null 1970-01-01T00:00:00, false 1970-01-01T00:00:00, "1" 2001-01-01T00:00:00, "2026" 2026-01-01T00:00:00, "2026-01" 2026-01-01T00:00:00
Valibot: null 1970-01-01T00:00:00, false 1970-01-01T00:00:00, "1" 2001-01-01T00:00:00, "2026" 2026-01-01T00:00:00, "2026-01" 2026-01-01T00:00:00
joi: null refused, false refused, "1" 1970-01-01T00:00:00, "2026" 1970-01-01T00:00:02, "2026-01" 2026-01-01T00:00:00
Yup: null refused, false refused, "1" 2001-01-01T00:00:00, "2026" 2026-01-01T00:00:00, "2026-01" 2026-01-01T00:00:00
Zod, a bigint of: "" 0n, " " 0n, [] 0n, null refused
Valibot, a bigint of: "" 0n, " " 0n, [] 0n, null refused
TEXT
TZ=UTC timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
