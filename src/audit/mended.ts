/**
 * Text that DuckDB does not read at all, for the sake of single lines: it is copied without what stops DuckDB, so that the rest is checked.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { linesOf } from './documents/lines.ts';
import type { Input } from './inputs.ts';
import type { RowPlace } from './row.ts';

/** A copy of an input, and the lines that are left empty in it: they are too long. */
export interface Mended {
  readonly input: Input;
  readonly tooLong: readonly LeftEmpty[];
}

/** The place of a row that was left empty, and as what it is rejected when the copy is read. */
export interface LeftEmpty extends RowPlace {
  readonly readAs: 'not_a_row' | 'ragged_row';
}

/**
 * Copies an input of text into a folder: every line ends with a line feed, and one above 16 MiB holds an empty object.
 *
 * @param number tells the copies apart.
 */
export async function mended(input: Input, folder: string, number: number): Promise<Mended> {
  const path = join(folder, `mended-${number}`);
  const tooLong: LeftEmpty[] = [];
  const carriageReturn = 13;
  const lines = async function* (): AsyncGenerator<Uint8Array> {
    for await (const line of linesOf(createReadStream(input.path, { highWaterMark: 1 << 18 }))) {
      if (!('bytes' in line)) {
        tooLong.push(
          input.form === 'csv'
            ? // The heading is no row.
              { file: input.name, row: line.number - 1, readAs: 'ragged_row' }
            : { file: input.name, row: line.number, readAs: 'not_a_row' },
        );
        yield empty;
        continue;
      }
      const { bytes } = line;
      yield bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;
      yield end;
    }
  };
  await pipeline(lines, createWriteStream(path));
  return { input: { ...input, path }, tooLong };
}

const end = new TextEncoder().encode('\n');
const empty = new TextEncoder().encode('{}\n');

/** Whether an input may be read once it is mended, by what DuckDB said of it. */
export const isMendable = (error: Error): boolean => /maximum_object_size|state machine/i.test(error.message);
