#!/usr/bin/env bash
# Of a list of 300 payments that ends in a line `Total,,300.00` DuckDB reads one row, that line; told that there is a header, it reads none.
#
# Guess:    a line that has a field more than the header is an error with its number, as it is in a long file, or is cut, or the column is added; the 300 lines
#           before it are rows in any case.
# Instead:  the reader looks for the widest shape that holds to the end of what it has looked at, takes everything above for a preamble that is to be skipped,
#           and says nothing: the columns are called column0 to column2. A line that is too narrow makes one column of each whole line. From some thousand
#           lines on there is an error. With ignore_errors or null_padding the payments are there.
# Versions: DuckDB in @duckdb/node-api 1.5.6-r.1.
# Matters:  statements and exports end in totals. A test with a line or two has the same silence, and a sum over the table is the total that was written, or
#           nothing. Say auto_detect = false and name the columns, and count the rows.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const duckdb = await (await DuckDBInstance.create()).connect();
const observe = async (payments, last, options = '') => {
  const rows = Array.from({ length: payments }, (_, number) => `A${number},1.00`);
  writeFileSync('payments.csv', `${['id,amount', ...rows, last].join('\n')}\n`);
  try {
    const read = (await duckdb.runAndReadAll(`from read_csv('payments.csv'${options})`)).getRowObjectsJson();
    return `${read.length} rows${read.length > 0 ? `, the first ${JSON.stringify(read[0])}` : ''}`;
  } catch (error) {
    return `refused, ${/Line: \d+/.exec(error.message)?.[0] ?? error.message.split('\n')[0].replace(/ "[^"]*"/, '')}`;
  }
};
console.log(`2 payments, Total,,2.00: ${await observe(2, 'Total,,2.00')}`);
console.log(`300 payments, Total,,300.00: ${await observe(300, 'Total,,300.00')}`);
console.log(`300 payments, Total,300.00: ${await observe(300, 'Total,300.00')}`);
console.log(`300 payments, Total 300.00: ${await observe(300, 'Total 300.00')}`);
console.log(`5000 payments, Total,,5000.00: ${await observe(5000, 'Total,,5000.00')}`);
for (const options of ['header = true', 'null_padding = true', 'ignore_errors = true', "auto_detect = false, header = true, columns = { id: 'VARCHAR', amount: 'VARCHAR' }"]) {
  console.log(`300 payments, Total,,300.00, ${options}: ${await observe(300, 'Total,,300.00', `, ${options}`)}`);
}
process.exit();
JS

cat >stated <<'TEXT'
2 payments, Total,,2.00: 1 rows, the first {"column0":"Total","column1":null,"column2":2}
300 payments, Total,,300.00: 1 rows, the first {"column0":"Total","column1":null,"column2":300}
300 payments, Total,300.00: 301 rows, the first {"id":"A0","amount":1}
300 payments, Total 300.00: 301 rows, the first {"id,amount":"A0,1.00"}
5000 payments, Total,,5000.00: refused, Invalid Input Error: Error when sniffing file.
300 payments, Total,,300.00, header = true: 0 rows
300 payments, Total,,300.00, null_padding = true: 301 rows, the first {"id":"A0","amount":1,"column2":null}
300 payments, Total,,300.00, ignore_errors = true: 300 rows, the first {"id":"A0","amount":1}
300 payments, Total,,300.00, auto_detect = false, header = true, columns = { id: 'VARCHAR', amount: 'VARCHAR' }: refused, Line: 302
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
