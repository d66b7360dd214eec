#!/usr/bin/env bash
# In SQLite a transaction that has read and then writes gets "database is locked" at once, whatever time it is told to wait.
#
# Guess:    with `busy_timeout` at five seconds a write waits up to five seconds for another's write, and that one takes milliseconds.
# Instead:  in WAL mode a transaction that has read sees the data of that moment. If anybody has committed since, it cannot write any more, and waiting
#           would not help: the error comes at once, also when nobody holds a lock. The same happens at each further try within it, and the first step of another
#           transaction that has not read waits as told. `BEGIN IMMEDIATE` takes the place of the writer before it reads.
# Versions: SQLite 3.53.4 in Node.js 24.21.0.
# Matters:  "read what is left, then book the refund" is just that transaction, and begun by a plain BEGIN it fails whenever two customers come at once. Begin it
#           with IMMEDIATE, and on this error roll back and start anew: to repeat the statement is in vain.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
# The output is of this Node, whichever the machine has.
npm install --no-audit --no-fund --silent node@24.21.0
PATH="$PWD/node_modules/.bin:$PATH"

cat >observe.mjs <<'JS'
import { mkdtempSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

console.log(`SQLite ${process.versions.sqlite}`);
const file = `${mkdtempSync(`${process.cwd()}/`)}/orders`;
const [one, other] = [new DatabaseSync(file), new DatabaseSync(file)];
one.exec('pragma journal_mode = wal; create table orders (id text primary key, refunded int); insert into orders values (\'A\', 0), (\'B\', 0)');
for (const database of [one, other]) database.exec('pragma busy_timeout = 5000');
const read = (database) => database.prepare("select refunded from orders where id = 'A'").get();
const refund = (database) => {
  const start = performance.now();
  let answer = 'done';
  try {
    database.exec("update orders set refunded = refunded + 500 where id = 'A'");
  } catch ({ message, errcode }) {
    answer = `${message} (${errcode})`;
  }
  return `${answer}, ${performance.now() - start < 2500 ? 'at once' : 'after waiting'}`;
};
for (const begin of ['begin', 'begin immediate']) {
  one.exec(begin);
  read(one);
  let between = 'done';
  try {
    other.exec("pragma busy_timeout = 0; update orders set refunded = 100 where id = 'B'");
  } catch ({ message }) {
    between = message;
  }
  console.log(`${begin}, read; the other's update of another order: ${between}; update: ${refund(one)}; again: ${refund(one)}`);
  one.exec('rollback');
}
other.exec("begin; update orders set refunded = 100 where id = 'B'");
console.log(`while the other has a lock, not read before: ${refund(one)}`);
one.exec('begin');
read(one);
console.log(`while the other has a lock, read before: ${refund(one)}`);
one.exec('rollback');
other.exec('commit');
one.exec('begin');
console.log(`when the other has committed, not read before: ${refund(one)}`);
JS

cat >stated <<'TEXT'
SQLite 3.53.4
begin, read; the other's update of another order: done; update: database is locked (517), at once; again: database is locked (517), at once
begin immediate, read; the other's update of another order: database is locked; update: done, at once; again: done, at once
while the other has a lock, not read before: database is locked (5), after waiting
while the other has a lock, read before: database is locked (5), at once
when the other has committed, not read before: done, at once
TEXT
timeout 60 node --no-warnings observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
