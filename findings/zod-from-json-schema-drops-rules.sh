#!/usr/bin/env bash
# Rules of a JSON Schema are gone in what zod makes of it, though it refuses a schema with rules it does not know.
#
# Guess:    `z.fromJSONSchema` keeps every rule or refuses the schema, as it does for `if` and for `dependentRequired`; what is
#           valid stays valid.
# Instead:  a rule is dropped in silence when it stands beside another: a field that is required but not described, fields beside
#           `allOf`, a limit beside `$ref`, `anyOf` or a list of values, and rules without a type. "One of two fields", written
#           as `oneOf` over `required`, refuses everything, since either half is dropped and both hold. json-schema-to-zod drops
#           most of the same, and `if` and `dependentRequired` too; for that `oneOf` it writes what is no JavaScript.
# Versions: zod 4.6.7, json-schema-to-zod 2.8.1, ajv 8.20.0.
# Matters:  the schema of a payment service's API says which fields go together, and in OpenAPI often by such combinations: a
#           refund without an amount is valid to a page that took its rules from the schema. Keep a validator of JSON Schema
#           for schemas that come from others.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent zod@4.6.7 json-schema-to-zod@2.8.1 ajv@8.20.0

cat >observe.mjs <<'JS'
import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonSchemaToZod } from 'json-schema-to-zod';
import { z } from 'zod';

const amount = { type: 'integer' };
const schemas = {
  'a required field that is not described': [{ type: 'object', required: ['amount'] }, {}],
  'fields without a type': [{ properties: { amount: { minimum: 1 } }, required: ['amount'] }, { amount: 0 }],
  'a limit beside a reference': [{ $defs: { amount }, $ref: '#/$defs/amount', minimum: 1 }, 0],
  'a limit beside a list of values': [{ enum: [0, 100, 500], type: 'integer', minimum: 1 }, 0],
  'fields beside allOf': [{ type: 'object', properties: { amount }, allOf: [{ required: ['amount'] }] }, {}],
  'more fields in allOf': [{ type: 'object', properties: { amount }, allOf: [{ properties: { fee: amount }, required: ['fee'] }] }, { amount: 100 }],
  'a limit beside anyOf': [{ type: 'integer', minimum: 1, anyOf: [{ maximum: 100 }, { minimum: 1000 }] }, 500],
  'one of two fields': [{ type: 'object', properties: { iban: { type: 'string' }, card: { type: 'string' } }, oneOf: [{ required: ['iban'] }, { required: ['card'] }] }, { iban: 'A' }],
  'one of two fields, neither': [{ type: 'object', properties: { iban: { type: 'string' }, card: { type: 'string' } }, anyOf: [{ required: ['iban'] }, { required: ['card'] }] }, {}],
  'if and then': [{ type: 'object', properties: { status: { type: 'string' } }, if: { properties: { status: { const: 'refunded' } } }, then: { required: ['amount'] } }, { status: 'refunded' }],
  'a field that asks for another': [{ type: 'object', properties: { amount }, dependentRequired: { amount: ['currency'] } }, { amount: 100 }],
};
const ajv = new Ajv2020({ strict: false });
const tried = (work) => { try { return work() ? 'taken' : 'refused'; } catch { return 'no schema'; } };
for (const [name, [schema, value]] of Object.entries(schemas)) {
  const byAjv = tried(() => ajv.validate(schema, value));
  const byZod = tried(() => z.fromJSONSchema(schema).safeParse(value).success);
  const byText = tried(() => new Function('z', `return ${jsonSchemaToZod(schema)}`)(z).safeParse(value).success);
  console.log(`${name}, ${JSON.stringify(value)}: ajv ${byAjv}, zod ${byZod}, json-schema-to-zod ${byText}`);
}
JS

cat >stated <<'TEXT'
a required field that is not described, {}: ajv refused, zod taken, json-schema-to-zod taken
fields without a type, {"amount":0}: ajv refused, zod taken, json-schema-to-zod taken
a limit beside a reference, 0: ajv refused, zod taken, json-schema-to-zod taken
a limit beside a list of values, 0: ajv refused, zod taken, json-schema-to-zod taken
fields beside allOf, {}: ajv refused, zod taken, json-schema-to-zod taken
more fields in allOf, {"amount":100}: ajv refused, zod taken, json-schema-to-zod refused
a limit beside anyOf, 500: ajv refused, zod taken, json-schema-to-zod taken
one of two fields, {"iban":"A"}: ajv taken, zod refused, json-schema-to-zod no schema
one of two fields, neither, {}: ajv refused, zod taken, json-schema-to-zod taken
if and then, {"status":"refunded"}: ajv refused, zod no schema, json-schema-to-zod taken
a field that asks for another, {"amount":100}: ajv refused, zod no schema, json-schema-to-zod taken
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
