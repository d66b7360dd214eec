/**
 * Goal: each fault that is planted in `machines/`, one at a time, is noticed by at least two means that share no code, one of them
 * not the law's name (D39); where it changes what a requirement speaks of, the test of that requirement notices; and the table in
 * docs/proof.md is what a run gives. Where the table is of the sources as they stand, a share of the faults is asked again, another
 * one when the sources are others; where it is not, all of them are.
 */
import { describe, expect, it } from 'vitest';
import { borneByTheLaw } from '../../src/proof/index.ts';
import { missingForSpin } from '../relation/exports/spin.ts';
import { lawFaults } from './in-machines.ts';
import { askedAboutThese, askedOf, committed, lineOf, meansOf, shareOf } from './machines.ts';

const missing = missingForSpin();
if (missing) console.info(`${missing} is not installed: SPIN is not asked`);
const withoutSpin = missing !== undefined;
const minutes = 60_000;
const { of, lines } = committed(withoutSpin);

describe('the faults planted in the law', () => {
  it('should be many, each of a name of its own', () => {
    expect(lawFaults.length).toBeGreaterThanOrEqual(60);
    expect(new Set(lawFaults.map(({ name }) => name)).size).toBe(lawFaults.length);
  });

  it('should change what every requirement speaks of that a chart element bears, each at least once', () => {
    const ids = new Set(lawFaults.flatMap(({ id }) => id ?? []));
    expect(borneByTheLaw.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('should each have a row in docs/proof.md, and no row more', () => {
    expect([...lines.keys()]).toEqual(lawFaults.map(({ name }) => name));
  });

  it(
    'should each be noticed by two means that share no code, one of them not the name, and by the test of its requirement, as its row says: a share of them where the table is of these sources, else all',
    async () => {
      const digest = askedOf();
      const isKept = of === digest;
      const asked = isKept ? shareOf(digest) : [...lawFaults.keys()];
      expect(asked.length).toBeGreaterThanOrEqual(60);
      const results = await askedAboutThese(asked, withoutSpin);
      const unnoticed = results
        .map((result) => ({ name: result.name, means: meansOf(result) }))
        .filter(({ means }) => means.length < 2 || means.every((one) => one === 'name'));
      expect(unnoticed).toEqual([]);
      expect(results.filter(({ id, noticed }) => id && !noticed.requirement).map(({ id, name }) => [id, name])).toEqual(
        [],
      );
      expect(results.map((result) => lineOf(result, withoutSpin))).toEqual(results.map(({ name }) => lines.get(name)));
      console.info(
        `${results.length} of ${lawFaults.length} faults planted in machines/, each noticed by ${Math.min(...results.map((one) => meansOf(one).length))} means or more${isKept ? '' : '; "npm run planted:law" has not been run since the sources changed'}`,
      );
    },
    45 * minutes,
  );
});
