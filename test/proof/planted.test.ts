/**
 * Goal: a bug in the rules of a whole order is noticed by two means that share no code. Bugs in the charts are asked about in
 * `test/planted`.
 */
import { describe, expect, it } from 'vitest';
import { standingRules } from '../../machines/index.ts';
import { invariants } from '../../src/proof/index.ts';
import type { Law } from '../../src/relation/index.ts';
import { besideOracle } from '../oracle/beside.ts';
import { lawRuledBy, plantedRules } from './planted.ts';

describe('a bug planted in the rules of a whole order', () => {
  /** None of these compares hashes: a rule that is code has none. SPIN is asked about such faults in `test/planted`. */
  const means: Readonly<Record<string, (law: Law) => boolean>> = {
    oracle: noticedByOracle,
    invariants: (law) => invariants.some(({ check }) => check(law).faults.length > 0),
  };
  const noticing = (law: Law): string[] => Object.keys(means).filter((name) => means[name]?.(law));

  it.each(Object.entries(plantedRules))(
    'should be noticed by the oracle and by the invariants, which share no code (D39): %s',
    (bug, rules) => {
      const by = noticing(lawRuledBy(rules));
      console.info(`${bug}: noticed by ${by.join(', ')}`);
      expect(by).toEqual(expect.arrayContaining(['oracle', 'invariants']));
    },
    240_000,
  );

  it('should be needed: no means notices anything in the rules as they stand', () => {
    expect(noticing(lawRuledBy(standingRules))).toEqual([]);
  }, 240_000);
});

/** Whether the law and the oracle, which share no code, do not agree somewhere. */
function noticedByOracle(law: Law): boolean {
  return Object.values(besideOracle(law)).some((wrong) => wrong.length > 0);
}
