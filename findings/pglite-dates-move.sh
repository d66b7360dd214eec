#!/usr/bin/env bash
# A Date stored by PGlite in a column without zone comes back as another instant.
#
# Guess:    a Date that is written to `timestamp` or `date` and read again is the same instant (or the same day), as
#           it is with node-postgres, which writes and reads both as local time.
# Instead:  PGlite writes the Date in UTC and reads the timestamp as local time, so every round trip moves it by the
#           zone's offset. A `date` is written in UTC as well, so shortly after midnight the day before is stored.
#           With node-postgres both hold. `timestamptz` is right in both; in UTC nothing is seen.
# Versions: @electric-sql/pglite 0.5.14, pg 8.23.1 through @electric-sql/pglite-socket 0.2.17.
# Matters:  PGlite stands in for PostgreSQL in tests and browsers: read, change, write moves a payment's time again
#           each time, and a refund's day is the wrong one, on developers' machines but not in CI. Use `timestamptz`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent pg@8.23.1 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';

const db = await PGlite.create();
await db.exec('create table times (stamp timestamp, day date, instant timestamptz)');
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0 });
const refunded = new Date('2025-07-01T00:30:00+02:00');

async function run(name, query) {
  await query('insert into times values ($1, $2, $3)', [refunded, refunded, refunded]);
  const [row] = (await query('delete from times returning stamp, day::text as day, instant', [])).rows;
  const moved = ['stamp', 'instant'].map((column) => `${column} moved by ${(row[column] - refunded) / 3_600_000} h`);
  console.log(`${name}: ${moved.join(', ')}, day ${row.day}`);
}

await run('PGlite', (sql, values) => db.query(sql, values));
await server.start();
const [host, port] = server.getServerConn().split(':');
const client = new pg.Client({ host, port: Number(port), user: 'postgres', database: 'postgres' });
await client.connect();
await run('pg', (sql, values) => client.query(sql, values));
await client.end();
await server.stop();
process.exit();
JS

cat >stated <<'TEXT'
PGlite: stamp moved by -2 h, instant moved by 0 h, day 2025-06-30
pg: stamp moved by 0 h, instant moved by 0 h, day 2025-07-01
TEXT
TZ=Europe/Amsterdam timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
