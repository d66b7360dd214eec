/**
 * Goal: payments that are authorised and captured by hand are judged as they truly are: whatever may lawfully happen to them, told in
 * turn, disturbed, twice, late or not at all.
 */
import { describe, expect, it } from 'vitest';
import { brands, cardBrands } from '../../machines/index.ts';
import { chaos } from '../../src/testing/chaos.ts';
import { createRandom, type Life, type LifePlan, playLife } from '../../src/testing/index.ts';
import { observeAll, opened, planOf, readsOf, standingOf, truthOf } from './lives.ts';
import { correct } from './shops.ts';

const seeds = 2000;
const capturable = cardBrands.filter((brand) => brands[brand].capture.manual);

/** The life of a seed: authorised, and whatever comes of it. */
function authorisedLife(seed: number): Life {
  const plan: LifePlan = { ...planOf(seed), capture: 'manual', collector: 'multisafepay' };
  return playLife({ ...plan, brand: createRandom(seed).pick(capturable) });
}

describe('a payment that is captured by hand', () => {
  it('should be believed as it is told, and come to what is true', () => {
    const seen = { captures: 0, 'captured in full': 0, released: 0, refunds: 0 };
    for (let seed = 0; seed < seeds; seed++) {
      const life = authorisedLife(seed);
      const told = observeAll(
        opened(life),
        life.changes.map(({ document }) => document),
      );
      const disbelieved = told.verdicts.filter(({ verdict }) => verdict === 'illegal' || verdict === 'unknown');
      expect(disbelieved, `seed ${seed}`).toEqual([]);
      const read = observeAll(told.payment, readsOf(life));
      const truth = life.simulator.truth(life.orderId);
      expect(standingOf(read.payment), `seed ${seed}`).toEqual(truthOf(truth));
      expect(read.payment.violations, `seed ${seed}`).toEqual([]);
      seen.captures += truth.captures.length;
      seen.refunds += truth.refunds.length;
      if (truth.attempts.some(({ state }) => state === 'completed')) seen['captured in full']++;
      if (truth.attempts.some(({ state }) => state === 'released')) seen.released++;
    }
    console.info(`${seeds} seeds: ${JSON.stringify(seen)}`);
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(100);
  });

  it('should be judged rightly in every disturbed history', async () => {
    await chaos(correct('multisafepay'), { runs: 300, collector: 'multisafepay', capture: 'manual' });
  }, 240_000);
});
