#!/usr/bin/env bash
# In an INT column of AlaSQL an amount that is null is not null.
#
# Guess:    a null put into an INT column is found by `is null`, is not counted by `count(amount)`, is left out of the
#           average, and a condition on it, or on its opposite, does not hold.
# Instead:  the type INT turns it into NaN. `is null` finds nothing, `count` counts it, and the average divides by one
#           row too many. In a DECIMAL column, or one without a type, those three are right; but `not amount = 100`
#           holds for a null of any type, while `amount <> 100` does not.
# Versions: alasql 4.19.1.
# Matters:  a report of payments whose amount is still unknown is empty, and the average payment is too small; the same
#           query on PostgreSQL says otherwise. Use DECIMAL, or no type, and `<>` in place of `not`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent alasql@4.19.1

cat >observe.cjs <<'JS'
const alasql = require('alasql');

const one = (query) => Object.values(alasql(query)[0])[0];
for (const type of ['int', 'decimal(10, 2)', '']) {
  alasql(`drop table if exists payments; create table payments (id string, amount ${type});
    insert into payments values ('A', 100), ('B', 200), ('C', null)`);
  const ids = (condition) => alasql(`select id from payments where ${condition}`).map((row) => row.id).join(' ') || 'nothing';
  console.log(`amount ${type || 'without a type'}: is null finds ${ids('amount is null')}; count ${one('select count(amount) c from payments')
  }; average ${one('select avg(amount) a from payments')}; sum ${one('select sum(amount) s from payments')
  }; not 100: ${ids('not amount = 100')}; unlike 100: ${ids('amount <> 100')}`);
}
JS

cat >stated <<'TEXT'
amount int: is null finds nothing; count 3; average 100; sum 300; not 100: B C; unlike 100: B
amount decimal(10, 2): is null finds C; count 2; average 150; sum 300; not 100: B C; unlike 100: B
amount without a type: is null finds C; count 2; average 150; sum 300; not 100: B C; unlike 100: B
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
