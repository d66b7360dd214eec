#!/usr/bin/env bash
# An amount that was left empty is 0 to VineJS, fastest-validator and Effect's schema, and one of 12,50 is NaN to the last.
#
# Guess:    a schema for a number that was sent as a text refuses a text that is none: the empty one, a blank, true, or 12,50.
# Instead:  the three make a number of it as JavaScript does: an empty text and blanks are 0, and 0x1F is 31. VineJS and fastest-validator take true for 1,
#           and an empty list for 0. NumberFromString of Effect takes whatever comes, and what is no number is NaN and valid; FiniteFromString refuses NaN,
#           and takes the empty text for 0 as well.
# Versions: @vinejs/vine 4.4.0, fastest-validator 1.19.1, effect 4.1.0.
# Matters:  a form whose amount was not filled in is a refund of 0, or of everything where 0 means so, though each field has been checked. Ask for a pattern
#           of digits first, and refuse the empty text.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @vinejs/vine@4.4.0 fastest-validator@1.19.1 effect@4.1.0

cat >observe.mjs <<'JS'
import vine from '@vinejs/vine';
import { Schema } from 'effect';
import Validator from 'fastest-validator';

const fastest = new Validator().compile({ amount: { type: 'number', convert: true } });
const readers = {
  VineJS: async (amount) => (await vine.validate({ schema: vine.object({ amount: vine.number() }), data: { amount } })).amount,
  'fastest-validator': (amount) => {
    const data = { amount };
    if (fastest(data) !== true) throw new Error();
    return data.amount;
  },
  'Effect, NumberFromString': (amount) => Schema.decodeUnknownSync(Schema.NumberFromString)(amount),
  'Effect, FiniteFromString': (amount) => Schema.decodeUnknownSync(Schema.FiniteFromString)(amount),
};
for (const [name, read] of Object.entries(readers)) {
  const answers = [];
  for (const amount of ['12.50', '', ' ', '12,50', '0x1F', true, [], null]) {
    const text = JSON.stringify(amount);
    try {
      answers.push(`${text} is ${await read(amount)}`);
    } catch {
      answers.push(`${text} is refused`);
    }
  }
  console.log(`${name}: ${answers.join(', ')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
VineJS: "12.50" is 12.5, "" is 0, " " is 0, "12,50" is refused, "0x1F" is 31, true is 1, [] is 0, null is refused
fastest-validator: "12.50" is 12.5, "" is 0, " " is 0, "12,50" is refused, "0x1F" is 31, true is 1, [] is 0, null is refused
Effect, NumberFromString: "12.50" is 12.5, "" is 0, " " is 0, "12,50" is NaN, "0x1F" is 31, true is refused, [] is refused, null is refused
Effect, FiniteFromString: "12.50" is 12.5, "" is 0, " " is 0, "12,50" is refused, "0x1F" is 31, true is refused, [] is refused, null is refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
