#!/usr/bin/env bash
# An error that is caught takes back what its block had done in PostgreSQL, and leaves it done in MariaDB.
#
# Guess:    to catch an error is to go on behind the statement that failed, as with try and catch: what was done before it in the block stays, in either
#           database.
# Instead:  a block of PL/pgSQL with an EXCEPTION part is a transaction within the transaction: the refund that was booked before the letter failed is gone,
#           and the function goes on as if all were well. Its variables keep what they were given. In MariaDB a handler leaves the first half in place, and
#           COMMIT commits it.
# Versions: MariaDB 10.11.19 (Debian's mariadb-server-core 10.11.19-0+deb12u1), PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  "book the refund, try to write the letter, and never mind the letter" books nothing in one, though it returns the refund's number; and a block
#           that counts on being taken back books half of it in the other. Give only the statement that may fail a block of its own.
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

const mariadb = (sql, database = ['shop']) => execFileSync('mariadb', ['--no-defaults', `--socket=${process.argv[2]}`, '--batch', '--skip-column-names', ...database], { input: sql, encoding: 'utf8' })
  .trim().split('\n').at(-1).split('\t').join(', ');
const client = await PGlite.create();
const postgres = async (sql) => Object.values((await client.exec(sql)).at(-1).rows[0] ?? {}).join(', ');
mariadb('create database shop', []);
const tables = 'create table refund (id int primary key, amount int); create table letter (refund_id int not null);';
mariadb(tables.replaceAll(');', ') engine = innodb;'));
await postgres(tables);
const blocks = {
  wide: `begin not atomic
    declare number int default 0;
    declare exit handler for sqlexception select number;
    insert into refund values (1, 500); set number = 1;
    insert into letter values (null);
  end`,
  narrow: `begin not atomic
    declare number int default 0;
    insert into refund values (2, 500); set number = 2;
    begin declare continue handler for sqlexception begin end; insert into letter values (null); end;
    select number;
  end`,
};
await postgres(`create function wide() returns int language plpgsql as $$ declare number int := 0; begin
    insert into refund values (1, 500); number := 1;
    insert into letter values (null);
    return number;
  exception when others then return number; end $$;
  create function narrow() returns int language plpgsql as $$ declare number int := 0; begin
    insert into refund values (2, 500); number := 2;
    begin insert into letter values (null); exception when others then null; end;
    return number; end $$`);
const booked = "select count(*) from refund where id = ";
for (const [name, number] of [['wide', 1], ['narrow', 2]]) {
  const block = { wide: 'the whole is the block', narrow: 'a block for the letter' }[name];
  console.log(`MariaDB, ${block}: answers ${mariadb(`delimiter //\nstart transaction //\n${blocks[name]} //\ncommit //`)}, refunds booked: ${mariadb(booked + number)}`);
  console.log(`PostgreSQL, ${block}: answers ${await postgres(`select ${name}()`)}, refunds booked: ${await postgres(booked + number)}`);
}
process.exit();
JS

cat >stated <<'TEXT'
MariaDB, the whole is the block: answers 1, refunds booked: 1
PostgreSQL, the whole is the block: answers 1, refunds booked: 0
MariaDB, a block for the letter: answers 2, refunds booked: 1
PostgreSQL, a block for the letter: answers 2, refunds booked: 1
TEXT
timeout 60 node observe.mjs "$folder/data/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
