#!/usr/bin/env bash
# To SQLite every sum is below a limit that is bound as text.
#
# Guess:    a limit that comes as the text '1000' (from a query string, or from a bigint's toString) is compared as the
#           number it stands for, as it is with a column of numbers; or no row is found.
# Instead:  only the bare column turns the text into a number. A sum, a difference, `coalesce` or a field taken out of JSON
#           has no type of a column, so numbers and texts are compared by their kinds: a number is below every text. "Less than"
#           holds for all rows and "at least" for none, with no error.
# Versions: sql.js 1.17.0, which is SQLite 3.54.1.
# Matters:  "what was refunded is below the limit" is always true, and "what is left is at least the refund" never, while
#           the same condition on the stored amount is right. Bind numbers, or write `cast(? as integer)`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent sql.js@1.17.0

cat >observe.cjs <<'JS'
const initSqlJs = require('sql.js');

initSqlJs().then((SQL) => {
  const database = new SQL.Database();
  database.run(`create table refund (payment text, amount integer, body text);
    insert into refund values ('A', 5000, '{"amount":5000}'), ('B', 200, '{"amount":200}'), ('B', 300, '{"amount":300}')`);
  console.log(`SQLite ${database.exec('select sqlite_version()')[0].values[0][0]}`);
  const conditions = {
    'amount < limit': 'select distinct payment from refund where amount < ?',
    'sum(amount) < limit': 'select payment from refund group by payment having sum(amount) < ?',
    'sum(amount) < cast(limit)': 'select payment from refund group by payment having sum(amount) < cast(? as integer)',
    'coalesce(amount, 0) < limit': 'select distinct payment from refund where coalesce(amount, 0) < ?',
    'amount from JSON < limit': "select distinct payment from refund where body ->> 'amount' < ?",
    '9000 - amount >= limit': 'select distinct payment from refund where 9000 - amount >= ?',
  };
  for (const [name, sql] of Object.entries(conditions)) {
    const found = (limit) => (database.exec(`${sql} order by payment`, [limit])[0]?.values ?? []).join(' ') || 'none';
    console.log(`${name}: ${found(1000)} for a number, ${found('1000')} for a text`);
  }
});
JS

cat >stated <<'TEXT'
SQLite 3.54.1
amount < limit: B for a number, B for a text
sum(amount) < limit: B for a number, A B for a text
sum(amount) < cast(limit): B for a number, B for a text
coalesce(amount, 0) < limit: B for a number, A B for a text
amount from JSON < limit: B for a number, A B for a text
9000 - amount >= limit: A B for a number, none for a text
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
