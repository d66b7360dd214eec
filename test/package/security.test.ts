/**
 * Goal: the threat model is true. Every answer that SECURITY.md gives names tests, and they are there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const text = readFileSync('SECURITY.md', 'utf8');

/** The rows of the threat model, without their heading. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line) => line.split(' | '));

/** The tests that are named, as a file and a name. */
const named = [...text.matchAll(/`(test\/[^`]+)`: "([^"]+)"/g)].map(([, file = '', name = '']) => ({ file, name }));

describe('the threat model', () => {
  it('should name a test for every threat', () => {
    expect(rows.length).toBeGreaterThan(10);
    for (const [who, does, , shown = ''] of rows) expect(shown, `${who} ${does}`).toMatch(/`test\/[^`]+`: "/);
  });

  it.each(named)('should name a test that is there: $file "$name"', ({ file, name }) => {
    expect(existsSync(file), file).toBe(true);
    const test = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`'${name}`));
    expect(test.filter((line) => !/\b(it|test)\.(skip|todo)\b/.test(line)).length).toBeGreaterThan(0);
  });
});
