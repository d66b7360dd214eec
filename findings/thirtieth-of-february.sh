#!/usr/bin/env bash
# To most validators the 30th of February is a date, and joi hands out the 2nd of March, as a text as well.
#
# Guess:    a rule for ISO dates refuses a day that its month does not have, and a rule for a text gives that text back.
# Instead:  zod and ajv refuse it. jsonschema, valibot, arktype and yup's rule for times take the text as it is; arktype, yup and
#           joi make a Date of the 2nd of March, and so does joi's `string().isoDate()`, whose text is another one than was given.
#           A 32nd is refused by all but yup, which makes the 4th of March of it.
# Versions: joi 18.3.2, yup 1.7.1, valibot 1.5.0, arktype 2.2.10, jsonschema 1.5.0, zod 4.6.7, ajv 8.20.0 with ajv-formats 3.0.1.
# Matters:  who adds a month to the 30th of January by text makes such days. One service books the payout in February, the next
#           in March, and a third refuses the notification; which day was meant is lost. Parse, write again and compare.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent joi@18.3.2 yup@1.7.1 valibot@1.5.0 arktype@2.2.10 jsonschema@1.5.0 zod@4.6.7 ajv@8.20.0 ajv-formats@3.0.1

cat >observe.mjs <<'JS'
import addFormats from 'ajv-formats';
import { Ajv } from 'ajv';
import { type } from 'arktype';
import joi from 'joi';
import { validate } from 'jsonschema';
import * as v from 'valibot';
import * as yup from 'yup';
import { z } from 'zod';

process.env.TZ = 'UTC';
const ajv = new Ajv();
addFormats(ajv);
const taken = (fits, value) => (fits ? value : undefined);
const of = (schema) => (text) => { const { error, value } = schema.validate(text); return taken(!error, value); };
const ark = (schema) => (text) => { const value = schema(text); return taken(!(value instanceof type.errors), value); };
const valibot = (action) => (text) => { const { success, output } = v.safeParse(v.pipe(v.string(), action), text); return taken(success, output); };
const zod = (schema) => (text) => schema.safeParse(text).data;
const validators = {
  'joi, text': of(joi.string().isoDate()),
  'joi, date': of(joi.date().iso()),
  'yup, text': (text) => taken(yup.string().datetime().isValidSync(text), text),
  'yup, date': (text) => { try { return yup.date().validateSync(text); } catch { return undefined; } },
  'valibot, text': (text) => valibot(v.isoDate())(text) ?? valibot(v.isoTimestamp())(text),
  'arktype, text': ark(type('string.date.iso')),
  'arktype, date': ark(type('string.date.iso.parse')),
  'jsonschema, text': (text) => taken(['date', 'date-time'].some((format) => validate(text, { format }).valid), text),
  'zod, text': (text) => zod(z.iso.date())(text) ?? zod(z.iso.datetime())(text),
  'ajv, text': (text) => taken(['date', 'date-time'].some((format) => ajv.validate({ type: 'string', format }, text)), text),
};
for (const text of ['2026-02-30', '2026-02-30T10:00:00Z', '2026-02-32T10:00:00Z']) {
  for (const [name, read] of Object.entries(validators)) {
    const value = read(text);
    console.log(`${text}, ${name}: ${value === undefined ? 'refused' : value instanceof Date ? `Date ${value.toJSON()}` : value}`);
  }
}
JS

cat >stated <<'TEXT'
2026-02-30, joi, text: 2026-03-02T00:00:00.000Z
2026-02-30, joi, date: Date 2026-03-02T00:00:00.000Z
2026-02-30, yup, text: refused
2026-02-30, yup, date: Date 2026-03-02T00:00:00.000Z
2026-02-30, valibot, text: 2026-02-30
2026-02-30, arktype, text: 2026-02-30
2026-02-30, arktype, date: Date 2026-03-02T00:00:00.000Z
2026-02-30, jsonschema, text: 2026-02-30
2026-02-30, zod, text: refused
2026-02-30, ajv, text: refused
2026-02-30T10:00:00Z, joi, text: 2026-03-02T10:00:00.000Z
2026-02-30T10:00:00Z, joi, date: Date 2026-03-02T10:00:00.000Z
2026-02-30T10:00:00Z, yup, text: 2026-02-30T10:00:00Z
2026-02-30T10:00:00Z, yup, date: Date 2026-03-02T10:00:00.000Z
2026-02-30T10:00:00Z, valibot, text: 2026-02-30T10:00:00Z
2026-02-30T10:00:00Z, arktype, text: 2026-02-30T10:00:00Z
2026-02-30T10:00:00Z, arktype, date: Date 2026-03-02T10:00:00.000Z
2026-02-30T10:00:00Z, jsonschema, text: 2026-02-30T10:00:00Z
2026-02-30T10:00:00Z, zod, text: refused
2026-02-30T10:00:00Z, ajv, text: refused
2026-02-32T10:00:00Z, joi, text: refused
2026-02-32T10:00:00Z, joi, date: refused
2026-02-32T10:00:00Z, yup, text: 2026-02-32T10:00:00Z
2026-02-32T10:00:00Z, yup, date: Date 2026-03-04T10:00:00.000Z
2026-02-32T10:00:00Z, valibot, text: refused
2026-02-32T10:00:00Z, arktype, text: refused
2026-02-32T10:00:00Z, arktype, date: refused
2026-02-32T10:00:00Z, jsonschema, text: refused
2026-02-32T10:00:00Z, zod, text: refused
2026-02-32T10:00:00Z, ajv, text: refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
