/**
 * `paychart book`: writes the compliance book, from the law and from what the last runs said of it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { editionNames } from '../../machines/index.ts';
import {
  type BookInputs,
  bookHtml,
  bookOf,
  bookPages,
  type Pictures,
  type RecordFault,
  type Release,
  readReleases,
  readResults,
  readTestRun,
  recordFaults,
  traceCsv,
  traceOf,
} from '../book/index.ts';
import { InputError } from '../lifecycle/index.ts';
import { readRelation, verifyLaw } from '../proof/index.ts';
import { relationDocument } from '../relation/exports/json.ts';
import { chartIds, chartSources, compileLaw } from '../relation/index.ts';
import { makeFolders } from '../store/folder-lock.ts';
import { drawChart } from '../studio/draw.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { packageRoot } from './package-root.ts';
import { printPdf } from './pdf.ts';
import { counted, safe } from './print.ts';
import { replaceFile } from './replace-file.ts';
import { sha256 } from './sha256.ts';
import { readTree } from './tree.ts';

interface Asked {
  readonly out?: string;
  readonly html?: string;
  readonly pdf?: string;
  readonly csv?: string;
  readonly release?: boolean;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addBook(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('book')
    .description('write the compliance book: what is modelled, where each rule comes from, and which test holds it')
    .option('--out <folder>', 'the pages of the website, as Markdown')
    .option('--html <file>', 'the whole book as one HTML file, to read and to print')
    .option('--pdf <file>', 'the whole book as PDF, printed by Chromium')
    .option('--csv <file>', 'the traceability as a table')
    .option('--release', 'refuse to write one whose record of the tests is missing, of another tree, or has failures')
    .addHelpText('after', helpText)
    .action(async (asked: Asked) => ended(await book(asked, io)));
}

const helpText = `
The book is made from the charts, the rules and the relation, from the record of the last run of all tests, and from what
SPIN, the SCXML interpreter and the mutation runs found. Its first lines say so if the record is missing, of another tree
than this one (with the files that differ), or has failures; with --release nothing is written then.

Exit code: 0 if it was written, 1 if --release refuses it, 2 if it cannot be written.`;

/** Writes the book as asked, of what is read. */
export async function book(
  asked: Asked,
  io: Pick<Io, 'stdout' | 'stderr' | 'env'>,
  read: () => BookInputs = readInputs,
): Promise<number> {
  try {
    const { out, html, pdf, csv } = asked;
    if ([out, html, pdf, csv].every((one) => one === undefined))
      throw new InputError('book', 'no form is asked for', 'Give --out, --html, --pdf or --csv, or several of them.');
    const inputs = read();
    const faults = recordFaults(inputs.testRun, inputs.tree);
    if (asked.release && faults.length > 0) {
      io.stderr.write(`${faultsText(faults)}No release: nothing is written.\n`);
      return exitCodes.unlawful;
    }
    const made = makeBook(inputs);
    const written: string[] = [];
    const write = (file: string, content: string | Uint8Array): void => {
      replaceFile(file, content);
      written.push(file);
    };
    if (out !== undefined) {
      makeFolder(out);
      for (const [name, text] of made.pages) write(join(out, name), text);
    }
    if (html !== undefined) write(html, made.html);
    if (csv !== undefined) write(csv, made.csv);
    if (pdf !== undefined) write(pdf, await printPdf(made.html, { title: made.title, env: io.env }));
    await writeWhole(io.stdout, `${counted(written.length, 'file')} written: ${written.map(safe).join(', ')}\n`);
    io.stderr.write(faultsText(faults));
    return exitCodes.lawful;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.stderr.write(`${safe(error.message)}\n`);
    return exitCodes.unusable;
  }
}

/** What stands against the record of the tests, with every file that differs. */
function faultsText(faults: readonly RecordFault[]): string {
  return faults
    .map(({ says, files, wayOut }) => {
      const each = files.map((file) => `  ${safe(file)}\n`).join('');
      return `${safe(says)}${each === '' ? '.' : ':'}\n${each}${wayOut}\n`;
    })
    .join('');
}

/** The book in its forms. */
export interface MadeBook {
  readonly title: string;
  readonly pages: ReadonlyMap<string, string>;
  readonly html: string;
  readonly csv: string;
}

/** Makes the book in all forms but PDF. The same inputs, the same bytes. */
export function makeBook(inputs: BookInputs): MadeBook {
  const made = bookOf(inputs);
  return {
    title: made.title,
    pages: bookPages(made),
    html: bookHtml(made, pictures()),
    csv: traceCsv(traceOf(inputs.law, inputs.testRun)),
  };
}

function pictures(): Pictures {
  const drawn = chartIds.map((chart) => [
    chart,
    { light: drawChart(chart, { ink: 'light' }), dark: drawChart(chart, { ink: 'dark' }) },
  ]);
  return Object.fromEntries(drawn) as Pictures;
}

/**
 * Everything the book is made of, read from the files of the package; the certificate is computed.
 *
 * @throws InputError if a file is missing or not what it should be.
 */
export function readInputs(root: string = packageRoot): BookInputs {
  const law = compileLaw(chartSources);
  const tree = readTree(root);
  const { version, ...pack } = JSON.parse(textOf(root, 'package.json')) as Package;
  const at = (name: string): [text: string, file: string] => {
    const file = `docs/book/inputs/${name}`;
    return [textOf(root, file), file];
  };
  return {
    law,
    version,
    versions: versionsIn({ ...pack.dependencies, ...pack.devDependencies }),
    certificate: verifyLaw(law, { sha256, clock: () => 0 }),
    editions: editionNames.map((edition) => relationDocument(law, { sha256, edition })),
    releases: readReleases(...at('releases.json')).map(
      ({ version: name, date, relations }): Release => ({
        version: name,
        ...(date !== undefined && { date }),
        relations: relations.map((file) => readRelation(textOf(root, `docs/relations/${file}`), sha256)),
      }),
    ),
    ...recordIn(root),
    ...(tree && { tree }),
    results: readResults(...at('results.json')),
  };
}

/** The record of the tests, if one is kept. */
function recordIn(root: string): Pick<BookInputs, 'testRun'> {
  const file = 'docs/book/inputs/test-run.json';
  return existsSync(join(root, file)) ? { testRun: readTestRun(textOf(root, file), file) } : {};
}

interface Package {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What the law is built on, and what proves it. */
const named = [
  'xstate',
  'valibot',
  'commander',
  'vitest',
  'fast-check',
  '@scion-scxml/scxml',
  '@stryker-mutator/core',
  'typescript',
];

/** The versions that `package.json` pins, and the ranges that it leaves to who installs it. */
const versionsIn = (pinned: Readonly<Record<string, string>>): BookInputs['versions'] =>
  Object.fromEntries(named.flatMap((name) => (pinned[name] === undefined ? [] : [[name, pinned[name]]])));

function textOf(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new InputError(file, `it cannot be read (${error.code})`, 'Run the command in a checkout of Paychart.');
  }
}

function makeFolder(folder: string): void {
  try {
    makeFolders(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new InputError(
      folder,
      `the folder cannot be made (${error.code})`,
      'Name another, or check its permissions.',
    );
  }
}
