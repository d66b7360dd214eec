#!/usr/bin/env bash
# In FontoXPath the xs:decimal of 0.1 and that of 0.2 are not that of 0.3, and 1.15 a hundred times is 114.99999999999999.
#
# Guess:    a decimal of XPath is exact, to eighteen digits at least, as the standard has it: rules over amounts on invoices and payments are written with
#           it for that.
# Instead:  FontoXPath keeps decimals as JavaScript numbers: sums are off in the last places, half a cent of 1.005 is rounded down, and an integer beyond
#           2^53 is an error. SaxonJS is exact in short ones, and loses the digits behind the seventeenth without a word. And an amount written
#           +12.50, as a schema's xs:decimal may be, makes the sum of XPath 1, here in xpath, NaN.
# Versions: fontoxpath 3.34.0, saxon-js 2.7.0, xpath 0.0.34 with @xmldom/xmldom 0.9.12.
# Matters:  `CtrlSum = sum(InstdAmt)` of a payment file, and the sums of EN 16931 on an invoice, fail for right amounts, or pass by luck. Compare rounded
#           values, or whole cents.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts fontoxpath@3.34.0 saxon-js@2.7.0 xpath@0.0.34 @xmldom/xmldom@0.9.12

cat >observe.cjs <<'JS'
const { DOMParser } = require('@xmldom/xmldom');
const { evaluateXPathToString } = require('fontoxpath');
const saxon = require('saxon-js');
const xpath = require('xpath');

const engines = { FontoXPath: (query) => evaluateXPathToString(`string(${query})`), SaxonJS: (query) => String(saxon.XPath.evaluate(query, [])) };
for (const query of ["xs:decimal('0.1') + xs:decimal('0.2') = xs:decimal('0.3')", "xs:decimal('0.1') + xs:decimal('0.2')", "xs:decimal('1.15') * 100",
  "round(xs:decimal('1.005') * 100) div 100", "sum((xs:decimal('4.35'), xs:decimal('8.20'), xs:decimal('1.10')))", "xs:decimal('1234567890123456.78') + xs:decimal('0.01')",
  "xs:integer('9007199254740993')"]) {
  const told = Object.entries(engines).map(([name, ask]) => {
    try {
      return `${name} ${ask(query)}`;
    } catch {
      return `${name} an error`;
    }
  });
  console.log(`${query}: ${told.join(', ')}`);
}
const payments = (amounts) => new DOMParser().parseFromString(`<Document>${amounts.map((amount) => `<InstdAmt>${amount}</InstdAmt>`).join('')}</Document>`, 'text/xml');
for (const amounts of [['12.50', '1.00'], ['+12.50', '1.00']]) {
  const document = payments(amounts);
  console.log(`the sum of ${amounts.join(' and ')}: xpath ${xpath.select('sum(//InstdAmt)', document)}, FontoXPath ${evaluateXPathToString('string(sum(//InstdAmt/xs:decimal(.)))', document)}`);
}
JS

cat >stated <<'TEXT'
xs:decimal('0.1') + xs:decimal('0.2') = xs:decimal('0.3'): FontoXPath false, SaxonJS true
xs:decimal('0.1') + xs:decimal('0.2'): FontoXPath 0.30000000000000004, SaxonJS 0.3
xs:decimal('1.15') * 100: FontoXPath 114.99999999999999, SaxonJS 115
round(xs:decimal('1.005') * 100) div 100: FontoXPath 1, SaxonJS 1.01
sum((xs:decimal('4.35'), xs:decimal('8.20'), xs:decimal('1.10'))): FontoXPath 13.649999999999999, SaxonJS 13.65
xs:decimal('1234567890123456.78') + xs:decimal('0.01'): FontoXPath 1234567890123456.8, SaxonJS 1234567890123456.8
xs:integer('9007199254740993'): FontoXPath an error, SaxonJS 9007199254740992
the sum of 12.50 and 1.00: xpath 13.5, FontoXPath 13.5
the sum of +12.50 and 1.00: xpath NaN, FontoXPath 13.5
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
