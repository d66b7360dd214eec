#!/usr/bin/env bash
# Asked for an amount of 1250, hyparquet finds none of what DuckDB wrote; asked for more than 1249, it does.
#
# Guess:    a filter on a column is by value: 1250 finds 1250 in a BIGINT column, or the number is refused there. A filter by time takes the
#           microseconds of the file into account, or a text that is a time.
# Instead:  INT64 is read as bigint, and equality is strict: 1250 is not 1250n, so `$eq` and `$in` find nothing, `$ne` and `$nin` everything,
#           without an error, while `$gt` compares as JavaScript does. In an INTEGER column the same filter finds it. Timestamps become Dates:
#           events within one millisecond are equal, none is later than another, and a text compares with none.
# Versions: hyparquet 1.31.5, on Parquet from @duckdb/node-api 1.5.6-r.1.
# Matters:  "no payment of this amount", "none of these ids" and "nothing after this event" are said of files that have it, by the width of
#           a column. Filter with bigints, and order events by a number.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent hyparquet@1.31.5 @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { parquetQuery } from 'hyparquet';

const connection = await (await DuckDBInstance.create()).connect();
await connection.run(`copy (select id, amount::bigint as big, amount::integer as small, timestamp '2026-01-31 10:00:00' + interval (id) microsecond as at
  from (values (1, 500), (2, 1250), (3, 1250), (4, 9900)) payments (id, amount)) to 'payments.parquet' (format parquet)`);
const bytes = readFileSync('payments.parquet');
const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
const asked = async (what, filter) => {
  const found = await parquetQuery({ file, filter });
  console.log(`${what}: ${found.map(({ id }) => id).join(' ') || 'none'}`);
};
for (const column of ['big', 'small']) {
  await asked(`${column} is 1250`, { [column]: { $eq: 1250 } });
  await asked(`${column} is 1250n`, { [column]: { $eq: 1250n } });
  await asked(`${column} is one of 500 and 1250`, { [column]: { $in: [500, 1250] } });
  await asked(`${column} is not 1250`, { [column]: { $ne: 1250 } });
  await asked(`${column} is more than 1249`, { [column]: { $gt: 1249 } });
}
const [second] = await parquetQuery({ file, filter: { id: { $eq: 2 } } });
await asked('at the time of 2', { at: { $eq: second.at } });
await asked('after the time of 2', { at: { $gt: second.at } });
await asked('from the text 2026-01-31 on', { at: { $gte: '2026-01-31' } });
process.exit();
JS

cat >stated <<'TEXT'
big is 1250: none
big is 1250n: 2 3
big is one of 500 and 1250: none
big is not 1250: 1 2 3 4
big is more than 1249: 2 3 4
small is 1250: 2 3
small is 1250n: none
small is one of 500 and 1250: 1 2 3
small is not 1250: 1 4
small is more than 1249: 2 3 4
at the time of 2: 1 2 3 4
after the time of 2: none
from the text 2026-01-31 on: none
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
