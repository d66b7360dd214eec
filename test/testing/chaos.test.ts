/**
 * Goal: the chaos kit lets a correct handler pass and catches the mistakes that shops make, each by the invariant it breaks,
 * with the seed printed and a history short enough to read.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectors } from '../../machines/index.ts';
import { type ChaosInvariant, chaos, chaosInvariants, disturbed, lawfulHistory } from '../../src/testing/chaos.ts';
import { correct, naive } from './shops.ts';

const seed = 20_250_506;

describe('a handler made of observe', () => {
  it.each(collectors)(
    'should hold in every disturbed history, collected by %s',
    async (collector) => {
      await chaos(correct(collector), { runs: 300, seed, collector });
    },
    240_000,
  );

  it('should be given nothing to bear where no fault is asked for', async () => {
    await chaos(correct('multisafepay'), { runs: 50, seed, collector: 'multisafepay', faults: [] });
  }, 240_000);
});

describe('a history', () => {
  it('should have a list of disturbances of its own, so that one who adds to it adds to no other', () => {
    const [one, other] = fc.sample(disturbed(lawfulHistory(), { faults: [] }), { numRuns: 2, seed });
    expect([one?.disturbances, other?.disturbances]).toEqual([[], []]);
    expect(one?.disturbances).not.toBe(other?.disturbances);
  });
});

describe('a naive handler', () => {
  const mistakes: Readonly<Record<string, ChaosInvariant>> = {
    'the last notification wins': 'paid_stays_paid',
    'every completed notification ships': 'effects_once',
    'the stock is asked between the check and the shipment': 'effects_once',
    'a completed order is paid, whatever its transaction status': 'paid_only_if_collected',
    'uncleared is as good as completed': 'paid_only_if_collected',
    'what is held is shipped already': 'shipped_only_if_collected',
    'refunds and chargebacks are ignored': 'converges',
    'the refunded total is taken for refunded': 'refunded_only_if_refunded',
    'an unknown status is an error': 'acknowledged',
    'a notification without a body is refused': 'acknowledged',
    'what is left is looked up before a refund, and booked after it': 'refunds_within_collected',
  };

  it('should be tried for every mistake, and every invariant be broken by one', () => {
    expect(Object.keys(naive)).toEqual(Object.keys(mistakes));
    expect(new Set(Object.values(mistakes))).toEqual(new Set(Object.keys(chaosInvariants)));
  });

  it.each(Object.entries(mistakes))(
    'should be caught: %s',
    async (name, invariant) => {
      const make = naive[name];
      if (!make) throw new Error(`no shop "${name}"`);
      const failure = await chaos(make, { runs: 2000, seed, collector: 'multisafepay' }).then(
        () => undefined,
        (error: Error) => error,
      );
      const report = `${failure?.message}\n${String(failure?.cause ?? '')}`;
      console.info(`${name}\n${report.split('\n').slice(0, 14).join('\n')}`);
      expect(report).toContain(invariant);
      expect(report).toMatch(/seed: \d+, path: "/);
      const delivered = report.match(/^ {2}\d{4}-\d\d-\d\dT.*$/gm) ?? [];
      expect(delivered.length).toBeGreaterThan(0);
      expect(delivered.length).toBeLessThanOrEqual(8);
    },
    240_000,
  );
});
