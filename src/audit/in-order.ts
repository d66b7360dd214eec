/**
 * A log of a table whose rows stand in the order of time, of orders that are numbered: then no row need be sorted. What each order said last
 * stands in an array by its number, and a row is held against that. Where the rows are not in order after all, nothing is taken.
 */

import { quotedName } from '../relation/exports/escaped.ts';
import type { Progress } from './audit.ts';
import type { Database, Value } from './duckdb.ts';
import {
  besideWidth,
  earliest,
  isGiven,
  isNumberedBy,
  isSmall,
  latest,
  orderWordOf,
  timeOf,
  untold,
  wordOf,
} from './encode.ts';
import type { Scan } from './scan.ts';
import type { Step, StepsQuery } from './steps.ts';

/** What the rows of a log come to. */
interface InOrder {
  readonly steps: readonly Step[];
  /** The orders in which anything may be wrong. */
  readonly suspects: readonly Value[];
}

/** How many rows there may be: each is told by a number of 32 bits, from 1. */
const mostRows = 2 ** 32 - 2;

/** Up to how many numbers apart the first and the last order may be, and what each of these takes. */
const widest = 16_000_000;
const bytesPerOrder = 5;

/** How many words a byte can tell, beside that nothing was said. */
const mostWords = 255;

/**
 * The steps of a log, if it is of one Parquet file whose orders are numbered and whose rows are in the order of time; else nothing.
 *
 * @param room how many bytes may be taken for what each order said last.
 */
export async function stepsInOrder(
  database: Database,
  scans: readonly Scan[],
  { names, bits, width }: StepsQuery,
  room: number,
  onProgress: (progress: Progress) => void,
): Promise<InOrder | undefined> {
  const [scan, ...more] = scans;
  if (scan === undefined || more.length > 0 || scan.input.form !== 'parquet' || width > mostWords) return undefined;
  const { encoding, from } = scan;
  const { order, status, time, financial } = encoding.columns;
  const isPlain = !['profile', 'money', 'sequence'].some((name) => names.includes(name));
  if (!isPlain || !isNumberedBy(encoding) || time === undefined) return undefined;
  const id = quotedName(order as string);
  // Parquet says this beside its columns, most often: then no row is read for it.
  const [[first, last, rows, ...there] = []] = await database.rows(
    `SELECT min(${id})::BIGINT, max(${id})::BIGINT, count(*), ${[order, status, time].map((one) => `count(${quotedName(one as string)})`).join(', ')} FROM ${from}`,
  );
  if (typeof first !== 'number' || typeof last !== 'number' || typeof rows !== 'number') return undefined;
  const orders = last - first + 1;
  if (rows > mostRows || orders > Math.min(widest, room / bytesPerOrder)) return undefined;
  // What is missing in a row is told elsewhere.
  if (there.some((many) => many !== rows)) return undefined;
  const isAlone = financial === undefined;
  const said = new Said(orders, Uint8Array.from(bits, Number), {
    width,
    first: isSmall(encoding) ? first : 0,
    times: isAlone ? besideWidth : 1,
    plus: isAlone ? untold : 0,
  });
  const columns = [
    isSmall(encoding) ? id : `(${id} - (${first}))::INTEGER`,
    isAlone ? orderWordOf(encoding) : wordOf(encoding),
    // What DuckDB holds in microseconds is taken as it stands.
    /^TIMESTAMP(?: WITH TIME ZONE)?$/.test(encoding.types[time] ?? '') ? quotedName(time) : timeOf(encoding),
  ];
  await database.run('SET preserve_insertion_order = true');
  try {
    for await (const chunk of database.arrays(`SELECT ${columns.join(', ')} FROM ${from}`)) {
      const [orderIds, words, times] = chunk.columns as unknown as [Int32Array, Int32Array, BigInt64Array];
      if (!chunk.isWhole || !said.isInOrder(chunk.rows, orderIds, words, halvesOf(times))) return undefined;
      if (said.rows % 1_048_576 < chunk.rows) onProgress({ doing: 'scanning', rows: said.rows, of: rows });
    }
  } finally {
    await database.run('SET preserve_insertion_order = false');
  }
  const steps = said.steps();
  const hasStrangers = steps.some(({ cur }) => cur < besideWidth);
  if (said.newest > latest || (hasStrangers && (await hasEmpty(database, scan)))) return undefined;
  return { steps, suspects: said.suspects(first) };
}

/** Whether a row says no status: it is no word, as one is that nobody knows. */
async function hasEmpty(database: Database, { encoding, from }: Scan): Promise<boolean> {
  const [[many] = []] = await database.rows(`SELECT count(*) FROM ${from} WHERE NOT (${isGiven(encoding, 'status')})`);
  return many !== 0;
}

/** Whole numbers of 64 bits as two halves each, the lower first. */
const halvesOf = ({ buffer, byteOffset, length }: BigInt64Array): Int32Array =>
  new Int32Array(buffer, byteOffset, 2 * length);

/** How rows are read. */
interface Reading {
  /** How many numbers words have; this one says that nothing was said. */
  readonly width: number;
  /** The id of the order that is told by 0. */
  readonly first: number;
  /** What the number of a word is made of: what is read, times one, plus another. */
  readonly times: number;
  readonly plus: number;
}

/** What each order said last, and the steps so far. */
class Said {
  rows = 0;
  /** The time of the last row. */
  newest = Number(earliest);
  readonly #reading: Reading;
  readonly #isSuspicious: Uint8Array;
  readonly #counts: Float64Array;
  readonly #suspects = new Set<number>();
  readonly #words: Uint8Array;
  /** The number of the row, from 1, in which an order said something last. */
  readonly #lastRows: Uint32Array;
  /** The number of the first row of the newest time. */
  #firstOfTime = 1;

  constructor(orders: number, isSuspicious: Uint8Array, reading: Reading) {
    const { width } = reading;
    this.#reading = reading;
    this.#isSuspicious = isSuspicious;
    this.#counts = new Float64Array((width + 1) * width);
    this.#words = new Uint8Array(orders).fill(width);
    this.#lastRows = new Uint32Array(orders);
  }

  /** Takes rows, if they are in order: this runs for every row, and calls nothing. */
  isInOrder(rows: number, ids: ArrayLike<number>, words: ArrayLike<number>, times: Int32Array): boolean {
    const { width, first, times: by, plus } = this.#reading;
    const [before, lastRows, counts, isSuspicious] = [this.#words, this.#lastRows, this.#counts, this.#isSuspicious];
    let [newest, firstOfTime, row] = [this.newest, this.#firstOfTime, this.rows];
    for (let at = 0; at < rows; at++) {
      const time = (times[2 * at + 1] as number) * 4_294_967_296 + ((times[2 * at] as number) >>> 0);
      row++;
      if (time !== newest) {
        if (time < newest) return false;
        newest = time;
        firstOfTime = row;
      }
      const order = (ids[at] as number) - first;
      const word = (words[at] as number) * by + plus;
      const was = before[order] as number;
      const step = was * width + word;
      counts[step] = (counts[step] as number) + 1;
      if (isSuspicious[step] === 1 || (was !== word && was !== width && (lastRows[order] as number) >= firstOfTime))
        this.#suspects.add(order);
      before[order] = word;
      lastRows[order] = row;
    }
    this.newest = newest;
    this.#firstOfTime = firstOfTime;
    this.rows = row;
    return true;
  }

  steps(): readonly Step[] {
    const { width } = this.#reading;
    const steps: Step[] = [];
    for (const [step, rows] of this.#counts.entries())
      if (rows > 0) steps.push({ prev: Math.floor(step / width), cur: step % width, rows });
    return steps;
  }

  /** The orders in which anything may be wrong, by their ids. */
  suspects(first: number): readonly number[] {
    return Array.from(this.#suspects, (order) => order + first);
  }
}
