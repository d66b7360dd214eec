/**
 * Shoppers for a service that is tried out: orders by the published test cards, finished or left, now and then captured by hand, and now and then
 * refunded.
 */
import { brands, defaultEdition } from '../../machines/index.ts';
import { createRandom, testCards } from '../testing/index.ts';
import type { StandIn } from './stand-in.ts';

/** Asks the service's API. */
export type AskApi = (path: string, body: object) => Promise<void>;

/** Lets shoppers come until it is told to stop. */
export function startTraffic(perMinute: number, standIn: StandIn, ask: AskApi): () => void {
  const random = createRandom(2);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let count = 0;

  const later = (milliseconds: number, act: () => unknown): void => {
    const timer = setTimeout(async () => {
      timers.delete(timer);
      // What cannot be done any more (paid, refunded, refused by the law) is what happens in a shop as well.
      await Promise.resolve()
        .then(act)
        .catch(() => {});
    }, milliseconds);
    timers.add(timer);
  };

  const shop = async (): Promise<void> => {
    const orderId = `demo-${++count}`;
    const { brand, last4 } = random.pick(testCards[defaultEdition]);
    const amount = 500 + random.below(20_000);
    const path = `/payments/${orderId}`;
    await ask('/payments', { orderId });
    const byHand = brands[brand].capture.manual && random.next() < 0.3;
    const card = { card_number: `000000000000${last4}`, card_expiry_date: '0000' };
    await ask(`${path}/order`, {
      brand,
      amount,
      currency: 'EUR',
      description: 'A pair of shoes',
      card,
      ...(byHand && { capture: 'manual' }),
    });
    const parts = byHand ? [Math.ceil(amount / 2), 'all'] : [];
    for (const [place, part] of parts.entries())
      later(12_000 + place * 10_000, () =>
        ask(`${path}/captures`, { captureId: `${orderId}-${place + 1}`, amount: part }),
      );
    if (random.next() < 0.9) later(2_000 + random.below(8_000), () => standIn.simulator.finishPayment(orderId));
    if (random.next() < 0.2)
      later(20_000, () => ask(`${path}/refunds`, { refundId: `${orderId}-refund`, amount: Math.ceil(amount / 2) }));
  };

  const coming = setInterval(() => later(0, shop), 60_000 / perMinute);
  return () => {
    clearInterval(coming);
    for (const timer of timers) clearTimeout(timer);
  };
}
