#!/usr/bin/env bash
# To replace an order in SQLite is to delete its refunds, and a trigger that guards against deleting is not asked.
#
# Guess:    INSERT OR REPLACE of a row that is there changes that row: its other columns keep their values, the rows that refer to it stay,
#           or their foreign key refuses it. If it does delete, the triggers on deleting run.
# Instead:  the row is deleted and another one is inserted: columns that are not named are null, and ON DELETE CASCADE takes the refunds
#           along. The trigger BEFORE DELETE on the orders is not run; the one on the refunds is. A second unique column may make it delete
#           another order too. Without CASCADE it goes through at the end of the statement, as the key is there again.
# Versions: SQLite 3.54.1, in sql.js 1.17.0.
# Matters:  a notification that is stored by REPLACE leaves an order without its refunds, so that they can be made again, and a log of
#           deleted orders does not show it. Write `on conflict (id) do update set`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent sql.js@1.17.0

cat >observe.mjs <<'JS'
import initSqlJs from 'sql.js';

const SQL = await initSqlJs();
const tried = (what, sql, action = 'on delete cascade') => {
  const db = new SQL.Database();
  db.exec(`
    pragma foreign_keys = on;
    create table orders (id text primary key, reference text unique, status text, captured int);
    create table refunds (order_id text references orders (id) ${action}, amount int);
    create table log (what text);
    create trigger orders_kept before delete on orders begin insert into log values ('order ' || old.id || ' deleted'); end;
    create trigger refunds_kept before delete on refunds begin insert into log values ('refund of ' || old.amount || ' deleted'); end;
    insert into orders values ('a', 'shop-1', 'completed', 1250), ('b', 'shop-2', 'completed', 900);
    insert into refunds values ('a', 500), ('b', 100);`);
  let error = '';
  try { db.exec(sql); } catch (thrown) { error = `, ${thrown.message}`; }
  const list = (query) => (db.exec(query)[0]?.values ?? []).map((row) => row.join(' ')).join(', ') || 'none';
  console.log(`${what}${error}: orders ${list("select id, coalesce(captured, 'null') from orders order by id")}; refunds ${list('select order_id, amount from refunds order by order_id')}; log: ${list('select what from log')}`);
  db.close();
};
tried('delete', "delete from orders where id = 'a'");
tried('replace', "insert or replace into orders (id, reference, status) values ('a', 'shop-1', 'refunded')");
tried("replace, with the reference of order b", "insert or replace into orders (id, reference, status) values ('a', 'shop-2', 'refunded')");
tried('replace, no cascade', "insert or replace into orders (id, reference, status) values ('a', 'shop-1', 'refunded')", '');
tried('upsert', "insert into orders (id, reference, status) values ('a', 'shop-1', 'refunded') on conflict (id) do update set status = excluded.status");
JS

cat >stated <<'TEXT'
delete: orders b 900; refunds b 100; log: order a deleted, refund of 500 deleted
replace: orders a null, b 900; refunds b 100; log: refund of 500 deleted
replace, with the reference of order b: orders a null; refunds none; log: refund of 100 deleted, refund of 500 deleted
replace, no cascade: orders a null, b 900; refunds a 500, b 100; log: none
upsert: orders a 1250, b 900; refunds a 500, b 100; log: none
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
