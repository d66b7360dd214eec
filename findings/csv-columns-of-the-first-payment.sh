#!/usr/bin/env bash
# Of a CSV whose first payment has no refund all refunds are missing, by five of eight writers.
#
# Guess:    a table that is made of objects has a column for each field that any of them has, with nothing where it is missing; or an object with a field that
#           is not in the header is an error.
# Instead:  csv-stringify, papaparse, fast-csv, objects-to-csv and the stream of @json2csv/node take the first object's fields for the header and leave out
#           whatever else a later one has, without a word. In another order of the same payments the column is there. The parser of json2csv itself
#           (@json2csv/plainjs), SheetJS and d3-dsv have all of the columns.
# Versions: csv-stringify 6.9.0, papaparse 5.7.1, fast-csv 5.0.8, objects-to-csv 1.3.6, @json2csv/node 7.0.8; @json2csv/plainjs 7.0.8, xlsx 0.18.5, d3-dsv
#           3.0.1.
# Matters:  JSON leaves out what is not there, so an export says that nothing was refunded on each day whose first payment was not. Name the columns.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts csv-stringify@6.9.0 papaparse@5.7.1 fast-csv@5.0.8 objects-to-csv@1.3.6 @json2csv/node@7.0.8 @json2csv/plainjs@7.0.8 xlsx@0.18.5 \
  d3-dsv@3.0.1

cat >observe.mjs <<'JS'
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Transform } from '@json2csv/node';
import { Parser } from '@json2csv/plainjs';
import { stringify } from 'csv-stringify/sync';
import { csvFormat } from 'd3-dsv';
import { writeToString } from 'fast-csv';
import ObjectsToCsv from 'objects-to-csv';
import Papa from 'papaparse';
import XLSX from 'xlsx';

const whole = { order_id: 'A', amount: 1000 };
const refunded = { order_id: 'B', amount: 1000, refunded: 700 };
const writers = {
  'csv-stringify': (rows) => stringify(rows, { header: true }),
  papaparse: (rows) => Papa.unparse(rows),
  'fast-csv': (rows) => writeToString(rows, { headers: true }),
  'objects-to-csv': (rows) => new ObjectsToCsv(rows).toString(),
  '@json2csv/node': (rows) => text(Readable.from(rows).pipe(new Transform({}, {}, { objectMode: true }))),
  '@json2csv/plainjs': (rows) => new Parser().parse(rows),
  xlsx: (rows) => XLSX.utils.sheet_to_csv(XLSX.utils.json_to_sheet(rows)),
  'd3-dsv': (rows) => csvFormat(rows),
};
for (const [name, write] of Object.entries(writers)) {
  const lines = async (rows) => (await write(rows)).replaceAll('"', '').trim().split(/\r?\n/).join(' | ');
  console.log(`${name}: ${await lines([whole, refunded])}; the refunded one first: ${await lines([refunded, whole])}`);
}
JS

cat >stated <<'TEXT'
csv-stringify: order_id,amount | A,1000 | B,1000; the refunded one first: order_id,amount,refunded | B,1000,700 | A,1000,
papaparse: order_id,amount | A,1000 | B,1000; the refunded one first: order_id,amount,refunded | B,1000,700 | A,1000,
fast-csv: order_id,amount | A,1000 | B,1000; the refunded one first: order_id,amount,refunded | B,1000,700 | A,1000,
objects-to-csv: order_id,amount | A,1000 | B,1000; the refunded one first: order_id,amount,refunded | B,1000,700 | A,1000,
@json2csv/node: order_id,amount | A,1000 | B,1000; the refunded one first: order_id,amount,refunded | B,1000,700 | A,1000,
@json2csv/plainjs: order_id,amount,refunded | A,1000, | B,1000,700; the refunded one first: order_id,amount,refunded | B,1000,700 | A,1000,
xlsx: order_id,amount,refunded | A,1000, | B,1000,700; the refunded one first: order_id,amount,refunded | B,1000,700 | A,1000,
d3-dsv: order_id,amount,refunded | A,1000, | B,1000,700; the refunded one first: order_id,amount,refunded | B,1000,700 | A,1000,
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
