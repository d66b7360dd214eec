/**
 * Files that are never half written.
 */
import { chmodSync, existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { InputError } from '../lifecycle/index.ts';

/**
 * Writes a file as a whole: beside it first, then in its place, so that nobody ever reads half of it. What is no file, as a
 * pipe, is written to.
 *
 * @param read the files that it was made from: none of them is replaced.
 * @throws InputError if it cannot be written, or was read.
 */
export function replaceFile(file: string, content: string | Uint8Array, read: readonly string[] = []): void {
  try {
    const known = statSync(file, { throwIfNoEntry: false });
    if (known && read.some((one) => existsSync(one) && realpathSync(one) === realpathSync(file)))
      throw new InputError(file, 'the file was read, and would be replaced', 'Name another to be written.');
    if (known && !known.isFile()) {
      writeFileSync(file, content);
      return;
    }
    const place = known ? realpathSync(file) : file;
    const beside = `${place}.${process.pid}.part`;
    try {
      writeFileSync(beside, content, { flag: 'wx' });
      if (known) chmodSync(beside, known.mode);
      renameSync(beside, place);
    } finally {
      rmSync(beside, { force: true });
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    const wayOut =
      error.code === 'EISDIR'
        ? 'It is a folder: name a file in it.'
        : 'Check that the folder exists and may be written to.';
    throw new InputError(file, `the file cannot be written (${error.code})`, wayOut);
  }
}
