/**
 * Goal: no claim of mutation testing is larger than what was run. A row is of a file as it stands; each survivor has a reason; files
 * without a row are listed as such; and the page says what the rows say.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { digestOf, filesToMutate, keptRows, pageWith } from './run.ts';

const rows = keptRows();
const page = readFileSync(new URL('../../docs/mutation.md', import.meta.url), 'utf8');

describe('the rows of mutation testing', () => {
  it('should be of files as they stand: run "npm run mutation:rows", with the file or without', () => {
    expect(rows.filter(({ file }) => !filesToMutate.includes(file))).toEqual([]);
    expect(rows.filter(({ file, sha256 }) => digestOf(file) !== sha256).map(({ file }) => file)).toEqual([]);
    expect(new Set(rows.map(({ file }) => file)).size).toBe(rows.length);
  });

  it('should have run every mutant, and say why each that survived did', () => {
    for (const { file, mutants, killed, timeout, unbuildable, survivors } of rows) {
      expect(killed + timeout + unbuildable + survivors.length, file).toBe(mutants);
      expect(
        survivors.filter(({ reason }) => reason === '').map(({ line, change }) => `${file}:${line} ${change}`),
      ).toEqual([]);
    }
  });

  it('should be printed as they are, with every file that has none', () => {
    expect(pageWith(page, rows) === page, 'write it with "npm run mutation:rows"').toBe(true);
    for (const file of filesToMutate) expect(page).toContain(`\`${file}\``);
  });

  it('should be another page where a row is', () => {
    const [file = ''] = filesToMutate;
    const counts = { mutants: 4, killed: 2, timeout: 1, unbuildable: 0 };
    const row = { file, sha256: digestOf(file), ...counts, survivors: [{ line: 1, change: '`a` → `b`', reason: '' }] };
    const written = pageWith(page, [row]);
    expect(written).not.toBe(page);
    expect(written).toContain(`| \`${file}\` | \`${row.sha256.slice(0, 12)}\` | 4 | 2 | 1 | 0 | 1 | 75.0 % |`);
    expect(pageWith(written, rows)).toBe(page);
    expect(() => pageWith('# Mutation testing', rows)).toThrow('has no place for rows');
  });
});
