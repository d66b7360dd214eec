#!/usr/bin/env bash
# Of two days' lists that DuckDB reads together, a column that only the second has is lost without a word; and COPY into a table takes columns by their place.
#
# Guess:    files with a header are put together by name, and one with another column is refused, or its column is null for the others.
# Instead:  the first file decides. A file that lacks one of its columns is refused, with advice; one that has a column more is read without it. So the same two
#           files are an error or a loss by the order of their names. Columns that have changed places are found by name there. COPY, and INSERT from a file, look
#           at the place only, also with `header`: amount and fee change places. `union_by_name` and `insert into ... by name` do as guessed.
# Versions: DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1).
# Matters:  the day on which the acquirer adds a column for a surcharge, the month's table goes on without it; a month that begins on that day has an error.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const duckdb = await (await DuckDBInstance.create()).connect();
const files = { plain: 'id,amount,fee\nA,100,2\n', more: 'id,amount,fee,surcharge\nB,200,4,9\n', swapped: 'id,fee,amount\nC,6,300\n' };
for (const [name, text] of Object.entries(files)) writeFileSync(`${name}.csv`, text);
const ask = async (sql) => {
  try {
    return JSON.stringify((await duckdb.runAndReadAll(sql)).getRowObjectsJson());
  } catch ({ message }) {
    return message.split('\n').filter((line) => /mismatch|missing/.test(line)).join(' ');
  }
};
for (const pair of [['plain', 'more'], ['more', 'plain'], ['plain', 'swapped']]) {
  const list = pair.map((name) => `'${name}.csv'`).join(', ');
  console.log(`${pair.join(', ')}: ${await ask(`from read_csv([${list}])`)}`);
  console.log(`${pair.join(', ')}, union_by_name: ${await ask(`from read_csv([${list}], union_by_name = true)`)}`);
}
await duckdb.run('create table payments (id text, amount int, fee int)');
for (const statement of ["copy payments from 'swapped.csv' (header)", "insert into payments from 'swapped.csv'", "insert into payments by name from 'swapped.csv'"]) {
  await duckdb.run('truncate payments');
  await duckdb.run(statement);
  console.log(`${statement}: ${await ask('from payments')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
plain, more: [{"id":"A","amount":"100","fee":"2"},{"id":"B","amount":"200","fee":"4"}]
plain, more, union_by_name: [{"id":"A","amount":"100","fee":"2","surcharge":null},{"id":"B","amount":"200","fee":"4","surcharge":"9"}]
more, plain: Invalid Input Error: Schema mismatch between globbed files. Column with name: "surcharge" is missing
more, plain, union_by_name: [{"id":"B","amount":"200","fee":"4","surcharge":"9"},{"id":"A","amount":"100","fee":"2","surcharge":null}]
plain, swapped: [{"id":"A","amount":"100","fee":"2"},{"id":"C","amount":"300","fee":"6"}]
plain, swapped, union_by_name: [{"id":"A","amount":"100","fee":"2"},{"id":"C","amount":"300","fee":"6"}]
copy payments from 'swapped.csv' (header): [{"id":"C","amount":6,"fee":300}]
insert into payments from 'swapped.csv': [{"id":"C","amount":6,"fee":300}]
insert into payments by name from 'swapped.csv': [{"id":"C","amount":300,"fee":6}]
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
