#!/usr/bin/env bash
# A limit of 1000 written beside a `$ref` holds in two of eight validators of JSON Schema, and in the others 5000 passes.
#
# Guess:    what stands beside a reference holds as well, as the reader of a schema takes it; or a validator says that it does not.
# Instead:  draft 7 has all but the reference left out, and six validators do so without a word; Ajv and is-my-json-valid apply the limit in each draft. From
#           draft 2019-09 on the limit holds, and if the schema names that draft it does so in @cfworker/json-schema, @exodus/schemasafe and
#           json-schema-library as well; jsonschema, tv4 and djv leave it out as before.
# Versions: ajv 8.20.0, is-my-json-valid 2.20.6, @cfworker/json-schema 4.1.6, jsonschema 1.5.0, tv4 1.3.0, @exodus/schemasafe 1.3.0, djv 2.1.4,
#           json-schema-library 11.6.2.
# Matters:  a schema is published with the limit, tested with one validator, and checked by another on the other side, which lets the amount through. Put the
#           reference into `allOf`, where all agree.
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
import { Ajv2019 } from 'ajv/dist/2019.js';
import djvModule from 'djv';
import isMyJsonValid from 'is-my-json-valid';
import { compileSchema } from 'json-schema-library';
import { Validator as Jsonschema } from 'jsonschema';
import tv4 from 'tv4';

const drafts = { 'draft 7': 'http://json-schema.org/draft-07/schema#', '2019-09': 'https://json-schema.org/draft/2019-09/schema' };
const validators = {
  Ajv: (schema, later) => (later ? new Ajv2019({ strict: false }) : new Ajv({ strict: false })).compile(schema),
  'is-my-json-valid': (schema) => isMyJsonValid(schema),
  '@cfworker/json-schema': (schema, later) => (value) => new Cfworker(schema, later ? '2019-09' : '7').validate(value).valid,
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
for (const [draft, $schema] of Object.entries(drafts)) {
  for (const [name, compile] of Object.entries(validators)) {
    const told = [{ $ref: '#/definitions/amount', maximum: 1000 }, { allOf: [{ $ref: '#/definitions/amount' }], maximum: 1000 }].map((amount) => {
      const schema = { $schema, definitions: { amount: { type: 'integer' } }, type: 'object', properties: { amount } };
      try { return compile(schema, draft !== 'draft 7')({ amount: 5000 }) ? 'passes' : 'refused'; } catch { return 'an error'; }
    });
    console.log(`${draft}, ${name}: 5000 beside $ref ${told[0]}, with allOf ${told[1]}`);
  }
}
JS

cat >stated <<'TEXT'
draft 7, Ajv: 5000 beside $ref refused, with allOf refused
draft 7, is-my-json-valid: 5000 beside $ref refused, with allOf refused
draft 7, @cfworker/json-schema: 5000 beside $ref passes, with allOf refused
draft 7, jsonschema: 5000 beside $ref passes, with allOf refused
draft 7, tv4: 5000 beside $ref passes, with allOf refused
draft 7, @exodus/schemasafe: 5000 beside $ref passes, with allOf refused
draft 7, djv: 5000 beside $ref passes, with allOf refused
draft 7, json-schema-library: 5000 beside $ref passes, with allOf refused
2019-09, Ajv: 5000 beside $ref refused, with allOf refused
2019-09, is-my-json-valid: 5000 beside $ref refused, with allOf refused
2019-09, @cfworker/json-schema: 5000 beside $ref refused, with allOf refused
2019-09, jsonschema: 5000 beside $ref passes, with allOf refused
2019-09, tv4: 5000 beside $ref passes, with allOf refused
2019-09, @exodus/schemasafe: 5000 beside $ref refused, with allOf refused
2019-09, djv: 5000 beside $ref passes, with allOf refused
2019-09, json-schema-library: 5000 beside $ref refused, with allOf refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
