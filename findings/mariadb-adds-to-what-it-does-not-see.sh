#!/usr/bin/env bash
# In MariaDB a transaction adds its refund to one that it cannot see, and then sees both.
#
# Guess:    at REPEATABLE READ, MariaDB's own level, a transaction works on the state that it first read: if another one has changed the row since, the
#           update is refused, or is computed from what was read.
# Instead:  reads keep to the first state, and writes take the newest: every SELECT says that 0 was refunded, the update adds 700 to the 700 of the other, and
#           the next SELECT finds 1400 of 1000. A condition in the UPDATE is asked of the newest row as well, so that it changes no row, without an
#           error, where a SELECT of that condition finds one. `for update` reads the newest.
# Versions: MariaDB 10.11.19 (Debian's mariadb-server-core 10.11.19-0+deb12u1), mysql2 3.24.6.
# Matters:  "read what was refunded, check, then add" within one transaction pays back more than was taken. Read FOR UPDATE, or put the check into the UPDATE
#           and count its rows.
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
npm install --no-audit --no-fund --silent --ignore-scripts mysql2@3.24.6

cat >observe.mjs <<'JS'
import mysql from 'mysql2/promise';

const reached = { socketPath: process.argv[2], user: 'root' };
const [one, other] = [await mysql.createConnection(reached), await mysql.createConnection(reached)];
await one.query('create database shop');
for (const client of [one, other]) await client.query('use shop');
await one.query('create table payment (id varchar(20) primary key, amount int, refunded int) engine = innodb');
const read = async (client, how = '') => (await client.query(`select refunded from payment where id = 'A' ${how}`))[0][0].refunded;
for (const [name, how, where] of [['read and add', '', ''], ['with the condition', '', ' and refunded + 700 <= amount'], ['read for update', 'for update', '']]) {
  await one.query('delete from payment');
  await one.query("insert into payment values ('A', 1000, 0)");
  await other.query('start transaction');
  await other.query('select * from payment where id is null');
  const before = await read(other);
  await one.query("update payment set refunded = refunded + 700 where id = 'A'");
  const again = await read(other, how);
  let told = 'not tried';
  if (again + 700 <= 1000) told = `${(await other.query(`update payment set refunded = refunded + 700 where id = 'A'${where}`))[0].affectedRows} changed`;
  const after = await read(other);
  await other.query('commit');
  console.log(`${name}: read ${before}, after the other's refund of 700 ${again}; the update: ${told}; read ${after}; committed ${await read(one)}`);
}
process.exit();
JS

cat >stated <<'TEXT'
read and add: read 0, after the other's refund of 700 0; the update: 1 changed; read 1400; committed 1400
with the condition: read 0, after the other's refund of 700 0; the update: 0 changed; read 0; committed 700
read for update: read 0, after the other's refund of 700 700; the update: not tried; read 0; committed 700
TEXT
timeout 60 node observe.mjs "$folder/data/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
