#!/usr/bin/env bash
# A rate of 1.08375 is 1.08375 as a `decimal` of PostgreSQL, 1.084 in DuckDB and 1 in MariaDB.
#
# Guess:    `decimal` and `numeric` without digits in brackets keep a number as it is, in a cast as in a column; that is what tells them from decimal(10, 2).
# Instead:  without brackets DuckDB has 18 digits, three of them behind the point, and MariaDB ten and none; each rounds, in a cast as in a column, and takes
#           the value. SQLite has a floating-point number. Divided by a whole number, a decimal is a floating-point number in DuckDB.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, DuckDB by @duckdb/node-api 1.5.6-r.1, MariaDB 10.11.19 (Debian's mariadb-server-core
#           10.11.19-0+deb12u1), SQLite 3.54.1 in sql.js 1.17.0.
# Matters:  a schema that is tried on one and run on another converts every amount at a rate of 1, or is off by a euro in five thousand; amounts in cents with
#           two decimals look right in DuckDB. Write the digits down.
set -euo pipefail

folder=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$folder"
}
trap stop EXIT
chmod 755 "$folder"
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install mariadb-server-core=1:10.11.19-0+deb12u1 mariadb-client-core=1:10.11.19-0+deb12u1 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export PATH="$folder/usr/bin:$folder/usr/sbin:$PATH" LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"

# The server refuses to run as root.
as_user=()
mkdir data
if [ "$(id -u)" -eq 0 ]; then
  chown nobody data
  as_user=(setpriv --reuid nobody --regid nogroup --clear-groups)
fi
"${as_user[@]}" "$folder/usr/sbin/mariadbd" --no-defaults --skip-grant-tables --skip-networking --datadir="$folder/data" --tmpdir="$folder/data" \
  --socket="$folder/data/socket" --pid-file="$folder/data/pid" --lc-messages-dir="$folder/usr/share/mysql" >log 2>&1 &
server=$!
for _ in $(seq 300); do [ -S data/socket ] && break; sleep 0.1; done

echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14 @duckdb/node-api@1.5.6-r.1 sql.js@1.17.0
cat >observe.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import initSqlJs from 'sql.js';

const mariadb = (sql) => execFileSync('mariadb', ['--no-defaults', `--socket=${process.argv[2]}`, '--batch', '--skip-column-names', 'shop', '-e', sql], { encoding: 'utf8' }).trim();
execFileSync('mariadb', ['--no-defaults', `--socket=${process.argv[2]}`, '-e', 'create database shop']);
const postgres = await PGlite.create();
const duckdb = await (await DuckDBInstance.create()).connect();
const sqlite = new (await initSqlJs()).Database();
const engines = {
  PostgreSQL: async (sql) => Object.values((await postgres.exec(sql)).at(-1).rows[0] ?? {})[0],
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJson()[0]?.[0],
  MariaDB: mariadb,
  SQLite: (sql) => sqlite.exec(sql)[0]?.values[0][0],
};
for (const [name, ask] of Object.entries(engines)) {
  await ask('create table rate (of_day decimal)');
  await ask("insert into rate values ('1.08375')");
  console.log(`${name}: in a column ${await ask('select of_day from rate')}, cast ${await ask("select cast('1.08375' as decimal)")},`
    + ` 250 at that rate ${await ask("select 250 * cast('1.08375' as decimal)")}, 100.00 in three ${await ask('select cast(100 as decimal(10, 2)) / 3')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL: in a column 1.08375, cast 1.08375, 250 at that rate 270.93750, 100.00 in three 33.3333333333333333
DuckDB: in a column 1.084, cast 1.084, 250 at that rate 271.000, 100.00 in three 33.333333333333336
MariaDB: in a column 1, cast 1, 250 at that rate 250, 100.00 in three 33.333333
SQLite: in a column 1.08375, cast 1.08375, 250 at that rate 270.9375, 100.00 in three 33
TEXT
timeout 60 node observe.mjs "$folder/data/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
