/**
 * Goal: whoever embeds the core installs little. A door loads the packages that docs/package.md says, and the command loads
 * none that is optional before it is asked for what needs it.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { doors, installedWith, loadedBy, manifest, sourceOf } from './doors.ts';

const guide = readFileSync('docs/package.md', 'utf8');

/** The table of the guide: each door, and the packages that are named in its row. */
const told: ReadonlyMap<string, readonly string[]> = new Map(
  [...guide.matchAll(/^\| `(paychart[^`]*)` \|[^|]*\|([^|]*)\|$/gm)].map(([, door = '', needs = '']) => [
    door,
    [...needs.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).sort(),
  ]),
);

const isOptional = (name: string): boolean => !installedWith.includes(name) && !name.startsWith('node:');

describe('a door', () => {
  it('should be in the guide, and no other be told of', () => {
    expect([...told.keys()].sort()).toEqual([...doors.keys()].sort());
  });

  it.each([...doors])('should load what the guide says, and nothing else that is optional: %s', (door, source) => {
    expect(loadedBy(source).filter(isOptional)).toEqual(told.get(door));
  });

  it('should be free of Node where it is meant for any platform', () => {
    for (const door of [
      'paychart',
      'paychart/multisafepay',
      'paychart/machines',
      'paychart/relation',
      'paychart/proof',
    ])
      expect(loadedBy(doors.get(door) ?? door).filter((name) => name.startsWith('node:'))).toEqual([]);
  });
});

describe('the command', () => {
  it('should load nothing that is optional before it is needed', () => {
    const built = `./${manifest.bin.paychart.replace('./', '')}`.replace('main.js', 'program.js');
    expect(loadedBy(sourceOf(built)).filter(isOptional)).toEqual([]);
  });
});
