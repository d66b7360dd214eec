#!/usr/bin/env bash
# To Fastify an amount of null is 0, or an amount of 0 is null: by which of the two a union names first.
#
# Guess:    a field that may be a whole number or null takes both as they come. Fastify turns a text into a number where the schema wants one;
#           what fits already is left alone.
# Instead:  it is fitted to the first branch of the union, though the second would take it as it is. In a union of number and null, as zod's
#           nullable() writes it, null and false become 0, and an empty text null; in one of null and number, 0 and false become null. In one
#           of text and null, null is an empty text. No error. Only a list of types, ['integer', 'null'], leaves null and 0 alone.
# Versions: fastify 5.12.8 with the Ajv it brings, @sinclair/typebox 0.34.52, zod 4.6.7.
# Matters:  where a refund without an amount means all of it, a refund of 0 refunds everything, and the other way round the whole refund is one of
#           nothing. Switch `coerceTypes` off for bodies of JSON.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts fastify@5.12.8 @sinclair/typebox@0.34.52 zod@4.6.7

cat >observe.mjs <<'JS'
import { Type } from '@sinclair/typebox';
import Fastify from 'fastify';
import { z } from 'zod';

const { $schema, ...zod } = z.toJSONSchema(z.int().nullable());
const schemas = {
  'zod, int().nullable()': zod,
  'TypeBox, Integer or Null': Type.Union([Type.Integer(), Type.Null()]),
  'TypeBox, Null or Integer': Type.Union([Type.Null(), Type.Integer()]),
  'TypeBox, String or Null': Type.Union([Type.String(), Type.Null()]),
  "type ['integer', 'null']": { type: ['integer', 'null'] },
};
const app = Fastify();
for (const [index, amount] of Object.values(schemas).entries()) {
  app.post(`/${index}`, { schema: { body: { type: 'object', properties: { amount } } } }, async ({ body }) => JSON.stringify(body.amount));
}
for (const [index, name] of Object.keys(schemas).entries()) {
  const told = [];
  for (const amount of [null, 0, false, '', 1250]) {
    const { statusCode, body } = await app.inject({ method: 'POST', url: `/${index}`, payload: { amount } });
    told.push(`${JSON.stringify(amount)} is ${statusCode === 200 ? body : statusCode}`);
  }
  console.log(`${name}: ${told.join(', ')}`);
}
JS

cat >stated <<'TEXT'
zod, int().nullable(): null is 0, 0 is 0, false is 0, "" is null, 1250 is 1250
TypeBox, Integer or Null: null is 0, 0 is 0, false is 0, "" is null, 1250 is 1250
TypeBox, Null or Integer: null is null, 0 is null, false is null, "" is null, 1250 is 1250
TypeBox, String or Null: null is "", 0 is "0", false is "false", "" is "", 1250 is "1250"
type ['integer', 'null']: null is null, 0 is 0, false is 0, "" is null, 1250 is 1250
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
