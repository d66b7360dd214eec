/**
 * Goal: the days to answer a chargeback are those that the vendor says of a brand, and none of another.
 */
import { describe, expect, it } from 'vitest';
import { cardBrands, disputeLimits, disputeRules } from '../../machines/index.ts';
import * as oracle from '../oracle/oracle.ts';

describe('the days to answer a chargeback (D34)', () => {
  const { daysToAnswer } = disputeRules({ disputes: disputeLimits });

  it('should be the oracle’s of each brand, and none of a brand that nobody speaks of or that is not known', () => {
    for (const brand of cardBrands) expect(daysToAnswer(brand), brand).toBe(oracle.daysToAnswer[brand]);
    expect(cardBrands.filter((brand) => daysToAnswer(brand) === undefined)).not.toEqual([]);
    expect(daysToAnswer(undefined)).toBeUndefined();
  });

  it('should admit more the more they are, and how long one may be asked for admits nothing', () => {
    for (const { larger } of Object.values(disputeLimits.windows)) expect(larger).toBe('widens');
    expect(disputeLimits.cardholder).not.toHaveProperty('larger');
  });
});
