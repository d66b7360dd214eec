/**
 * `paychart sources`: the passages of the vendor's documentation that the law and its register are taken from; `--check` reads them in
 * the vendor's repository and compares.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Command } from 'commander';
import {
  type Passage,
  type PassageName,
  passageLink,
  passageNames,
  passages,
  vendorRepository,
} from '../../machines/index.ts';
import { InputError } from '../lifecycle/index.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { counted, jsonLine, safe } from './print.ts';

interface Asked {
  readonly check?: boolean;
  readonly from?: string;
  readonly json?: boolean;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addSources(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('sources')
    .description("the passages of MultiSafepay's documentation that the law is taken from, by page, commit and lines")
    .option('--check', "read each in the vendor's repository, and compare it with its SHA-256")
    .option('--from <folder>', 'a clone of the repository to read them in, instead of the network')
    .option('--json', 'as one JSON object')
    .addHelpText('after', helpText)
    .action(async (asked: Asked) => ended(await sources(asked, io)));
}

const helpText = `
The repository is ${vendorRepository}. Without --from the pages are read over HTTPS from
raw.githubusercontent.com; a clone must have the whole history: git clone ${vendorRepository}

Exit code: 0 if every passage is there as it was read, 1 if one is not, 2 if the repository cannot be read.`;

/** Reads a page at a commit. `undefined` if the commit has no such page. @throws InputError if the repository cannot be read. */
export type ReadPage = (commit: string, page: string) => Promise<Uint8Array | undefined>;

/** Prints the passages, or compares them with what is read. */
export async function sources(
  asked: Asked,
  io: Io,
  given: Readonly<Record<string, Passage>> = passages,
  fetched: typeof fetch = fetch,
): Promise<number> {
  try {
    if (!asked.check && asked.from === undefined) {
      await writeWhole(io.stdout, asked.json ? jsonLine({ repository: vendorRepository, passages: given }) : listed());
      return exitCodes.lawful;
    }
    const readPage = asked.from === undefined ? overHttps(fetched) : inClone(asked.from);
    const found = await compared(given, readPage);
    const wrong = found.filter(({ fault }) => fault !== undefined);
    const commits = new Set(Object.values(given).map(({ commit }) => commit)).size;
    const summary = `${counted(found.length, 'passage')} of ${counted(commits, 'commit')}: ${found.length - wrong.length} are there as they were read, ${wrong.length} are not.\n`;
    const text = asked.json
      ? jsonLine({ repository: vendorRepository, passages: found, confirmed: found.length - wrong.length })
      : `${wrong.map(({ name, fault }) => `✗ ${name}: ${safe(fault ?? '')}\n`).join('')}${summary}`;
    await writeWhole(io.stdout, text);
    return wrong.length === 0 ? exitCodes.lawful : exitCodes.unlawful;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.stderr.write(`${safe(error.message)}\n`);
    return exitCodes.unusable;
  }
}

function listed(): string {
  return passageNames
    .map((name: PassageName) => {
      const passage = passages[name];
      return `${name} (${passage.date})\n  ${passage.says}\n  ${passageLink(passage)}\n`;
    })
    .join('');
}

interface Compared {
  readonly name: string;
  /** Left out where the passage is there as it was read. */
  readonly fault?: string;
}

async function compared(given: Readonly<Record<string, Passage>>, readPage: ReadPage): Promise<readonly Compared[]> {
  const pages = new Map<string, Uint8Array | undefined>();
  const found: Compared[] = [];
  for (const [name, { commit, page, lines, sha256 }] of Object.entries(given)) {
    const key = `${commit}:${page}`;
    if (!pages.has(key)) pages.set(key, await readPage(commit, page));
    const whole = pages.get(key);
    if (whole === undefined) {
      found.push({ name, fault: `${key} is not there` });
      continue;
    }
    const is = createHash('sha256').update(linesOf(whole, lines)).digest('hex');
    found.push({
      name,
      ...(is !== sha256 && { fault: `${key}, lines ${lines.join(' to ')}, come to ${is}, and not to ${sha256}` }),
    });
  }
  return found;
}

const lineFeed = 10;

/** Some lines of a page with their line ends, byte by byte, as `sed -n FIRST,LASTp` prints them. */
function linesOf(page: Uint8Array, [first, last]: Passage['lines']): Uint8Array {
  let start = 0;
  for (let line = 1; line < first && start < page.length; line++) start = endOfLine(page, start);
  let end = start;
  for (let line = first; line <= last && end < page.length; line++) end = endOfLine(page, end);
  return page.subarray(start, end);
}

function endOfLine(page: Uint8Array, from: number): number {
  const end = page.indexOf(lineFeed, from);
  return end === -1 ? page.length : end + 1;
}

const cloneIt = `Clone it where there is a network, whole (git clone ${vendorRepository}), and give the folder: --from FOLDER.`;

function overHttps(fetched: typeof fetch): ReadPage {
  const base = vendorRepository.replace('https://github.com', 'https://raw.githubusercontent.com');
  const { host } = new URL(base);
  const unreached = (why: string): InputError =>
    new InputError(host, `the vendor's repository cannot be reached (${why})`, cloneIt);
  return async (commit, page) => {
    let answer: Response;
    try {
      answer = await fetched(`${base}/${commit}/${page.split('/').map(encodeURIComponent).join('/')}`, {
        signal: AbortSignal.timeout(20_000),
      });
      if (answer.status === 404) return undefined;
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    } catch (error) {
      throw unreached(reasonOf(error));
    }
    throw unreached(`it answers ${answer.status}`);
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}

function inClone(folder: string): ReadPage {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(folder, 'there is no such folder', cloneIt);
  const known = new Set<string>();
  return async (commit, page) => {
    if (!known.has(commit)) {
      const found = await git(folder, ['cat-file', '-t', commit]);
      if (found.fault !== undefined)
        throw new InputError(folder, `it has no commit ${commit} (${found.fault.trim().split('\n')[0]})`, cloneIt);
      known.add(commit);
    }
    const { fault, bytes } = await git(folder, ['cat-file', 'blob', `${commit}:${page}`]);
    return fault === undefined ? bytes : undefined;
  };
}

/** What git prints. */
function git(
  folder: string,
  asked: readonly string[],
): Promise<{ readonly bytes: Uint8Array; readonly fault?: string }> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      ['-C', folder, ...asked],
      { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024, timeout: 60_000 },
      (error, bytes, said) => {
        if (error?.code === 'ENOENT')
          reject(new InputError('git', 'it is not installed', 'Install git, or leave out --from.'));
        else resolve(error ? { bytes, fault: said.toString('utf8') || error.message } : { bytes });
      },
    );
  });
}
