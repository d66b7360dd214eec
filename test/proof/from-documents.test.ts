/**
 * Goal: what docs/proof.md tells a sceptic to type can be typed: each command of its column runs in an empty folder, and holds.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultEdition } from '../../machines/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/proof.md'), 'utf8');

/** The commands of the last column of the table, each once. */
const commands = [
  ...new Set(
    page
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .flatMap((line) =>
        [...(line.split('|').at(-2) ?? '').matchAll(/`(paychart [^`]+)`/g)].map(([, one = '']) => one),
      ),
  ),
];

describe('a command of the page on the proof', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'paychart-from-documents-'));
    // OLD and NEW are golden relations; the same law twice widens nothing.
    const golden = readdirSync(join(root, 'docs/relations')).find((name) => name.startsWith(`${defaultEdition}-`));
    for (const name of ['OLD', 'NEW']) copyFileSync(join(root, 'docs/relations', golden ?? ''), join(folder, name));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('should be found in its table', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)('should run in a folder without our code, print something and end with 0: %s', (command) => {
    const [, ...asked] = command.split(' ');
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'src/cli/main.ts'), ...asked], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.length).toBeGreaterThan(20);
  });
});
