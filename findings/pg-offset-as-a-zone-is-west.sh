#!/usr/bin/env bash
# To PostgreSQL +01:00 is east of Greenwich at the end of a time, and west of it behind `at time zone`; UTC+1 is west to it, and east to DuckDB.
#
# Guess:    10:00+01:00 and 10:00 `at time zone '+01:00'` are one instant, 09:00 UTC.
# Instead:  the second is 11:00 UTC: a zone that is written as an offset is read as POSIX has it, where plus is west. So for UTC+1, for `set time zone
#           '+01:00'`, in which the instant 10:00 UTC is shown as 09:00-01. An interval, `interval '+01:00'`, is east, and so is
#           `set time zone 1`. To DuckDB UTC+1 is east, Etc/GMT+1 west, and +01:00 an error.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14, DuckDB by @duckdb/node-api 1.5.6-r.1.
# Matters:  times that come without an offset, with the offset in a setting beside them, are read two hours late: a notification is newer than the one that
#           came after it. Name the zone (Europe/Amsterdam), or append the offset to the text.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';

const postgres = await PGlite.create();
await postgres.exec("set time zone 'UTC'");
const duckdb = await (await DuckDBInstance.create()).connect();
await duckdb.run("set TimeZone = 'UTC'");
const engines = {
  PostgreSQL: async (sql) => (await postgres.query(`select (${sql})::text as instant`)).rows[0].instant,
  DuckDB: async (sql) => (await duckdb.runAndReadAll(`select (${sql})::varchar`)).getRowsJson()[0][0],
};
const time = "timestamp '2026-01-31 10:00:00'";
for (const [name, ask] of Object.entries(engines)) {
  for (const sql of ["timestamptz '2026-01-31 10:00:00+01:00'", ...["'+01:00'", "interval '+01:00'", "'UTC+1'", "'Etc/GMT+1'", "'Europe/Amsterdam'"].map((zone) => `${time} at time zone ${zone}`)]) {
    const instant = await ask(sql).catch(() => 'an error');
    console.log(`${name}, ${sql.replace(time, '10:00')}: ${instant}`);
  }
}
for (const zone of ["'+01:00'", '1', "'Europe/Amsterdam'"]) {
  await postgres.exec(`set time zone ${zone}`);
  console.log(`PostgreSQL, 10:00 UTC after set time zone ${zone}: ${await engines.PostgreSQL("timestamptz '2026-01-31 10:00:00Z'")}`);
}
process.exit();
JS

cat >stated <<'TEXT'
PostgreSQL, timestamptz '2026-01-31 10:00:00+01:00': 2026-01-31 09:00:00+00
PostgreSQL, 10:00 at time zone '+01:00': 2026-01-31 11:00:00+00
PostgreSQL, 10:00 at time zone interval '+01:00': 2026-01-31 09:00:00+00
PostgreSQL, 10:00 at time zone 'UTC+1': 2026-01-31 11:00:00+00
PostgreSQL, 10:00 at time zone 'Etc/GMT+1': 2026-01-31 11:00:00+00
PostgreSQL, 10:00 at time zone 'Europe/Amsterdam': 2026-01-31 09:00:00+00
DuckDB, timestamptz '2026-01-31 10:00:00+01:00': 2026-01-31 09:00:00+00
DuckDB, 10:00 at time zone '+01:00': an error
DuckDB, 10:00 at time zone interval '+01:00': an error
DuckDB, 10:00 at time zone 'UTC+1': 2026-01-31 09:00:00+00
DuckDB, 10:00 at time zone 'Etc/GMT+1': 2026-01-31 11:00:00+00
DuckDB, 10:00 at time zone 'Europe/Amsterdam': 2026-01-31 09:00:00+00
PostgreSQL, 10:00 UTC after set time zone '+01:00': 2026-01-31 09:00:00-01
PostgreSQL, 10:00 UTC after set time zone 1: 2026-01-31 11:00:00+01
PostgreSQL, 10:00 UTC after set time zone 'Europe/Amsterdam': 2026-01-31 11:00:00+01
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
