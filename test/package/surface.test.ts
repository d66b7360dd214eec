/**
 * Goal: nothing that users may import changes unseen. Every door exports what its golden file says, line for line, and what a
 * release exported and this one does not is named in the CHANGELOG.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { doors } from './doors.ts';
import { releasedFile, type Surface, surfaceFile, surfaces } from './surface.ts';

const wayOut = 'changed: run "npm run surface", and say in CHANGELOG.md what it means for users';

let found: ReadonlyMap<string, Surface> = new Map();

// It compiles the whole package, on a machine that may be busy.
beforeAll(() => {
  found = new Map(surfaces().map((one) => [one.door, one]));
}, 300_000);

describe('the public surface', () => {
  it.each([...doors.keys()])('should be as its golden file says, of %s', (door) => {
    expect(found.get(door)?.text, `the surface of ${door} ${wayOut}`).toBe(readFileSync(surfaceFile(door), 'utf8'));
  });

  it('should have a golden file for each door, and no other', () => {
    const expected = [...[...doors.keys()].map(surfaceFile), releasedFile].map((file) => basename(file));
    expect(readdirSync('docs/surface').sort()).toEqual(expected.sort());
  });

  it('should say what every export is, and give what is behind one a line as well', () => {
    const core = found.get('paychart')?.text ?? '';
    expect(core).toContain(
      '\nfunction safeToShip(payment: Payment, expected?: Money, options?: ShipOptions): Answer\n',
    );
    expect(core).toMatch(/\nfunction explain.*\nfunction explain\(/);
    expect(core).toMatch(/\nfunction step<Subject extends AnySnapshot \| Payment, .*\(subject: Subject, fact: Fact\)/);
    expect(core).toMatch(/# Behind them[\s\S]*\ninterface VerdictBase /);
    expect(core).not.toMatch(/\/\*\*/);
  });

  it('should lose no name that a release exported, unless the CHANGELOG names it', () => {
    const [, newest = ''] = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
    const released = readFileSync(releasedFile, 'utf8').trim().split('\n');
    expect(released.length).toBeGreaterThan(400);
    const gone = released.filter((line) => {
      const [door = '', name = ''] = line.split(' ');
      return !found.get(door)?.names.includes(name) && !newest.includes(`\`${name}\``);
    });
    expect(gone, 'say in the newest section of CHANGELOG.md what to use instead').toEqual([]);
  });
});
