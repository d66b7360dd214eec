/**
 * The record of a run of all tests: on which tree, how each file ended, and every test that names a requirement or decision.
 * The runner writes it (`test/book/recorder.ts`); what it claims is held against what it lists when it is read.
 */
import * as v from 'valibot';
import { InputError } from '../lifecycle/index.ts';
import { isRequirementId, type RequirementId } from '../proof/index.ts';
import { type ChartId, chartIds } from '../relation/index.ts';
import { digestOf, type FileDigest, isInOrder } from './tree.ts';

/** A test that names a requirement or decision. */
export interface TracedTest {
  /** From the root of the project. */
  readonly file: string;
  /** Its whole name: the names of the groups around it, and its own. */
  readonly name: string;
  readonly passed: boolean;
}

/** What one test file came to. */
export interface FileRun {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Errors outside its tests: a file that could not be loaded has one, and no test. */
  readonly errors: number;
}

/** How many tests ended how, and how many errors there were outside any test. */
export type Totals = Omit<FileRun, 'file'>;

/** A run of all tests. */
export interface TestRun {
  readonly format: 'paychart-test-run';
  readonly version: 2;
  /** The versions it ran with. */
  readonly node: string;
  readonly vitest: string;
  /** When it began and ended, ISO 8601 instants. */
  readonly began: string;
  readonly ended: string;
  /** The hash of each chart of the law it ran on; a law from before a chart was there does not name it. */
  readonly laws: Readonly<Partial<Record<ChartId, string>>>;
  /** The digest of the tree it ran on: of the lines that `tree` comes to. */
  readonly digest: string;
  readonly totals: Totals;
  /** Every file of the tree, by path. */
  readonly tree: readonly FileDigest[];
  /** Every test file of the tree. */
  readonly files: readonly FileRun[];
  /** Every test that failed. */
  readonly failures: readonly Omit<TracedTest, 'passed'>[];
  /** The tests that name a requirement or decision; skipped ones are left out. */
  readonly tests: readonly TracedTest[];
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const instant = v.pipe(v.string(), v.isoTimestamp());
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'no SHA-256'));
const counts = { passed: count, failed: count, skipped: count, errors: count };
const runSchema = v.strictObject({
  format: v.literal('paychart-test-run'),
  version: v.literal(2),
  node: v.string(),
  vitest: v.string(),
  began: instant,
  ended: instant,
  laws: v.strictObject(v.entriesFromList(chartIds, v.exactOptional(v.string()))),
  digest: hash,
  totals: v.strictObject(counts),
  tree: v.array(v.strictObject({ file: v.string(), sha256: hash })),
  files: v.array(v.strictObject({ file: v.string(), ...counts })),
  failures: v.array(v.strictObject({ file: v.string(), name: v.string() })),
  tests: v.array(v.strictObject({ file: v.string(), name: v.string(), passed: v.boolean() })),
});

/** The seed that a property test adds to its name: another one at each run, and no part of it. */
const seed = / \(with seed=-?\d+\)$/;

/** What a test file came to, test by test, as the runner tells it. */
export interface RanFile {
  /** From the root of the project. */
  readonly file: string;
  readonly errors: number;
  readonly tests: readonly { readonly name: string; readonly state: 'passed' | 'failed' | 'skipped' }[];
}

/** What a record says beside what the tests came to. */
export type RanWith = Pick<TestRun, 'node' | 'vitest' | 'laws' | 'began' | 'ended' | 'tree'> & {
  /** Errors outside any file. */
  readonly errors: number;
};

/** The record of a run of all tests. */
export function recordOf(ran: readonly RanFile[], { errors, tree, ...ranWith }: RanWith): TestRun {
  const sorted = [...ran].sort((a, b) => (a.file < b.file ? -1 : 1));
  const ended = sorted.flatMap(({ file, tests }) =>
    tests.map(({ name, state }) => ({ file, name: name.replace(seed, ''), state })),
  );
  const files = sorted.map(({ file, errors: outside, tests }): FileRun => {
    const counted = (state: string): number => tests.filter((one) => one.state === state).length;
    return {
      file,
      passed: counted('passed'),
      failed: counted('failed'),
      skipped: counted('skipped'),
      errors: outside,
    };
  });
  const totals = totalsOf(files);
  return {
    format: 'paychart-test-run',
    version: 2,
    ...ranWith,
    digest: digestOf(tree),
    totals: { ...totals, errors: totals.errors + errors },
    tree,
    files,
    failures: ended.filter(({ state }) => state === 'failed').map(({ file, name }) => ({ file, name })),
    tests: ended
      .filter(({ name, state }) => state !== 'skipped' && idsNamedIn(name).length > 0)
      .map(({ file, name, state }) => ({ file, name, passed: state === 'passed' })),
  };
}

/** How the tests of some files ended, together. */
export function totalsOf(files: readonly FileRun[]): Totals {
  const sum = (key: keyof Totals): number => files.reduce((total, file) => total + file[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), errors: sum('errors') };
}

/** Whether everything that ran passed. */
export const hasPassed = ({ totals: { failed, errors } }: TestRun): boolean => failed === 0 && errors === 0;

const isTestFile = ({ file }: FileDigest): boolean => /^test\/.*\.test\.ts$/.test(file);

const wayOut = 'Run all tests ("npm test"), then keep their record with "npm run book:record".';

/**
 * Reads a record.
 *
 * @throws InputError if the text is none, or if it claims more than it lists.
 */
export function readTestRun(text: string, file: string): TestRun {
  const run = readJson(runSchema, text, file, wayOut);
  for (const wrong of overclaimed(run)) throw new InputError(file, wrong, wayOut);
  return run;
}

/** What a record claims beyond what it lists. */
function overclaimed({ digest, totals, tree, files, failures, tests }: TestRun): readonly string[] {
  const wrong: string[] = [];
  if (digest !== digestOf(tree)) wrong.push('its digest is not that of the files it lists');
  if (!isInOrder(tree)) wrong.push('the files of its tree are not in order, each once');
  const ran = new Set(files.map((one) => one.file));
  const there = new Set(tree.filter(isTestFile).map((one) => one.file));
  if (ran.size !== files.length) wrong.push('it lists a test file twice');
  for (const one of there) if (!ran.has(one)) wrong.push(`it leaves out ${one}, which its tree has`);
  for (const one of ran) if (!there.has(one)) wrong.push(`it counts ${one}, which its tree does not have`);
  const sum = totalsOf(files);
  if ((['passed', 'failed', 'skipped'] as const).some((key) => totals[key] !== sum[key]) || totals.errors < sum.errors)
    wrong.push('its totals are not those of its files');
  const of = (some: readonly { readonly file: string }[], name: string): number =>
    some.filter((one) => one.file === name).length;
  for (const one of files) {
    if (one.failed !== of(failures, one.file)) wrong.push(`its failures in ${one.file} are not as many as it counts`);
    if (
      one.passed <
      of(
        tests.filter(({ passed }) => passed),
        one.file,
      )
    )
      wrong.push(`it names more tests that passed in ${one.file} than it counts`);
    if (one.passed + one.failed + one.skipped + one.errors === 0) wrong.push(`it has no test of ${one.file}`);
  }
  const key = (one: { readonly file: string; readonly name: string }): string => `${one.file} ${one.name}`;
  const failed = new Set(failures.map(key));
  for (const one of tests) {
    if (!ran.has(one.file)) wrong.push(`it names a test of ${one.file}, which did not run`);
    if (!one.passed && !failed.has(key(one))) wrong.push(`a failure is missing: ${one.name}`);
  }
  return wrong;
}

/** Reads JSON of a schema. @throws InputError that names the file and the way out. */
export function readJson<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  file: string,
  remedy: string,
): v.InferOutput<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InputError(file, 'it is not JSON', remedy);
  }
  const read = v.safeParse(schema, value, { abortEarly: true });
  if (read.success) return read.output;
  throw new InputError(file, `${v.getDotPath(read.issues[0]) ?? ''} ${read.issues[0].message}`.trim(), remedy);
}

const idPattern = /(?<![\w-])(?:(?:CARD|TX|MID|REF|PART|CAP|DIS|DC)-\d+|3D-\d+|D\d+a?)(?![\w-])/g;

/** The requirements and decisions that a text names: what stands between commas, in brackets or before a colon. */
export function idsNamedIn(text: string): readonly RequirementId[] {
  return [...new Set(text.match(idPattern) ?? [])].filter(isRequirementId);
}
