/**
 * The folder of one run of the tests: what is made once for all files is kept there, and goes with it. Nothing is left for another run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The variable of the environment that names it, to the processes of the runner. */
export const runFolder = 'PAYCHART_RUN_FOLDER';

/** Makes it before the first file, and says how it is taken away after the last. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-run-'));
  process.env[runFolder] = folder;
  // Every process that a test starts finds there what Node has made of our modules for the one before.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
  return () => rmSync(folder, { recursive: true, force: true });
}
