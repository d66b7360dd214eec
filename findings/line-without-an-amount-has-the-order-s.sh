#!/usr/bin/env bash
# In a list of refunds, one without an amount is shown with the amount of the order, by Mustache, Hogan, docxtemplater and easy-template-x.
#
# Guess:    within the section of a refund `{{amount}}` is the refund's amount, and nothing if it has none, as in Handlebars.
# Instead:  a name that the refund lacks is looked for around it, where the order has one. An amount that is undefined is nothing in Mustache alone, and null
#           is the order's amount in docxtemplater; in Handlebars each stays empty.
# Versions: mustache 4.2.0, hogan.js 3.0.2, docxtemplater 3.71.1 with pizzip 3.3.0, easy-template-x 7.2.8; handlebars 4.7.10.
# Matters:  the letter tells the customer of a refund of the whole order, since an older refund has no amount of its own. Give each line every field, with an
#           empty text where there is nothing.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts mustache@4.2.0 hogan.js@3.0.2 docxtemplater@3.71.1 pizzip@3.3.0 easy-template-x@7.2.8 handlebars@4.7.10

cat >observe.mjs <<'JS'
import Docxtemplater from 'docxtemplater';
import { TemplateHandler } from 'easy-template-x';
import Handlebars from 'handlebars';
import Hogan from 'hogan.js';
import Mustache from 'mustache';
import PizZip from 'pizzip';

const namespace = 'http://schemas.openxmlformats.org';
const document = (text) => {
  const zip = new PizZip();
  zip.file('[Content_Types].xml', `<Types xmlns="${namespace}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`);
  zip.file('_rels/.rels', `<Relationships xmlns="${namespace}/package/2006/relationships"><Relationship Id="a" Type="${namespace}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`);
  zip.file('word/document.xml', `<w:document xmlns:w="${namespace}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`);
  return zip;
};
const order = { amount: 1000, refunds: [{ amount: 300 }, { id: 'R2' }, { amount: undefined }, { amount: null }, { amount: 0 }] };
const section = '{{#refunds}}[{{amount}}]{{/refunds}}';
const inWord = '{#refunds}[{amount}]{/refunds}';
console.log('refunds of 300, without an amount, undefined, null and 0, of an order of 1000');
console.log(`Mustache: ${Mustache.render(section, order)}`);
console.log(`Hogan: ${Hogan.compile(section).render(order)}`);
const word = new Docxtemplater(document(inWord));
word.render(order);
console.log(`docxtemplater: ${word.getFullText()}`);
const easy = new PizZip(await new TemplateHandler().process(document(inWord).generate({ type: 'nodebuffer' }), order));
console.log(`easy-template-x: ${easy.file('word/document.xml').asText().replace(/<[^>]*>/g, '')}`);
console.log(`Handlebars: ${Handlebars.compile(section)(order)}`);
JS

cat >stated <<'TEXT'
refunds of 300, without an amount, undefined, null and 0, of an order of 1000
Mustache: [300][1000][][][0]
Hogan: [300][1000][1000][][0]
docxtemplater: [300][1000][1000][1000][0]
easy-template-x: [300][1000][1000][][0]
Handlebars: [300][][][][0]
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
