/**
 * Keeps the record of the last run of all tests in `docs/book/inputs/test-run.json`, if it is of the tree as it stands.
 * `npm run book:record`.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { digestOf, hasPassed, readTestRun } from '../../src/book/index.ts';
import { replaceFile } from '../../src/cli/replace-file.ts';
import { readTree } from '../../src/cli/tree.ts';
import { recordText } from './record-text.ts';

/** Keeps a record. @throws Error that says what is wrong with it, and the way out. */
export function keepRecord(root: string): string {
  const from = 'reports/test-run.json';
  let text: string;
  try {
    text = readFileSync(`${root}/${from}`, 'utf8');
  } catch {
    throw new Error(`${from}: there is no record of a run of all tests. Run them: npm test`);
  }
  const run = readTestRun(text, from);
  const digest = digestOf(readTree(root) ?? []);
  if (run.digest !== digest)
    throw new Error(`${from}: it is of the tree ${run.digest}, and this is ${digest}. Run all tests anew: npm test`);
  replaceFile(`${root}/docs/book/inputs/test-run.json`, recordText(run));
  const { passed, failed, skipped, errors } = run.totals;
  const ended = `${passed} passed, ${failed} failed, ${skipped} skipped, ${errors} errors outside a test`;
  return `Kept: ${run.files.length} files, ${ended}, of the tree ${run.digest}.${hasPassed(run) ? '' : ' No release can be made of it.'}`;
}

if (import.meta.main) {
  try {
    console.info(keepRecord(fileURLToPath(new URL('../..', import.meta.url))));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
