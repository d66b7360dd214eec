#!/usr/bin/env bash
# Of "A1;12,50", without a header, papaparse and DuckDB make the columns `A1;12` and 50, and DuckDB may take that payment for the header.
#
# Guess:    a separator is found where it is asked for by leaving it out: the semicolon, by which the comma is one of decimals, as every spreadsheet in Europe
#           writes it. Or the two are equal candidates, and that is told.
# Instead:  both divide each row into as many columns, and the comma is taken. With a header, whose line has no comma, the semicolon is found by both. A file
#           of one column of amounts, `12,50`, becomes two columns; with a header papaparse makes rows of two values under one name, and DuckDB two columns as
#           before. Where the cents of the second row are 00, DuckDB takes the first one for the header.
# Versions: papaparse 5.7.1, @duckdb/node-api 1.5.6-r.1.
# Matters:  a bank's export without a header, which worked as long as the amounts were whole, has ids with euros behind them and cents for amounts. Name the
#           separator.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts papaparse@5.7.1 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import Papa from 'papaparse';

const duckdb = await (await DuckDBInstance.create()).connect();
for (const [name, text] of Object.entries({
  'without a header': 'A1;12,50\nA2;13,75\n',
  'the last of them 13,00': 'A1;12,50\nA2;13,00\n',
  'with a header': 'order_id;amount\nA1;12,50\nA2;13,75\n',
  'whole amounts without a header': 'A1;12\nA2;13\n',
  'one column': '12,50\n13,75\n',
  'one column with a header': 'amount\n12,50\n13,75\n',
})) {
  writeFileSync('payments.csv', text);
  const { data } = Papa.parse(text, { skipEmptyLines: true });
  const read = await duckdb.runAndReadAll("select * from 'payments.csv'");
  console.log(`${name}, papaparse: ${JSON.stringify(data)}`);
  console.log(`${name}, DuckDB: columns ${JSON.stringify(read.columnNames())}, rows ${JSON.stringify(read.getRowsJson())}`);
}
JS

cat >stated <<'TEXT'
without a header, papaparse: [["A1;12","50"],["A2;13","75"]]
without a header, DuckDB: columns ["column0","column1"], rows [["A1;12","50"],["A2;13","75"]]
the last of them 13,00, papaparse: [["A1;12","50"],["A2;13","00"]]
the last of them 13,00, DuckDB: columns ["A1;12","50"], rows [["A2;13","00"]]
with a header, papaparse: [["order_id","amount"],["A1","12,50"],["A2","13,75"]]
with a header, DuckDB: columns ["order_id","amount"], rows [["A1","12,50"],["A2","13,75"]]
whole amounts without a header, papaparse: [["A1","12"],["A2","13"]]
whole amounts without a header, DuckDB: columns ["column0","column1"], rows [["A1","12"],["A2","13"]]
one column, papaparse: [["12","50"],["13","75"]]
one column, DuckDB: columns ["column0","column1"], rows [["12","50"],["13","75"]]
one column with a header, papaparse: [["amount"],["12","50"],["13","75"]]
one column with a header, DuckDB: columns ["column0","column1"], rows [["12","50"],["13","75"]]
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
