/**
 * How the tests run against mutants: those of the charts, the relation and the lifecycle; quick ones first, since the
 * first failure ends a run; property tests with few runs of one seed, so that a result repeats.
 */
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { testsFor } from './tests.ts';

/**
 * The tests that take longest, the longest last; all others come before them. A mutant that is noticed has mostly been by then.
 */
const longest = [
  'arrival',
  'observe.laws',
  'instants',
  'step.laws',
  'view',
  'money',
  'stored',
  'pair-history',
  'made-up.laws',
  'plain-order',
  'by-requirement',
  'orders-twice',
  'hostile',
  'compile',
  'matrix',
  'table',
  'walk',
  'captures.laws',
  'own-requests.laws',
  'whole-order.laws',
  'explain',
].map((name) => new RegExp(`/test/(?!machines/money)[^/]+/${name.replace('.', String.raw`\.`)}.test.ts$`));

/** The tests named as the mutated files. */
const own = (process.env.MUTATED_FILES ?? '')
  .split(' ')
  .map((file) => `/test/${file.replace(/^src\//, '').replace(/\.ts$/, '.test.ts')}`);

/** Where a test file stands: those named as a mutated file first, since they judge it. */
const placeOf = ({ moduleId }: TestSpecification): number =>
  own.some((name) => moduleId.endsWith(name)) ? -2 : longest.findIndex((pattern) => pattern.test(moduleId));

/** A test file with fewer runs of its longest properties, and without the tests that only test the tests, or look at a clock. */
function shortened(code: string): string {
  return code
    .replace(/\bruns = \{ numRuns: \d+ \}/g, 'runs = { numRuns: 40 }')
    .replace(/test\.prop\((.*), \{ numRuns: (1000|50_000) \}\)/g, 'test.prop($1, { numRuns: 40 })')
    .replace(/\bit\('should take time in proportion/g, "it.skip('should take time in proportion")
    .replace(/describe\('(.*) (itself|themselves)'/g, "describe.skip('$1 $2'");
}

class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => placeOf(a) - placeOf(b) || a.moduleId.localeCompare(b.moduleId));
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
    ...testsFor(process.env.MUTATED, process.env.MUTATION_TESTS === 'all'),
    env: { WHOLE_ORDER_RUNS: '40', WHOLE_ORDER_SEED: '20191001' },
    setupFiles: ['test/mutation/setup.ts'],
    // One worker runs all files of a run, as in the project's own tests; each run has a worker of its own.
    isolate: process.env.MUTATION_ISOLATE === 'yes',
    sequence: { sequencer: QuickFirst },
    testTimeout: 240_000,
  },
});
