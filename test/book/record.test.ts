/**
 * Goal: the record of the tests claims no more than a run of all tests came to, and says of which tree it is. The runner writes it
 * itself; a run of some tests writes none; a book of another tree says so first, and is no release.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FileDigest,
  idsNamedIn,
  type RanFile,
  readTestRun,
  recordFaults,
  recordOf,
  type TestRun,
  treeDifference,
} from '../../src/book/index.ts';
import { digestCommand } from '../../src/book/tree.ts';
import { book, makeBook, readInputs } from '../../src/cli/book.ts';
import { readTree } from '../../src/cli/tree.ts';
import { lawHashes } from '../../src/relation/index.ts';
import { ranOn } from '../cli/terminal.ts';
import { keepRecord } from './keep-record.ts';
import { recordText } from './record-text.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const hashOf = (letter: string): string => letter.repeat(64);
const tree: readonly FileDigest[] = [
  { file: 'machines/a.ts', sha256: hashOf('a') },
  { file: 'src/b.ts', sha256: hashOf('b') },
  { file: 'test/c.test.ts', sha256: hashOf('c') },
  { file: 'test/d.test.ts', sha256: hashOf('d') },
];
const began = '2026-01-02T03:04:05.000Z';
const ended = '2026-01-02T03:05:06.000Z';
const ranWith = { node: 'v24', vitest: '5', laws: lawHashes, began, ended, tree, errors: 0 };
const passing: readonly RanFile[] = [
  { file: 'test/d.test.ts', errors: 0, tests: [{ name: 'D7: should hold (with seed=-12)', state: 'passed' }] },
  { file: 'test/c.test.ts', errors: 0, tests: [{ name: 'a rule > CARD-3: should hold', state: 'passed' }] },
];
const failing: readonly RanFile[] = [
  passing[0] as RanFile,
  {
    file: 'test/c.test.ts',
    errors: 0,
    tests: [
      { name: 'a rule > CARD-3: should hold', state: 'failed' },
      { name: 'a rule > TX-2: should hold', state: 'skipped' },
    ],
  },
];
const record = recordOf(passing, ranWith);
const failed = recordOf(failing, ranWith);
const read = (run: TestRun): TestRun => readTestRun(recordText(run), 'test-run.json');

describe('a record', () => {
  it('should have the tests that name a requirement, as they ended, without the seed of a property', () => {
    expect(record.tests).toEqual([
      { file: 'test/c.test.ts', name: 'a rule > CARD-3: should hold', passed: true },
      { file: 'test/d.test.ts', name: 'D7: should hold', passed: true },
    ]);
    expect(failed.tests.map(({ passed }) => passed)).toEqual([false, true]);
    expect(failed.files[0]).toEqual({ file: 'test/c.test.ts', passed: 0, failed: 1, skipped: 1, errors: 0 });
    expect(failed.failures).toEqual([{ file: 'test/c.test.ts', name: 'a rule > CARD-3: should hold' }]);
    expect(failed.totals).toEqual({ passed: 1, failed: 1, skipped: 1, errors: 0 });
  });

  it('should be read as it was written', () => {
    expect(read(record)).toEqual(record);
    expect(read(failed)).toEqual(failed);
  });

  it.each<[string, Partial<TestRun>, RegExp]>([
    ['a file of its tree is left out', { files: record.files.slice(1) }, /leaves out test\/c\.test\.ts/],
    ['it counts a file that its tree does not have', { tree: tree.slice(0, 3) }, /digest is not that of the files/],
    ['its digest is of other files', { digest: hashOf('e') }, /digest is not that of the files/],
    [
      'a failed file is counted as passed',
      { files: failed.files.map((one) => ({ ...one, passed: one.passed + one.failed, failed: 0 })) },
      /totals are not those of its files/,
    ],
    ['its totals are better than its files', { totals: { ...failed.totals, failed: 0 } }, /totals are not those/],
    ['a failure is left out', { failures: [] }, /failures in test\/c\.test\.ts are not as many/],
    [
      'a test that failed is said to have passed',
      { tests: failed.tests.map((one) => ({ ...one, passed: true })) },
      /names more tests that passed in test\/c\.test\.ts than it counts/,
    ],
  ])('should be refused where %s', (_, change, says) => {
    expect(() => read({ ...failed, ...change })).toThrow(says);
    expect(() => read({ ...failed, ...change })).toThrow(/^test-run\.json: .*npm run book:record/);
  });

  it('should be refused by name where it is damaged', () => {
    const text = recordText(record);
    for (const damaged of [text.slice(0, 500), text.replace('"version": 2', '"version": 3'), '{}'])
      expect(() => readTestRun(damaged, 'test-run.json')).toThrow(/^test-run\.json: .*npm run book:record/);
  });

  it('should find ids where they stand by themselves, and nowhere else', () => {
    expect(idsNamedIn('a rule > should hold (TX-7, D20), and D16a: so')).toEqual(['TX-7', 'D20', 'D16a']);
    expect(idsNamedIn('D99, XD7, D7x, TX-77, 3-D, MID-4 to MID-6')).toEqual(['MID-4', 'MID-6']);
  });
});

describe('the digest of a tree', () => {
  it('should be what find, sort and sha256sum come to', () => {
    const byHand = execFileSync('bash', ['-c', digestCommand], { cwd: root, encoding: 'utf8' }).slice(0, 64);
    expect(recordOf([], { ...ranWith, tree: readTree(root) ?? [] }).digest).toBe(byHand);
  });

  it('should tell which files changed, came and went', () => {
    const now = [
      { file: 'machines/a.ts', sha256: hashOf('f') },
      { file: 'src/new.ts', sha256: hashOf('b') },
      ...tree.slice(2),
    ];
    expect(treeDifference(tree, now)).toEqual({
      changed: ['machines/a.ts'],
      added: ['src/new.ts'],
      gone: ['src/b.ts'],
    });
  });

  it('should be absent where the source is not there', () => {
    expect(readTree(tmpdir())).toBeUndefined();
  });
});

describe('a book', () => {
  const { testRun: _, tree: __, ...inputs } = readInputs();
  const first = (run: TestRun | undefined, now?: readonly FileDigest[]): string =>
    (
      makeBook({ ...inputs, ...(run && { testRun: run }), ...(now && { tree: now }) }).pages.get('README.md') ?? ''
    ).slice(0, 1200);

  it('should say nothing against a record of its own tree in which all passed', () => {
    expect(recordFaults(record, tree)).toEqual([]);
    expect(first(record, tree)).not.toContain('> ');
  });

  it('should say in its first lines that nothing is recorded, or of which other tree, and what differs', () => {
    expect(first(undefined, tree)).toContain('> No run of all tests is recorded');
    const now = [{ file: 'machines/a.ts', sha256: hashOf('f') }, ...tree.slice(1)];
    expect(first(record, now)).toContain(`another tree than this one: of ${record.digest}`);
    expect(first(record, now)).toContain('`machines/a.ts (changed)`');
    expect(first(record)).toContain('whose source is not here');
  });

  it('should say in its first lines which tests failed', () => {
    expect(first(failed, tree)).toContain('1 test failed');
    expect(first(failed, tree)).toContain('`test/c.test.ts: a rule > CARD-3: should hold`');
  });

  it('should count what failed, in the first lines and in the chapter on the proof', () => {
    const made = makeBook({ ...inputs, testRun: failed, tree });
    expect(made.pages.get('README.md')).toContain('1 passed, 1 failed, 1 skipped');
    expect(made.pages.get('09-proof.md')).toMatch(/\| all \| 2 \| 1 \| 1 \| 1 \| 0 \|/);
    expect(made.csv).toContain('not verified');
  });
});

describe('paychart book --release', () => {
  const { testRun: _, tree: __, ...inputs } = readInputs();
  const asked = (run: TestRun | undefined, now?: readonly FileDigest[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'paychart-release-'));
    const csv = join(folder, 'traceability.csv');
    const given = { ...inputs, ...(run && { testRun: run }), ...(now && { tree: now }) };
    return ranOn({}, (io) => book({ csv, release: true }, io, () => given))
      .then((ran) => ({ ...ran, written: existsSync(csv) }))
      .finally(() => rmSync(folder, { recursive: true }));
  };

  it('should write a book whose record is of this tree, with all tests passed', async () => {
    expect(await asked(record, tree)).toMatchObject({ code: 0, stderr: '', written: true });
  });

  it.each<[string, TestRun | undefined, readonly FileDigest[] | undefined, string]>([
    ['nothing is recorded', undefined, tree, 'No run of all tests is recorded'],
    ['the record is of another tree', record, tree.slice(1), '  machines/a.ts (gone)\n'],
    ['there is no source to compare it with', record, undefined, 'whose source is not here'],
    ['a test failed', failed, tree, '  test/c.test.ts: a rule > CARD-3: should hold\n'],
  ])('should write nothing and end with 1 where %s', async (_case, run, now, says) => {
    const { code, stdout, stderr, written } = await asked(run, now);
    expect([code, stdout, written]).toEqual([1, '', false]);
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/No release: nothing is written\.\n$/);
  });
});

describe('the runner', () => {
  let project: string;
  const file = (name: string): string => join(project, name);
  const written = (): TestRun | undefined =>
    existsSync(file('reports/test-run.json'))
      ? readTestRun(readFileSync(file('reports/test-run.json'), 'utf8'), 'test-run.json')
      : undefined;
  const ran = (...asked: readonly string[]): TestRun | undefined => {
    rmSync(file('reports'), { recursive: true, force: true });
    const { PATH } = process.env;
    const runner = join(root, 'node_modules/vitest/vitest.mjs');
    const { status, stderr, stdout } = spawnSync(process.execPath, [runner, 'run', '--no-color', ...asked], {
      cwd: project,
      encoding: 'utf8',
      env: { PATH },
    });
    if (status === null) throw new Error(`the runner did not end: ${stdout}${stderr}`);
    return written();
  };

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'paychart-record-'));
    for (const folder of ['machines', 'src', 'test', 'docs/book/inputs'])
      mkdirSync(join(project, folder), { recursive: true });
    symlinkSync(join(root, 'node_modules'), file('node_modules'));
    writeFileSync(file('package.json'), '{"type": "module"}');
    writeFileSync(
      file('vitest.config.ts'),
      `export default { test: { globals: true, include: ['test/**/*.test.ts'], reporters: ['default', [${JSON.stringify(join(root, 'test/book/recorder.ts'))}, { root: ${JSON.stringify(project)} }]] } };`,
    );
    writeFileSync(file('machines/law.ts'), 'export const law = 1;\n');
    writeFileSync(file('src/rule.ts'), 'export const rule = 1;\n');
    writeFileSync(file('test/a.test.ts'), "it('TX-2: should hold', () => {}); it('D7: should hold', () => {});\n");
    writeFileSync(file('test/b.test.ts'), "it('CARD-3: should hold', () => { expect(1).toBe(1); });\n");
  });
  afterAll(() => rmSync(project, { recursive: true }));

  it('should write the record of a run of all tests, with the digest of what it ran on', () => {
    const run = ran();
    expect(run?.totals).toEqual({ passed: 3, failed: 0, skipped: 0, errors: 0 });
    expect(run?.tree).toEqual(readTree(project));
    expect(keepRecord(project)).toContain('2 files, 3 passed, 0 failed');
    expect(readFileSync(file('docs/book/inputs/test-run.json'), 'utf8')).toBe(recordText(run as TestRun));
  });

  it('should write none of a run of some tests, whichever way they were picked', () => {
    expect(ran('test/a.test.ts')).toBeUndefined();
    expect(ran('-t', 'TX-2')).toBeUndefined();
    expect(ran('--exclude', 'test/b.test.ts')).toBeUndefined();
    expect(ran('--shard', '1/2')).toBeUndefined();
    expect(() => keepRecord(project)).toThrow(/there is no record of a run of all tests/);
    writeFileSync(file('test/c.test.ts'), `it('one', () => {}); it${'.only'}('other', () => {});\n`);
    expect(ran()).toBeUndefined();
    rmSync(file('test/c.test.ts'));
  });

  it('should record a failure, and a file that could not be loaded, as what they are', () => {
    writeFileSync(file('test/c.test.ts'), "it('REF-1: should hold', () => { expect(1).toBe(2); });\n");
    writeFileSync(file('test/d.test.ts'), "throw new Error('no test is reached');\n");
    const run = ran();
    expect(run?.totals).toMatchObject({ passed: 3, failed: 1 });
    expect(run?.totals.errors).toBeGreaterThan(0);
    expect(run?.failures).toEqual([{ file: 'test/c.test.ts', name: 'REF-1: should hold' }]);
    expect(keepRecord(project)).toContain('No release can be made of it.');
    for (const name of ['test/c.test.ts', 'test/d.test.ts']) rmSync(file(name));
  });

  it('should write none if a file changed while it ran, and one of an earlier tree is not kept', () => {
    writeFileSync(
      file('test/c.test.ts'),
      `import { appendFileSync } from 'node:fs'; it('writes', () => appendFileSync(${JSON.stringify(file('src/rule.ts'))}, '//\\n'));\n`,
    );
    expect(ran()).toBeUndefined();
    rmSync(file('test/c.test.ts'));
    expect(ran()).toBeDefined();
    writeFileSync(file('src/rule.ts'), 'export const rule = 2;\n');
    expect(() => keepRecord(project)).toThrow(/it is of the tree [0-9a-f]{64}, and this is/);
  });
});
