/**
 * The relation as CSV (RFC 4180): a line per row, for spreadsheets and data tools. The columns bear the names they have in
 * the SQL script.
 */
import { type Cell, type ChartId, cellName, type Row } from '../cell.ts';
import type { Law } from '../law.ts';
import { csvLine } from './escaped.ts';
import { columnOf, profileKeys } from './sql.ts';

/**
 * Every row of a law, or of one of its charts, in the order of its cells' names; lines end in CRLF.
 *
 * The profile after a row is written out in full, so that a line can be joined to those that may follow it.
 */
export function relationCsv(law: Law, chart?: ChartId): string {
  const columns = columnsOf(law);
  const lines = law.relation.rows
    .filter(({ from }) => chart === undefined || from.chart === chart)
    .map((row) => ({ row, key: `${cellName(row.from)} ${row.fact}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => csvLine(columns.map(([, read]) => read(row) ?? '')));
  return [csvLine(columns.map(([name]) => name)), ...lines].join('');
}

/** A column: its name, and what it holds of a row; `undefined` is written as nothing. */
type Column = readonly [name: string, read: (row: Row) => string | undefined];

function columnsOf(law: Law): readonly Column[] {
  const keys = profileKeys(law);
  const profile = (prefix: string, cellOf: (row: Row) => Cell): Column[] =>
    keys.map((key) => [`${prefix}${columnOf(key)}`, (row) => cellOf(row).profile[key]?.toString()]);
  const shown = (prefix: string, cellOf: (row: Row) => Cell): Column[] => {
    const pairOf = (row: Row) => law.metas.get(`${row.from.chart} ${cellOf(row).state}`)?.pair;
    return [
      [`${prefix}state`, (row) => cellOf(row).state],
      [`${prefix}order_status`, (row) => pairOf(row)?.order],
      [`${prefix}transaction_status`, (row) => pairOf(row)?.transaction],
    ];
  };
  return [
    ['chart', ({ from }) => from.chart],
    ...profile('', ({ from }) => from),
    ...shown('from_', ({ from }) => from),
    ['fact', ({ fact }) => fact],
    ['edge', ({ edge }) => edge],
    ...shown('to_', ({ to }) => to),
    ...profile('to_', ({ to }) => to),
    ['permission', ({ permission }) => permission],
    ['broken', ({ broken }) => broken],
    ['basis', ({ grounds }) => grounds.basis],
    ['source', ({ grounds }) => grounds.source],
    ['ids', ({ grounds }) => grounds.ids.join(' ')],
  ];
}
