#!/usr/bin/env bash
# The smaller of 700 and what is left, which is not known, is 700 in PostgreSQL and DuckDB, and not known in MariaDB and SQLite.
#
# Guess:    least(700, null) is null in every database, as 700 + null is, and as `700 < null` is neither true nor false; greatest(0, null) as well.
# Instead:  PostgreSQL and DuckDB leave nulls out, as an aggregate does: the answer is the other amount. MariaDB's least and SQLite's min of two are null. A
#           join of texts differs likewise: `concat('refund-', null)` is `refund-` in three of them, and null in MariaDB.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, DuckDB by @duckdb/node-api 1.5.6-r.1, MariaDB 10.11.19 (Debian's mariadb-server-core
#           10.11.19-0+deb12u1), SQLite 3.54.1 in sql.js 1.17.0.
# Matters:  `least(asked, remaining)` is the guard that keeps a refund within the payment, and refunds whatever was asked where the remainder is missing,
#           behind a left join say; moved from MariaDB, where it stored a null that a column refused, it lets it through. Write `case`, or refuse the null
#           before.
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

const postgres = await PGlite.create();
const duckdb = await (await DuckDBInstance.create()).connect();
const sqlite = new (await initSqlJs()).Database();
const engines = {
  PostgreSQL: async (sql) => String(Object.values((await postgres.query(sql)).rows[0])[0]),
  DuckDB: async (sql) => String((await duckdb.runAndReadAll(sql)).getRowsJson()[0][0]),
  MariaDB: (sql) => execFileSync('mariadb', ['--no-defaults', `--socket=${process.argv[2]}`, '--batch', '--skip-column-names', '-e', sql], { encoding: 'utf8' }).trim().toLowerCase(),
  SQLite: (sql) => String(sqlite.exec(sql.replace('least', 'min').replace('greatest', 'max'))[0].values[0][0]),
};
for (const [name, ask] of Object.entries(engines)) {
  console.log(`${name}: the smaller of 700 and null ${await ask('select least(700, null)')}, the greater of 0 and null ${await ask('select greatest(0, null)')},`
    + ` 700 + null ${await ask('select 700 + null')}, concat ${await ask("select concat('refund-', null)")}`);
}
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL: the smaller of 700 and null 700, the greater of 0 and null 0, 700 + null null, concat refund-
DuckDB: the smaller of 700 and null 700, the greater of 0 and null 0, 700 + null null, concat refund-
MariaDB: the smaller of 700 and null null, the greater of 0 and null null, 700 + null null, concat null
SQLite: the smaller of 700 and null null, the greater of 0 and null null, 700 + null null, concat refund-
TEXT
timeout 60 node observe.mjs "$folder/data/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
