/**
 * The steps of a log as DuckDB counts them: rows encoded, sorted by life and time, and each held against the one before it.
 */

import { quotedName, quotedText } from '../relation/exports/escaped.ts';
import type { Database, Value } from './duckdb.ts';
import { encodedQuery, isNumberedBy, numberOf, orderKey, rejectedWord, textOf } from './encode.ts';
import type { Scan } from './scan.ts';

/**
 * The encoded rows of all scans, as one table.
 *
 * @param isNumbered whether each row comes with its place and its texts, so that it can be read back.
 * @param among the orders that are read; all if it is left out.
 */
export function encodedFrom(scans: readonly Scan[], isNumbered: boolean, among?: Among): string {
  const byNumber = scans.every(({ encoding }) => isNumberedBy(encoding));
  return scans
    .map((scan, file) => {
      const { encoding, from, fromNumbered } = scan;
      const hasTime = encoding.columns.time !== undefined;
      const table = isNumbered || !hasTime ? fromNumbered : from;
      // Whatever is not read back is left out before anything is made of it.
      const key = orderKey(encoding, byNumber);
      const chosen =
        among === undefined
          ? table
          : byNumber
            ? // Parquet passes over what cannot be among them.
              `(SELECT * FROM ${table} WHERE ${quotedName(encoding.columns.order as string)} IN (SELECT TRY_CAST(okey AS ${encoding.types[encoding.columns.order as string]}) FROM ${among.table}))`
            : `(SELECT * FROM (SELECT * FROM ${table} WHERE get_bit(${quotedText(among.bits)}::BIT, (${key} & ${sieveWidth - 1})::INTEGER) = 1) WHERE ${key} IN (SELECT okey::UBIGINT FROM ${among.table}))`;
      return encodedQuery(encoding, chosen, {
        byNumber,
        // Without times, rows follow one another as they were given.
        ...(!hasTime && { place: `${file * rowsPerFile} + "paychart_row"` }),
        ...(isNumbered && { kept: [`${file} AS file`, '"paychart_row"', ...textColumns(scan)] }),
      });
    })
    .join('\nUNION ALL\n');
}

/** Orders by their keys. */
interface Among {
  /** A table of the keys, as text: `okey`. */
  readonly table: string;
  /** What {@link sieveOf} makes of the keys: it leaves few rows for the join, which takes much where it meets all. */
  readonly bits: string;
}

/** How many bits of a sieve there are. */
const sieveWidth = 65_536;

/** For the last bits of every key a 1. */
export function sieveOf(keys: Iterable<bigint>): string {
  const bits = new Uint8Array(sieveWidth);
  for (const key of keys) bits[Number(BigInt.asUintN(16, key))] = 1;
  return bits.join('');
}

/** More rows than a file can have. */
const rowsPerFile = 2 ** 40;

/** The columns that a row is read back from, in the order in which they are read back. */
function textColumns({ encoding }: Scan): readonly string[] {
  const texts = (['order', 'transaction', 'status', 'financial', 'kind', 'brand', 'currency'] as const).map(
    (field) => `${textOf(encoding, field) ?? 'NULL::VARCHAR'} AS ${quotedName(`t_${field}`)}`,
  );
  const numbers = (['sequence', 'amount', 'refunded', 'ordered'] as const).map(
    (field) => `(${numberOf(encoding, field) ?? 'NULL'})::DOUBLE AS ${quotedName(`t_${field}`)}`,
  );
  return [...texts, ...numbers];
}

/** How the steps of a log are counted. */
export interface StepsQuery {
  /** The encoded columns there are. */
  readonly names: readonly string[];
  /** For every two numbers of words, 1 if one after the other may be wrong. */
  readonly bits: string;
  /** How many numbers words may have; this one stands for the time before anything existed. */
  readonly width: number;
}

/** Steps that were counted: the words before and after, the key of the order if anything may be wrong in it, and how many. */
export type CountedStep = readonly [prev: number, cur: number, suspect: Value, rows: number];

/** The steps of encoded rows, counted; those of lives in which anything may be wrong by the key of the order. */
export async function* countedSteps(
  database: Database,
  table: string,
  query: StepsQuery,
): AsyncGenerator<readonly CountedStep[]> {
  const isPacked = !query.names.includes('sequence');
  const counted = (packed: boolean) =>
    database.stream(stepsQuery(table, query, packed)) as unknown as AsyncIterable<readonly CountedStep[]>;
  try {
    yield* counted(isPacked);
  } catch (error) {
    // No row has come yet: all are read before the first is counted.
    if (!isPacked || !isTooFar(error)) throw error;
    yield* counted(false);
  }
}

/** Whether a time is too far away to be packed: about 143 years from 1970, as is one that stands for never. */
const isTooFar = (error: unknown): boolean =>
  error instanceof Error && /Out of Range Error: Overflow in multiplication/.test(error.message);

/** Counts steps: from a time and words in one number, or from two columns. */
function stepsQuery(table: string, { names, bits, width }: StepsQuery, isPacked: boolean): string {
  const suspicions = [
    `get_bit(${quotedText(bits)}::BIT, (prev * ${width} + cur)::INTEGER) = 1`,
    'same AND prev <> cur',
    ...(names.includes('profile') ? ['drifts'] : []),
    ...(names.includes('money') ? ['money'] : []),
  ];
  const more = [
    ...(names.includes('profile') ? ['profile <> lag(profile) OVER life AS drifts'] : []),
    ...(names.includes('money') ? ['money'] : []),
  ];
  // A time and the number of words fit into one number: the window sorts and carries one column.
  const steps = isPacked
    ? `SELECT okey, (k & ${packing - 1})::INTEGER AS cur, coalesce(before & ${packing - 1}, ${width})::INTEGER AS prev, k // ${packing} = before // ${packing} AS same${more.length > 0 ? `, * EXCLUDE (okey, k, before)` : ''}
    FROM (SELECT okey, k, lag(k) OVER life AS before${more.map((one) => `, ${one}`).join('')}
      FROM (SELECT * EXCLUDE ("at", n, word), "at" * ${packing} + word AS k FROM ${table})
      WINDOW life AS (PARTITION BY lkey ORDER BY k))`
    : `SELECT okey, word AS cur, coalesce(lag(word) OVER life, ${width}) AS prev, ("at" = lag("at") OVER life AND n = lag(n) OVER life) AS same${more.map((one) => `, ${one}`).join('')}
    FROM ${table} WINDOW life AS (PARTITION BY lkey ORDER BY "at", n, word)`;
  return `SELECT prev, cur, CASE WHEN cur >= ${rejectedWord} THEN NULL WHEN ${suspicions.join(' OR ')} THEN okey END AS suspect, count(*) AS rows
  FROM (${steps}) GROUP BY ALL`;
}

/** How many numbers words and rejections may have, beside a time in one number. */
export const packing = 2048;

/** A count of a step between words as DuckDB numbers them. */
export interface Step {
  readonly prev: number;
  readonly cur: number;
  readonly rows: number;
}
