#!/usr/bin/env bash
# An order of 800 is refunded in full by a refund of 400 in MariaDB: in one UPDATE what is set first is what is read next.
#
# Guess:    the expressions of an UPDATE all see the row as it was, in whatever order the columns are set, as the SQL standard and PostgreSQL have it.
# Instead:  the columns are set from left to right, and each expression sees what was set before it. The same assignments in another order leave another
#           row, and two columns that are swapped are equal afterwards.
# Versions: MariaDB 10.11.19 (Debian's mariadb-server-core 10.11.19-0+deb12u1), PostgreSQL 18.6 in
#           @electric-sql/pglite 0.5.14.
# Matters:  `refunded = refunded + 400`, and `refunded` as the status if refunded + 400 is all of it, is right on PostgreSQL; here the refund is counted
#           twice, and an order of 800 is closed with 400 still to be given back. Set first what is computed from the old row, or set the mode
#           SIMULTANEOUS_ASSIGNMENT.
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

const socket = process.argv[2];
const byMariaDb = (sql) =>
  execFileSync('mariadb', ['--no-defaults', `--socket=${socket}`, '--batch', '--skip-column-names', '-e', sql], { encoding: 'utf8' }).trim().split('\t');
const postgres = await PGlite.create();
const byPostgres = async (sql) => Object.values((await postgres.exec(sql)).at(-1).rows[0]);
const table = 'create table payment (amount int, refunded int, still_open int, status varchar(20));';
const payment = "delete from payment; insert into payment values (800, 0, 800, 'completed');";
const read = '; select * from payment';
const status = "status = case when refunded + 400 = amount then 'refunded' else status end";
const changes = {
  'refunded, status': `refunded = refunded + 400, ${status}`,
  'status, refunded': `${status}, refunded = refunded + 400`,
  'refunded, open': 'refunded = refunded + 400, still_open = amount - refunded',
  'open, refunded': 'still_open = amount - refunded, refunded = refunded + 400',
  'a swap': 'refunded = still_open, still_open = refunded',
};
byMariaDb(`create database shop; use shop; ${table}`);
await postgres.exec(table);
for (const [name, change] of Object.entries(changes)) {
  const sql = `${payment} update payment set ${change}${read}`;
  console.log(`${name}: MariaDB ${byMariaDb(`use shop; ${sql}`).join(' ')}; PostgreSQL ${(await byPostgres(sql)).join(' ')}`);
}
console.log(`refunded, status in the mode: MariaDB ${byMariaDb(`use shop; set sql_mode = 'SIMULTANEOUS_ASSIGNMENT'; ${payment} update payment set ${changes['refunded, status']}${read}`).join(' ')}`);
process.exit();
JS

cat >stated <<'TEXT'
refunded, status: MariaDB 800 400 800 refunded; PostgreSQL 800 400 800 completed
status, refunded: MariaDB 800 400 800 completed; PostgreSQL 800 400 800 completed
refunded, open: MariaDB 800 400 400 completed; PostgreSQL 800 400 800 completed
open, refunded: MariaDB 800 400 800 completed; PostgreSQL 800 400 800 completed
a swap: MariaDB 800 800 800 completed; PostgreSQL 800 800 0 completed
refunded, status in the mode: MariaDB 800 400 800 completed
TEXT
timeout 60 node observe.mjs "$folder/data/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
