#!/usr/bin/env bash
# Of two triggers on one table, which is asked first is a matter of their names in PostgreSQL, of their age in MariaDB, and of their youth in SQLite.
#
# Guess:    triggers of one kind are asked in the order in which they were made, as listeners are.
# Instead:  PostgreSQL asks them in the order of their names, so that `round_the_fee` comes before `take_the_fee` whichever was made first; MariaDB in the
#           order in which they were made; SQLite the last one first.
# Versions: MariaDB 10.11.19 (Debian's mariadb-server-core 10.11.19-0+deb12u1), PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, SQLite 3.54.1 in
#           sql.js 1.17.0.
# Matters:  the fee is rounded before it is taken, or the balance checked before the refund is counted, on one of the databases or after a trigger was made
#           anew under another name. Put what depends on an order into one trigger.
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
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14 sql.js@1.17.0

cat >observe.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { PGlite } from '@electric-sql/pglite';
import initSqlJs from 'sql.js';

const mariadb = (sql, database = ['shop']) => execFileSync('mariadb', ['--no-defaults', `--socket=${process.argv[2]}`, '--batch', '--skip-column-names', ...database], { input: sql, encoding: 'utf8' }).trim();
const client = await PGlite.create();
const sqlite = new (await initSqlJs()).Database();
mariadb('create database shop', []);
const engines = {
  MariaDB: { ask: mariadb, trigger: (name) => `create trigger ${name} after insert on payment for each row insert into log (name) values ('${name}')` },
  PostgreSQL: {
    ask: async (sql) => String(Object.values((await client.exec(sql)).at(-1)?.rows[0] ?? {})),
    trigger: (name) => `create function ${name}() returns trigger language plpgsql as $$ begin insert into log (name) values ('${name}'); return new; end $$;
      create trigger ${name} after insert on payment for each row execute function ${name}()`,
  },
  SQLite: { ask: async (sql) => String(sqlite.exec(sql).at(-1)?.values[0] ?? ''), trigger: (name) => `create trigger ${name} after insert on payment begin insert into log (name) values ('${name}'); end` },
};
for (const [engine, { ask, trigger }] of Object.entries(engines)) {
  for (const names of [['take_the_fee', 'round_the_fee'], ['round_the_fee', 'take_the_fee'], ['b', 'c', 'a']]) {
    await ask('drop table if exists payment; drop table if exists log');
    if (engine === 'PostgreSQL') await ask('drop function if exists take_the_fee; drop function if exists round_the_fee; drop function if exists a; drop function if exists b; drop function if exists c');
    await ask(`create table payment (id int); create table log (number integer primary key ${{ MariaDB: 'auto_increment', PostgreSQL: 'generated always as identity', SQLite: 'autoincrement' }[engine]}, name varchar(20))`);
    for (const name of names) await ask(trigger(name));
    await ask('insert into payment values (1)');
    const asked = await ask(engine === 'PostgreSQL' ? "select string_agg(name, ', ' order by number) from log" : engine === 'MariaDB' ? "select group_concat(name order by number separator ', ') from log" : "select group_concat(name, ', ') from (select name from log order by number)");
    console.log(`${engine}, made as ${names.join(', ')}: asked as ${asked}`);
  }
}
process.exit();
JS

cat >stated <<'TEXT'
MariaDB, made as take_the_fee, round_the_fee: asked as take_the_fee, round_the_fee
MariaDB, made as round_the_fee, take_the_fee: asked as round_the_fee, take_the_fee
MariaDB, made as b, c, a: asked as b, c, a
PostgreSQL, made as take_the_fee, round_the_fee: asked as round_the_fee, take_the_fee
PostgreSQL, made as round_the_fee, take_the_fee: asked as round_the_fee, take_the_fee
PostgreSQL, made as b, c, a: asked as a, b, c
SQLite, made as take_the_fee, round_the_fee: asked as round_the_fee, take_the_fee
SQLite, made as round_the_fee, take_the_fee: asked as take_the_fee, round_the_fee
SQLite, made as b, c, a: asked as a, c, b
TEXT
timeout 60 node observe.mjs "$folder/data/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
