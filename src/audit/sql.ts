/**
 * The audit as one query, for where the data lives: every row of a table that is no lawful step, or that nobody can judge. It is printed
 * from the table of steps, and finds the rows that the engine finds. What is NULL is never lawful.
 */

import { InputError } from '../lifecycle/index.ts';
import { orderSpellingsRead, transactionSpellingsRead } from '../multisafepay/index.ts';
import { quotedName, quotedText } from '../relation/exports/escaped.ts';
import { type Columns, type Field, neededFields } from './columns.ts';
import { illegal, type Kind, kinds, type StepTable } from './step-table.ts';
import { orderCode, transactionCode, wordsOfCode } from './words.ts';

/** The databases that the query is printed for. */
export const dialects = ['duckdb', 'postgres'] as const;

/** A database that the query is printed for. */
export type Dialect = (typeof dialects)[number];

/** What the query is printed for. */
export interface SqlAsked {
  readonly dialect: Dialect;
  /** The table, as SQL writes it: a name, with its schema, or a query in parentheses. */
  readonly table: string;
  /** Order, status and time must be named; transaction, sequence and financial may be. */
  readonly columns: Columns;
  readonly kind?: Kind;
}

/** What does not count around a word, as code points: what `trim` of JavaScript takes off. A database that is not in UTF-8 has no more than ASCII of it. */
const blanks = (): readonly number[] =>
  Array.from({ length: 0x10000 }, (_, code) => code).filter((code) => String.fromCharCode(code).trim() === '');

/** The columns that the query can use. */
const usable: readonly Field[] = ['order', 'transaction', 'time', 'sequence', 'status', 'financial'];

/**
 * A query that gives every row of a table that is a violation, with `audit_class`: `illegal` or `unknown`. It follows what was reported
 * after an illegal row, and judges rows of one time as the engine does; changes of clocks are not known to it.
 *
 * @throws InputError if a needed column is not named, or one is named that the query cannot use.
 */
export function auditSql(table: StepTable, asked: SqlAsked): string {
  const { columns, kind = 'payment', dialect } = asked;
  for (const field of [...neededFields, 'time'] as const)
    if (columns[field] === undefined)
      throw new InputError('--sql', `the column of the ${field} is not named`, `Name it with --column ${field}=NAME.`);
  for (const field of Object.keys(columns) as Field[])
    if (!usable.includes(field))
      throw new InputError(
        '--sql',
        `the query does not judge the ${field}`,
        'Leave it out, or audit the rows as a file.',
      );
  const number = kinds.indexOf(kind);
  const judged = wordsOfCode.flatMap((_, code) => (table.refusal(number, code) === undefined ? code : []));
  const lawful = judged.flatMap((from) =>
    judged.flatMap((to) => (table.distance(number, from, to) === illegal ? [] : [`(${from}, ${to})`])),
  );
  const name = (field: Field): string => `history.${quotedName(columns[field] as string)}`;
  const text = (field: Field): string => `CAST(${name(field)} AS text)${dialect === 'postgres' ? ' COLLATE "C"' : ''}`;
  const said = (field: Field): string =>
    `lower(${dialect === 'postgres' ? 'btrim' : 'trim'}(CAST(${name(field)} AS text), (SELECT letters FROM blank)))`;
  const untold = `COALESCE(${columns.financial === undefined ? "''" : said('financial')}, '')`;
  const life = columns.transaction === undefined ? "''" : `COALESCE(${text('transaction')}, '')`;
  return `-- Every row that no lawful history of a ${kind} has after the one before it, and every row that nobody can judge.
-- Printed by "paychart audit --sql ${dialect}" from the law: do not edit. ${table.attempts === 'many' ? 'An order may be tried again until it is paid.' : 'Each transaction is one attempt.'}
WITH blank (letters) AS (
  SELECT string_agg(chr(code), '') FROM (VALUES ${blanks()
    .map((code) => `(${code})`)
    .join(', ')}) AS blank (code)${
    dialect === 'postgres' ? "\n  WHERE code < 128 OR getdatabaseencoding() = 'UTF8'" : ''
  }
),
word (said, code) AS (VALUES
  ${values(orderSpellingsRead().map(([spelling, status]) => `(${quotedText(spelling)}, ${orderCode(status)})`))}
),
beside (said, code) AS (VALUES
  ('', 0), ${values(transactionSpellingsRead().map(([spelling, status]) => `(${quotedText(spelling)}, ${transactionCode(status)})`))}
),
judged (code) AS (VALUES
  ${values(judged.map((code) => `(${code})`))}
),
lawful (code_before, code) AS (VALUES
  ${values(lawful)}
),
told AS (
  SELECT history.*, ${text('order')} AS audit_order, ${life} AS audit_life, ${name('time')} AS audit_time,
    ${columns.sequence === undefined ? '0' : `COALESCE(${name('sequence')}, 0)`} AS audit_n,
    -- An error at this "-" says that the times are text, which does not sort as times do: read a view in which they are timestamptz.
    CASE WHEN ${name('order')} IS NOT NULL AND ${name('time')} IS NOT NULL AND (true OR ${name('time')} - ${name('time')} IS NULL)
      THEN judged.code END AS audit_code
  FROM ${asked.table} AS history
  LEFT JOIN word ON word.said = ${said('status')}
  LEFT JOIN beside ON beside.said = ${untold}
  LEFT JOIN judged ON judged.code = word.code + beside.code
),
moment AS (
  SELECT audit_order, audit_life, audit_time, audit_n, audit_code,
    dense_rank() OVER (PARTITION BY audit_order, audit_life ORDER BY audit_time, audit_n) AS nth
  FROM (SELECT DISTINCT audit_order, audit_life, audit_time, audit_n, audit_code FROM told WHERE audit_code IS NOT NULL) AS known
),
reached AS (
  SELECT DISTINCT moment.audit_order, moment.audit_life, moment.nth, moment.audit_code
  FROM moment
  JOIN moment AS before ON before.audit_order = moment.audit_order AND before.audit_life = moment.audit_life
    AND (before.nth = moment.nth - 1 OR before.nth = moment.nth AND before.audit_code <> moment.audit_code)
  JOIN lawful ON lawful.code_before = before.audit_code AND lawful.code = moment.audit_code
),
illegal AS (
  SELECT moment.* FROM moment
  LEFT JOIN reached ON reached.audit_order = moment.audit_order AND reached.audit_life = moment.audit_life
    AND reached.nth = moment.nth AND reached.audit_code = moment.audit_code
  WHERE moment.nth > 1 AND reached.nth IS NULL
)
SELECT told.*, CASE WHEN told.audit_code IS NULL THEN 'unknown' ELSE 'illegal' END AS audit_class
FROM told
LEFT JOIN illegal ON illegal.audit_order = told.audit_order AND illegal.audit_life = told.audit_life
  AND illegal.audit_time = told.audit_time AND illegal.audit_n = told.audit_n AND illegal.audit_code = told.audit_code
WHERE told.audit_code IS NULL OR illegal.nth IS NOT NULL`;
}

/** Values, some on a line. */
function values(list: readonly string[]): string {
  const lines: string[] = [];
  for (let at = 0; at < list.length; at += 12) lines.push(list.slice(at, at + 12).join(', '));
  return lines.join(',\n  ');
}
