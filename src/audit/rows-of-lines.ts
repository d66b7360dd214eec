/**
 * Which row a line of a text is of, as DuckDB counts rows: the heading of CSV and lines without anything are none, and a row whose text in
 * quotes holds ends of lines is one.
 */
import { createReadStream } from 'node:fs';
import { type Line, linesOf } from './documents/lines.ts';

/** Counts rows, line by line. */
export interface RowsOfLines {
  /** The number of the row that begins with this line, the next after those taken, from 1; 0 is a heading. Nothing if none begins with it. */
  take(line: Line): number | undefined;
  /** Whether the next line goes on with the row of the last one. */
  isWithin(): boolean;
  /** Whether the line that was taken last has a carriage return within, outside of quotes: whether it ends there, nobody knows. */
  endsWithin(): boolean;
}

const [quote, carriageReturn] = [34, 13];

/** A line without the carriage return that ends it beside the line feed. */
export const withoutReturn = (bytes: Uint8Array): Uint8Array =>
  bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;

/** The rows of lines of JSON. */
export function rowsOfJson(): RowsOfLines {
  let row = 0;
  const isBlank = ({ bytes }: { readonly bytes: Uint8Array }): boolean => bytes.every((byte) => byte <= 32);
  return {
    take: (line) => ('bytes' in line && isBlank(line) ? undefined : ++row),
    isWithin: () => false,
    endsWithin: () => false,
  };
}

/** The rows of a text with a heading and columns. */
export function rowsOfCsv(delimiter: string): RowsOfLines {
  const between = delimiter.charCodeAt(0);
  let row = -1;
  let isQuoted = false;
  let endsWithin = false;
  const read = (bytes: Uint8Array): void => {
    if (!bytes.includes(quote)) {
      endsWithin = !isQuoted && bytes.includes(carriageReturn);
      return;
    }
    let isBeginning = true;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (isQuoted) {
        if (byte !== quote) continue;
        // Two are one that is said.
        if (bytes[at + 1] === quote) at++;
        else isQuoted = false;
      } else if (byte === quote && isBeginning) isQuoted = true;
      else if (byte === carriageReturn) endsWithin = true;
      isBeginning = !isQuoted && byte === between;
    }
  };
  return {
    take(line) {
      const begins = !isQuoted;
      endsWithin = false;
      if ('bytes' in line) {
        const bytes = withoutReturn(line.bytes);
        if (begins && bytes.length === 0) return undefined;
        read(bytes);
      }
      return begins ? ++row : undefined;
    },
    isWithin: () => isQuoted,
    endsWithin: () => endsWithin,
  };
}

/**
 * The rows that DuckDB tells by their lines: to it one with ends of lines within is one line, and a line without anything is one as well.
 *
 * @returns the number of a row by that of its line; asked of one line after the other, as they stand.
 */
export async function rowsByLines(path: string, delimiter: string): Promise<(line: number) => number> {
  const rows = rowsOfCsv(delimiter);
  let count = 0;
  const blank: number[] = [];
  for await (const line of linesOf(createReadStream(path, { highWaterMark: 1 << 18 }))) {
    const goesOn = rows.isWithin();
    const begins = rows.take(line) !== undefined;
    if (begins || !goesOn) count++;
    if (!begins && !goesOn) blank.push(count);
  }
  let before = 0;
  return (line) => {
    while ((blank[before] ?? line) < line) before++;
    return line - 1 - before;
  };
}
