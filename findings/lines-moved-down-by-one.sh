#!/usr/bin/env bash
# `update lines set position = position + 1` works or fails in PostgreSQL and SQLite by the order in which the lines were written, if positions are unique.
#
# Guess:    a statement is judged by what it leaves behind, as the standard has it: afterwards all positions differ, so it succeeds.
# Instead:  PostgreSQL and SQLite look at the unique constraint row by row. Lines written from the first to the last are refused, as the second place is still
#           taken; written from the last to the first they all move. To take one off works the other way round. DuckDB does both. In PostgreSQL a constraint that
#           is `deferrable` is looked at when the statement ends, even if it is `initially immediate`; SQLite has none such.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, SQLite 3.53.4 in sql.js 1.17.0, DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1).
# Matters:  a line is put in front, or events are numbered anew, and that passes its test with one line; later it fails for the orders whose lines were written or
#           changed in another order. Declare the constraint `deferrable`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @duckdb/node-api@1.5.6-r.1 @electric-sql/pglite@0.5.14 sql.js@1.17.0

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import initSqlJs from 'sql.js';

const duckdb = await (await DuckDBInstance.create()).connect();
const postgres = await PGlite.create();
const { Database } = await initSqlJs();
const sqlite = new Database();
const databases = {
  PostgreSQL: ['unique (position)', (sql) => postgres.exec(sql)],
  'PostgreSQL, deferrable': ['unique (position) deferrable', (sql) => postgres.exec(sql)],
  SQLite: ['unique (position)', async (sql) => sqlite.exec(sql)],
  DuckDB: ['unique (position)', (sql) => duckdb.run(sql)],
};
let table = 0;
for (const [name, [constraint, run]] of Object.entries(databases)) {
  for (const written of [[1, 2, 3], [3, 2, 1]]) {
    const outcomes = [];
    for (const change of ['+ 1', '- 1']) {
      const lines = `lines_${++table}`;
      await run(`create table ${lines} (position int, ${constraint})`);
      for (const position of written) await run(`insert into ${lines} values (${position})`);
      outcomes.push(`${change} ${await run(`update ${lines} set position = position ${change}`).then(() => 'done', () => 'refused')}`);
    }
    console.log(`${name}, written ${written.join(', ')}: ${outcomes.join(', ')}`);
  }
}
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL, written 1, 2, 3: + 1 refused, - 1 done
PostgreSQL, written 3, 2, 1: + 1 done, - 1 refused
PostgreSQL, deferrable, written 1, 2, 3: + 1 done, - 1 done
PostgreSQL, deferrable, written 3, 2, 1: + 1 done, - 1 done
SQLite, written 1, 2, 3: + 1 refused, - 1 done
SQLite, written 3, 2, 1: + 1 done, - 1 refused
DuckDB, written 1, 2, 3: + 1 done, - 1 done
DuckDB, written 3, 2, 1: + 1 done, - 1 done
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
