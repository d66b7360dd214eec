#!/usr/bin/env bash
# On a receipt, "no. 1" and its price of 12.50 are printed as "no. 112.50" by node-thermal-printer, and 1234567 as 123456 by two others.
#
# Guess:    between a name and its price there is a blank, or the name is cut; an amount that is wider than its column is refused, or moved to the next line
#           as a whole.
# Instead:  leftRight() and table() of node-thermal-printer put the two side by side without a blank if together they fill the line. Where columns are given,
#           all three break a text at the column's width wherever that is: of 1234567 in six columns the line has the first six digits at most, and what is
#           left stands below, beside the rest of the name.
# Versions: node-thermal-printer 4.6.1, @point-of-sale/receipt-printer-encoder 4.0.1, receiptline 4.0.4.
# Matters:  the slip shows a price of a hundred euros more, or a tenth of the price with a stray digit under it, on long names and large amounts only.
#           Measure both, cut the name, and give the amount's column what the largest amount needs.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts node-thermal-printer@4.6.1 @point-of-sale/receipt-printer-encoder@4.0.1 receiptline@4.0.4

cat >observe.mjs <<'JS'
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { printer: ThermalPrinter, types } = require('node-thermal-printer');
const Encoder = require('@point-of-sale/receipt-printer-encoder');
const receiptline = require('receiptline');

const width = 32;
const tell = (name, text) => console.log(`${name}: ${text.split('\n').filter((line) => line.trim()).map((line) => `|${line.trimEnd()}|`).join(' ')}`);
const readable = (bytes) => Buffer.from(bytes).toString('latin1').replace(/\x1bt./g, '').replace(/[^\x20-\x7e\n]/g, '');
const thermal = (draw) => {
  const printer = new ThermalPrinter({ type: types.EPSON, width, interface: 'tcp://127.0.0.1:1' });
  draw(printer);
  return printer.getText();
};
const article = 'Gift card of our shop no. 1';
for (const amount of ['12.50', '1234.56', '1234567']) {
  tell(`node-thermal-printer, leftRight, ${amount}`, thermal((printer) => printer.leftRight(article, amount)));
  tell(`node-thermal-printer, table, ${amount}`, thermal((printer) => printer.table([article, amount])));
  tell(`node-thermal-printer, tableCustom, ${amount}`, thermal((printer) => printer.tableCustom([{ text: article, align: 'LEFT', cols: 26 }, { text: amount, align: 'RIGHT', cols: 6 }])));
  tell(`receipt-printer-encoder, table, ${amount}`, readable(new (Encoder.default ?? Encoder)({ columns: width }).table([{ width: 26, align: 'left' }, { width: 6, align: 'right' }], [[article, amount]]).encode()));
  tell(`receiptline, ${amount}`, receiptline.transform(`{width:26,6}\n${article}|${amount}`, { cpl: width, encoding: 'cp437', command: 'text' }));
}
JS

cat >stated <<'TEXT'
node-thermal-printer, leftRight, 12.50: |Gift card of our shop no. 112.50|
node-thermal-printer, table, 12.50: |Gift card of our shop no. 112.50|
node-thermal-printer, tableCustom, 12.50: |Gift card of our shop no.  12.50| | 1|
receipt-printer-encoder, table, 12.50: |Gift card of our shop no.  12.50| |1|
receiptline, 12.50: |Gift card of our shop no. 12.50| |                        1|
node-thermal-printer, leftRight, 1234.56: |Gift card of our shop no. 11234.56|
node-thermal-printer, table, 1234.56: |Gift card of our shop no. 11234.56|
node-thermal-printer, tableCustom, 1234.56: |Gift card of our shop no.  1234.| | 1                            56|
receipt-printer-encoder, table, 1234.56: |Gift card of our shop no. 1234.5| |1                              6|
receiptline, 1234.56: |Gift card of our shop no. 1234.5| |                        1 6|
node-thermal-printer, leftRight, 1234567: |Gift card of our shop no. 11234567|
node-thermal-printer, table, 1234567: |Gift card of our shop no. 11234567|
node-thermal-printer, tableCustom, 1234567: |Gift card of our shop no.  12345| | 1                            67|
receipt-printer-encoder, table, 1234567: |Gift card of our shop no. 123456| |1                              7|
receiptline, 1234567: |Gift card of our shop no. 123456| |                        1 7|
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
