#!/usr/bin/env bash
# An upsert of order B changes order A in MariaDB, if the two have a reference in common.
#
# Guess:    `on duplicate key update` is for the row of the key that was given, the order's id; what offends against another unique key is an error, as it is
#           in PostgreSQL behind `on conflict (id)`.
# Instead:  whichever unique key is hit first decides which row is changed. B, whose reference is that of A, is not stored, and A has B's amount and status.
#           REPLACE of a row that hits both keys deletes two orders.
# Versions: MariaDB 10.11.19 (Debian's mariadb-server-core 10.11.19-0+deb12u1), PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  a payment that was made again with the shop's old reference turns the first, paid one into `initialized`, and the second one is never heard of.
#           Insert, and update by the id when that fails.
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
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { PGlite } from '@electric-sql/pglite';

const byMariaDb = (sql) => execFileSync('mariadb', ['--no-defaults', `--socket=${process.argv[2]}`, '--batch', '--skip-column-names', '-e', `use shop; ${sql}`], { encoding: 'utf8', stdio: 'pipe' }).trim().split('\n').filter(Boolean).map((line) => line.split('\t').join(' '));
const postgres = await PGlite.create();
const byPostgres = async (sql) => (await postgres.exec(sql)).at(-1).rows.map((row) => Object.values(row).join(' '));
execFileSync('mariadb', ['--no-defaults', `--socket=${process.argv[2]}`, '-e', 'create database shop']);
const table = 'create table payment (id varchar(20) primary key, reference varchar(20) unique, amount int, status varchar(20))';
const anew = "delete from payment; insert into payment values ('A', 'R1', 1000, 'completed'), ('C', 'R2', 700, 'completed')";
byMariaDb(table);
await postgres.exec(table);
const tell = async (name, upsert, ask) => {
  await ask(anew);
  const done = await Promise.resolve().then(() => ask(upsert)).then(() => 'taken', () => 'refused');
  console.log(`${name}: ${done}; ${(await ask('select * from payment order by id')).join(', ')}`);
};
const values = "insert into payment values ('B', 'R1', 500, 'initialized')";
await tell('MariaDB, B with the reference of A', `${values} on duplicate key update amount = values(amount), status = values(status)`, byMariaDb);
await tell('PostgreSQL, B with the reference of A', `${values} on conflict (id) do update set amount = excluded.amount, status = excluded.status`, byPostgres);
await tell('MariaDB, REPLACE of C with the reference of A', "replace into payment values ('C', 'R1', 500, 'initialized')", byMariaDb);
process.exit();
JS

cat >stated <<'TEXT'
MariaDB, B with the reference of A: taken; A R1 500 initialized, C R2 700 completed
PostgreSQL, B with the reference of A: refused; A R1 1000 completed, C R2 700 completed
MariaDB, REPLACE of C with the reference of A: taken; C R1 500 initialized
TEXT
timeout 60 node observe.mjs "$folder/data/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
