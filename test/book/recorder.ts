/**
 * A reporter of the runner that writes the record of a run of all tests into an ignored folder, from where
 * `npm run book:record` keeps it. A run of some tests writes nothing: not even over the record of an earlier one.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { digestOf, type FileDigest, type RanFile, recordOf } from '../../src/book/index.ts';
import { replaceFile } from '../../src/cli/replace-file.ts';
import { readTree } from '../../src/cli/tree.ts';
import { lawHashes } from '../../src/relation/index.ts';
import { recordText } from './record-text.ts';

const here = fileURLToPath(new URL('../..', import.meta.url));

/** Where a record is written, and of which tree: this one, if nothing else is said. */
export interface Recorded {
  readonly root?: string;
  readonly file?: string;
}

/** Writes the record of a run of all tests. */
export default class Recorder implements Reporter {
  readonly #root: string;
  readonly #file: string;
  #runner: Vitest | undefined;
  #began = '';
  #tree: readonly FileDigest[] = [];

  constructor({ root = here, file = `${root}/reports/test-run.json` }: Recorded = {}) {
    this.#root = root;
    this.#file = file;
  }

  onInit(runner: Vitest): void {
    this.#runner = runner;
  }

  onTestRunStart(): void {
    this.#began = new Date().toISOString();
    this.#tree = readTree(this.#root) ?? [];
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: string): void {
    const runner = this.#runner;
    if (!runner || reason === 'interrupted' || runner.config.watch) return;
    const ran = modules.map((module) => ranFile(module, this.#root));
    if (!isWhole(runner, modules, ran, this.#tree)) return;
    const tree = readTree(this.#root) ?? [];
    if (digestOf(tree) !== digestOf(this.#tree)) {
      rmSync(this.#file, { force: true });
      runner.logger.log('No record of this run is kept: files of machines, src or test changed while it ran.');
      return;
    }
    const { began } = this.#began === '' ? { began: new Date().toISOString() } : { began: this.#began };
    const record = recordOf(ran, {
      node: process.version,
      vitest: runner.version,
      began,
      ended: new Date().toISOString(),
      laws: lawHashes,
      tree,
      errors: errors.length,
    });
    mkdirSync(dirname(this.#file), { recursive: true });
    replaceFile(this.#file, recordText(record));
    runner.logger.log(
      `The record of this run of all tests: ${relative(this.#root, this.#file)}. "npm run book:record" keeps it.`,
    );
  }
}

/** Where a test is picked out of its file. The runner does not say so of a test that ran, nor of those it left out for it. */
const pickedOut = /\b(?:it|test|describe|suite)(?:\.\w+)*\.only\b/;

/** Whether all tests ran: each file of the tree to its end, with no test picked out of it. */
function isWhole(
  { config }: Vitest,
  modules: readonly TestModule[],
  ran: readonly RanFile[],
  tree: readonly FileDigest[],
): boolean {
  const files = tree.map(({ file }) => file).filter((file) => file.startsWith('test/') && file.endsWith('.test.ts'));
  const names = new Set(ran.map(({ file }) => file));
  const picked = modules.some(({ moduleId }) => pickedOut.test(readFileSync(moduleId, 'utf8')));
  return (
    files.length > 0 &&
    files.every((file) => names.has(file)) &&
    names.size === files.length &&
    ran.length === files.length &&
    modules.every((module) => ['passed', 'failed', 'skipped'].includes(module.state())) &&
    !picked &&
    config.testNamePattern === undefined &&
    (config.tagsFilter ?? []).length === 0 &&
    !config.bail &&
    !config.shard
  );
}

function ranFile(module: TestModule, root: string): RanFile {
  const tests = [...module.children.allTests()].map((test) => {
    const { state } = test.result();
    return { name: test.fullName, state: state === 'pending' ? ('skipped' as const) : state };
  });
  const suites = [...module.children.allSuites()].flatMap((suite) => suite.errors());
  return {
    file: relative(root, module.moduleId).split(sep).join('/'),
    errors: module.errors().length + suites.length,
    tests,
  };
}
