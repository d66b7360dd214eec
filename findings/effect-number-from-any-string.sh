#!/usr/bin/env bash
# Effect's schema takes any text for a number, and NaN passes its limits.
#
# Guess:    decoding `NumberFromString` fails for a text that is no number; an empty text is none; a limit of at most
#           100 holds for what was decoded.
# Instead:  the text goes through JavaScript's conversion: 'abc' and '12,50' decode to NaN, '' to 0, and NaN passes
#           "at most 100". `FiniteFromString` refuses NaN, but takes '' for 0, and so does `BigDecimalFromString`.
#           `BigIntFromString` refuses all of these.
# Versions: effect 4.1.0.
# Matters:  an amount field that was left empty is a payment of 0, and one with a decimal comma is NaN, which every
#           total keeps. Decode whole minor units with `BigIntFromString`, or ask for a pattern first.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent effect@4.1.0

cat >observe.mjs <<'JS'
import { BigDecimal, Schema } from 'effect';

const schemas = {
  NumberFromString: Schema.NumberFromString,
  'NumberFromString, at most 100': Schema.NumberFromString.check(Schema.isLessThanOrEqualTo(100)),
  FiniteFromString: Schema.FiniteFromString,
  BigDecimalFromString: Schema.BigDecimalFromString,
  BigIntFromString: Schema.BigIntFromString,
};
for (const [name, schema] of Object.entries(schemas)) {
  const decode = Schema.decodeUnknownSync(schema);
  const said = ['50', '500', '', 'abc', '12,50'].map((text) => {
    try {
      const value = decode(text);
      return `'${text}' is ${BigDecimal.isBigDecimal(value) ? BigDecimal.format(value) : value}`;
    } catch {
      return `'${text}' is refused`;
    }
  });
  console.log(`${name}: ${said.join('; ')}`);
}
JS

cat >stated <<'TEXT'
NumberFromString: '50' is 50; '500' is 500; '' is 0; 'abc' is NaN; '12,50' is NaN
NumberFromString, at most 100: '50' is 50; '500' is refused; '' is 0; 'abc' is NaN; '12,50' is NaN
FiniteFromString: '50' is 50; '500' is 500; '' is 0; 'abc' is refused; '12,50' is refused
BigDecimalFromString: '50' is 50; '500' is 500; '' is 0; 'abc' is refused; '12,50' is refused
BigIntFromString: '50' is 50; '500' is 500; '' is refused; 'abc' is refused; '12,50' is refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
