#!/usr/bin/env bash
# A refund that Intl has written for Sweden, −12,50, is a payment to three libraries that read amounts.
#
# Guess:    a negative amount that was written for people is read as negative, or is refused: a sign that is not known is no digit.
# Instead:  in Swedish, Norwegian, Finnish and some others the sign is the real minus, U+2212, and accounting, numeral and currency.js drop it as they drop
#           currency signs, also when they are told of the decimal comma. Brackets and the minus of the keyboard count for all; a minus behind the amount, as
#           in 12.50-, only for numeral. @internationalized/number reads what Intl writes.
# Versions: accounting 0.4.1, numeral 2.0.6, currency.js 2.0.4; @internationalized/number 3.6.9; Node.js 24.
# Matters:  what is shown in a table and taken from it again, by a page, a test or somebody's clipboard, has lost its sign, and adds where it should subtract;
#           in English, German and Dutch all is well. Keep the number beside its text.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts accounting@0.4.1 numeral@2.0.6 currency.js@2.0.4 @internationalized/number@3.6.9

cat >observe.mjs <<'JS'
import { NumberParser } from '@internationalized/number';
import accounting from 'accounting';
import currency from 'currency.js';
import numeral from 'numeral';

numeral.register('locale', 'comma', { delimiters: { thousands: ' ', decimal: ',' }, abbreviations: numeral.localeData('en').abbreviations, currency: { symbol: 'kr' } });
const readers = {
  accounting: (text, decimal) => accounting.unformat(text, decimal),
  numeral: (text, decimal) => {
    numeral.locale(decimal === ',' ? 'comma' : 'en');
    return numeral(text).value();
  },
  'currency.js': (text, decimal) => currency(text, { decimal, separator: decimal === ',' ? ' ' : ',' }).value,
};
for (const locale of ['en', 'nl', 'sv', 'nb', 'fi']) {
  const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(-12.5);
  const decimal = text.includes(',') ? ',' : '.';
  const minus = text.includes('\u2212') ? 'U+2212' : 'the keyboard\'s minus';
  console.log(`${locale}, ${minus}: ${Object.entries(readers).map(([name, read]) => `${name} ${read(text, decimal)}`).join(', ')}, @internationalized/number ${new NumberParser(locale).parse(text)}`);
}
for (const text of ['(12.50)', '12.50-']) console.log(`${text}: ${Object.entries(readers).map(([name, read]) => `${name} ${read(text, '.')}`).join(', ')}`);
JS

cat >stated <<'TEXT'
en, the keyboard's minus: accounting -12.5, numeral -12.5, currency.js -12.5, @internationalized/number -12.5
nl, the keyboard's minus: accounting -12.5, numeral -12.5, currency.js -12.5, @internationalized/number -12.5
sv, U+2212: accounting 12.5, numeral 12.5, currency.js 12.5, @internationalized/number -12.5
nb, U+2212: accounting 12.5, numeral 12.5, currency.js 12.5, @internationalized/number -12.5
fi, U+2212: accounting 12.5, numeral 12.5, currency.js 12.5, @internationalized/number -12.5
(12.50): accounting -12.5, numeral -12.5, currency.js -12.5
12.50-: accounting 12.5, numeral -12.5, currency.js NaN
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
