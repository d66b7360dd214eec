/**
 * The order in which files of tests are begun where no earlier run has left its times, as in a clean checkout. The runner begins the
 * largest files, but the faults and the soak are the longest by far and small files: begun last, they would run on alone.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const longest = /\/test\/(?:planted|soak)\//;

/** Begins the longest. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): number => Number(longest.test(moduleId));
    return sorted.toSorted((one, other) => isLong(other) - isLong(one));
  }
}
