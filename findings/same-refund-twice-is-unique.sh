#!/usr/bin/env bash
# Two equal refunds are two different ones to `uniqueItems` of is-my-json-valid and djv, if their fields come in another order; and an amount that is
# undefined is there to three of eight validators.
#
# Guess:    objects are equal in JSON Schema whatever the order of their fields; a field that is undefined, which JSON does not have, is missing to
#           `required`, in all of them.
# Instead:  two validators compare items as texts of JSON. To `required` @cfworker/json-schema, @exodus/schemasafe and djv look for the name alone and find
#           it. NaN is a number to Ajv, @cfworker/json-schema, @exodus/schemasafe and json-schema-library; a Date is an object to most, and not to jsonschema
#           and json-schema-library.
# Versions: ajv 8.20.0, is-my-json-valid 2.20.6, @cfworker/json-schema 4.1.6, jsonschema 1.5.0, tv4 1.3.0, @exodus/schemasafe 1.3.0, djv 2.1.4,
#           json-schema-library 11.6.2.
# Matters:  what is checked in the program before it is written as JSON passes there, and is refused, or booked twice, on the other side. Check what was
#           parsed of the text that is sent, and tell refunds apart by their id.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts ajv@8.20.0 is-my-json-valid@2.20.6 @cfworker/json-schema@4.1.6 jsonschema@1.5.0 tv4@1.3.0 @exodus/schemasafe@1.3.0 djv@2.1.4 json-schema-library@11.6.2

cat >observe.mjs <<'JS'
import { Validator as Cfworker } from '@cfworker/json-schema';
import { validator as schemasafe } from '@exodus/schemasafe';
import { Ajv } from 'ajv';
import djvModule from 'djv';
import isMyJsonValid from 'is-my-json-valid';
import { compileSchema } from 'json-schema-library';
import { Validator as Jsonschema } from 'jsonschema';
import tv4 from 'tv4';

const validators = {
  Ajv: (schema) => new Ajv().compile(schema),
  'is-my-json-valid': (schema) => isMyJsonValid(schema),
  '@cfworker/json-schema': (schema) => (value) => new Cfworker(schema, '7').validate(value).valid,
  jsonschema: (schema) => (value) => new Jsonschema().validate(value, schema).valid,
  tv4: (schema) => (value) => tv4.validate(value, schema),
  '@exodus/schemasafe': (schema) => schemasafe(schema, { mode: 'lax' }),
  djv: (schema) => {
    const it = new (djvModule.djv ?? djvModule)();
    it.addSchema('payment', schema);
    return (value) => it.validate('payment', value) === undefined;
  },
  'json-schema-library': (schema) => (value) => compileSchema(schema).validate(value).valid,
};
const questions = {
  'one refund twice': [{ type: 'array', uniqueItems: true }, [{ id: 'R1', amount: 5 }, { id: 'R1', amount: 5 }]],
  'with its fields in another order': [{ type: 'array', uniqueItems: true }, [{ id: 'R1', amount: 5 }, { amount: 5, id: 'R1' }]],
  'undefined where required': [{ type: 'object', required: ['amount'] }, { amount: undefined }],
  'NaN for a number': [{ type: 'number' }, NaN],
  'a Date for an object': [{ type: 'object' }, new Date(0)],
};
for (const [name, compile] of Object.entries(validators)) {
  console.log(`${name}: ${Object.entries(questions).map(([what, [schema, value]]) => `${what} ${compile(schema)(value) ? 'passes' : 'refused'}`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
Ajv: one refund twice refused, with its fields in another order refused, undefined where required refused, NaN for a number refused, a Date for an object passes
is-my-json-valid: one refund twice refused, with its fields in another order passes, undefined where required refused, NaN for a number refused, a Date for an object passes
@cfworker/json-schema: one refund twice refused, with its fields in another order refused, undefined where required passes, NaN for a number passes, a Date for an object passes
jsonschema: one refund twice refused, with its fields in another order refused, undefined where required refused, NaN for a number refused, a Date for an object refused
tv4: one refund twice refused, with its fields in another order refused, undefined where required refused, NaN for a number refused, a Date for an object passes
@exodus/schemasafe: one refund twice refused, with its fields in another order refused, undefined where required passes, NaN for a number passes, a Date for an object passes
djv: one refund twice refused, with its fields in another order passes, undefined where required passes, NaN for a number refused, a Date for an object passes
json-schema-library: one refund twice refused, with its fields in another order refused, undefined where required refused, NaN for a number passes, a Date for an object refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
