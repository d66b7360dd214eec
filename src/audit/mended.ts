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
  readonly tooLong: readonly RowPlace[];
}

/**
 * Copies an input of text into a folder: every line ends with a line feed, and of JSON, a line above 16 MiB holds an empty object.
 *
 * @param number tells the copies apart.
 */
export async function mended(input: Input, folder: string, number: number): Promise<Mended> {
  const path = join(folder, `mended-${number}`);
  const tooLong: RowPlace[] = [];
  const carriageReturn = 13;
  const lines = async function* (): AsyncGenerator<Uint8Array> {
    for await (const line of linesOf(createReadStream(input.path, { highWaterMark: 1 << 18 }))) {
      if (!('bytes' in line)) {
        tooLong.push({ file: input.name, row: line.number });
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
