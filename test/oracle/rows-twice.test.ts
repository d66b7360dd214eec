/**
 * Goal: every row of the law besides its relation is said twice, by the law and by the oracle, which share no code: a number, a
 * claim or a place that is changed in one of them alone is noticed here.
 */
import { describe, expect, it } from 'vitest';
import { lawRows } from '../../machines/index.ts';
import { chartIds, lawMetas } from '../../src/relation/index.ts';
import { rowsBeside, statesBeside } from './beside.ts';
import { pairs } from './oracle.ts';

describe('the rows of the law, against the oracle (D30)', () => {
  it('should have the same brands, editions, limits, claims, settled pairs and currencies', () => {
    expect(rowsBeside(lawRows)).toEqual([]);
  });
});

describe.each(chartIds)('the states of the %s chart, against the oracle', (chart) => {
  const states = new Map([...lawMetas()].filter(([name]) => name.startsWith(`${chart} `)));

  it('should show the same pairs, have the money in the same places, ship in the same states and end after the same hours', () => {
    expect([...states.keys()]).toEqual(
      expect.arrayContaining(Object.keys(pairs[chart]).map((state) => `${chart} ${state}`)),
    );
    expect(statesBeside(states)).toEqual([]);
  });
});
