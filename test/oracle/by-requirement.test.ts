/**
 * Goal: each requirement that a chart element bears has a test of its own name that looks at that element, and fails if it is
 * changed: `test/planted` changes one for each requirement and sees its test notice.
 */
import { describe, expect, it } from 'vitest';
import { borneByTheLaw } from '../../src/proof/index.ts';
import { theLaw } from '../../src/relation/index.ts';
import { byRequirement } from './by-requirement.ts';

describe('a requirement, beside the oracle', () => {
  it.each(Object.entries(byRequirement))('should be borne by the law as it is stated: %s', (_, wrongWith) => {
    expect(wrongWith(theLaw())).toEqual([]);
  });

  it('should be asked about here wherever the law must name it', () => {
    expect(Object.keys(byRequirement).sort()).toEqual([...borneByTheLaw].sort());
  });
});
