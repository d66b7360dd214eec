#!/usr/bin/env bash
# To fraction.js the number 1000000.01 is 1000000, without its cent, and 1234567890.12 is eleven more.
#
# Guess:    a fraction that is made of a number is the decimal that the number is printed as, or the binary fraction that it is, both of which hold cents up to
#           far beyond a billion; what cannot be held is refused.
# Instead:  a number is taken for the simplest fraction near it, whose denominator has at most seven digits, and near is a share of the number: from a hundred
#           thousand some cents are gone, from a million all of them, without an error. A fraction that is made of the same amount as a text is exact.
# Versions: fraction.js 5.3.4.
# Matters:  a library for exact fractions is taken so that nothing is rounded; small amounts, those of the tests, are exact. Hand over texts, or whole cents.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts fraction.js@5.3.4

cat >observe.mjs <<'JS'
import Fraction from 'fraction.js';

for (const whole of [10_000, 100_000, 1_000_000, 1_000_000_000]) {
  const amounts = Array.from({ length: 99 }, (_, cents) => Number(`${whole}.${String(cents + 1).padStart(2, '0')}`));
  const exact = amounts.filter((amount) => new Fraction(amount).equals(new Fraction(String(amount))));
  console.log(`${whole}.01 to ${whole}.99: ${exact.length} of ${amounts.length} are exact`);
}
for (const value of [1000000.01, 1234567890.12, 90071992547409.93, 1.123456789, 1.0837512]) {
  console.log(`${value}: ${new Fraction(value).toString()} as a number, ${new Fraction(String(value)).toString()} as a text`);
}
JS

cat >stated <<'TEXT'
10000.01 to 10000.99: 99 of 99 are exact
100000.01 to 100000.99: 16 of 99 are exact
1000000.01 to 1000000.99: 0 of 99 are exact
1000000000.01 to 1000000000.99: 0 of 99 are exact
1000000.01: 1000000 as a number, 1000000.01 as a text
1234567890.12: 1234567901.(234567901) as a number, 1234567890.12 as a text
90071992547409.94: 90071992547406.512732180236161 as a number, 90071992547409.94 as a text
1.123456789: 1.(123456790) as a number, 1.123456789 as a text
1.0837512: 1.083751199999036 as a number, 1.0837512 as a text
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
