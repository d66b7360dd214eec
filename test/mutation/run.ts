/**
 * Runs Stryker on some files and keeps what came of each, with the digest of the file as it was, in `docs/mutation.json` and on
 * `docs/mutation.md`: `npm run mutation:rows -- FILE …`. A row whose file has changed since is dropped; without a file, that is all.
 * `npm run mutation:rows -- --again FILE …` tries only what survived in the rows of these files, against all tests: after a test was
 * written, and since the first run leaves out the longest tests.
 *
 * The files of one run are of one folder: by that it is told which tests judge them.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { reasonOf } from './reasons.ts';
import { folderOf, twoMutants } from './tests.ts';

/** A mutant that no test noticed. */
export interface Survivor {
  readonly line: number;
  /** Where it stands, as Stryker is told it: `line:column-line:column`. */
  readonly place?: string;
  /** What stands there and what the mutant has instead, as `from → to`, in one line and cut. */
  readonly change: string;
  /** Why no test can notice it, or why none does; empty as long as nobody has said. */
  readonly reason: string;
}

/** What came of the mutants of a file. */
export interface MutationRow {
  readonly file: string;
  /** The SHA-256 of the file that was mutated. */
  readonly sha256: string;
  readonly mutants: number;
  readonly killed: number;
  readonly timeout: number;
  /** Those with which XState or the compiler of the law refuses the charts: no part of the score. */
  readonly unbuildable: number;
  readonly survivors: readonly Survivor[];
}

const root = new URL('../../', import.meta.url);
const results = new URL('docs/mutation.json', root);
const page = new URL('docs/mutation.md', root);
const marks = ['<!-- Written by "npm run mutation:rows": do not edit. -->', '<!-- end of what is written -->'] as const;

const textOf = (file: string): string => readFileSync(new URL(file, root), 'utf8');
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The SHA-256 of a file of the repository as it stands. */
export const digestOf = (file: string): string => sha256Of(textOf(file));

/** The rows that are kept. */
export function keptRows(): readonly MutationRow[] {
  return existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as MutationRow[]) : [];
}

/** Every file that is to have a row: the law, and what judges by it and reads reports. */
export const filesToMutate: readonly string[] = ['machines', 'src/relation', 'src/lifecycle', 'src/multisafepay']
  .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: fileURLToPath(root) }))
  .sort();

/** The score of a row, in percent: what was noticed of what can be built. */
function scoreOf({ mutants, killed, timeout, unbuildable }: MutationRow): string {
  return mutants === unbuildable ? '–' : `${((100 * (killed + timeout)) / (mutants - unbuildable)).toFixed(1)} %`;
}

/** The part of the page that is written from the rows. */
export function writtenOf(rows: readonly MutationRow[]): string {
  const open = filesToMutate.filter((file) => !rows.some((row) => row.file === file));
  const lines = rows.map((row) => {
    const { file, sha256, mutants, killed, timeout, unbuildable, survivors } = row;
    const counts = [mutants, killed, timeout, unbuildable, survivors.length].join(' | ');
    return `| \`${file}\` | \`${sha256.slice(0, 12)}\` | ${counts} | ${scoreOf(row)} |`;
  });
  const survivors = rows.flatMap(({ file, survivors: those }) =>
    those.map(({ line, change, reason }) => `- \`${file}\`, line ${line}: ${change}: ${reason}`),
  );
  const table =
    rows.length === 0
      ? ''
      : `Of ${filesToMutate.length} files, ${rows.length} have a run of their own by Stryker, as they stand:

| file | SHA-256 | all | killed | timeout | cannot be built | survived | score |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

What survived there, with the reason:

${survivors.join('\n') || 'nothing.'}

`;
  return `${marks[0]}

${table}Without a run of their own, ${open.length} of ${filesToMutate.length}: ${open.map((file) => `\`${file}\``).join(', ')}.

${marks[1]}`;
}

/** A page with what is written from the rows in its place. */
export function pageWith(text: string, rows: readonly MutationRow[]): string {
  const [before, rest = ''] = text.split(marks[0]);
  const [, after] = rest.split(marks[1]);
  if (before === undefined || after === undefined)
    throw new Error(`docs/mutation.md has no place for rows: "${marks[0]}"`);
  return `${before}${writtenOf(rows)}${after}`;
}

const inOneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
  return `\`${(line.length > 90 ? `${line.slice(0, 89)}…` : line).replaceAll('`', "'")}\``;
};

/** A place in a text, counted from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

function textAt(text: string, start: Place, end: Place): string {
  const lines = text.split('\n');
  const offset = ({ line, column }: Place): number =>
    lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  return text.slice(offset(start), offset(end));
}

type Mutants = Awaited<ReturnType<InstanceType<typeof Stryker>['runMutationTest']>>;

const placeOf = ({ start, end }: { start: Place; end: Place }): string =>
  `${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;

const changeOf = (text: string, { location: { start, end }, replacement }: Mutants[number]): string =>
  `${inOneLine(textAt(text, start, end))} → ${inOneLine(replacement)}`;

const mutantsOf = (file: string, all: Mutants): Mutants =>
  all.filter(({ fileName, status }) => fileName.endsWith(`/${file}`) && status !== 'Ignored');

interface Ended {
  readonly status: string;
}

const hasSurvived = ({ status }: Ended): boolean => status === 'Survived' || status === 'NoCoverage';

/** How many of some mutants ended in each way but survival. */
function endsOf(mutants: readonly Ended[]): Pick<MutationRow, 'killed' | 'timeout' | 'unbuildable'> {
  const count = (...statuses: readonly string[]): number =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  return { killed: count('Killed'), timeout: count('Timeout'), unbuildable: count('RuntimeError', 'CompileError') };
}

function rowOf(file: string, text: string, all: Mutants): MutationRow {
  const mutants = mutantsOf(file, all);
  const survivors = mutants
    .filter(hasSurvived)
    .map((mutant): Survivor => {
      const change = changeOf(text, mutant);
      const { location } = mutant;
      return { line: location.start.line, place: placeOf(location), change, reason: reasonOf(file, change) };
    })
    .sort((a, b) => a.line - b.line);
  const { killed, timeout, unbuildable } = endsOf(mutants);
  if (killed + timeout + unbuildable + survivors.length !== mutants.length)
    throw new Error(`${file}: not every mutant was run`);
  return { file, sha256: sha256Of(text), mutants: mutants.length, killed, timeout, unbuildable, survivors };
}

/** A row after what survived was tried again. */
function rowAgain(row: MutationRow, text: string, all: Mutants): MutationRow {
  const mutants = mutantsOf(row.file, all);
  const tried = row.survivors.map((survivor) => {
    const mutant = mutants.find(
      (one) =>
        (survivor.place ?? placeOf(one.location)) === placeOf(one.location) &&
        survivor.line === one.location.start.line &&
        survivor.change === changeOf(text, one),
    );
    if (!mutant) throw new Error(`${row.file}:${survivor.line} was not tried again: ${survivor.change}`);
    return { survivor, status: mutant.status };
  });
  const { killed, timeout, unbuildable } = endsOf(tried);
  return {
    ...row,
    killed: row.killed + killed,
    timeout: row.timeout + timeout,
    unbuildable: row.unbuildable + unbuildable,
    survivors: tried.filter(hasSurvived).map(({ survivor }) => survivor),
  };
}

if (import.meta.main) {
  const again = process.argv[2] === '--again';
  const files = process.argv.slice(again ? 3 : 2);
  const unknown = files.filter((file) => !filesToMutate.includes(file));
  if (unknown.length > 0) throw new Error(`no file of the law or of what judges by it: ${unknown.join(', ')}`);
  const kept = keptRows().filter(({ file, sha256 }) => existsSync(new URL(file, root)) && digestOf(file) === sha256);
  const rows = new Map(kept.map((row) => [row.file, row]));
  if (files.length > 0) {
    const texts = new Map(files.map((file) => [file, textOf(file)]));
    // Stryker's processes ask by this which tests are run.
    process.env.MUTATED = folderOf(files);
    process.env.MUTATED_FILES = files.join(' ');
    process.env.MUTATION_TESTS = again ? 'all' : 'first';
    const asked = files.flatMap((file) => {
      if (!again) return file;
      const row = rows.get(file);
      if (!row) throw new Error(`${file} has no row as it stands: run it without --again first`);
      return row.survivors.map(({ line, place }) => `${file}:${place ?? `${line}-${line}`}`);
    });
    const mutants = await new Stryker({
      mutate: asked,
      incremental: false,
      reporters: ['clear-text', 'progress-append-only'],
    }).runMutationTest();
    if (mutants.some(({ statusReason }) => statusReason?.includes(twoMutants))) throw new Error(twoMutants);
    for (const [file, text] of texts) {
      const row = rows.get(file);
      rows.set(file, again && row ? rowAgain(row, text, mutants) : rowOf(file, text, mutants));
    }
  }
  const listed = filesToMutate
    .flatMap((file) => rows.get(file) ?? [])
    .map((row) => ({
      ...row,
      survivors: row.survivors.map((one) => ({ ...one, reason: reasonOf(row.file, one.change) })),
    }));
  writeFileSync(results, `${JSON.stringify(listed, null, 2)}\n`);
  writeFileSync(page, pageWith(readFileSync(page, 'utf8'), listed));
}
