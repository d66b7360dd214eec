#!/usr/bin/env bash
# A third of 10.00 by Effect's BigDecimal is written as 3.33...e+0, with an exponent and a hundred digits, and 100000000000000000000 as 1e+20.
#
# Guess:    an exact decimal is written with a point and its digits, as decimal columns and XML's xs:decimal have it, whatever came before.
# Instead:  `format`, and with it the schema that writes a BigDecimal as text, takes the exponent form from sixteen decimals on and from sixteen noughts on. A
#           quotient that does not come out even has a hundred digits and so is always of that form; 12.50 loses its nought. XML's decimals and readers that go by
#           a pattern of digits take neither; a rounded share is written plainly.
# Versions: effect 4.1.0.
# Matters:  a test with 10.00 in four parts passes, and the first order in three parts makes a payment file that is refused. Round before writing.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts effect@4.1.0

cat >observe.mjs <<'JS'
import { BigDecimal, Schema } from 'effect';

const decimal = BigDecimal.fromStringUnsafe;
const short = (text) => text.replace(/(\d)\1{20,}/, (digits) => `${digits.slice(0, 3)}... (${digits.length} times ${digits[0]})`);
const write = Schema.encodeSync(Schema.BigDecimalFromString);
const values = {
  '10.00 / 4': BigDecimal.divideUnsafe(decimal('10.00'), decimal('4')),
  '10.00 / 3': BigDecimal.divideUnsafe(decimal('10.00'), decimal('3')),
  '10.00 / 3, rounded': BigDecimal.round(BigDecimal.divideUnsafe(decimal('10.00'), decimal('3')), { scale: 2 }),
  '0.000000000000001': decimal('0.000000000000001'),
  '0.0000000000000001': decimal('0.0000000000000001'),
  '1.0000000000000001': decimal('1.0000000000000001'),
  '100000000000000000000': decimal('100000000000000000000'),
  '12.50': decimal('12.50'),
};
for (const [name, value] of Object.entries(values)) {
  const text = BigDecimal.format(value);
  console.log(`${name}: format ${short(text)}, schema ${short(write(value))}, an xs:decimal ${/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)}`);
}
JS

cat >stated <<'TEXT'
10.00 / 4: format 2.5, schema 2.5, an xs:decimal true
10.00 / 3: format 3.333... (99 times 3)e+0, schema 3.333... (99 times 3)e+0, an xs:decimal false
10.00 / 3, rounded: format 3.33, schema 3.33, an xs:decimal true
0.000000000000001: format 0.000000000000001, schema 0.000000000000001, an xs:decimal true
0.0000000000000001: format 1e-16, schema 1e-16, an xs:decimal false
1.0000000000000001: format 1.0000000000000001e+0, schema 1.0000000000000001e+0, an xs:decimal false
100000000000000000000: format 1e+20, schema 1e+20, an xs:decimal false
12.50: format 12.5, schema 12.5, an xs:decimal true
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
