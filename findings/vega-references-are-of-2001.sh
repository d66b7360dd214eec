#!/usr/bin/env bash
# In a table that Vega reads from CSV the references "A-1" and "Order 12" are days of the year 2001, the bar of an amount of "1,250" is missing, and 31
# January is the 30th in New York.
#
# Guess:    a text becomes a date if it is written as one, 2026-01-31; an amount that cannot be read is an error or a gap that one sees; a day without a time
#           is that day in each zone.
# Instead:  a column is of dates if JavaScript's Date makes something of each of its texts, which in Node.js and Chromium is a month for any number up to
#           twelve behind any word. A row whose amount is null or no number is taken out before it is drawn, so that its name is not on the axis either. A day
#           in ISO 8601 is midnight in UTC, and is drawn in local time; 2026/01/31 is local.
# Versions: vega-loader 5.1.3, vega 6.4.0, vega-lite 6.5.0; Node.js 24.21.0.
# Matters:  orders on the axis are placed along a year in which nothing happened, the largest amounts, which have a comma, are not in the chart, and a day's
#           total is split over two days. Say the type of each column with `parse`, and give days a time.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts node@24.21.0 vega@6.4.0 vega-lite@6.5.0 vega-loader@5.1.3

cat >observe.mjs <<'JS'
import * as vega from 'vega';
import { compile } from 'vega-lite';
import { read } from 'vega-loader';

for (const references of [['A-1', 'B-2'], ['Order 7', 'Order 12'], ['A-1', 'B-13'], ['00125', '1e3']]) {
  const rows = read(['reference', ...references].join('\n'), { type: 'csv', parse: 'auto' });
  const told = rows.map(({ reference }) => (reference > 1e10 || reference instanceof Date ? new Date(reference).toISOString().slice(0, 10) : JSON.stringify(reference)));
  console.log(`${references.join(', ')}: ${told.join(', ')}`);
}
const drawn = async (values, encoding) => {
  const view = new vega.View(vega.parse(compile({ data: { values }, mark: 'bar', encoding }).spec), { renderer: 'none' });
  await view.runAsync();
  return view.data('data_0');
};
const bars = await drawn([{ order: 'A', amount: 5 }, { order: 'B', amount: null }, { order: 'C', amount: '1,250' }], { x: { field: 'order', type: 'nominal' }, y: { field: 'amount', type: 'quantitative' } });
console.log(`bars of A, B and C: ${bars.map(({ order, amount }) => `${order} ${amount}`).join(', ')}`);
const days = await drawn([{ day: '2026-01-31', amount: 1 }, { day: '2026/01/31', amount: 2 }], { x: { field: 'day', type: 'temporal', timeUnit: 'yearmonthdate' }, y: { field: 'amount', aggregate: 'sum' } });
console.log(`2026-01-31 and 2026/01/31: ${days.map((row) => `${new Date(row.yearmonthdate_day).toLocaleDateString('en-CA')} ${row.sum_amount}`).join(', ')}`);
process.exit();
JS

cat >stated <<'TEXT'
A-1, B-2: 2001-01-01, 2001-02-01
Order 7, Order 12: 2001-07-01, 2001-12-01
A-1, B-13: "A-1", "B-13"
00125, 1e3: 125, 1000
bars of A, B and C: A 5
2026-01-31 and 2026/01/31: 2026-01-30 1, 2026-01-31 2
TEXT
TZ=America/New_York timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
