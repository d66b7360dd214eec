#!/usr/bin/env bash
# The amount 1250, typed into the filter of a column of amounts, finds 1 and 2 in TanStack Table; and whether a column is searched depends on the table's
# first row.
#
# Guess:    a filter picks the function that suits the column's values: with `1250` the row of 1250 is found, or nothing is; a search through all columns
#           looks at each column in which there is text.
# Instead:  a column whose first value is a number is filtered by a range of two numbers, which the text "1250" is as well: its first character is one end and
#           its second the other, so that the rows from 1 to 2 are left; "5" has no other end and finds all from 5 up; the number 1250 is an error. The search
#           through all columns leaves out those whose value in the first row is null, and with it a reference that stands in the second.
# Versions: @tanstack/table-core 8.21.3.
# Matters:  someone who types an amount into the table of payments is shown others, and a reference is found or not by what the table is sorted by. Name each
#           column's function in `filterFn`, and say in `getColumnCanGlobalFilter` which are searched.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @tanstack/table-core@8.21.3

cat >observe.mjs <<'JS'
import { createTable, getCoreRowModel, getFilteredRowModel } from '@tanstack/table-core';

const rows = (data, state) => {
  const table = createTable({
    data,
    columns: [{ accessorKey: 'amount' }, { accessorKey: 'reference' }],
    state: {},
    onStateChange() {},
    renderFallbackValue: null,
    getCoreRowModel: getCoreRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
  });
  table.setOptions((options) => ({ ...options, state: { ...table.initialState, ...state } }));
  return table.getRowModel().rows.map(({ original }) => original);
};
const payments = [1, 2, 5, 12.5, 19, 1250].map((amount) => ({ amount }));
for (const value of ['1250', '12.50', '5', 1250, [1250, 1250]]) {
  let found;
  try { found = rows(payments, { columnFilters: [{ id: 'amount', value }] }).map(({ amount }) => amount).join(', '); } catch ({ name }) { found = name; }
  console.log(`amount filtered by ${JSON.stringify(value)}: ${found}`);
}
for (const first of ['REF-1', null]) {
  const found = rows([{ amount: 1, reference: first }, { amount: 2, reference: 'REF-2' }], { globalFilter: 'REF-2' });
  console.log(`REF-2 searched, ${first} in the first row: ${found.length} found`);
}
JS

cat >stated <<'TEXT'
amount filtered by "1250": 1, 2
amount filtered by "12.50": 1, 2
amount filtered by "5": 5, 12.5, 19, 1250
amount filtered by 1250: TypeError
amount filtered by [1250,1250]: 1250
REF-2 searched, REF-1 in the first row: 1 found
REF-2 searched, null in the first row: 0 found
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
