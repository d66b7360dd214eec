#!/usr/bin/env bash
# A loop over the rows of a query in SQLite that raises each refund below a limit meets the same refunds again, until none is below it.
#
# Guess:    a query that is being read gives the rows as they were when it began, as a cursor does in PostgreSQL; what is changed meanwhile is seen by the next one.
# Instead:  on one connection the rows are found step by step in what is there by then. With an index on the amount, each row that was raised comes again
#           further on, and with one added in the loop, the loop has no end. Without `order by amount` it is the same, if the planner takes that index; by the
#           table's own order each comes once. A query that has to be sorted first gives each once as well.
# Versions: SQLite 3.53.4 in Node.js 24.21.0 (node:sqlite).
# Matters:  one fee is put on each refund in a test, where there is no index, and several on each once an index was made for speed. Read all rows, by `all()`,
#           before the first is changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
# The output is of this Node, whichever the machine has.
npm install --no-audit --no-fund --silent node@24.21.0
PATH="$PWD/node_modules/.bin:$PATH"

cat >observe.mjs <<'JS'
import { DatabaseSync } from 'node:sqlite';

console.log(`SQLite ${process.versions.sqlite}`);
const query = 'select id, amount from refunds where amount < 1000';
const fill = 'insert into refunds values (1, 100), (2, 200), (3, 300), (4, 400)';
const cases = {
  'no index': ['', query],
  'no index, sorted': ['', `${query} order by amount`],
  index: ['create index by_amount on refunds (amount)', query],
  'index, sorted by id': ['create index by_amount on refunds (amount)', `${query} order by id`],
};
for (const [name, [index, sql]] of Object.entries(cases)) {
  for (const way of ['iterate', 'all']) {
    const database = new DatabaseSync(':memory:');
    database.exec(`create table refunds (id integer primary key, amount int); ${index}; ${fill}`);
    const raise = database.prepare('update refunds set amount = amount + 150 where id = ?');
    const seen = [];
    for (const { id } of database.prepare(sql)[way]()) {
      seen.push(id);
      raise.run(id);
    }
    const amounts = database.prepare('select amount from refunds order by id').all().map(({ amount }) => amount);
    console.log(`${name}, ${way}: refunds ${seen.join(' ')}, then ${amounts.join(', ')}`);
  }
}
const database = new DatabaseSync(':memory:');
database.exec('create table bookings (id integer primary key, amount int); insert into bookings values (1, 100), (2, 200)');
let count = 0;
for (const { amount } of database.prepare('select amount from bookings').iterate()) {
  database.prepare('insert into bookings (amount) values (?)').run(-amount);
  if (++count === 100) break;
}
console.log(`a counter-booking for each of two bookings, broken off: ${count} made`);
JS

cat >stated <<'TEXT'
SQLite 3.53.4
no index, iterate: refunds 1 2 3 4, then 250, 350, 450, 550
no index, all: refunds 1 2 3 4, then 250, 350, 450, 550
no index, sorted, iterate: refunds 1 2 3 4, then 250, 350, 450, 550
no index, sorted, all: refunds 1 2 3 4, then 250, 350, 450, 550
index, iterate: refunds 1 2 1 3 2 1 4 3 2 1 4 3 2 1 4 3 2 1 4 3 2, then 1000, 1100, 1050, 1000
index, all: refunds 1 2 3 4, then 250, 350, 450, 550
index, sorted by id, iterate: refunds 1 2 3 4, then 250, 350, 450, 550
index, sorted by id, all: refunds 1 2 3 4, then 250, 350, 450, 550
a counter-booking for each of two bookings, broken off: 100 made
TEXT
timeout 60 node --no-warnings observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
