#!/usr/bin/env bash
# When an order is deleted and its refunds go with it, no trigger of theirs is asked in MariaDB; in PostgreSQL and SQLite it is.
#
# Guess:    a row that a foreign key deletes (`on delete cascade`) or changes (`on update cascade`, `on delete set null`) is deleted or changed as any
#           other: its triggers run, and one that raises an error prevents it.
# Instead:  the foreign keys of InnoDB work below the triggers: the refunds are gone, the log has no line, and the trigger that forbids their deletion
#           has no say. A refund that is deleted by itself is logged. PostgreSQL and SQLite run the triggers.
# Versions: MariaDB 10.11.19 (Debian's mariadb-server-core 10.11.19-0+deb12u1), PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, SQLite 3.54.1 in
#           sql.js 1.17.0.
# Matters:  the ledger of what was refunded is kept by a trigger, and tidying up one order takes its refunds out of the table and leaves them in the
#           sum; or refunds that may never be deleted are. Let such foreign keys restrict, and delete the rows by name.
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

const socket = process.argv[2];
const byMariaDb = (sql) =>
  execFileSync('mariadb', ['--no-defaults', `--socket=${socket}`, '--batch', '--skip-column-names', 'shop', '-e', sql], { encoding: 'utf8', stdio: 'pipe' })
    .trim().split('\n').at(-1);
const postgres = await PGlite.create();
const sqlite = new (await initSqlJs()).Database();
sqlite.run('pragma foreign_keys = on');
execFileSync('mariadb', ['--no-defaults', `--socket=${socket}`, '-e', 'create database shop']);
const tables = `create table payment (id varchar(20) primary key);
  create table refund (id varchar(20) primary key, payment_id varchar(20), amount int, kept int,
    foreign key (payment_id) references payment (id) on delete cascade on update cascade);
  create table log (line varchar(50));
  insert into payment values ('A'), ('B'), ('C'), ('D'); insert into refund values ('A1', 'A', 500, 0), ('B1', 'B', 500, 0), ('C1', 'C', 500, 1), ('D1', 'D', 500, 0);`;
const engines = {
  MariaDB: {
    ask: byMariaDb,
    triggers: `create trigger gone before delete on refund for each row begin
        if old.kept = 1 then signal sqlstate '45000' set message_text = 'kept'; end if;
        insert into log values (concat(old.id, ' deleted')); end //
      create trigger changed after update on refund for each row insert into log values (concat(old.id, ' changed')) //`,
    make: (sql) => byMariaDb(`delimiter //\n${sql}`),
  },
  PostgreSQL: {
    ask: async (sql) => String(Object.values((await postgres.exec(sql)).at(-1).rows[0] ?? {})),
    triggers: `create function gone() returns trigger language plpgsql as $$ begin
        if old.kept = 1 then raise 'kept'; end if;
        insert into log values (old.id || ' deleted'); return old; end $$;
      create function changed() returns trigger language plpgsql as $$ begin insert into log values (old.id || ' changed'); return new; end $$;
      create trigger gone before delete on refund for each row execute function gone();
      create trigger changed after update on refund for each row execute function changed()`,
    make: (sql) => postgres.exec(sql),
  },
  SQLite: {
    ask: (sql) => String(sqlite.exec(sql).at(-1)?.values[0] ?? ''),
    triggers: `create trigger gone before delete on refund begin
        select raise(abort, 'kept') where old.kept = 1; insert into log values (old.id || ' deleted'); end;
      create trigger changed after update on refund begin insert into log values (old.id || ' changed'); end`,
    make: (sql) => sqlite.run(sql),
  },
};
for (const [name, { ask, triggers, make }] of Object.entries(engines)) {
  await ask(tables);
  await make(triggers);
  const told = [];
  for (const [what, sql] of Object.entries({
    'refund A1 deleted': "delete from refund where id = 'A1'",
    'order B deleted': "delete from payment where id = 'B'",
    'order C, whose refund is kept, deleted': "delete from payment where id = 'C'",
    'order D renamed': "update payment set id = 'E' where id = 'D'",
  })) {
    const done = await Promise.resolve().then(() => ask(sql)).then(() => 'done', () => 'refused');
    told.push(`${what}: ${done}; refunds left: ${await ask('select count(*) from refund')}, lines in the log: ${await ask('select count(*) from log')}`);
  }
  for (const line of told) console.log(`${name}, ${line}`);
}
process.exit();
JS

cat >stated <<'TEXT'
MariaDB, refund A1 deleted: done; refunds left: 3, lines in the log: 1
MariaDB, order B deleted: done; refunds left: 2, lines in the log: 1
MariaDB, order C, whose refund is kept, deleted: done; refunds left: 1, lines in the log: 1
MariaDB, order D renamed: done; refunds left: 1, lines in the log: 1
PostgreSQL, refund A1 deleted: done; refunds left: 3, lines in the log: 1
PostgreSQL, order B deleted: done; refunds left: 2, lines in the log: 2
PostgreSQL, order C, whose refund is kept, deleted: refused; refunds left: 2, lines in the log: 2
PostgreSQL, order D renamed: done; refunds left: 2, lines in the log: 3
SQLite, refund A1 deleted: done; refunds left: 3, lines in the log: 1
SQLite, order B deleted: done; refunds left: 2, lines in the log: 2
SQLite, order C, whose refund is kept, deleted: refused; refunds left: 2, lines in the log: 2
SQLite, order D renamed: done; refunds left: 2, lines in the log: 3
TEXT
timeout 60 node observe.mjs "$folder/data/socket" >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
