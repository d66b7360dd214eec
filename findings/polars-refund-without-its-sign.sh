#!/usr/bin/env bash
# A refund of -500n is 500n in a table that Polars for Node.js makes of bigints, and nothing if the column is said to be Int64.
#
# Guess:    bigints become 64-bit whole numbers with a sign, exact on the way in and out; if the type is named, it is that type, or an error. A sum of
#           32-bit cents has room for the sum, as SQL's has.
# Instead:  a column of bigints is UInt64, and a negative one loses its sign. Asked for Int64, by a Series or a schema, every bigint is null, and
#           the sum is 0. Among numbers a bigint is null. Read back, Int64 is a number, so that ids beyond 2^53 meet. A sum of Int32
#           goes round at 2^31 to a negative total, by itself or by group, while one of Int16 does not. No error.
# Versions: nodejs-polars 0.26.1.
# Matters:  takings and refunds are added up where they should be set off. Give amounts as numbers of whole cents, say Int64, and look at
#           what came out of a negative one.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
# The library is not installed whole beside an older Node than this.
npm install --no-audit --no-fund --silent node@24.21.0
PATH="$PWD/node_modules/.bin:$PATH"
npm install --no-audit --no-fund --silent --ignore-scripts nodejs-polars@0.26.1

cat >observe.mjs <<'JS'
import pl from 'nodejs-polars';

const shown = (value) => (typeof value === 'bigint' ? `${value}n` : String(value));
const tell = (what, column) =>
  console.log(`${what}: ${column.dtype.variant ?? column.dtype}, ${column.toArray().map(shown).join(' and ')}, sum ${shown(column.sum())}`);
const frame = (cents, options) => pl.DataFrame({ cents }, options).getColumn('cents');

tell('1250 and -500', frame([1250, -500]));
tell('1250n and -500n', frame([1250n, -500n]));
tell('1250 and -500n', frame([1250, -500n]));
tell('1250 and -500, Int64', frame([1250, -500], { schema: { cents: pl.Int64 } }));
tell('1250n and -500n, Int64', frame([1250n, -500n], { schema: { cents: pl.Int64 } }));
tell('1250n and -500n, a Series of Int64', pl.Series('cents', [1250n, -500n], pl.Int64));
tell('two ids out of a CSV', pl.readCSV(Buffer.from('cents\n9007199254740992\n9007199254740993')).getColumn('cents'));
for (const type of [pl.Int16, pl.Int32, pl.Int64]) {
  const cents = type === pl.Int16 ? 30_000 : 2_000_000_000;
  const column = pl.Series('cents', [cents, cents], type);
  const [{ cents: grouped }] = pl.DataFrame({ shop: ['A', 'A'], cents: column }).groupBy('shop').agg(pl.col('cents').sum()).toRecords();
  console.log(`twice ${cents}, ${type.variant ?? type}: sum ${column.sum()}, by group ${grouped}`);
}
JS

cat >stated <<'TEXT'
1250 and -500: Float64, 1250 and -500, sum 750
1250n and -500n: UInt64, 1250n and 500n, sum 1750
1250 and -500n: Float64, 1250 and null, sum 1250
1250 and -500, Int64: Int64, 1250 and -500, sum 750
1250n and -500n, Int64: Int64, null and null, sum 0
1250n and -500n, a Series of Int64: Int64, null and null, sum 0
two ids out of a CSV: Int64, 9007199254740992 and 9007199254740992, sum 18014398509481984
twice 30000, Int16: sum 60000, by group 60000
twice 2000000000, Int32: sum -294967296, by group -294967296
twice 2000000000, Int64: sum 4000000000, by group 4000000000
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
