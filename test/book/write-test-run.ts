/**
 * Runs the tests, and keeps what the runner reports of the requirements in `docs/book/inputs/test-run.json`. `npm run book:tests`;
 * with files, only these: `npm run book:tests -- test/proof`. The two tests that hold the book to this file take no part.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestRun, readTestRun } from '../../src/book/index.ts';
import { lawHashes } from '../../src/relation/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const kept = join(root, 'docs/book/inputs/test-run.json');
const folder = mkdtempSync(join(tmpdir(), 'paychart-tests-'));
try {
  const report = join(folder, 'report.json');
  const wished = process.argv.slice(2);
  const runner = join(root, 'node_modules/vitest/vitest.mjs');
  spawnSync(
    process.execPath,
    [
      runner,
      'run',
      ...wished,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...['drift', 'book'].flatMap((name) => ['--exclude', `test/book/${name}.test.ts`]),
    ],
    { cwd: root, stdio: 'inherit' },
  );
  const { version } = createRequire(import.meta.url)('vitest/package.json') as { version: string };
  const ranWith = {
    node: process.version,
    vitest: version,
    laws: lawHashes,
    fileOf: (path: string) => relative(root, path).split(sep).join('/'),
  };
  const run = digestRun(JSON.parse(readFileSync(report, 'utf8')), ranWith, wished.length > 0 ? before() : undefined);
  const failed = run.files.filter((file) => file.failed > 0).map(({ file }) => file);
  // What failed is not kept: the book then misses its tests, until they have passed.
  const hasPassed = ({ file }: { readonly file: string }): boolean => !failed.includes(file);
  writeFileSync(
    kept,
    `${oneTestALine({ ...run, files: run.files.filter(hasPassed), tests: run.tests.filter(hasPassed) })}\n`,
  );
  if (failed.length > 0) {
    console.error(
      `\nTests failed, and nothing is kept of their files. Mend them, then: npm run book:tests -- ${failed.join(' ')}`,
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** What was kept of files that are there still. */
function before(): ReturnType<typeof readTestRun> {
  const run = readTestRun(readFileSync(kept, 'utf8'), kept);
  const isThere = ({ file }: { readonly file: string }): boolean => existsSync(join(root, file));
  return { ...run, files: run.files.filter(isThere), tests: run.tests.filter(isThere) };
}

/** JSON with a line for each file and test, so that a change is a readable change. */
function oneTestALine({ files, tests, ...head }: ReturnType<typeof digestRun>): string {
  const lines = (some: readonly object[]): string =>
    `[\n${some.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`;
  const said = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${[...said, `  "files": ${lines(files)}`, `  "tests": ${lines(tests)}`].join(',\n')}\n}`;
}
