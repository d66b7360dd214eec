#!/usr/bin/env bash
# Of ten refunds, nine in ten are up to 9, to 18.1 or to 54.5, by the library that is asked for the 90th percentile.
#
# Guess:    a percentile is one number, or differs in the last digits; that of 90 of ten values is the ninth, or lies by a little between it and the tenth.
# Instead:  percentile gives the ninth, 9, as does PostgreSQL's percentile_disc; stats-lite takes the middle of the ninth and the tenth, 54.5;
#           simple-statistics, D3, math.js and percentile_cont go a tenth of the way from one to the other, 18.1. The 95th is 59.05 or 100, and the 50th 5.5,
#           or 5 to those that take one of the values.
# Versions: percentile 1.6.0, stats-lite 2.2.0, simple-statistics 7.12.1, d3-array 3.2.5, mathjs 15.2.0; PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  a limit above which a refund is looked at is drawn from such a number, and is six times as high by another library, where refunds are few and one
#           is large. Name the definition, and keep to one.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts percentile@1.6.0 stats-lite@2.2.0 simple-statistics@7.12.1 d3-array@3.2.5 mathjs@15.2.0 @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { quantile } from 'd3-array';
import { quantileSeq } from 'mathjs';
import percentile from 'percentile';
import { quantile as simple, quantileSorted } from 'simple-statistics';
import stats from 'stats-lite';

const refunds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100];
const database = await PGlite.create();
const byDatabase = (kind) => async (share) => (await database.query(`select percentile_${kind}(${share}) within group (order by amount) as value from unnest(array[${refunds}]) as amount`)).rows[0].value;
for (const [name, of] of Object.entries({
  percentile: (share) => percentile(share * 100, refunds),
  'stats-lite': (share) => stats.percentile(refunds, share),
  'simple-statistics, quantile': (share) => simple(refunds, share),
  'simple-statistics, quantileSorted': (share) => quantileSorted(refunds, share),
  'd3-array': (share) => quantile(refunds, share),
  'math.js': (share) => quantileSeq(refunds, share),
  'PostgreSQL, percentile_cont': byDatabase('cont'),
  'PostgreSQL, percentile_disc': byDatabase('disc'),
})) {
  const told = [];
  for (const share of [0.5, 0.9, 0.95]) told.push(`${share * 100} % up to ${Number((await of(share)).toFixed(2))}`);
  console.log(`${name}: ${told.join(', ')}`);
}
await database.close();
process.exit();
JS

cat >stated <<'TEXT'
percentile: 50 % up to 5, 90 % up to 9, 95 % up to 100
stats-lite: 50 % up to 5.5, 90 % up to 54.5, 95 % up to 100
simple-statistics, quantile: 50 % up to 5.5, 90 % up to 18.1, 95 % up to 59.05
simple-statistics, quantileSorted: 50 % up to 5.5, 90 % up to 18.1, 95 % up to 59.05
d3-array: 50 % up to 5.5, 90 % up to 18.1, 95 % up to 59.05
math.js: 50 % up to 5.5, 90 % up to 18.1, 95 % up to 59.05
PostgreSQL, percentile_cont: 50 % up to 5.5, 90 % up to 18.1, 95 % up to 59.05
PostgreSQL, percentile_disc: 50 % up to 5, 90 % up to 9, 95 % up to 100
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
