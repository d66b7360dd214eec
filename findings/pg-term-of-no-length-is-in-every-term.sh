#!/usr/bin/env bash
# A tier from 100 to 100 has lost its bounds in PostgreSQL, is within every other tier and overlaps none; and one whose end is not known has no end.
#
# Guess:    a range without a bound that is known is null, as `between 100 and null` is; one that begins where it ends holds that one value, or is refused; and
#           what is within a range overlaps it.
# Instead:  a null bound means without end, so that the tier holds every amount. numrange(100, 100) is `empty`: lower and upper are null, it is equal to
#           numrange(7, 7), `<@` any range is true and `&&` false, so that an exclusion constraint takes it any number of times. A day to the same day is empty,
#           too, and up to and with the 31st ends on the 1st. `infinity` for an end is none: upper_inf says false, and it differs from null.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  the fee of a tier that is not finished yet is taken from all payments, and an offer of one day, from the 5th to the 5th, is stored without its day.
#           Check for `not isempty(tier)` and for bounds.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';

const db = await PGlite.create({ extensions: { btree_gist } });
const expressions = [
  'numrange(100, null) @> 1000000::numeric',
  '1000000 between 100 and null',
  'numrange(100, 100)',
  'lower(numrange(100, 100))',
  'numrange(100, 100) = numrange(7, 7)',
  'numrange(100, 100) <@ numrange(1, 2)',
  'numrange(100, 100) && numrange(1, 200)',
  "daterange('2026-01-05', '2026-01-05')",
  "upper(daterange('2026-01-01', '2026-01-31', '[]'))",
  "upper_inf(tstzrange('2026-01-05', 'infinity'))",
  "tstzrange('2026-01-05', 'infinity') = tstzrange('2026-01-05', null)",
];
for (const expression of expressions) {
  const { rows: [{ value }] } = await db.query(`select (${expression})::text as value`);
  console.log(`${expression}: ${value}`);
}
await db.exec('create extension btree_gist; create table tiers (merchant text, amounts numrange, exclude using gist (merchant with =, amounts with &&))');
for (const [lower, upper] of [[0, 100], [100, 100], [100, 100], [50, 60]]) {
  const taken = await db.exec(`insert into tiers values ('A', numrange(${lower}, ${upper}))`).then(() => 'taken', () => 'refused');
  console.log(`a tier from ${lower} to ${upper}: ${taken}`);
}
process.exit();
JS

cat >stated <<'TEXT'
numrange(100, null) @> 1000000::numeric: true
1000000 between 100 and null: null
numrange(100, 100): empty
lower(numrange(100, 100)): null
numrange(100, 100) = numrange(7, 7): true
numrange(100, 100) <@ numrange(1, 2): true
numrange(100, 100) && numrange(1, 200): false
daterange('2026-01-05', '2026-01-05'): empty
upper(daterange('2026-01-01', '2026-01-31', '[]')): 2026-02-01
upper_inf(tstzrange('2026-01-05', 'infinity')): false
tstzrange('2026-01-05', 'infinity') = tstzrange('2026-01-05', null): false
a tier from 0 to 100: taken
a tier from 100 to 100: taken
a tier from 100 to 100: taken
a tier from 50 to 60: refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
