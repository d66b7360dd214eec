#!/usr/bin/env bash
# Of two refunds of one order, UPDATE ... FROM adds one in PostgreSQL, SQLite and DuckDB; in DuckDB an upsert does as well.
#
# Guess:    UPDATE ... FROM adds to an order whatever rows are joined to it, one after the other, or refuses two for one; so does an upsert
#           of two rows with one key, and so does MERGE.
# Instead:  UPDATE ... FROM takes one of the rows and says nothing: PostgreSQL and DuckDB the first here, SQLite the last. An upsert adds
#           both in SQLite, is refused by PostgreSQL, and adds the first only in DuckDB, without an error. MERGE is refused by PostgreSQL and
#           adds one of the two in DuckDB; SQLite has none.
# Versions: PostgreSQL 18.6 (@electric-sql/pglite 0.5.14), SQLite 3.54.1 (sql.js 1.17.0), DuckDB by @duckdb/node-api 1.5.6-r.1.
# Matters:  a batch with two partial refunds of one order leaves the order with one of them, so that more can be refunded than was
#           captured. Add the rows up by order first, and join to the sums.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @electric-sql/pglite@0.5.14 sql.js@1.17.0 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import initSqlJs from 'sql.js';

const postgresql = await PGlite.create();
const sqlite = new (await initSqlJs()).Database();
const duckdb = await (await DuckDBInstance.create()).connect();
const engines = {
  PostgreSQL: { run: (sql) => postgresql.exec(sql), one: async (sql) => Object.values((await postgresql.query(sql)).rows[0])[0] },
  SQLite: { run: async (sql) => sqlite.exec(sql), one: async (sql) => sqlite.exec(sql)[0].values[0][0] },
  DuckDB: { run: (sql) => duckdb.run(sql), one: async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJS()[0][0] },
};
const ways = {
  'UPDATE ... FROM': 'update orders set refunded = refunded + r.amount from refunds r where r.order_id = orders.id',
  upsert: `insert into orders values (1, 500), (1, 300)
    on conflict (id) do update set refunded = orders.refunded + excluded.refunded`,
  MERGE: `merge into orders o using refunds r on r.order_id = o.id
    when matched then update set refunded = o.refunded + r.amount`,
  'UPDATE ... FROM sums': `update orders set refunded = refunded + r.amount
    from (select order_id, sum(amount) as amount from refunds group by order_id) r where r.order_id = orders.id`,
};
for (const [name, { run, one }] of Object.entries(engines)) {
  await run(`create table orders (id int primary key, refunded int);
    create table refunds (order_id int, amount int);
    insert into refunds values (1, 500), (1, 300)`);
  for (const [way, sql] of Object.entries(ways)) {
    if (name === 'SQLite' && way === 'MERGE') continue;
    await run('delete from orders');
    await run('insert into orders values (1, 0)');
    let error;
    try { await run(sql); } catch (thrown) { error = thrown.message.split('\n')[0]; }
    console.log(`${name}, ${way}: ${error ?? await one('select refunded from orders')}`);
  }
}
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL, UPDATE ... FROM: 500
PostgreSQL, upsert: ON CONFLICT DO UPDATE command cannot affect row a second time
PostgreSQL, MERGE: MERGE command cannot affect row a second time
PostgreSQL, UPDATE ... FROM sums: 800
SQLite, UPDATE ... FROM: 300
SQLite, upsert: 800
SQLite, UPDATE ... FROM sums: 800
DuckDB, UPDATE ... FROM: 500
DuckDB, upsert: 500
DuckDB, MERGE: 300
DuckDB, UPDATE ... FROM sums: 800
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
