#!/usr/bin/env bash
# What TypeBox converts to a whole number has lost its cents before it is checked.
#
# Guess:    `Convert` makes a number of a text that is one of the type's values and leaves any other as it was, so that `Check`
#           refuses it: for Integer '1250' is 1250, '12.50' stays a text.
# Instead:  '12.50' becomes 12, and '-0.99' becomes 0, which `Check` then takes; BigInt does the same. In @sinclair/typebox
#           '1e3' is 1, and its `Parse`, which converts as a matter of course, gives these values as well. In typebox '1e3'
#           is 1000, but an empty text and null are 0. A minimum is no help where it is met.
# Versions: @sinclair/typebox 0.34.52, typebox 1.4.3.
# Matters:  an amount in euros, sent as text where cents are meant, is no error but 12 cents; and an amount that was left
#           empty is 0. Check first, and convert only texts that match `^-?[0-9]+$`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @sinclair/typebox@0.34.52 typebox@1.4.3

cat >observe.mjs <<'JS'
import { Type as SinclairType } from '@sinclair/typebox';
import { Value as SinclairValue } from '@sinclair/typebox/value';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const told = (value) => (typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '0' : JSON.stringify(value));
const libraries = { '@sinclair/typebox': [SinclairType, SinclairValue], typebox: [Type, Value] };
for (const [library, [type, value]] of Object.entries(libraries)) {
  for (const given of ['1250', '12.50', 12.5, '-0.99', '1e3', '', null, '12,50']) {
    const tried = (work) => { try { return work(); } catch { return 'error'; } };
    const after = (schema) => tried(() => {
      const converted = value.Convert(schema, given);
      return `${told(converted)} ${value.Check(schema, converted) ? 'taken' : 'refused'}`;
    });
    const parsed = tried(() => told(value.Parse(type.Integer(), given)));
    console.log(`${library}, ${told(given)}: Integer ${after(type.Integer())}, BigInt ${after(type.BigInt())}, Parse ${parsed}`);
  }
}
JS

cat >stated <<'TEXT'
@sinclair/typebox, "1250": Integer 1250 taken, BigInt 1250n taken, Parse 1250
@sinclair/typebox, "12.50": Integer 12 taken, BigInt 12n taken, Parse 12
@sinclair/typebox, 12.5: Integer 12 taken, BigInt 12n taken, Parse 12
@sinclair/typebox, "-0.99": Integer 0 taken, BigInt 0n taken, Parse 0
@sinclair/typebox, "1e3": Integer 1 taken, BigInt error, Parse 1
@sinclair/typebox, "": Integer "" refused, BigInt "" refused, Parse error
@sinclair/typebox, null: Integer null refused, BigInt null refused, Parse error
@sinclair/typebox, "12,50": Integer "12,50" refused, BigInt "12,50" refused, Parse error
typebox, "1250": Integer 1250 taken, BigInt 1250n taken, Parse error
typebox, "12.50": Integer 12 taken, BigInt 12n taken, Parse error
typebox, 12.5: Integer 12 taken, BigInt 12n taken, Parse error
typebox, "-0.99": Integer 0 taken, BigInt 0n taken, Parse error
typebox, "1e3": Integer 1000 taken, BigInt "1e3" refused, Parse error
typebox, "": Integer 0 taken, BigInt "" refused, Parse error
typebox, null: Integer 0 taken, BigInt 0n taken, Parse error
typebox, "12,50": Integer "12,50" refused, BigInt "12,50" refused, Parse error
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
