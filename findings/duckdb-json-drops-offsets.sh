#!/usr/bin/env bash
# DuckDB keeps the instant of a time with an offset in CSV, and drops the offset in JSON.
#
# Guess:    a text in JSON stays text, or is recognised as it is in CSV: a time with an offset becomes a timestamp
#           with time zone.
# Instead:  in CSV it does. In JSON the texts become TIMESTAMP without a zone, holding the time in UTC, which the
#           session then takes for local time: an hour or two early. And a UUID in capitals, an order's id perhaps,
#           comes back in small letters.
# Versions: @duckdb/node-api 1.5.6-r.1.
# Matters:  the same notifications, loaded once from CSV and once from JSON, sort differently against the clock and no
#           longer join with the ids that were sent. Name the types: `columns = {...}`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const row = { order_id: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', modified: '2025-07-01T00:30:00+02:00' };
writeFileSync('reports.csv', `${Object.keys(row)}\n${Object.values(row)}\n`);
writeFileSync('reports.json', `${JSON.stringify(row)}\n`);
const connection = await (await DuckDBInstance.create()).connect();
await connection.run("set TimeZone = 'Europe/Amsterdam'");
for (const file of ['reports.csv', 'reports.json']) {
  const [read] = (
    await connection.runAndReadAll(`select order_id::text as order_id, typeof(order_id) as id_type, typeof(modified) as type,
      epoch_ms(modified::timestamptz) as instant, order_id::text = '${row.order_id}' as same from '${file}'`)
  ).getRowObjectsJson();
  const late = (Number(read.instant) - Date.parse(row.modified)) / 3_600_000;
  console.log(`${file}: time ${read.type}, ${late} h off; id ${read.id_type}, ${read.same ? 'as written' : 'changed'}`);
}
JS

cat >stated <<'TEXT'
reports.csv: time TIMESTAMP WITH TIME ZONE, 0 h off; id VARCHAR, as written
reports.json: time TIMESTAMP, -2 h off; id UUID, changed
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
