/**
 * Goal: every fault that is planted in `src/` was noticed by two files of tests, in the file as it stands: a file that has changed
 * since, a fault that was not noticed, or one that no run has reached yet, fails here until `npm run planted` has planted it.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plantedIn } from './fault.ts';
import { sourceFaults } from './in-src.ts';
import { digestOf, enough, keptRows, pageOf } from './run.ts';

const rows = keptRows();
const mend = 'run "npm run planted"';

describe('the faults planted in the sources', () => {
  it('should be many, each of a name of its own, and stand where they are said to', () => {
    expect(sourceFaults.length).toBeGreaterThanOrEqual(60);
    expect(new Set(sourceFaults.map(({ name }) => name)).size).toBe(sourceFaults.length);
    for (const fault of sourceFaults) {
      const text = readFileSync(new URL(`../../${fault.file}`, import.meta.url), 'utf8');
      expect(plantedIn(text, fault)).not.toBe(text);
    }
  });

  it(`should have rows of the files as they stand: ${mend}`, () => {
    const listed = new Map(sourceFaults.map(({ name, file }) => [name, file]));
    expect(rows.filter(({ fault, file }) => listed.get(fault) !== file)).toEqual([]);
    const changed = rows.filter(({ file, sha256 }) => digestOf(file) !== sha256).map(({ file }) => file);
    expect([...new Set(changed)]).toEqual([]);
    const planted = new Set(rows.map(({ fault }) => fault));
    expect(sourceFaults.filter(({ name }) => !planted.has(name)).map(({ name }) => name)).toEqual([]);
  });

  it('should each have been noticed by two files of tests', () => {
    const survivors = rows.filter(({ noticedBy }) => new Set(noticedBy.map(({ file }) => file)).size < enough);
    expect(survivors.map(({ fault }) => fault)).toEqual([]);
  });

  it('should be printed as they were', () => {
    expect(readFileSync(new URL('../../docs/planted.md', import.meta.url), 'utf8')).toBe(pageOf(rows));
  });
});
