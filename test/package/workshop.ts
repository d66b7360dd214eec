/**
 * Where the packed package is tried: folders of its own outside this one, in which it is installed as a user would, and what is said of it.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { manifest } from './doors.ts';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder that everything is done in; who made it removes it. */
export const base = mkdtempSync(join(tmpdir(), 'paychart-tarball-'));

/** How long one command may take, in milliseconds. */
export const longest = 600_000;

/** The platform as packages of binaries are named by it. */
export const platform = `${process.platform}-${process.arch}`;

let checks = 0;

/** How much was found to be as it should. */
export const passedSoFar = (): number => checks;

/** Packs the package. @returns the tarball's path. */
export async function pack(): Promise<string> {
  // What lands a change has just built it, and checked what it built.
  if (!process.argv.includes('--built')) await run('npm', ['run', '--silent', 'build'], root);
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', base], root);
  const [{ filename, size, unpackedSize, files }] = JSON.parse(packed.stdout);
  const stray = files.map(({ path }: { path: string }) => path).filter((path: string) => !isShipped(path));
  if (stray.length > 0) throw new Error(`these files are packed, and should not be: ${stray.join(', ')}`);
  passed('packed', `${files.length} files, ${kilobytes(size)}, ${kilobytes(unpackedSize)} unpacked`);
  return join(base, filename);
}

function isShipped(path: string): boolean {
  if (['LICENSE', 'README.md', 'package.json'].includes(path)) return true;
  const isNamed = manifest.files.some((one) => path.startsWith(`${one}/`) || matchesGlob(path, one));
  return isNamed && !path.endsWith('.tsbuildinfo');
}

/** Installs packages in an empty folder, as a user would, and lays the programs beside them. */
export async function install(
  name: string,
  packages: readonly string[],
  more: readonly string[] = [],
): Promise<string> {
  const folder = join(base, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel', 'error'];
  await run('npm', ['install', ...quiet, ...more, ...packages], folder);
  cpSync(join(root, 'test/package/programs'), join(folder, 'programs'), { recursive: true });
  passed('installed', `${name}: ${packages.length} packages asked for`);
  return folder;
}

/** A package with the version that is developed with. */
export function pinned(name: string): string {
  const version = manifest.devDependencies[name];
  if (version === undefined) throw new Error(`${name} is optional, and no version of it is developed with`);
  return `${name}@${version}`;
}

/** What a command said. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. @throws Error with all that it said, if it ends with another exit code than it should. */
export async function run(
  command: string,
  argv: readonly string[],
  cwd: string,
  code = 0,
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const kept = { HOME: join(base, 'home'), DENO_DIR: join(base, 'deno'), BUN_INSTALL: join(base, 'bun') };
  const env = { ...process.env, ...(command === 'npm' ? {} : kept), NO_COLOR: '1', ...more };
  const options = { cwd, env, timeout: longest, maxBuffer: 2 ** 26 };
  const ran = await promisify(execFile)(command, [...argv], options).then(
    (said) => ({ ...said, code: 0 }),
    (error: Ran & { readonly code?: number | string; readonly message: string }) => error,
  );
  if (ran.code === code) return ran;
  throw new Error(
    `${command} ${argv.join(' ')} ended with ${ran.code}, and should with ${code}:\n${ran.stdout}\n${ran.stderr}`,
  );
}

/** Says that something is as it should be. */
export function passed(who: string, what: string): void {
  checks++;
  console.log(`  ${who.padEnd(20)}${what}`);
}

/** Bytes, for people. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
