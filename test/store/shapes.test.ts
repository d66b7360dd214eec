/**
 * Goal: what is known of shapes may be forgotten at any moment, by a batch that failed beside this one; whoever has asked gets all that
 * they asked for.
 */
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/store/index.ts';
import { shapesKnown, type Told } from '../../src/store/shapes.ts';

const told = (fact: string): Told => ({
  life: 'attempt 0',
  n: 1,
  how: 'fact',
  fact,
  fromCells: ['transaction:1'],
  toCells: ['transaction:2'],
  law: 'a law',
  logKind: 'fact',
});

/** A database that gives each shape a number, the next one for each that is asked for. */
function numbering(meanwhile: () => void = () => {}): Connection & { asked: number } {
  let next = 0;
  return {
    asked: 0,
    async query(_, parameters) {
      this.asked++;
      const rows = JSON.parse(String(parameters?.[0])) as readonly unknown[];
      const found = rows.map(() => ({ id: ++next, law: 1, from_set: 10 + next, to_set: 20 + next }));
      meanwhile();
      return found;
    },
    script: async () => {},
  };
}

describe('shapes', () => {
  it('should be asked for once, while nobody forgets them', async () => {
    const [shapes, database] = [shapesKnown(), numbering()];
    const [first] = await shapes.of(database, [told('a')]);
    expect(await shapes.of(database, [told('b'), told('a')])).toEqual([
      { id: 2, law: 1, fromSet: 12, toSet: 22 },
      first,
    ]);
    await shapes.of(database, [told('a'), told('b')]);
    expect(database.asked).toBe(2);
  });

  it('should all be there for who asks while they are forgotten', async () => {
    const shapes = shapesKnown();
    const database = numbering(() => shapes.forget());
    const [first] = await shapes.of(database, [told('a')]);
    const [other] = await shapes.of(numbering(), [told('a')]);
    expect(await shapes.of(database, [told('a'), told('b')])).toEqual([
      other,
      { id: 2, law: 1, fromSet: 12, toSet: 22 },
    ]);
    expect(first).toEqual({ id: 1, law: 1, fromSet: 11, toSet: 21 });
  });
});
