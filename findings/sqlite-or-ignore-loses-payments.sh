#!/usr/bin/env bash
# `INSERT OR IGNORE` in SQLite steps over a payment without an amount or with a forbidden one, as if it were there already.
#
# Guess:    "or ignore" is for what is there already, as ON CONFLICT DO NOTHING is: a payment that is delivered twice is stored once, and one that
#           breaks NOT NULL or CHECK is an error.
# Instead:  in SQLite OR IGNORE leaves out whatever breaks NOT NULL, CHECK or UNIQUE, and takes the rest of the statement. UPDATE OR IGNORE leaves the old
#           row. ON CONFLICT DO NOTHING, in the same engine, is about uniqueness only and refuses, and so does DuckDB for the very words
#           INSERT OR IGNORE. A foreign key is an error all the same, in SQLite.
# Versions: SQLite 3.54.1 (sql.js 1.17.0), @duckdb/node-api 1.5.6-r.1.
# Matters:  a notification whose amount could not be read is acknowledged and stored nowhere, and the count of changes is the only trace. Write ON
#           CONFLICT DO NOTHING.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts sql.js@1.17.0 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import initSqlJs from 'sql.js';

const sqlite = new (await initSqlJs()).Database();
sqlite.exec('pragma foreign_keys = on');
const duckdb = await (await DuckDBInstance.create()).connect();
const engines = {
  SQLite: async (sql) => sqlite.exec(sql)[0]?.values ?? [],
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJson(),
};
const rows = { 'no amount': "('B', null, 'P')", 'amount of -5': "('B', -5, 'P')", 'the same order': "('A', 700, 'P')", 'no such payer': "('B', 700, 'Q')" };
for (const [name, ask] of Object.entries(engines)) {
  await ask('create table payers (id text primary key)');
  await ask("insert into payers values ('P')");
  await ask("create table payments (id text primary key, cents integer not null check (cents > 0), payer text not null references payers)");
  for (const [what, row] of Object.entries(rows)) {
    for (const sql of [`insert or ignore into payments values ('A', 500, 'P'), ${row}, ('C', 900, 'P')`, `insert into payments values ('A', 500, 'P'), ${row}, ('C', 900, 'P') on conflict do nothing`]) {
      let answer;
      await ask('delete from payments');
      try { await ask(sql); answer = (await ask('select id, cents from payments order by id')).map((kept) => kept.join(' ')).join(', '); } catch { answer = 'error'; }
      console.log(`${name}, ${what}, ${sql.startsWith('insert or') ? 'or ignore' : 'on conflict do nothing'}: ${answer}`);
    }
  }
}
sqlite.exec("delete from payments; insert into payments values ('A', 500, 'P'); update or ignore payments set cents = -cents");
console.log(`SQLite, update or ignore to -500: ${sqlite.exec('select cents from payments')[0].values}, rows changed ${sqlite.getRowsModified()}`);
JS

cat >stated <<'TEXT'
SQLite, no amount, or ignore: A 500, C 900
SQLite, no amount, on conflict do nothing: error
SQLite, amount of -5, or ignore: A 500, C 900
SQLite, amount of -5, on conflict do nothing: error
SQLite, the same order, or ignore: A 500, C 900
SQLite, the same order, on conflict do nothing: A 500, C 900
SQLite, no such payer, or ignore: error
SQLite, no such payer, on conflict do nothing: error
DuckDB, no amount, or ignore: error
DuckDB, no amount, on conflict do nothing: error
DuckDB, amount of -5, or ignore: error
DuckDB, amount of -5, on conflict do nothing: error
DuckDB, the same order, or ignore: A 500, C 900
DuckDB, the same order, on conflict do nothing: A 500, C 900
DuckDB, no such payer, or ignore: error
DuckDB, no such payer, on conflict do nothing: error
SQLite, update or ignore to -500: 500, rows changed 0
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
