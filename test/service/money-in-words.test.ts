/**
 * Goal: whatever the API says in words of an amount is money, with its currency: what it refuses, what was set aside, and a
 * payment's timeline.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { openPrepared } from '../store/prepared.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(async (now) => openStore({ database: await openPrepared(), now }));
});
afterAll(() => shop.store.close());

interface Said {
  readonly says: string;
  readonly code?: string;
  readonly orderId?: string;
}

describe('an amount in what the API says in words', () => {
  it('should be money in what is refused of a refund and of a capture, and of a fact that is told', async () => {
    await shop.paid('chairs');
    const refused = async (path: string, body: object): Promise<Said> => {
      const { status, body: answer } = await shop.call('POST', `/payments/chairs/${path}`, body);
      expect(status).toBe(409);
      return (answer as { readonly error: Said }).error;
    };
    const refund = await refused('refunds', { refundId: 'too-much', amount: 10_001, currency: 'EUR' });
    expect(refund.says).toContain('EUR 100.01');
    expect(refund.says).toContain('EUR 100.00');
    const fact = await refused('facts', { type: 'order.created', brand: 'visa', amount: 1_234, currency: 'EUR' });
    expect([refund.says, fact.says].join()).not.toContain('minor units');
  });

  it('should be money each in its own currency where two are compared, under names of words', async () => {
    await shop.paid('lamp', 2_500);
    const { document } = shop.simulator.changes.filter(({ orderId }) => orderId === 'lamp').at(-1) ?? {};
    await shop.notified(await shop.notification({ ...document, currency: 'JPY', modified: '2025-05-06T12:00:00' }));
    const { setAside } = (await shop.call('GET', '/quarantine')).body as { readonly setAside: readonly Said[] };
    const says = setAside.find(({ orderId }) => orderId === 'lamp')?.says;
    expect(says).toContain('known amount: EUR 25.00');
    expect(says).toContain('reported amount: JPY 2500');
  });

  it('should be money in the timeline of a payment, and in what was set aside', async () => {
    await shop.paid('table', 5_000);
    const { document } = shop.simulator.changes.filter(({ orderId }) => orderId === 'table').at(-1) ?? {};
    // Another amount of the same transaction.
    await shop.notified(await shop.notification({ ...document, amount: 4_321, modified: '2025-05-06T12:00:00' }));
    // A program of the shop, beside the API, asks for more than is left.
    const at = shop.clock.now();
    const refund = { type: 'refund.requested', at, refundId: 'all', amount: 5_001, currency: 'EUR' } as const;
    expect(await shop.store.ask('table', refund)).toMatchObject({ ok: false });
    const { timeline } = (await shop.call('GET', '/payments/table')).body as { readonly timeline: readonly Said[] };
    const said = timeline.map(({ says }) => says);
    expect(said).toContainEqual(expect.stringContaining('EUR 50.00'));
    expect(said).toContainEqual(expect.stringContaining('EUR 43.21'));
    expect(said.at(-1)).toMatch(/^Refused: .*EUR 50\.01/);
    const { setAside } = (await shop.call('GET', '/quarantine')).body as { readonly setAside: readonly Said[] };
    const aside = setAside.filter(({ orderId }) => orderId === 'table').map(({ says }) => says);
    expect(aside).toEqual([expect.stringContaining('EUR 43.21')]);
    expect([...said, ...aside].join()).not.toContain('minor units');
  });
});
