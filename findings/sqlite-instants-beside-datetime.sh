#!/usr/bin/env bash
# In SQLite an instant as every API writes it is later than any time of the same day.
#
# Guess:    created_at < datetime('now', '-15 minutes') finds the orders that are older than a quarter of an hour, if created_at holds
#           instants in ISO 8601: both are times.
# Instead:  both are texts, and datetime() writes a blank where the instant has its T: the T is greater, so that on its own day an
#           instant is later than every time, and is found only from the next midnight (UTC) on. `between` two times of a day finds none of it.
#           datetime(created_at) or julianday(created_at) on the column compare times; strftime with the format of the column does as well.
# Versions: SQLite 3.54.1, in sql.js 1.17.0.
# Matters:  the job that asks after orders which wait too long finds yesterday's alone, and a report of an hour is empty. Tests with dates of
#           different days pass.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent sql.js@1.17.0

cat >observe.mjs <<'JS'
import initSqlJs from 'sql.js';

const SQL = await initSqlJs();
const db = new SQL.Database();
db.exec(`create table orders (id text, created_at text);
  insert into orders values ('yesterday', '2026-01-30T23:00:00Z'), ('at nine', '2026-01-31T09:00:00Z'), ('at ten', '2026-01-31T10:00:00Z')`);
const found = (condition) => {
  const [rows] = db.exec(`select id from orders where ${condition} order by created_at`);
  return rows ? rows.values.flat().join(', ') : 'none';
};
const before = `datetime('2026-01-31 10:05:00', '-15 minutes')`;
const hour = `between datetime('2026-01-31 09:30:00') and datetime('2026-01-31 10:30:00')`;
for (const column of ['created_at', 'datetime(created_at)'])
  console.log(`${column}: at 10:05 older than a quarter of an hour: ${found(`${column} < ${before}`)}; between 9:30 and 10:30: ${found(`${column} ${hour}`)}`);
JS

cat >stated <<'TEXT'
created_at: at 10:05 older than a quarter of an hour: yesterday; between 9:30 and 10:30: none
datetime(created_at): at 10:05 older than a quarter of an hour: yesterday, at nine; between 9:30 and 10:30: at ten
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
