#!/usr/bin/env bash
# An order's id that may be a number or a text to joi comes out of it as another id: 00125 as 125, and 1e3 as 1000.
#
# Guess:    a value that fits one of the alternatives as it is, a text where a text is one of them, is left as it is. Zod and Valibot leave it.
# Instead:  the alternatives are tried in their order, and each tries to convert: a text that can be read as a number is one, as soon as numbers come first.
#           With the text first a number stays a number and a text a text. Decimals lose their last zero; 0x1F and a number beyond 2^53 stay texts. With
#           `convert: false` all stay.
# Versions: joi 18.3.2; zod 4.6.7, valibot 1.5.0.
# Matters:  what was checked is stored and asked for under an id that the shop does not know, for ids of digits with a zero in front or with an E, and for
#           these only. Put the text first, or switch `convert` off.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts joi@18.3.2 zod@4.6.7 valibot@1.5.0

cat >observe.mjs <<'JS'
import joi from 'joi';
import * as v from 'valibot';
import { z } from 'zod';

const numberFirst = joi.alternatives().try(joi.number(), joi.string());
const readers = {
  'joi, number or text': (id) => numberFirst.validate(id).value,
  'joi, text or number': (id) => joi.alternatives().try(joi.string(), joi.number()).validate(id).value,
  'joi, number or text, without converting': (id) => numberFirst.validate(id, { convert: false }).value,
  'zod, number or text': (id) => z.union([z.number(), z.string()]).parse(id),
  'valibot, number or text': (id) => v.parse(v.union([v.number(), v.string()]), id),
};
for (const [name, read] of Object.entries(readers)) {
  console.log(`${name}: ${['A1', '00125', '1e3', '12.50', '0x1F', '9007199254740993', 125].map((id) => `${JSON.stringify(id)} is ${JSON.stringify(read(id))}`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
joi, number or text: "A1" is "A1", "00125" is 125, "1e3" is 1000, "12.50" is 12.5, "0x1F" is "0x1F", "9007199254740993" is "9007199254740993", 125 is 125
joi, text or number: "A1" is "A1", "00125" is "00125", "1e3" is "1e3", "12.50" is "12.50", "0x1F" is "0x1F", "9007199254740993" is "9007199254740993", 125 is 125
joi, number or text, without converting: "A1" is "A1", "00125" is "00125", "1e3" is "1e3", "12.50" is "12.50", "0x1F" is "0x1F", "9007199254740993" is "9007199254740993", 125 is 125
zod, number or text: "A1" is "A1", "00125" is "00125", "1e3" is "1e3", "12.50" is "12.50", "0x1F" is "0x1F", "9007199254740993" is "9007199254740993", 125 is 125
valibot, number or text: "A1" is "A1", "00125" is "00125", "1e3" is "1e3", "12.50" is "12.50", "0x1F" is "0x1F", "9007199254740993" is "9007199254740993", 125 is 125
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
