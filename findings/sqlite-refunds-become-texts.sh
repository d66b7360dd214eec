#!/usr/bin/env bash
# The refunds of an order, made as JSON by a query within the query, are a list in the order's JSON up to SQLite 3.54.0, and a text in 3.54.1.
#
# Guess:    what json_object() or json_group_array() has made is JSON wherever it is used next, as json and jsonb are in PostgreSQL; how many queries it comes
#           through does not matter, and no patch release changes it.
# Instead:  SQLite has no type for JSON; a value is marked as JSON only from one function straight to the next. The mark has always been lost on the way out of
#           a query in `from`, so that a sorted list is a list of texts; out of a query that stands for a value it was kept until 3.54.0, and is not in 3.54.1.
# Versions: SQLite 3.49.1, 3.54.0 and 3.54.1, in sql.js 1.13.0, 1.15.2 and 1.17.0.
# Matters:  an update of the driver turns `order.refunds` from a list into a text that looks like one, and a text has a length too. Say json(…) around each
#           query, and sort within: json_group_array(x order by at).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts sql-js-1.13@npm:sql.js@1.13.0 sql-js-1.15@npm:sql.js@1.15.2 sql-js-1.17@npm:sql.js@1.17.0

cat >observe.mjs <<'JS'
const queries = {
  'a query as the value': "json_object('refunds', (select json_group_array(json_object('id', id)) from refund))",
  'with json() around it': "json_object('refunds', json((select json_group_array(json_object('id', id)) from refund)))",
  'one or null': "json_object('refunds', coalesce((select json_object('id', id) from refund limit 1), json('null')))",
  'a sorted query in from': "(select json_group_array(made) from (select json_object('id', id) as made from refund order by at))",
  'sorted within': "json_group_array(json_object('id', id) order by at) from refund",
};
for (const version of ['1.13', '1.15', '1.17']) {
  const { default: initialise } = await import(`sql-js-${version}`);
  const { Database } = await initialise();
  const db = new Database();
  db.run("create table refund (id text, at text); insert into refund values ('R1', '2026-01-31')");
  const ask = (sql) => db.exec(`select ${sql}`)[0].values[0][0];
  const name = ask('sqlite_version()');
  for (const [how, sql] of Object.entries(queries)) console.log(`${name}, ${how}: ${ask(sql)}`);
}
JS

cat >stated <<'TEXT'
3.49.1, a query as the value: {"refunds":[{"id":"R1"}]}
3.49.1, with json() around it: {"refunds":[{"id":"R1"}]}
3.49.1, one or null: {"refunds":{"id":"R1"}}
3.49.1, a sorted query in from: ["{\"id\":\"R1\"}"]
3.49.1, sorted within: [{"id":"R1"}]
3.54.0, a query as the value: {"refunds":[{"id":"R1"}]}
3.54.0, with json() around it: {"refunds":[{"id":"R1"}]}
3.54.0, one or null: {"refunds":{"id":"R1"}}
3.54.0, a sorted query in from: ["{\"id\":\"R1\"}"]
3.54.0, sorted within: [{"id":"R1"}]
3.54.1, a query as the value: {"refunds":"[{\"id\":\"R1\"}]"}
3.54.1, with json() around it: {"refunds":[{"id":"R1"}]}
3.54.1, one or null: {"refunds":"{\"id\":\"R1\"}"}
3.54.1, a sorted query in from: ["{\"id\":\"R1\"}"]
3.54.1, sorted within: [{"id":"R1"}]
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
