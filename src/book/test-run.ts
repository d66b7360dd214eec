/**
 * The last run of the tests, as the runner's own report says: when, on which law, how many, and every test that names a
 * requirement or decision in its name.
 */
import * as v from 'valibot';
import { InputError } from '../lifecycle/index.ts';
import { isRequirementId, type RequirementId } from '../proof/index.ts';
import { type ChartId, chartIds } from '../relation/index.ts';

/** A test that names a requirement or decision. */
export interface TracedTest {
  /** From the root of the project. */
  readonly file: string;
  /** Its whole name: the names of the groups around it, and its own. */
  readonly name: string;
  readonly passed: boolean;
}

/** The last run of each test file. */
export interface TestRun {
  readonly format: 'paychart-test-run';
  readonly version: 1;
  /** The versions it ran with. */
  readonly node: string;
  readonly vitest: string;
  /** The hash of each chart of the law it ran on. */
  readonly laws: Readonly<Record<ChartId, string>>;
  /** When each file last ran, an ISO 8601 instant as the runner reports it; how many passed, failed and were skipped. */
  readonly files: readonly {
    readonly file: string;
    readonly ranAt: string;
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
  }[];
  /** The tests that name a requirement or decision; skipped ones are left out. */
  readonly tests: readonly TracedTest[];
}

/** What a report of vitest (`--reporter=json`) has that is read here. */
const reportSchema = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      startTime: v.number(),
      assertionResults: v.array(
        v.object({ ancestorTitles: v.array(v.string()), title: v.string(), status: v.string() }),
      ),
    }),
  ),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const runSchema = v.strictObject({
  format: v.literal('paychart-test-run'),
  version: v.literal(1),
  node: v.string(),
  vitest: v.string(),
  laws: v.strictObject(v.entriesFromList(chartIds, v.string())),
  files: v.array(
    v.strictObject({
      file: v.string(),
      ranAt: v.pipe(v.string(), v.isoTimestamp()),
      passed: count,
      failed: count,
      skipped: count,
    }),
  ),
  tests: v.array(v.strictObject({ file: v.string(), name: v.string(), passed: v.boolean() })),
});

/** The seed that a property test adds to its name: another one at each run, and no part of it. */
const seed = / \(with seed=-?\d+\)$/;

/** What a report of vitest does not say. */
export type RanWith = Pick<TestRun, 'node' | 'vitest' | 'laws'> & {
  /** The path of a test file from the root of the project. */
  readonly fileOf: (path: string) => string;
};

/**
 * The digest of a report of vitest: the same report, the same digest.
 *
 * @param before what is kept of files that did not run now, if it was on the same law.
 */
export function digestRun(report: unknown, { fileOf, ...ranWith }: RanWith, before?: TestRun): TestRun {
  const { testResults } = v.parse(reportSchema, report);
  const results = testResults
    .map(({ name, ...of }) => ({ file: fileOf(name), ...of }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  const tests = results.flatMap(({ file, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ ancestorTitles, title, status }) => ({
        file,
        name: [...ancestorTitles, title].filter(Boolean).join(' > ').replace(seed, ''),
        passed: status === 'passed',
      })),
  );
  const files = results.map(({ file, startTime, assertionResults }) => {
    const counted = (status: string): number => assertionResults.filter((one) => one.status === status).length;
    const [passed, failed] = [counted('passed'), counted('failed')];
    const ranAt = new Date(startTime).toISOString();
    return { file, ranAt, passed, failed, skipped: assertionResults.length - passed - failed };
  });
  const ran = new Set(files.map(({ file }) => file));
  const isSameLaw = before !== undefined && chartIds.every((id) => before.laws[id] === ranWith.laws[id]);
  const kept = <Of extends { readonly file: string }>(of: readonly Of[] = []): readonly Of[] =>
    isSameLaw ? of.filter(({ file }) => !ran.has(file)) : [];
  const byFile = (a: { readonly file: string }, b: { readonly file: string }): number =>
    a.file < b.file ? -1 : Number(a.file > b.file);
  return {
    format: 'paychart-test-run',
    version: 1,
    ...ranWith,
    files: [...kept(before?.files), ...files].sort(byFile),
    tests: [...kept(before?.tests), ...tests.filter(({ name }) => idsNamedIn(name).length > 0)].sort(byFile),
  };
}

/** When the first and the last of some files ran. */
export function ranBetween(files: TestRun['files']): readonly [first: string, last: string] {
  const times = files.map(({ ranAt }) => ranAt).sort();
  return [times[0] ?? 'never', times.at(-1) ?? 'never'];
}

/**
 * Reads a digest.
 *
 * @throws InputError if the text is none.
 */
export function readTestRun(text: string, file: string): TestRun {
  return readJson(runSchema, text, file, 'npm run book:tests');
}

/** Reads JSON of a schema. @throws InputError that names the file and how to write it anew. */
export function readJson<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  file: string,
  command: string,
): v.InferOutput<Schema> {
  const wayOut = `Write it anew with "${command}".`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InputError(file, 'it is not JSON', wayOut);
  }
  const read = v.safeParse(schema, value, { abortEarly: true });
  if (read.success) return read.output;
  throw new InputError(file, `${v.getDotPath(read.issues[0]) ?? ''} ${read.issues[0].message}`.trim(), wayOut);
}

const idPattern = /(?<![\w-])(?:(?:CARD|TX|MID|REF|PART|CAP|DIS|DC)-\d+|3D-\d+|D\d+a?)(?![\w-])/g;

/** The requirements and decisions that a text names: what stands between commas, in brackets or before a colon. */
export function idsNamedIn(text: string): readonly RequirementId[] {
  return [...new Set(text.match(idPattern) ?? [])].filter(isRequirementId);
}
