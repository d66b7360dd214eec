#!/usr/bin/env bash
# In words, 12.50 is twelve to number-to-words and thirteen to written-number, and to the latter -12.50 is no word at all.
#
# Guess:    a number with decimals is written out with them, rounded to whole ones at most by a rule that is the same for all, or is refused; with a minus
#           before it if it is negative.
# Instead:  number-to-words leaves out whatever is behind the point, and written-number rounds; of a negative number that one gives an empty text. To
#           number-to-words 1e21 is one. to-words has cents, and a minus.
# Versions: number-to-words 1.2.4, written-number 0.11.1, to-words 5.7.0.
# Matters:  on a cheque, a receipt or a mandate it is the words that count where they differ from the figures. Give the whole units and the cents apart, as
#           whole numbers.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts number-to-words@1.2.4 written-number@0.11.1 to-words@5.7.0

cat >observe.mjs <<'JS'
import numberToWords from 'number-to-words';
import { ToWords } from 'to-words';
import writtenNumber from 'written-number';

const toWords = new ToWords({ localeCode: 'en-IE' });
const writers = {
  'number-to-words': (amount) => numberToWords.toWords(amount),
  'written-number': (amount) => writtenNumber(amount),
  'to-words': (amount) => toWords.convert(amount, { currency: true }),
};
for (const amount of [12, 12.5, 12.49, 0.99, -12.5, 1e21]) {
  for (const [name, write] of Object.entries(writers)) console.log(`${amount}, ${name}: ${JSON.stringify(write(amount))}`);
}
JS

cat >stated <<'TEXT'
12, number-to-words: "twelve"
12, written-number: "twelve"
12, to-words: "Twelve Euros Only"
12.5, number-to-words: "twelve"
12.5, written-number: "thirteen"
12.5, to-words: "Twelve Euros And Fifty Cents Only"
12.49, number-to-words: "twelve"
12.49, written-number: "twelve"
12.49, to-words: "Twelve Euros And Forty Nine Cents Only"
0.99, number-to-words: "zero"
0.99, written-number: "one"
0.99, to-words: "Zero Euros And Ninety Nine Cents Only"
-12.5, number-to-words: "minus twelve"
-12.5, written-number: ""
-12.5, to-words: "Minus Twelve Euros And Fifty Cents Only"
1e+21, number-to-words: "one"
1e+21, written-number: "one sextillion"
1e+21, to-words: "One Sextillion Euros Only"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
