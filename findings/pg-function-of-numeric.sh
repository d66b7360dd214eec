#!/usr/bin/env bash
# A function of PostgreSQL that takes and returns numeric(10, 2) returns 12.345.
#
# Guess:    an amount with three places, given to a parameter of numeric(10, 2), is rounded to two, as it is on its way into a column,
#           and one that is too large is an error; at the latest that holds for what is returned.
# Instead:  the numbers in brackets are dropped when the function is made: 12.345 goes in and comes out, and so does an amount of
#           twelve digits. A char(3) takes EURO. A column, a variable in PL/pgSQL and a domain keep to the type.
# Versions: PostgreSQL 18.6, as @electric-sql/pglite 0.5.14 has it.
# Matters:  a fee that was computed in such a function has fractions of a cent, which add up in totals and vanish, by rounding, in
#           the columns: the two differ. Make a domain for amounts, or round in the function.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const database = await PGlite.create();
await database.exec(`
  create domain amount as numeric(10, 2);
  create table paid (fee numeric(10, 2));
  create function taken(fee numeric(10, 2)) returns text language sql as 'select fee::text';
  create function returned(fee numeric) returns numeric(10, 2) language sql as 'select fee';
  create function kept(fee numeric) returns text language plpgsql as 'declare of_type numeric(10, 2) := fee; begin return of_type; end';
  create function of_domain(fee amount) returns text language sql as 'select fee::text';
  create function currency(code char(3)) returns text language sql as 'select code::text';`);
const ways = {
  'parameter': 'select taken($1) as told',
  'result': 'select returned($1)::text as told',
  'variable in PL/pgSQL': 'select kept($1) as told',
  'parameter of a domain': 'select of_domain($1) as told',
  'column': 'insert into paid values ($1) returning fee::text as told',
};
const told = (sql, value) => database.query(sql, [value]).then(({ rows: [row] }) => row.told, () => 'error');
console.log((await database.query('select version() as told')).rows[0].told.split(' ').slice(0, 2).join(' '));
for (const value of ['12.345', '123456789012']) {
  for (const [way, sql] of Object.entries(ways)) console.log(`${value}, ${way}: ${await told(sql, value)}`);
}
console.log(`EURO as char(3): ${await told('select currency($1) as told', 'EURO')}`);
JS

cat >stated <<'TEXT'
PostgreSQL 18.6
12.345, parameter: 12.345
12.345, result: 12.345
12.345, variable in PL/pgSQL: 12.35
12.345, parameter of a domain: 12.35
12.345, column: 12.35
123456789012, parameter: 123456789012
123456789012, result: 123456789012
123456789012, variable in PL/pgSQL: error
123456789012, parameter of a domain: error
123456789012, column: error
EURO as char(3): EURO
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
