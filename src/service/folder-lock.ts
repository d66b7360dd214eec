/**
 * One process at a time has the folder of the embedded database: two would ruin it. A file beside the folder says which.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../lifecycle/index.ts';

/** The folders that this process has. */
const held = new Set<string>();

/**
 * Takes a folder for this process, until the function that is returned is called. What a process left behind that was
 * killed is taken over.
 *
 * @throws InputError if another process has it, or nothing can be written there.
 */
export function lockFolder(folder: string): () => void {
  const file = `${resolve(folder)}.lock`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    take(file, folder);
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error && 'code' in error)) throw error;
    throw new InputError(
      'PAYCHART_DATA',
      `nothing can be kept at ${folder} (${String(error.code)})`,
      'Give a folder in which this user may write.',
    );
  }
  held.add(file);
  return () => {
    held.delete(file);
    rmSync(file, { force: true });
  };
}

function take(file: string, folder: string): void {
  try {
    const opened = openSync(file, 'wx');
    writeSync(opened, String(process.pid));
    closeSync(opened);
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'EEXIST') throw error;
    const owner = Number(readFileSync(file, 'utf8'));
    if (held.has(file) || (owner !== process.pid && isAlive(owner)))
      throw new InputError(
        'PAYCHART_DATA',
        `process ${owner} has the folder ${folder}`,
        `Stop it, or give another folder; delete ${file} if that process is no service of ours.`,
      );
    rmSync(file, { force: true });
    take(file, folder);
  }
}

/** Whether a process runs, of whichever user. A file that names none is left over. */
function isAlive(id: number): boolean {
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as { readonly code?: string }).code === 'EPERM';
  }
}
