#!/usr/bin/env bash
# Asked for the last value by time, DuckDB's arg_max gives the one before if the last is null, and `any_value(... order by ...)` too; `last` gives null.
#
# Guess:    `arg_max(reason, moment)` is the reason in the row of the latest time: none, if that row has none.
# Instead:  rows whose reason is null are stepped over, so that what comes back belongs to an earlier row than `max(moment)`, and two columns asked for
#           side by side come from two rows. `arg_max_null`, `last` and `first` take the row as it is, and an `any_value` that is sorted does not. In a struct
#           the row stays together. SQLite's bare column beside max(), and PostgreSQL's array_agg, give null.
# Versions: DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1), SQLite 3.53.4 in sql.js 1.17.0, PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  an order that was declined and is completed now is listed as completed for the reason of its decline. Ask for `arg_max({ ... }, moment)`.
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
const ask = {
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJson()[0],
  PostgreSQL: async (sql) => (await postgres.query(sql, [], { rowMode: 'array' })).rows[0],
  SQLite: async (sql) => sqlite.exec(sql)[0].values[0],
};
const notices = "with notices(status, reason, moment) as (values ('declined', 'insufficient funds', 1), ('completed', null, 2)) select";
const columns = {
  DuckDB: [
    'arg_max(status, moment), arg_max(reason, moment), max(moment)',
    'arg_max_null(status, moment), arg_max_null(reason, moment)',
    'last(status order by moment), last(reason order by moment)',
    'any_value(status order by moment desc), any_value(reason order by moment desc)',
    'arg_max({ status: status, reason: reason }, moment)',
  ],
  PostgreSQL: ['(array_agg(status order by moment desc))[1], (array_agg(reason order by moment desc))[1]'],
  SQLite: ['status, reason, max(moment)'],
};
for (const [name, queries] of Object.entries(columns))
  for (const query of queries) console.log(`${name}, ${query}: ${JSON.stringify(await ask[name](`${notices} ${query} from notices`))}`);
process.exit();
JS

cat >stated <<'TEXT'
DuckDB, arg_max(status, moment), arg_max(reason, moment), max(moment): ["completed","insufficient funds",2]
DuckDB, arg_max_null(status, moment), arg_max_null(reason, moment): ["completed",null]
DuckDB, last(status order by moment), last(reason order by moment): ["completed",null]
DuckDB, any_value(status order by moment desc), any_value(reason order by moment desc): ["completed","insufficient funds"]
DuckDB, arg_max({ status: status, reason: reason }, moment): [{"status":"completed","reason":null}]
PostgreSQL, (array_agg(status order by moment desc))[1], (array_agg(reason order by moment desc))[1]: ["completed",null]
SQLite, status, reason, max(moment): ["completed",null,2]
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
