#!/usr/bin/env bash
# What fast-json-stringify writes may be the schema's status and amount, and not the payment's.
#
# Guess:    a value that does not fit its schema is an error, or is written as it is, as JSON.stringify would.
# Instead:  a property with `const` is written with the schema's constant, whatever the object holds; one with `enum` is written
#           as it is. An amount that is null is 0 (and a time an empty text), '12.50' is 12, and an empty text 0. With
#           `anyOf` the same values are looked at, and an error. Only a text that is no number at all is an error.
# Versions: fast-json-stringify 7.3.10.
# Matters:  this is the serializer that Fastify answers with: a payment that was refunded meanwhile is answered as `completed` by
#           the route whose schema says so, and an amount that is not known yet is answered as 0. Write `nullable`, and
#           `enum: ['completed']` beside a check of one's own in place of `const`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent fast-json-stringify@7.3.10

cat >observe.cjs <<'JS'
const compile = require('fast-json-stringify');

const written = (name, property, values) => {
  const write = compile({ type: 'object', properties: { [name]: property } });
  for (const value of values) {
    let text = 'error';
    try { text = write({ [name]: value }); } catch { /* as told */ }
    console.log(`${JSON.stringify(property)}, ${JSON.stringify(value)}: ${text}`);
  }
};
written('status', { const: 'completed' }, ['completed', 'refunded', null]);
written('status', { type: 'string', const: 'completed' }, ['refunded']);
written('status', { enum: ['completed'] }, ['refunded']);
written('status', { anyOf: [{ const: 'completed' }, { type: 'null' }] }, ['refunded']);
written('amount', { type: 'integer' }, [1250, null, '12.50', '', 'abc']);
written('amount', { type: 'number' }, [null, '']);
written('amount', { type: 'integer', nullable: true }, [null]);
written('at', { type: 'string', format: 'date-time' }, [null]);
JS

cat >stated <<'TEXT'
{"const":"completed"}, "completed": {"status":"completed"}
{"const":"completed"}, "refunded": {"status":"completed"}
{"const":"completed"}, null: {"status":"completed"}
{"type":"string","const":"completed"}, "refunded": {"status":"completed"}
{"enum":["completed"]}, "refunded": {"status":"refunded"}
{"anyOf":[{"const":"completed"},{"type":"null"}]}, "refunded": error
{"type":"integer"}, 1250: {"amount":1250}
{"type":"integer"}, null: {"amount":0}
{"type":"integer"}, "12.50": {"amount":12}
{"type":"integer"}, "": {"amount":0}
{"type":"integer"}, "abc": error
{"type":"number"}, null: {"amount":0}
{"type":"number"}, "": {"amount":0}
{"type":"integer","nullable":true}, null: {"amount":null}
{"type":"string","format":"date-time"}, null: {"at":""}
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
