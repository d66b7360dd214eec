/**
 * How the tests run against mutants: those of the charts, the relation and the lifecycle; quick ones first, since the
 * first failure ends a run; property tests with few runs of one seed, so that a result repeats.
 */
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { testsFor } from './tests.ts';

/** Later is slower: tables first, then what compiles charts, then whole lives. */
function slowness({ moduleId }: TestSpecification): number {
  const slower = [/\/test\/relation\//, /\/test\/lifecycle\//, /(walk|explain)\.test/, /\.laws\.test/];
  return slower.findLastIndex((pattern) => pattern.test(moduleId));
}

/** A test file with fewer runs of its longest properties, and without the tests that only test the tests, or look at a clock. */
function shortened(code: string): string {
  return code
    .replace(/numRuns: 1000/g, 'numRuns: 40')
    .replace(/\bit\('should take time in proportion/g, "it.skip('should take time in proportion")
    .replace(/describe\('(.*) (itself|themselves)'/g, "describe.skip('$1 $2'");
}

class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => slowness(a) - slowness(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

export default defineConfig({
  plugins: [
    {
      name: 'shortened tests',
      enforce: 'pre',
      transform: (code, id) => (id.endsWith('.test.ts') ? shortened(code) : undefined),
    },
  ],
  test: {
    ...testsFor(process.env.MUTATED),
    setupFiles: ['test/mutation/setup.ts'],
    sequence: { sequencer: QuickFirst },
    testTimeout: 60_000,
  },
});
