#!/usr/bin/env bash
# A total that a function in PL/pgSQL adds up holds refunds that were taken back: where a block catches an error, the tables are set back and the variables are
# not.
#
# Guess:    what a block with EXCEPTION has done until the error is undone, as of the savepoint that it is.
# Instead:  only what is in the database is undone. Variables keep what they were given, and so does what was appended to a list. A number drawn from a sequence
#           is not given back either.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  a batch steps over refunds that break a rule and answers with the sum of those it has booked: 530, where 30 are in the table. Add up behind the block,
#           or ask the table.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
await db.exec(`create table refunds (number int generated always as identity, amount int check (amount <= 100));
create function book(amounts int[], out total int, out booked int[]) language plpgsql as $$
declare one int;
begin
  total := 0;
  booked := '{}';
  foreach one in array amounts loop
    begin
      total := total + one;
      booked := booked || one;
      insert into refunds (amount) values (one);
    exception when check_violation then
      null;
    end;
  end loop;
end $$`);
const { rows: [answer] } = await db.query("select * from book('{10, 500, 20}')");
const { rows: [table] } = await db.query('select sum(amount)::int as total, array_agg(amount) as booked, array_agg(number) as numbers from refunds');
console.log(`the function: ${JSON.stringify(answer)}`);
console.log(`the table: ${JSON.stringify(table)}`);
process.exit();
JS

cat >stated <<'TEXT'
the function: {"total":530,"booked":[10,500,20]}
the table: {"total":30,"booked":[10,20],"numbers":[1,3]}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
