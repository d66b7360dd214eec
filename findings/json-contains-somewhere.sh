#!/usr/bin/env bash
# Asked whether an order contains `{"status": "refunded"}`, DuckDB finds those with a refunded line in them, and asked for an empty list of refunds both DuckDB
# and PostgreSQL find those with refunds.
#
# Guess:    containment looks at the document's own members, the pattern's place in it being the top, as `@>` of PostgreSQL does; an empty list is contained in
#           an empty list; numbers are equal if their values are.
# Instead:  DuckDB's json_contains looks for the pattern in every object and list within, however deep, so that a status, an id or a bare number is found
#           wherever it stands; 1250.0 is not 1250 to it. Both hold an empty list or object to be contained in any other one.
# Versions: DuckDB in @duckdb/node-api 1.5.6-r.1, PostgreSQL 18 in @electric-sql/pglite 0.5.14.
# Matters:  a report of refunded orders, moved from one to the other, counts orders of which one line was refunded, and a list of orders without refunds holds
#           all of them. Compare the members: doc ->> 'status' = 'refunded', json_array_length(doc -> 'refunds') = 0.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @duckdb/node-api@1.5.6-r.1 @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';

const duckdb = await (await DuckDBInstance.create()).connect();
const postgres = await PGlite.create();
for (const [order, pattern] of [
  ['{"status": "completed", "amount": 1250, "lines": []}', '{"status": "refunded"}'],
  ['{"status": "completed", "amount": 1250, "lines": [{"status": "refunded"}]}', '{"status": "refunded"}'],
  ['{"status": "completed", "amount": 1250, "lines": [{"status": "refunded"}]}', '"refunded"'],
  ['{"status": "completed", "amount": 1250.0}', '{"amount": 1250}'],
  ['{"status": "completed", "refunds": [{"amount": 100}]}', '{"refunds": []}'],
  ['{"status": "completed", "card": {"brand": "visa"}}', '{"card": {}}'],
]) {
  const byDuckDb = (await duckdb.runAndReadAll(`select json_contains('${order}', '${pattern}') as found`)).getRowObjects()[0].found;
  const byPostgres = (await postgres.query(`select '${order}'::jsonb @> '${pattern}'::jsonb as found`)).rows[0].found;
  console.log(`${order} contains ${pattern}: ${byDuckDb ? 'yes' : 'no'} to DuckDB, ${byPostgres ? 'yes' : 'no'} to PostgreSQL`);
}
process.exit();
JS

cat >stated <<'TEXT'
{"status": "completed", "amount": 1250, "lines": []} contains {"status": "refunded"}: no to DuckDB, no to PostgreSQL
{"status": "completed", "amount": 1250, "lines": [{"status": "refunded"}]} contains {"status": "refunded"}: yes to DuckDB, no to PostgreSQL
{"status": "completed", "amount": 1250, "lines": [{"status": "refunded"}]} contains "refunded": yes to DuckDB, no to PostgreSQL
{"status": "completed", "amount": 1250.0} contains {"amount": 1250}: no to DuckDB, yes to PostgreSQL
{"status": "completed", "refunds": [{"amount": 100}]} contains {"refunds": []}: yes to DuckDB, yes to PostgreSQL
{"status": "completed", "card": {"brand": "visa"}} contains {"card": {}}: yes to DuckDB, yes to PostgreSQL
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
