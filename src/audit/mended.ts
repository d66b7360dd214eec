/**
 * Text that DuckDB does not read at all, for the sake of single lines: it is copied without what stops DuckDB, so that the rest is checked.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { saidTwice } from '../multisafepay/exact-json.ts';
import type { Columns } from './columns.ts';
import { type Line, linesOf } from './documents/lines.ts';
import type { Rejection } from './encode.ts';
import type { RowPlace } from './row.ts';
import { rowsOfCsv, rowsOfJson, withoutReturn } from './rows-of-lines.ts';
import { delimiterIn, jsonColumns, type RowsInput } from './scan.ts';

/** A copy of an input, and the rows that are left empty in it. */
export interface Mended {
  readonly input: RowsInput;
  readonly leftEmpty: readonly LeftEmpty[];
}

/** The place of a row that was left empty, why, and as what it is rejected when the copy is read. */
export interface LeftEmpty extends RowPlace {
  readonly reason: Rejection;
  readonly readAs: 'not_a_row' | 'ragged_row';
}

/**
 * Copies an input of text into a folder: every line ends with a line feed, and a row that is above 16 MiB, that ends lines by itself within, or that says a
 * column twice holds an empty object.
 *
 * @param said the columns that are said.
 * @param number tells the copies apart.
 */
export async function mended(input: RowsInput, said: Columns, folder: string, number: number): Promise<Mended> {
  const path = join(folder, `mended-${number}`);
  const leftEmpty: LeftEmpty[] = [];
  const isCsv = input.form === 'csv';
  const columns = isCsv ? new Set<string>() : new Set(Object.values((await jsonColumns(input, said)).columns));
  const rows = isCsv ? rowsOfCsv(await delimiterIn(input)) : rowsOfJson();
  const lines = async function* (): AsyncGenerator<Uint8Array> {
    for await (const line of linesOf(createReadStream(input.path, { highWaterMark: 1 << 18 }))) {
      const row = rows.take(line);
      const reason = wrongWith(line);
      if (reason !== undefined && row !== undefined) {
        leftEmpty.push({ file: input.name, row, reason, readAs: isCsv ? 'ragged_row' : 'not_a_row' });
        yield empty;
      } else if ('bytes' in line) {
        yield withoutReturn(isCsv ? line.bytes : withoutMark(line.bytes));
        yield end;
      }
    }
  };
  const wrongWith = (line: Line): Rejection | undefined => {
    if (!('bytes' in line)) return 'line_too_long';
    if (rows.endsWithin()) return 'ragged_row';
    return saysTwice(line.bytes, columns) ? 'said_twice' : undefined;
  };
  await pipeline(lines, createWriteStream(path));
  return { input: { ...input, path, isMended: true }, leftEmpty };
}

const end = new TextEncoder().encode('\n');
const empty = new TextEncoder().encode('{}\n');
const utf8 = new TextDecoder();

/** A line without the byte order mark before it, as joined files have them. */
const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;

/** Whether a line of JSON says one of some columns twice; what is no JSON, DuckDB refuses. */
function saysTwice(bytes: Uint8Array, columns: ReadonlySet<string>): boolean {
  if (columns.size === 0) return false;
  const text = utf8.decode(bytes).trim();
  try {
    // Most lines are written as they would be again: then nothing is in them twice.
    if (JSON.stringify(JSON.parse(text)).length === text.length) return false;
  } catch {
    return false;
  }
  return saidTwice(text, columns) !== undefined;
}

/** Whether an input may be read once it is mended, by what DuckDB said of it. */
export const isMendable = (error: Error): boolean =>
  /maximum_object_size|state machine|duplicate key|Malformed JSON|JSON transform error/i.test(error.message);
