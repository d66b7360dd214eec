#!/usr/bin/env bash
# Amounts that are texts are sorted by their letters in a table of ten rows, and by their numbers in one of eleven, by TanStack Table.
#
# Guess:    how a column is sorted is told by its values, or by the first of them; a table of ten payments is sorted as one of eleven is.
# Instead:  left to itself, the table decides by the rows behind the tenth, up to the last: where there are none, texts are compared by their letters, so that
#           100.00 comes before 2.00; where there is one with digits in it, the digits are compared as numbers. With minus signs that puts -5.00 before
#           -10.00.
# Versions: @tanstack/table-core 8.21.3.
# Matters:  a test with three payments shows one order and the page with fifty another, and one that is filtered down to ten changes its order. Say
#           `sortingFn` for each column.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @tanstack/table-core@8.21.3

cat >observe.mjs <<'JS'
import { createTable, getCoreRowModel, getSortedRowModel } from '@tanstack/table-core';

const sorted = (amounts) => {
  const table = createTable({
    data: amounts.map((amount) => ({ amount })),
    columns: [{ accessorKey: 'amount' }],
    state: {},
    onStateChange() {},
    renderFallbackValue: null,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  table.setOptions((options) => ({ ...options, state: { ...table.initialState, sorting: [{ id: 'amount', desc: false }] } }));
  return table.getRowModel().rows.map(({ original }) => original.amount).join(' ');
};
const amounts = ['9.00', '10.00', '100.00', '5.00', '25.00', '1.00', '2.00', '3.00', '4.00', '6.00'];
console.log(`ten rows: ${sorted(amounts)}`);
console.log(`eleven rows: ${sorted([...amounts, '11.00'])}`);
console.log(`twelve rows: ${sorted([...amounts, '-5.00', '-10.00'])}`);
JS

cat >stated <<'TEXT'
ten rows: 1.00 10.00 100.00 2.00 25.00 3.00 4.00 5.00 6.00 9.00
eleven rows: 1.00 2.00 3.00 4.00 5.00 6.00 9.00 10.00 11.00 25.00 100.00
twelve rows: -5.00 -10.00 1.00 2.00 3.00 4.00 5.00 6.00 9.00 10.00 25.00 100.00
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
