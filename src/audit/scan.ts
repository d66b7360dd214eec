/**
 * An input as DuckDB scans it: the table function with every type given, the columns that are there, and how its times are written.
 */
import { InputError } from '../lifecycle/index.ts';
import { parseJson } from '../multisafepay/index.ts';
import { csvCells, csvText, quotedName, quotedText } from '../relation/exports/escaped.ts';
import { type Columns, type Field, mapColumns } from './columns.ts';
import type { Database } from './duckdb.ts';
import type { Encoding, TimeForm } from './encode.ts';
import { firstLines, type Input, type InputForm } from './inputs.ts';
import type { Kind } from './step-table.ts';

/** What is said of an audit's inputs. */
export interface Said {
  readonly columns: Columns;
  readonly times?: TimeForm;
  readonly kind: Kind;
}

/** An input of rows. */
export type RowsInput = Input & {
  readonly form: Exclude<InputForm, 'documents'>;
  /** Whether it is a copy without the lines that say a column twice, of which DuckDB may pass over what else it cannot read. */
  readonly isMended?: true;
};

/** An input, ready to be scanned. */
export interface Scan {
  readonly input: Input;
  readonly encoding: Encoding;
  readonly guessed: readonly Field[];
  /** What stands after FROM: the columns that are mapped. */
  readonly from: string;
  /** The same, with `row`: the number of the row in the file, from 1. */
  readonly fromNumbered: string;
  /** The form of its times, if that was told by its first row. */
  readonly timesGuessed?: TimeForm;
  /** Whether no row of it says a time that could tell the form. */
  readonly isTimeless?: true;
}

const longestLine = 16 * 1024 * 1024;

/** Looks at an input, and says how it is to be scanned. */
export async function scanOf(database: Database, input: RowsInput, said: Said): Promise<Scan> {
  const looked = await looks[input.form](database, input, said);
  const { columns } = looked.mapped;
  const taken = Object.values(columns).find((column) => /^paychart_/i.test(column));
  if (taken !== undefined)
    throw new InputError(
      input.name,
      `the column "${taken}" begins as the columns that the audit adds`,
      'Name it otherwise in the file: without paychart_ before it.',
    );
  const from = `(SELECT ${Object.values(columns).map(quotedName).join(', ')} FROM ${looked.from})`;
  const encoding: Encoding = {
    columns,
    types: looked.types,
    times: said.times,
    kind: said.kind,
    file: input.name,
  };
  const told = said.times ?? (await timesOf(database, encoding, from));
  const guessedTimes = told === 'none' ? undefined : told;
  return {
    input,
    encoding: { ...encoding, times: guessedTimes },
    guessed: looked.mapped.guessed,
    from: looked.from,
    fromNumbered: looked.fromNumbered ?? `(SELECT *, row_number() OVER () AS "paychart_row" FROM ${looked.from})`,
    ...(told === 'none' && { isTimeless: true }),
    ...(said.times === undefined && guessedTimes !== undefined && { timesGuessed: guessedTimes }),
  };
}

interface Looked {
  readonly mapped: ReturnType<typeof mapColumns>;
  readonly types: Readonly<Record<string, string>>;
  readonly from: string;
  readonly fromNumbered?: string;
}

const looks = { csv: lookAtCsv, jsonl: lookAtJsonLines, parquet: lookAtParquet };

const delimiters = [',', ';', '\t', '|'];

/** The heading of a text with columns. */
async function headingIn({ name, path }: Input): Promise<string> {
  const [first = ''] = await textLines(name, path);
  if (first.includes('\r'))
    throw new InputError(
      name,
      'its lines end with a carriage return alone, or its heading holds one',
      'Save it with line feeds at the ends of its lines.',
    );
  return first.replace(/^\ufeff/, '');
}

const delimiterOf = (heading: string): string =>
  delimiters
    .map((sign) => ({ sign, many: headingOf(heading, sign).length }))
    .reduce((best, one) => (one.many > best.many ? one : best)).sign;

/** What parts the columns of a text, told by its heading. */
export const delimiterIn = async (input: Input): Promise<string> => delimiterOf(await headingIn(input));

async function lookAtCsv(_: Database, input: Input, { columns }: Said): Promise<Looked> {
  const { name, path } = input;
  const heading = await headingIn(input);
  const delimiter = delimiterOf(heading);
  const there = headingOf(heading, delimiter);
  const mapped = mapColumns(name, there, columns);
  const meant = Object.values(mapped.columns);
  // What is not read gets a name of its own: DuckDB takes two that differ in capitals alone for one.
  const named = there.map((column, place) => (meant.includes(column) ? column : `paychart_unread_${place}`));
  const types = `{${named.map((column) => `${quotedText(column)}: 'VARCHAR'`).join(', ')}}`;
  return {
    mapped,
    types: {},
    from: `read_csv(${quotedText(path)}, auto_detect=false, header=true, delim=${quotedText(delimiter)}, quote='"', escape='"', columns=${types}, max_line_size=${longestLine}, buffer_size=${2 * longestLine}, store_rejects=true)`,
  };
}

/** @throws InputError if the text is of another encoding, which has bytes of nothing between its letters. */
async function textLines(name: string, path: string): Promise<readonly string[]> {
  const lines = await firstLines(path);
  if (lines[0]?.includes('\0'))
    throw new InputError(name, 'it is not UTF-8 text: it holds bytes of 0, as UTF-16 does', 'Save it as UTF-8.');
  return lines;
}

/** The names in a heading; quotes around one are taken off. */
const headingOf = (line: string, delimiter: string): readonly string[] => csvCells(line, delimiter).map(csvText);

/** The columns of lines of JSON. */
export async function jsonColumns({ name, path }: Input, said: Columns): Promise<ReturnType<typeof mapColumns>> {
  const found = (await textLines(name, path)).map((line) => keysOf(line.replace(/^\ufeff/, '')));
  if (found.every((keys) => keys === undefined))
    throw new InputError(name, 'the first line is no JSON object', 'Give one object on each line.');
  const keys = found.flatMap((keys) => keys ?? []);
  // What is mapped may stand in later lines only.
  return mapColumns(name, [...new Set([...keys, ...Object.values(said)])], said);
}

async function lookAtJsonLines(_: Database, input: RowsInput, { columns }: Said): Promise<Looked> {
  const mapped = await jsonColumns(input, columns);
  const types = `{${Object.values(mapped.columns)
    .map((column) => `${quotedText(column)}: 'VARCHAR'`)
    .join(', ')}}`;
  return {
    mapped,
    types: {},
    // DuckDB says what a line says twice only if it passes over nothing else.
    from: `read_json(${quotedText(input.path)}, format='newline_delimited', records=true, columns=${types}, ignore_errors=${input.isMended === true}, maximum_object_size=${longestLine})`,
  };
}

/** The keys of a line that is a JSON object. */
function keysOf(line: string): readonly string[] | undefined {
  try {
    const json = parseJson(line);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.keys(json) : undefined;
  } catch {
    return undefined;
  }
}

/** What DuckDB calls the number of a row of Parquet. */
const rowNumber = 'file_row_number';

async function lookAtParquet(database: Database, { name, path }: Input, { columns }: Said): Promise<Looked> {
  const table = `read_parquet(${quotedText(path)})`;
  const described = await database.rows(`DESCRIBE SELECT * FROM ${table}`);
  const there = described.map(([column]) => String(column));
  const types = Object.fromEntries(described.map(([column, type]) => [String(column), String(type)]));
  const taken = there.find((column) => column.toLowerCase() === rowNumber);
  if (taken !== undefined)
    throw new InputError(
      name,
      `the column "${taken}" is called as DuckDB calls the numbers of rows`,
      'Name it otherwise in the file.',
    );
  const mapped = mapColumns(name, there, columns);
  // What is not read has a name that anything of ours may have.
  const read = [...new Set(Object.values(mapped.columns))].map(quotedName).join(', ');
  return {
    mapped,
    types,
    from: `(SELECT ${read} FROM ${table})`,
    fromNumbered: `(SELECT ${read}, ${rowNumber} + 1 AS "paychart_row" FROM read_parquet(${quotedText(path)}, ${rowNumber}=true))`,
  };
}

/** The form of the times of a log, told by its first time, where the type of the column does not tell it; `none` if it has no time. */
async function timesOf(
  database: Database,
  { columns, types }: Encoding,
  from: string,
): Promise<TimeForm | 'none' | undefined> {
  if (columns.time === undefined) return undefined;
  const type = types[columns.time] ?? 'VARCHAR';
  if (type === 'TIMESTAMP WITH TIME ZONE') return 'zoned';
  if (type === 'DATE') return 'day';
  if (type.startsWith('TIMESTAMP')) return 'zoneless';
  const time = quotedName(columns.time);
  const [first] = await database.rows(`SELECT ${time}::VARCHAR FROM ${from} WHERE ${time} IS NOT NULL LIMIT 1`);
  if (first === undefined) return 'none';
  const text = String(first[0]);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'day';
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text))
    return /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i.test(text) ? 'zoned' : 'zoneless';
  return { 10: 'seconds', 13: 'milliseconds', 16: 'microseconds' }[/^\d+$/.test(text) ? text.length : 0] as
    | TimeForm
    | undefined;
}
