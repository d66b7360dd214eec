#!/usr/bin/env bash
# A transaction of MariaDB that has waited too long for a lock keeps its first half, and beginning anew commits that.
#
# Guess:    a transaction is done as a whole or not at all: when a statement fails because a lock was not to be had, all is taken back, as it is after a
#           deadlock.
# Instead:  after the timeout of a lock only the statement is taken back. What was done before is still there and is committed by COMMIT, and by the
#           BEGIN of the next try as well, so that it is done twice. After a deadlock all is gone.
# Versions: MariaDB 10.11.19 (Debian's mariadb-server-core 10.11.19-0+deb12u1), mysql2 3.24.6.
# Matters:  the refund is booked in one table and waits for the order in another, times out, and is tried again: booked twice, subtracted once. Send ROLLBACK
#           after every error, or set innodb_rollback_on_timeout.
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
const both = async (sql) => { for (const client of [one, other]) await client.query(sql); };
await one.query('create database shop');
await both('use shop');
await both('set innodb_lock_wait_timeout = 1');
await one.query('create table payment (id varchar(20) primary key, amount int, refunded int) engine = innodb');
await one.query('create table refund (payment_id varchar(20), amount int) engine = innodb');
const anew = async () => {
  await one.query('delete from payment');
  await one.query('delete from refund');
  await one.query("insert into payment values ('A', 1000, 0), ('B', 1000, 0)");
};
const tell = async (name, error) => {
  const [[row]] = await one.query("select (select refunded from payment where id = 'A') as refunded, (select count(*) from refund) as many");
  console.log(`${name}: ${error}; refunds booked ${row.many}, refunded in the order ${row.refunded}`);
};
const booked = "insert into refund values ('A', 400)";
const counted = "update payment set refunded = refunded + 400 where id = 'A'";
const failing = (sql) => other.query(sql).then(() => 'no error', ({ code }) => code);

await anew();
await one.query('begin');
await one.query("select * from payment where id = 'A' for update");
await other.query('begin');
await other.query(booked);
let error = await failing(counted);
await one.query('rollback');
await other.query('commit');
await tell('a timeout, then COMMIT', error);

await anew();
await one.query('begin');
await one.query("select * from payment where id = 'A' for update");
await other.query('begin');
await other.query(booked);
error = await failing(counted);
await one.query('rollback');
for (const sql of ['begin', booked, counted, 'commit']) await other.query(sql);
await tell('a timeout, then all of it again', error);

await anew();
await one.query('begin');
await one.query("select * from payment where id = 'A' for update");
await other.query('begin');
await other.query(booked);
error = await failing(counted);
await other.query('rollback');
await one.query('rollback');
for (const sql of ['begin', booked, counted, 'commit']) await other.query(sql);
await tell('a timeout, ROLLBACK, all of it again', error);

await anew();
await both('set innodb_lock_wait_timeout = 20');
for (const sql of ['begin', "update payment set amount = 900 where id = 'A'", "update payment set amount = 901 where id = 'A'", "update payment set amount = 902 where id = 'A'"]) await one.query(sql);
for (const sql of ['begin', booked, "update payment set refunded = 0 where id = 'B'"]) await other.query(sql);
const waits = failing(counted);
const [first, second] = await Promise.all([one.query("update payment set amount = 903 where id = 'B'").then(() => 'no error', ({ code }) => code), waits]);
await one.query('rollback');
await other.query('commit');
await tell('a deadlock, then COMMIT', [first, second].filter((code) => code !== 'no error').join(', '));
process.exit();
JS

cat >stated <<'TEXT'
a timeout, then COMMIT: ER_LOCK_WAIT_TIMEOUT; refunds booked 1, refunded in the order 0
a timeout, then all of it again: ER_LOCK_WAIT_TIMEOUT; refunds booked 2, refunded in the order 400
a timeout, ROLLBACK, all of it again: ER_LOCK_WAIT_TIMEOUT; refunds booked 1, refunded in the order 400
a deadlock, then COMMIT: ER_LOCK_DEADLOCK; refunds booked 0, refunded in the order 0
TEXT
timeout 60 node observe.mjs "$folder/data/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
