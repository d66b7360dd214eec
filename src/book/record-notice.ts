/**
 * What the first lines of a book must say of its record of the tests: that there is none, that it is of another tree, or that
 * tests failed. A book with such a line is no release.
 */
import { joined, type Text } from './document.ts';
import { hasPassed, type TestRun } from './test-run.ts';
import { digestOf, type FileDigest, treeDifference } from './tree.ts';
import { counted } from './words.ts';

/** What stands against a record. */
export interface RecordFault {
  /** What is wrong, in a sentence without its end. */
  readonly says: string;
  /** The files that differ, each with what became of it. */
  readonly files: readonly string[];
  readonly wayOut: string;
}

const rerun = 'Run all tests ("npm test"), keep their record ("npm run book:record"), and write the book anew.';

/**
 * What stands against a record, as a book of this tree would show it.
 *
 * @param tree this tree; `undefined` where the source is not there.
 */
export function recordFaults(
  run: TestRun | undefined,
  tree: readonly FileDigest[] | undefined,
): readonly RecordFault[] {
  if (run === undefined)
    return [{ says: 'No run of all tests is recorded: this book shows no test that passed', files: [], wayOut: rerun }];
  const faults: RecordFault[] = [];
  if (tree === undefined)
    faults.push({
      says: `The tests were recorded on the tree ${run.digest}, whose source is not here to be compared`,
      files: [],
      wayOut: 'Make the book in a checkout of Paychart.',
    });
  else if (digestOf(tree) !== run.digest) {
    const { changed, added, gone } = treeDifference(run.tree, tree);
    const files = [
      ...changed.map((file) => `${file} (changed)`),
      ...added.map((file) => `${file} (new)`),
      ...gone.map((file) => `${file} (gone)`),
    ].sort();
    faults.push({
      says:
        `The record of the tests is of another tree than this one: of ${run.digest}, and this is ${digestOf(tree)}. ` +
        `${counted(files.length, 'file')} of ${counted(tree.length, 'file')} differ since`,
      files,
      wayOut: rerun,
    });
  }
  if (!hasPassed(run)) {
    const { failed, errors } = run.totals;
    faults.push({
      says: `In the recorded run ${counted(failed, 'test')} failed, and there were ${counted(errors, 'error')} outside a test`,
      files: run.failures.map(({ file, name }) => `${file}: ${name}`),
      wayOut: 'Mend what failed.',
    });
  }
  return faults;
}

/** How many files the first lines name; `jq` and `sha256sum` list all of them. */
const namedAtMost = 20;

/** What stands against a record, as text. */
export function faultText({ says, files, wayOut }: RecordFault): Text {
  if (files.length === 0) return `${says}. ${wayOut}`;
  const named = joined(
    files.slice(0, namedAtMost).map((file) => [{ code: file }]),
    ', ',
  );
  const more = files.length - namedAtMost;
  return [`${says}: `, ...named, `${more > 0 ? ` and ${more} more` : ''}. ${wayOut}`];
}
