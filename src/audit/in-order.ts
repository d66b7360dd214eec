/**
 * A log of tables whose rows stand in the order of time, of orders that are numbered: then no row need be sorted. What each order said last
 * stands in an array by its number, and a row is held against that. Where the rows are not in order after all, nothing is taken.
 */

import { quotedName } from '../relation/exports/escaped.ts';
import type { Progress } from './audit.ts';
import type { Database, Value } from './duckdb.ts';
import { encodedQuery, isNumberedBy } from './encode.ts';
import type { Scan } from './scan.ts';
import type { Step, StepsQuery } from './steps.ts';

/** What the rows of a log come to. */
interface InOrder {
  readonly steps: readonly Step[];
  /** The orders in which anything may be wrong. */
  readonly suspects: readonly Value[];
}

/** Up to how many numbers apart the first and the last order may be: each takes nine bytes. */
const widest = 16_000_000;

/** The number of a word in a byte that says that a row is rejected, or of no kind that a byte can hold. */
const outside = 255;

/**
 * The steps of a log, if it is of one Parquet file whose orders are numbered and whose rows are in the order of time; else nothing.
 */
export async function stepsInOrder(
  database: Database,
  scans: readonly Scan[],
  { names, bits, width }: StepsQuery,
  onProgress: (progress: Progress) => void,
): Promise<InOrder | undefined> {
  const [scan, ...more] = scans;
  if (scan === undefined || more.length > 0 || scan.input.form !== 'parquet' || width >= outside) return undefined;
  const { encoding } = scan;
  const isPlain = !['profile', 'money', 'sequence'].some((name) => names.includes(name));
  if (!isPlain || !isNumberedBy(encoding) || encoding.columns.time === undefined) return undefined;
  const id = quotedName(encoding.columns.order as string);
  const [[first, last, rows] = []] = await database.rows(
    `SELECT min(${id})::BIGINT, max(${id})::BIGINT, count(*) FROM ${scan.from}`,
  );
  if (typeof first !== 'number' || typeof last !== 'number' || last - first >= widest) return undefined;
  const said = new Uint8Array(last - first + 1).fill(width);
  const when = new Float64Array(last - first + 1);
  const counts = new Float64Array((width + 1) * width);
  const isSuspicious = Uint8Array.from(bits, Number);
  const suspects = new Set<number>();
  let newest = Number.NEGATIVE_INFINITY;
  let through = 0;
  await database.run('SET preserve_insertion_order = true');
  try {
    const query = `SELECT (okey - (${first}))::INTEGER, least(word, ${outside})::UTINYINT, "at"::DOUBLE FROM (${encodedQuery(encoding, scan.from, { byNumber: true })})`;
    for await (const { rows: many, columns } of database.arrays(query)) {
      const [orders, words, times] = columns as [Int32Array, Uint8Array, Float64Array];
      for (let at = 0; at < many; at++) {
        const order = orders[at] as number;
        const word = words[at] as number;
        const time = times[at] as number;
        if (word === outside || time < newest) return undefined;
        newest = time;
        const before = said[order] as number;
        const step = before * width + word;
        counts[step] = (counts[step] as number) + 1;
        if (isSuspicious[step] === 1 || (before !== word && before !== width && when[order] === time))
          suspects.add(order + first);
        said[order] = word;
        when[order] = time;
      }
      through += many;
      if (through % 1_048_576 < many) onProgress({ doing: 'scanning', rows: through, of: Number(rows) });
    }
  } finally {
    await database.run('SET preserve_insertion_order = false');
  }
  const steps: Step[] = [];
  for (const [step, many] of counts.entries())
    if (many > 0) steps.push({ prev: Math.floor(step / width), cur: step % width, rows: many });
  return { steps, suspects: [...suspects] };
}
