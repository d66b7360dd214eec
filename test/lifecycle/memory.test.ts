/**
 * Goal: what is remembered of evidence is bounded, whatever strangers make up, and forgetting it changes no answer.
 */
import { describe, expect, it } from 'vitest';
import { orderStatuses, transactionStatuses } from '../../machines/index.ts';
import { mostRemembered, possible, remembered, type Timeline } from '../../src/lifecycle/belief/timeline.ts';

const words = orderStatuses.flatMap((order) => transactionStatuses.map((transaction) => ({ order, transaction })));

/** Evidence that differs in its first four sightings, whatever may follow what. */
function madeUp(number: number): Timeline {
  const seen = [0, 1, 2, 3].map((place) => words[Math.floor(number / words.length ** place) % words.length] ?? {});
  return { kind: 'card', known: { brand: 'visa' }, seen };
}

describe('the memory of what evidence comes to', () => {
  it('should be forgotten as a whole when it is full, and the same answers come again', () => {
    const known: Timeline = {
      kind: 'card',
      known: { brand: 'visa', collector: 'multisafepay' },
      seen: [
        { order: 'uncleared', transaction: 'uncleared' },
        { order: 'completed', transaction: 'completed' },
      ],
    };
    const before = possible(known);
    let most = 0;
    let times = 0;
    for (let number = 0; times === 0 && number < 2 * mostRemembered; number++) {
      const held = remembered();
      possible(madeUp(number * 7919));
      if (remembered() < held) times++;
      most = Math.max(most, held, remembered());
    }
    expect(times).toBe(1);
    // The last piece of evidence may bring a few sightings more than fit.
    expect(most).toBeLessThanOrEqual(mostRemembered + 10);
    expect(possible({ ...known, seen: [...known.seen] })).toEqual(before);
  });
});
