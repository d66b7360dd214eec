/**
 * The laws of when a collected order is read again (D24): a notification of a chargeback that was lost is never sent again for long, so
 * the order is looked at from time to time, for as long as it can be refunded.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { nextRead } from '../../src/store/reading.ts';
import { knownOf, notifiedOf, type Words } from '../lifecycle/plain.ts';

const day = 86_400_000;
/** When the payments were made, by MultiSafepay's clock: in winter an hour ahead of UTC. */
const begun = Date.UTC(2026, 1, 2, 8);
const orderIds = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme-ascii' });
const payment = (orderId: string, words: Words) => ({
  ...knownOf(notifiedOf('7', words, 0, { amount: 1000, created: '2026-02-02T09:00:00' })),
  orderId,
});

describe('a payment that is collected', () => {
  test.prop([orderIds])(
    'should be read again every 15 to 45 days, and no longer once it is 180 days old',
    (orderId) => {
      const collected = payment(orderId, ['completed', 'completed']);
      const days: number[] = [];
      let readAt: string | undefined;
      for (let reads = 0; reads < 40; reads++) {
        const next = nextRead({ payment: collected, readAt, now: new Date(begun).toISOString() });
        if (next === undefined) break;
        readAt = next;
        days.push((Date.parse(next) - begun) / day);
      }
      const gaps = days.map((at, index) => at - (days[index - 1] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(15);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(45);
      expect(days.at(-1)).toBeLessThanOrEqual(180);
      expect(days.at(-1)).toBeGreaterThan(180 - 45);
    },
  );

  test.prop([
    orderIds,
    fc.constantFrom<Words>(['declined', 'declined'], ['expired', 'expired'], ['void', 'cancelled']),
  ])('should be the only kind that is: one that ended otherwise is asked about no more', (orderId, words) => {
    const now = new Date(begun).toISOString();
    expect(nextRead({ payment: payment(orderId, words), readAt: undefined, now })).toBeUndefined();
  });
});
