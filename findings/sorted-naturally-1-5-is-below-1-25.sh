#!/usr/bin/env bash
# Sorted naturally, 1.5 stands before 1.25 and -5 before -10, to four of seven libraries; and 1,000 before 999 to all.
#
# Guess:    an order that takes digits for numbers takes a decimal point and a minus for what they are, as `numeric` of Intl suggests.
# Instead:  natural-compare, string-natural-compare, alphanum-sort and Intl's collation read runs of digits: 1.5 is one and five, 1.25 one and twenty-five,
#           and a minus is a hyphen. natural-orderby, natsort and javascript-natural-sort read decimals and a sign if the text is nothing but a number, and
#           runs of digits if it says EUR before it; the comma that groups thousands is known to none. Ids of 2^53 and of one more are equal to four.
# Versions: natural-compare 1.4.0, string-natural-compare 3.0.1, alphanum-sort 1.1.0, natural-orderby 5.0.0, natsort 2.0.3, javascript-natural-sort 0.7.1,
#           Intl in Node.js 24.21.0.
# Matters:  a column of amounts sorted as file names are looks right with whole euros, and its greatest refund is not the first one. Sort amounts by their
#           number.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts node@24.21.0 natural-compare@1.4.0 string-natural-compare@3.0.1 alphanum-sort@1.1.0 natural-orderby@5.0.0 natsort@2.0.3 javascript-natural-sort@0.7.1

cat >observe.mjs <<'JS'
import alphanumSort from 'alphanum-sort';
import javascriptNaturalSort from 'javascript-natural-sort';
import naturalCompare from 'natural-compare';
import { compare } from 'natural-orderby';
import natsort from 'natsort';
import stringNaturalCompare from 'string-natural-compare';

const libraries = {
  'natural-compare': naturalCompare,
  'string-natural-compare': stringNaturalCompare,
  'alphanum-sort': (one, other) => (alphanumSort([other, one])[0] === one ? -1 : alphanumSort([one, other])[0] === one ? 0 : 1),
  'Intl, numeric': new Intl.Collator('en', { numeric: true }).compare,
  'natural-orderby': compare(),
  natsort: (natsort.default ?? natsort)(),
  'javascript-natural-sort': javascriptNaturalSort,
};
const pairs = [['9', '10'], ['1.5', '1.25'], ['-5', '-10'], ['-1.5', '-1.25'], ['EUR 1.5', 'EUR 1.25'], ['1,000', '999'], ['9007199254740993', '9007199254740992']];
for (const [name, by] of Object.entries(libraries)) {
  console.log(`${name}: ${pairs.map(([one, other]) => `${one} ${['before', 'equal to', 'behind'][Math.sign(by(one, other)) + 1]} ${other}`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
natural-compare: 9 before 10, 1.5 before 1.25, -5 before -10, -1.5 before -1.25, EUR 1.5 before EUR 1.25, 1,000 before 999, 9007199254740993 equal to 9007199254740992
string-natural-compare: 9 before 10, 1.5 before 1.25, -5 before -10, -1.5 before -1.25, EUR 1.5 before EUR 1.25, 1,000 before 999, 9007199254740993 behind 9007199254740992
alphanum-sort: 9 before 10, 1.5 before 1.25, -5 before -10, -1.5 before -1.25, EUR 1.5 before EUR 1.25, 1,000 before 999, 9007199254740993 behind 9007199254740992
Intl, numeric: 9 before 10, 1.5 before 1.25, -5 before -10, -1.5 before -1.25, EUR 1.5 before EUR 1.25, 1,000 before 999, 9007199254740993 behind 9007199254740992
natural-orderby: 9 before 10, 1.5 behind 1.25, -5 behind -10, -1.5 before -1.25, EUR 1.5 before EUR 1.25, 1,000 before 999, 9007199254740993 equal to 9007199254740992
natsort: 9 before 10, 1.5 behind 1.25, -5 behind -10, -1.5 before -1.25, EUR 1.5 before EUR 1.25, 1,000 before 999, 9007199254740993 equal to 9007199254740992
javascript-natural-sort: 9 before 10, 1.5 behind 1.25, -5 behind -10, -1.5 before -1.25, EUR 1.5 before EUR 1.25, 1,000 before 999, 9007199254740993 equal to 9007199254740992
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
