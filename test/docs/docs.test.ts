/**
 * What people read is true: the README's code runs and prints what it says, and everything exported says what it is.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  it('should show code that prints what it says', () => {
    const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const said = code
      .split('\n')
      .flatMap((line) => /console\.log\(.*\); \/\/ (.*)$|^\/\/ (.*)$/.exec(line)?.slice(1) ?? []);
    expect(said.filter(Boolean).length).toBeGreaterThan(2);
    expect(run(code).trim().split('\n')).toEqual(said.filter(Boolean));
  });

  it('should link to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link ?? '');
    for (const link of links) expect(() => readFileSync(join(root, link)), link).not.toThrow();
  });
});

describe('every export', () => {
  const files = ['machines', 'src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );

  it.each(files)('should say what it is, in %s', (file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    const bare = lines.filter((line, index) => {
      if (!/^export (async )?(function|const|class|interface|type \w+ ?(<|=))/.test(line)) return false;
      const above = lines[index - 1] ?? '';
      const overload = /^export function (\w+)/.exec(line)?.[1];
      return (
        !above.endsWith('*/') &&
        !(overload && lines.slice(0, index).some((before) => before.startsWith(`export function ${overload}`)))
      );
    });
    expect(bare).toEqual([]);
  });
});

/** Runs a program that imports the package, as a user would; returns what it prints. */
function run(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-readme-'));
  try {
    const file = join(folder, 'readme.ts');
    const local = (path: string): string => `'${new URL(`../../src/${path}index.ts`, import.meta.url).href}'`;
    writeFileSync(
      file,
      code.replaceAll("'paychart'", local('')).replaceAll("'paychart/multisafepay'", local('multisafepay/')),
    );
    return execFileSync(
      process.execPath,
      ['--input-type=module', '-e', `await import(${JSON.stringify(`file://${file}`)})`],
      {
        encoding: 'utf8',
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
