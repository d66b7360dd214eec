#!/usr/bin/env bash
# An order with a `time` of its own, logged by pino, has two: PostgreSQL reads the order's, SQLite and DuckDB the line's, and what SQLite sets or takes away is
# one of the two.
#
# Guess:    where an object names a member twice, the last one counts, as in JSON.parse and in jsonb; changing or removing the member leaves one or none.
# Instead:  pino writes its own fields and then the order's, also where they have one name, and so do child loggers. PostgreSQL gives the last, from json as
#           from jsonb; SQLite and DuckDB give the first. After SQLite's json_set the first is new and the second is there still, so that JSON.parse sees no
#           change; json_remove uncovers the other one. DuckDB refuses the same object as a struct.
# Versions: pino 10.4.0, PostgreSQL 18 in @electric-sql/pglite 0.5.14, SQLite 3.54.1 in sql.js 1.17.0, DuckDB in @duckdb/node-api 1.5.6-r.1.
# Matters:  a search of the logs for an order's time or message finds the wrong one by the tool that reads them, and a field that was blacked out shows its
#           twin. Log an order under one name: log.info({ order }).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts pino@10.4.0 @electric-sql/pglite@0.5.14 sql.js@1.17.0 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { Writable } from 'node:stream';
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import pino from 'pino';
import initialise from 'sql.js';

let line;
const log = pino({ base: null, timestamp: () => ',"time":"of the line"' }, new Writable({ write: (chunk, _, done) => { line = String(chunk).trim(); done(); } }));
log.info({ order: 'A', time: 'of the order' }, 'refunded');
console.log(`pino: ${line}`);
console.log(`JSON.parse: ${JSON.parse(line).time}`);

const postgres = await PGlite.create();
const { Database } = await initialise();
const sqlite = new Database();
const duckdb = await (await DuckDBInstance.create()).connect();
const asked = {
  PostgreSQL: async (sql) => (await postgres.query(`select ${sql} as found`)).rows[0].found,
  SQLite: async (sql) => sqlite.exec(`select ${sql}`)[0].values[0][0],
  DuckDB: async (sql) => (await duckdb.runAndReadAll(`select ${sql} as found`)).getRowObjectsJson()[0].found,
};
const observe = async (engine, sql) => {
  const found = await asked[engine](sql.replaceAll('LINE', `'${line}'`)).catch((error) => `refused, ${error.message.split(':')[0]}`);
  console.log(`${engine}, ${sql}: ${found}`);
};
await observe('PostgreSQL', "LINE::json ->> 'time'");
await observe('PostgreSQL', "LINE::jsonb ->> 'time'");
await observe('SQLite', "LINE ->> 'time'");
await observe('DuckDB', "LINE::json ->> 'time'");
await observe('DuckDB', '(LINE::json::struct(time varchar)).time');
await observe('SQLite', "json_set(LINE, '$.time', 'gone')");
await observe('SQLite', "json_remove(LINE, '$.time')");
process.exit();
JS

cat >stated <<'TEXT'
pino: {"level":30,"time":"of the line","order":"A","time":"of the order","msg":"refunded"}
JSON.parse: of the order
PostgreSQL, LINE::json ->> 'time': of the order
PostgreSQL, LINE::jsonb ->> 'time': of the order
SQLite, LINE ->> 'time': of the line
DuckDB, LINE::json ->> 'time': of the line
DuckDB, (LINE::json::struct(time varchar)).time: refused, Conversion Error
SQLite, json_set(LINE, '$.time', 'gone'): {"level":30,"time":"gone","order":"A","time":"of the order","msg":"refunded"}
SQLite, json_remove(LINE, '$.time'): {"level":30,"order":"A","time":"of the order","msg":"refunded"}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
