#!/usr/bin/env bash
# A statement for order 9007199254740993 is one for ...992 once pgsql-ast-parser has read and printed it, and an amount of 1234567890123456.78 is another by
# node-sql-parser too.
#
# Guess:    what a parser of SQL reads and prints again means the same: its literals are kept as they are written.
# Instead:  pgsql-ast-parser makes JavaScript numbers of all literals, and prints the nearest: ids beyond 2^53 and amounts of more than seventeen digits are
#           others, in a condition as in a value. node-sql-parser keeps whole numbers and rounds long decimals; and 1e3 is printed as a column's name for
#           MySQL.
# Versions: pgsql-ast-parser 12.0.2, node-sql-parser 5.4.0.
# Matters:  this is how a proxy adds a tenant to each condition, or a linter rewrites: the update of one order changes its neighbour. Hand such values over as
#           parameters.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts pgsql-ast-parser@12.0.2 node-sql-parser@5.4.0

cat >observe.mjs <<'JS'
import parsers from 'node-sql-parser';
import { parse, toSql } from 'pgsql-ast-parser';

const parser = new parsers.Parser();
const printers = {
  'pgsql-ast-parser': (sql) => toSql.statement(parse(sql)[0]),
  'node-sql-parser, PostgreSQL': (sql) => parser.sqlify(parser.astify(sql, { database: 'postgresql' }), { database: 'postgresql' }),
  'node-sql-parser, MySQL': (sql) => parser.sqlify(parser.astify(sql, { database: 'mysql' }), { database: 'mysql' }),
};
for (const sql of ["update payment set status = 'refunded' where id = 9007199254740993", 'update payment set total = 1234567890123456.78 where id = 5', 'update payment set total = 1e3 where id = 5']) {
  for (const [name, print] of Object.entries(printers)) {
    let printed = 'refused';
    try {
      printed = print(sql).replaceAll(/[\s()"]+/g, ' ').trim();
    } catch {}
    console.log(`${name}, ${sql.match(/[\de.]{3,}/)[0]}: ${printed}`);
  }
}
JS

cat >stated <<'TEXT'
pgsql-ast-parser, 9007199254740993: UPDATE payment SET status = 'refunded' WHERE id = 9007199254740992
node-sql-parser, PostgreSQL, 9007199254740993: UPDATE payment SET status = 'refunded' WHERE id = 9007199254740993
node-sql-parser, MySQL, 9007199254740993: UPDATE `payment` SET `status` = 'refunded' WHERE `id` = 9007199254740993
pgsql-ast-parser, 1234567890123456.78: UPDATE payment SET total = 1234567890123456.8 WHERE id = 5
node-sql-parser, PostgreSQL, 1234567890123456.78: UPDATE payment SET total = 1234567890123456.75 WHERE id = 5
node-sql-parser, MySQL, 1234567890123456.78: UPDATE `payment` SET `total` = 1234567890123456.75 WHERE `id` = 5
pgsql-ast-parser, 1e3: refused
node-sql-parser, PostgreSQL, 1e3: UPDATE payment SET total = 1e3 WHERE id = 5
node-sql-parser, MySQL, 1e3: UPDATE `payment` SET `total` = `1e3` WHERE `id` = 5
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
