#!/usr/bin/env bash
# A fee of `amount * ? / 1000` is in whole cents by one driver for SQLite and has fractions by another; in sql.js it goes by the size of the number.
#
# Guess:    a whole number that is bound to a question mark is an integer to SQLite, as it is where it is written out: 1251 / 100 is 12 in every driver.
# Instead:  node:sqlite and libsql bind every JavaScript number as a floating-point one, so that it is 12.51, and only a bigint is an integer. sql.js binds
#           integers below 2^31 and floating-point numbers from there on, so that a division changes its rule at 21,474,836.48.
#           node-sqlite3-wasm binds integers.
# Versions: Node.js 24.21.0, @libsql/client 0.18.0, sql.js 1.17.0, node-sqlite3-wasm 0.8.60.
# Matters:  a share or a fee that was tried with one driver has fractions of a cent with the next, or for large amounts only, and they add up. Write the
#           rounding down: `cast(? as integer)`, or round() with a floating-point number.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent node@24.21.0 sql.js@1.17.0 node-sqlite3-wasm@0.8.60 @libsql/client@0.18.0

cat >observe.mjs <<'JS'
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@libsql/client';
import initSqlJs from 'sql.js';
import wasm from 'node-sqlite3-wasm';

const sql = 'select typeof(?1) as type, ?1 / 100 as share, amount * ?2 / 1000 as fee from payment';
const payments = ['create table payment (amount integer)', 'insert into payment values (1250)'];
const node = new DatabaseSync(':memory:');
const libsql = createClient({ url: ':memory:' });
const sqlJs = new (await initSqlJs()).Database();
const other = new wasm.Database();
for (const line of payments) {
  node.exec(line);
  await libsql.execute(line);
  sqlJs.run(line);
  other.run(line);
}
const drivers = {
  'node:sqlite': (values) => node.prepare(sql).get(...values),
  libsql: async (args) => (await libsql.execute({ sql, args })).rows[0],
  'sql.js': (values) => sqlJs.prepare(sql).getAsObject(values),
  'node-sqlite3-wasm': (values) => other.get(sql, values),
};
for (const [name, ask] of Object.entries(drivers)) {
  for (const value of [1251, 2147483651, 1251n]) {
    const { type, share, fee } = await ask([value, typeof value === 'bigint' ? 29n : 29]);
    console.log(`${name}, ${value}${typeof value === 'bigint' ? 'n' : ''}: ${type}, a hundredth of it ${share}; 29 per mille of 1250 is ${fee}`);
  }
}
process.exit();
JS

cat >stated <<'TEXT'
node:sqlite, 1251: real, a hundredth of it 12.51; 29 per mille of 1250 is 36.25
node:sqlite, 2147483651: real, a hundredth of it 21474836.51; 29 per mille of 1250 is 36.25
node:sqlite, 1251n: integer, a hundredth of it 12; 29 per mille of 1250 is 36
libsql, 1251: real, a hundredth of it 12.51; 29 per mille of 1250 is 36.25
libsql, 2147483651: real, a hundredth of it 21474836.51; 29 per mille of 1250 is 36.25
libsql, 1251n: integer, a hundredth of it 12; 29 per mille of 1250 is 36
sql.js, 1251: integer, a hundredth of it 12; 29 per mille of 1250 is 36
sql.js, 2147483651: real, a hundredth of it 21474836.51; 29 per mille of 1250 is 36
sql.js, 1251n: integer, a hundredth of it 12; 29 per mille of 1250 is 36
node-sqlite3-wasm, 1251: integer, a hundredth of it 12; 29 per mille of 1250 is 36
node-sqlite3-wasm, 2147483651: integer, a hundredth of it 21474836; 29 per mille of 1250 is 36
node-sqlite3-wasm, 1251n: integer, a hundredth of it 12; 29 per mille of 1250 is 36
TEXT
timeout 60 node_modules/.bin/node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
