/**
 * Rows as DuckDB reads them, encoded: a key for the life, a number for the words, microseconds for the time, or why a row is rejected. All
 * types are given; nothing is cast that could be rounded, cut or read in two ways without a word.
 */
import { InputError } from '../lifecycle/index.ts';
import { orderSpellingsRead, transactionSpellingsRead } from '../multisafepay/index.ts';
import { quotedName, quotedText } from '../relation/exports/escaped.ts';
import { type Columns, type Field, neededFields } from './columns.ts';
import { type Kind, kinds } from './step-table.ts';
import { orderCode, transactionCode } from './words.ts';

/** How the times of a log are written. */
export const timeForms = ['zoned', 'zoneless', 'day', 'seconds', 'milliseconds', 'microseconds'] as const;
/** How times are written. */
export type TimeForm = (typeof timeForms)[number];

/** What is said of each form. */
export const timeFormTexts: Readonly<Record<TimeForm, string>> = {
  zoned: 'a date and time with a zone',
  zoneless: 'a date and time without a zone',
  day: 'a date',
  seconds: 'whole seconds since 1970',
  milliseconds: 'whole milliseconds since 1970',
  microseconds: 'whole microseconds since 1970',
};

/** Why a row is rejected: by number, from 1. */
export const rejections = [
  'no_order_id',
  'no_status',
  'no_time',
  'time_of_another_form',
  'unknown_kind',
  'no_whole_number',
  'not_a_row',
  'ragged_row',
  'line_too_long',
  'not_utf8',
  'not_an_order',
  'said_twice',
] as const;
/** Why a row is rejected. */
export type Rejection = (typeof rejections)[number];

/** What each rejection says, and the way out. */
export const rejectionTexts: Readonly<Record<Rejection, string>> = {
  no_order_id: 'there is no order id. Every row needs one.',
  no_status: 'there is no status. Every row needs one.',
  no_time: 'there is no time, and other rows have one. Give every row its time, or map none.',
  time_of_another_form:
    'the time is not in the form of the others. Write all times alike, or name the form with --times.',
  unknown_kind: `the kind is none of ${kinds.join(', ')}.`,
  no_whole_number: 'an amount or number is not a whole number. Give minor units, without a decimal point.',
  not_a_row: 'the line is no JSON object. Give one object on each line.',
  ragged_row: 'the row has more or fewer columns than the heading, or its quotes do not end.',
  line_too_long: 'the line is longer than 16 MiB.',
  not_utf8: 'the row is not UTF-8 text. Save the input as UTF-8.',
  not_an_order: 'it cannot be read as an order. Give the JSON as it came.',
  said_twice: 'the line says a column twice, and nobody can tell which is meant. Write each member once.',
};

/** The spellings of order words, by their numbers in DuckDB, from 1; 0 is for one that nobody knows. */
const orderSpellings = orderSpellingsRead();

/** The spellings of transaction words, likewise; the number after the last is for none that is told. */
const transactionSpellings = transactionSpellingsRead();

/** How many numbers words have for each number of an order word. */
export const besideWidth = transactionSpellings.length + 2;

/** How many numbers the words have in DuckDB, for one kind of life. */
export const spelledWidth = (orderSpellings.length + 1) * besideWidth;

/** The number of a transaction status that is not told. */
export const untold = transactionSpellings.length + 1;

/** The number of the words that a number in DuckDB stands for, and its kind; `undefined` for words that nobody knows. */
export function decoded(spelled: number): { readonly kind: Kind; readonly code: number | undefined } {
  const kind = kinds[Math.floor(spelled / spelledWidth)] as Kind;
  const words = spelled % spelledWidth;
  const order = orderSpellings[Math.floor(words / besideWidth) - 1];
  const beside = words % besideWidth;
  const transaction = transactionSpellings[beside - 1];
  if (order === undefined || (transaction === undefined && beside !== untold)) return { kind, code: undefined };
  return { kind, code: orderCode(order[1]) + (transaction === undefined ? 0 : transactionCode(transaction[1])) };
}

/** How the rows of an input are encoded. */
export interface Encoding {
  readonly columns: Columns;
  /** The type of each column, as DuckDB names it; text where it is not told. */
  readonly types: Readonly<Record<string, string>>;
  /** How times are written; nothing if no column holds times. */
  readonly times: TimeForm | undefined;
  /** The kind of all lives, unless a column says it. */
  readonly kind: Kind;
  /** The file, for what is said. */
  readonly file: string;
}

/** Types of whole numbers that a number of JavaScript holds. */
const smallTypes = /^(?:TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT|UINTEGER)$/;

const integerTypes = /^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$/;

/** Whether ids of a column are numbers that DuckDB compares as they are: then they are their own key. */
export function isNumberedBy({ columns, types }: Pick<Encoding, 'columns' | 'types'>): boolean {
  const type = types[columns.order as string] ?? '';
  return columns.transaction === undefined && (type === 'BIGINT' || smallTypes.test(type));
}

/** Whether ids of a column are numbers that JavaScript has as they stand. */
export const isSmall = ({ columns, types }: Pick<Encoding, 'columns' | 'types'>): boolean =>
  smallTypes.test(types[columns.order as string] ?? '');

/** The key of an order, as an expression: its number, or a hash of its id. */
export const orderKey = (encoding: Encoding, byNumber: boolean): string =>
  byNumber ? `${quotedName(encoding.columns.order as string)}::BIGINT` : `hash(${textOf(encoding, 'order')})`;

/** The encoded columns that there are: `okey` and `lkey` (of the life, NULL if rejected), `at`, `n`, `word`; and `profile` and `money`. */
export function encodedNames({ columns }: Pick<Encoding, 'columns'>): readonly string[] {
  const hasProfile = (['kind', 'brand', 'currency'] as const).some((field) => columns[field] !== undefined);
  return [
    'okey',
    'lkey',
    'at',
    'n',
    'word',
    ...(hasProfile ? ['profile'] : []),
    ...(columns.amount !== undefined ? ['money'] : []),
  ];
}

/**
 * The encoded rows of a table, as a query. What is asked of a value more than once is made once, in a query inside.
 *
 * @param from what stands after FROM.
 * @param byNumber whether the ids of orders are numbers in every input: then each is its own key.
 * @param place the time of rows that have none: their place in the log.
 * @param kept columns to be kept beside, as expressions of the table.
 * @throws InputError if a column is of a type that cannot hold what it is to say.
 */
export function encodedQuery(
  encoding: Encoding,
  from: string,
  {
    byNumber,
    place,
    kept = [],
  }: { readonly byNumber: boolean; readonly place?: string; readonly kept?: readonly string[] },
): string {
  const { columns } = encoding;
  const text = (field: Field): string | undefined => textOf(encoding, field);
  const order = text('order') as string;
  const transaction = text('transaction');
  const okey = orderKey(encoding, byNumber);
  const lkey = transaction === undefined ? 'paychart_okey' : `hash(${order}, coalesce(${transaction}, ''))`;
  const profile = [text('kind'), text('brand'), text('currency')].filter((one) => one !== undefined);
  const inner = [
    `${okey} AS paychart_okey`,
    `${timeOf(encoding) ?? place ?? '0'} AS paychart_at`,
    `${rejectedIf(encoding)} AS paychart_early`,
    `${wordOf(encoding)} AS paychart_word`,
  ];
  const rejected =
    columns.time === undefined
      ? 'paychart_early'
      : `CASE WHEN paychart_early IS NULL AND (paychart_at BETWEEN ${earliest} AND ${latest}) IS NOT TRUE THEN ${rejectionOf('time_of_another_form')} ELSE paychart_early END`;
  const names = encodedNames(encoding);
  const outer = [
    'paychart_okey AS okey',
    `CASE WHEN paychart_rejected IS NULL THEN ${lkey} END AS lkey`,
    'coalesce(paychart_at, 0)::BIGINT AS "at"',
    `coalesce(${numberOf(encoding, 'sequence') ?? '0'}, 0)::BIGINT AS n`,
    `coalesce(${rejectedWord} + paychart_rejected, paychart_word)::INTEGER AS word`,
    ...(names.includes('profile')
      ? [`hash(${profile.map((one) => `coalesce(${one}, '')`).join(', ')}) AS profile`]
      : []),
    ...(names.includes('money') ? [`${moneyOf(encoding)} AS money`] : []),
    ...kept,
  ];
  return `SELECT ${outer.join(', ')} FROM (SELECT *, ${rejected} AS paychart_rejected FROM (SELECT *, ${inner.join(', ')} FROM ${from}))`;
}

/** The number of a rejection. */
const rejectionOf = (reason: Rejection): number => rejections.indexOf(reason) + 1;

/** The number from which on a word is a rejection. */
export const rejectedWord = 2000;

/** The column of a field as text, exactly; nothing if none is mapped. */
export function textOf({ columns, types, file }: Encoding, field: Field): string | undefined {
  const column = columns[field];
  if (column === undefined) return undefined;
  const type = types[column] ?? 'VARCHAR';
  const name = quotedName(column);
  if (type === 'VARCHAR' || type.startsWith('ENUM(')) return type === 'VARCHAR' ? name : `${name}::VARCHAR`;
  if (integerTypes.test(type) || type === 'UUID' || /^DECIMAL\(\d+,0\)$/.test(type)) return `${name}::VARCHAR`;
  throw new InputError(
    file,
    `the column "${column}" is of the type ${shortType(type)}, which cannot be read as the ${field} without losing something`,
    'Write it as text or as a whole number.',
  );
}

const shortType = (type: string): string => (type.length > 40 ? `${type.slice(0, 40)}…` : type);

/** The words of a row as one number. */
export function wordOf(encoding: Encoding): string {
  const financial =
    encoding.columns.financial === undefined
      ? String(untold)
      : `(CASE WHEN trim(coalesce(${textOf(encoding, 'financial')}, '')) = '' THEN ${untold} ELSE ${transactionWordOf(encoding)} END)`;
  const said = String(kinds.indexOf(encoding.kind));
  const ofKind = encoding.columns.kind === undefined ? said : `coalesce(${kindOf(encoding)} - 1, ${said})`;
  return `((${ofKind})::INTEGER * ${spelledWidth} + (${orderWordOf(encoding)})::INTEGER * ${besideWidth} + (${financial})::INTEGER)`;
}

/** The number of the order word of a row. */
export const orderWordOf = (encoding: Encoding): string => placeOf(encoding, 'status', orderSpellings);

const transactionWordOf = (encoding: Encoding): string => placeOf(encoding, 'financial', transactionSpellings);

/**
 * The place of a word in a list, from 1; 0 if it is not there. Of what Parquet holds once for many rows the place is found once, if nothing but
 * functions of the one column are called. In text, each row is looked at: most words are spelled as they are listed, so the others alone are
 * made so first.
 */
function placeOf(encoding: Encoding, field: Field, spellings: readonly (readonly [string, string])[]): string {
  const text = textOf(encoding, field);
  const list = listOf(spellings.map(([word]) => word));
  const place = `list_position(${list}, lower(trim(${text})))`;
  const isParquet = encoding.types[encoding.columns[field] as string] !== undefined;
  return isParquet ? `greatest(${place}, 0)` : `coalesce(list_position(${list}, ${text}), ${place}, 0)`;
}

const listOf = (words: readonly string[]): string => `[${words.map(quotedText).join(', ')}]`;

/** The place of the kind of a row, from 1; NULL if it is none. */
const kindOf = (encoding: Encoding): string =>
  `list_position(${listOf(kinds)}, lower(trim(${textOf(encoding, 'kind')})))`;

/** A whole number as a BIGINT, NULL if it is none. A cast alone would round 12.50 to 13. */
export function numberOf({ columns, types, file }: Encoding, field: Field): string | undefined {
  const column = columns[field];
  if (column === undefined) return undefined;
  const name = quotedName(column);
  const type = types[column] ?? 'VARCHAR';
  if (integerTypes.test(type)) return `CASE WHEN abs(${name}::HUGEINT) < ${beyondExact} THEN ${name}::BIGINT END`;
  if (type === 'VARCHAR')
    return `CASE WHEN regexp_full_match(${name}, '[+-]?[0-9]{1,15}') THEN TRY_CAST(${name} AS BIGINT) END`;
  // What a sum wrote as a double, or a decimal that holds whole numbers, is whole or it is rejected.
  if (type === 'DOUBLE' || type.startsWith('DECIMAL'))
    return `CASE WHEN ${name} = floor(${name}) AND abs(${name}) < ${beyondExact} THEN TRY_CAST(${name} AS BIGINT) END`;
  throw new InputError(
    file,
    `the column "${column}" is of the type ${shortType(type)}, which is no whole number`,
    'Write it as a BIGINT, in minor units.',
  );
}

/** Whole numbers from here on are not exact in JavaScript. */
const beyondExact = '1000000000000000';

/** The first time that a date with a year of four digits says, in microseconds. */
export const earliest = -62_135_596_800_000_000n;
/** The last such time. */
export const latest = 253_402_300_799_999_999n;

/** The time of a row in microseconds, NULL if it is not in the form of the log. */
export function timeOf({ columns, types, times, file }: Encoding): string | undefined {
  const { time: column } = columns;
  if (column === undefined) return undefined;
  const name = quotedName(column);
  const type = types[column] ?? 'VARCHAR';
  const micro = { seconds: 1_000_000, milliseconds: 1000, microseconds: 1 } as const;
  if (type.startsWith('TIMESTAMP') || type === 'DATE') return `epoch_us(${name})`;
  const wrong = (what: string): InputError =>
    new InputError(
      file,
      `the column "${column}" holds ${what}, and nothing says how it is to be read`,
      `Say it with --times, as one of ${timeForms.join(', ')}.`,
    );
  if (integerTypes.test(type)) {
    const unit = times === undefined ? undefined : micro[times as keyof typeof micro];
    if (unit === undefined) throw wrong('whole numbers');
    return `CASE WHEN abs(${name}::HUGEINT) <= ${latest / BigInt(unit)} THEN ${name}::BIGINT * ${unit} END`;
  }
  if (type !== 'VARCHAR') throw wrong(`values of the type ${shortType(type)}`);
  switch (times) {
    case undefined:
      throw wrong('text');
    case 'zoned':
      return `CASE WHEN length(${name}) > 19 AND regexp_matches(${name}[17:], '[Zz+-]') THEN epoch_us(TRY_CAST(${name} AS TIMESTAMPTZ)) END`;
    case 'zoneless':
      // DuckDB would drop a zone without a word. The first case is the usual one, and costs little.
      return `CASE WHEN ${name} LIKE '________________:__' AND NOT suffix(${name}, 'Z') THEN epoch_us(TRY_CAST(${name} AS TIMESTAMP))
        WHEN length(${name}) BETWEEN 16 AND 26 AND NOT regexp_matches(${name}[11:], '[Zz+-]') THEN epoch_us(TRY_CAST(${name} AS TIMESTAMP)) END`;
    case 'day':
      return `CASE WHEN length(${name}) = 10 THEN epoch_us(TRY_CAST(${name} AS DATE)) END`;
    default:
      return `CASE WHEN regexp_full_match(${name}, '[0-9]{1,16}') AND TRY_CAST(${name} AS BIGINT) <= ${latest / BigInt(micro[times])} THEN TRY_CAST(${name} AS BIGINT) * ${micro[times]} END`;
  }
}

/** Why a row is rejected, its time aside, as a number; NULL if it is not. */
function rejectedIf(encoding: Encoding): string {
  const { columns } = encoding;
  const cases: string[] = [];
  const when = (condition: string, reason: Rejection): void => {
    cases.push(`WHEN ${condition} THEN ${rejectionOf(reason)}`);
  };
  const all = Object.values(columns).map(quotedName);
  const given = neededFields.map((field) => isGiven(encoding, field));
  const time = columns.time === undefined ? [] : [`${quotedName(columns.time)} IS NOT NULL`];
  const more = (['kind', 'sequence', 'amount', 'refunded', 'ordered'] as const).some(
    (field) => columns[field] !== undefined,
  );
  // Almost every row has what it needs: then nothing else is asked.
  if (!more) cases.push(`WHEN ${[...given, ...time].join(' AND ')} THEN NULL`);
  if (all.length > 0) when(all.map((column) => `${column} IS NULL`).join(' AND '), 'not_a_row');
  when(`(${given[0]}) IS NOT TRUE`, 'no_order_id');
  when(`(${given[1]}) IS NOT TRUE`, 'no_status');
  if (columns.time !== undefined) when(`${quotedName(columns.time)} IS NULL`, 'no_time');
  if (columns.kind !== undefined) {
    when(`${textOf(encoding, 'kind')} <> '' AND ${kindOf(encoding)} IS NULL`, 'unknown_kind');
  }
  for (const field of ['sequence', 'amount', 'refunded', 'ordered'] as const)
    if (columns[field] !== undefined)
      when(`${isGiven(encoding, field)} AND (${numberOf(encoding, field)}) IS NULL`, 'no_whole_number');
  return `(CASE ${cases.join(' ')} END)`;
}

/** Whether a row says something of a field that every row needs. */
export function isGiven({ columns, types }: Encoding, field: Field): string {
  const name = quotedName(columns[field] as string);
  return (types[columns[field] as string] ?? 'VARCHAR') === 'VARCHAR' ? `${name} <> ''` : `${name} IS NOT NULL`;
}

/** Whether the amounts of a row may be a violation; whether they are one, whole orders tell. */
function moneyOf(encoding: Encoding): string {
  const amount = numberOf(encoding, 'amount') as string;
  const refunded = numberOf(encoding, 'refunded');
  const ordered = numberOf(encoding, 'ordered');
  const parts = [
    ...(refunded === undefined ? [] : [`(${refunded}) > (${amount})`]),
    ...(ordered === undefined ? [] : [`(${amount}) < (${ordered})`]),
  ];
  return parts.length === 0 ? 'false' : `coalesce(${parts.join(' OR ')}, false)`;
}
