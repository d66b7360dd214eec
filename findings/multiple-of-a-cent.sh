#!/usr/bin/env bash
# Of all amounts up to 99.99 valibot takes fourteen as multiples of 0.01.
#
# Guess:    "a multiple of 0.01" has trouble with binary fractions in some validators and is cured in others; where it
#           is not cured, a few amounts are refused.
# Instead:  zod accepts every amount, Ajv refuses one in seven, and valibot, which takes the remainder of the two
#           floats, refuses all but fourteen.
# Versions: valibot 1.5.0, zod 4.6.7, ajv 8.20.0.
# Matters:  one rule in an OpenAPI document or a schema is three rules on three sides of an interface, and a handful
#           of tried amounts (0.01, 0.02, 0.04) can pass by luck. Carry whole minor units.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent valibot@1.5.0 zod@4.6.7 ajv@8.20.0

cat >observe.mjs <<'JS'
import Ajv from 'ajv';
import * as v from 'valibot';
import { z } from 'zod';

const valibot = v.pipe(v.number(), v.multipleOf(0.01));
const zod = z.number().multipleOf(0.01);
const validators = {
  valibot: (amount) => v.safeParse(valibot, amount).success,
  zod: (amount) => zod.safeParse(amount).success,
  ajv: new Ajv.default().compile({ type: 'number', multipleOf: 0.01 }),
};
const amounts = Array.from({ length: 9999 }, (_, i) => Number(((i + 1) / 100).toFixed(2)));
for (const [name, accepts] of Object.entries(validators)) {
  const taken = amounts.filter((amount) => accepts(amount));
  console.log(`${name} takes ${taken.length} of ${amounts.length}, such as ${taken.slice(0, 4).join(', ')}`);
}
JS

cat >stated <<'TEXT'
valibot takes 14 of 9999, such as 0.01, 0.02, 0.04, 0.08
zod takes 9999 of 9999, such as 0.01, 0.02, 0.03, 0.04
ajv takes 8636 of 9999, such as 0.01, 0.02, 0.03, 0.04
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
