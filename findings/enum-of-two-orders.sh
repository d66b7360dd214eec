#!/usr/bin/env bash
# Sorted, the statuses of an enum stand in the order of its list; compared with a status, they go by their letters in MariaDB and DuckDB.
#
# Guess:    an enum has one order, that of its list: `order by`, `>`, `between`, `min` and `max` go by it, as they do in PostgreSQL.
# Instead:  `> 'completed'` compares letters in both, so that initialized and declined come after completed and chargeback does not. Sorting goes by the list.
#           `min` and `max` go by the list in DuckDB and by the letters in MariaDB, where the last status of all is another one than by
#           `order by status desc limit 1`. Against a place in the list (`> 3`) MariaDB, and against `'completed'::status` DuckDB, keeps to the list.
# Versions: MariaDB 10.11.19 (Debian's mariadb-server-core 10.11.19-0+deb12u1), PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, DuckDB by
#           @duckdb/node-api 1.5.6-r.1.
# Matters:  "beyond completed" has the orders among its rows that were never paid, and leaves out the chargebacks; a look at the sorted table shows
#           nothing of it. Cast the literal, or keep the rank in a column.
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
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14 @duckdb/node-api@1.5.6-r.1
cat >observe.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';

const socket = process.argv[2];
const postgres = await PGlite.create();
const duckdb = await (await DuckDBInstance.create()).connect();
execFileSync('mariadb', ['--no-defaults', `--socket=${socket}`, '-e', 'create database shop']);
const engines = {
  MariaDB: (sql) => execFileSync('mariadb', ['--no-defaults', `--socket=${socket}`, '--batch', '--skip-column-names', 'shop', '-e', sql], { encoding: 'utf8' })
    .trim().split('\n'),
  PostgreSQL: async (sql) => (await postgres.exec(sql)).at(-1).rows.map((row) => Object.values(row)[0]),
  DuckDB: async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJson().map(([value]) => value),
};
const list = "enum ('initialized', 'declined', 'completed', 'refunded', 'chargeback')";
for (const [name, ask] of Object.entries(engines)) {
  const ofType = name === 'MariaDB' ? list : 'status';
  if (name !== 'MariaDB') await ask(`create type status as ${list}`);
  await ask(`create table payment (status ${ofType})`);
  await ask("insert into payment values ('chargeback'), ('completed'), ('declined'), ('initialized'), ('refunded')");
  for (const [what, sql] of Object.entries({
    'order by': 'select status from payment order by status',
    "> 'completed'": "select status from payment where status > 'completed' order by status",
    'between initialized and completed': "select status from payment where status between 'initialized' and 'completed' order by status",
    'min': 'select min(status) from payment',
    'max': 'select max(status) from payment',
  })) {
    const rows = await ask(sql);
    console.log(`${name}, ${what}: ${rows.filter(Boolean).join(', ') || 'none'}`);
  }
}
console.log(`DuckDB, > 'completed'::status: ${(await engines.DuckDB("select status from payment where status > 'completed'::status order by status")).join(', ')}`);
console.log(`MariaDB, > 3: ${engines.MariaDB('select status from payment where status > 3 order by status').join(', ')}`);
process.exit();
JS

cat >stated <<'TEXT'
MariaDB, order by: initialized, declined, completed, refunded, chargeback
MariaDB, > 'completed': initialized, declined, refunded
MariaDB, between initialized and completed: none
MariaDB, min: chargeback
MariaDB, max: refunded
PostgreSQL, order by: initialized, declined, completed, refunded, chargeback
PostgreSQL, > 'completed': refunded, chargeback
PostgreSQL, between initialized and completed: initialized, declined, completed
PostgreSQL, min: initialized
PostgreSQL, max: chargeback
DuckDB, order by: initialized, declined, completed, refunded, chargeback
DuckDB, > 'completed': initialized, declined, refunded
DuckDB, between initialized and completed: none
DuckDB, min: initialized
DuckDB, max: chargeback
DuckDB, > 'completed'::status: refunded, chargeback
MariaDB, > 3: refunded, chargeback
TEXT
timeout 60 node observe.mjs "$folder/data/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
