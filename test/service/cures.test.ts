/**
 * Goal: at the service, a cure cures: a read that was overtaken by a notification corrects nothing and is made again at once, what
 * a person books over the API is booked, a report about another method is nobody's work, and the goods go out for what the shop
 * says that its order is for.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentView } from '../../src/lifecycle/index.ts';
import { sweep } from '../../src/service/index.ts';
import { openStore } from '../../src/store/index.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { type Engine, engines } from '../store/engines.ts';
import { lostRequest, only, openShop, type Shop } from './shop.ts';

const signed = { actor: 'A. Clerk', reason: 'MultiSafepay says so', evidence: 'their dashboard' };

describe.each(engines)('cures, on %s', (_name, open) => {
  let engine: Engine;
  let shop: Shop;
  beforeAll(async () => {
    engine = await open();
    shop = await openShop((now) => openStore({ database: engine.database, now }));
  });
  afterAll(() => engine.close());

  const viewOf = async (orderId: string, query = ''): Promise<PaymentView> =>
    ((await shop.call('GET', `/payments/${orderId}${query}`)).body as { payment: PaymentView }).payment;
  const sweepNow = () => sweep({ store: shop.store, client: shop.client, now: () => shop.clock.now() });
  const quarantineOf = async (orderId: string) =>
    (await shop.store.quarantined({ limit: 500 })).filter((one) => one.orderId === orderId);

  /** The last order JSON of an order, with another pair, a while later. */
  function saying(orderId: string, pair: object, minutes: number): object {
    const { document } = shop.simulator.changes.filter((one) => one.orderId === orderId).at(-1) ?? {};
    const modified = new Date(Date.parse(`${document?.modified}Z`) + minutes * 60_000).toISOString().slice(0, 19);
    return { ...document, ...pair, modified };
  }

  it('should read again at once what was overtaken by a notification while it was read, and correct by that', async () => {
    await shop.paid('overtaken');
    const taken = { status: 'void', financial_status: 'cancelled' };
    // MultiSafepay takes the collection back; its answer was made before the notification came, and comes after it.
    const answer = saying('overtaken', taken, 5);
    let isOvertaken = true;
    shop.intercept(
      only(/^GET /, async (request, pass) => {
        // The transaction by itself cannot be read meanwhile.
        if (!request.url.includes('/orders/overtaken')) return lostRequest(request, pass) as Promise<Response>;
        if (isOvertaken) {
          shop.clock.advance(1);
          await shop.notified(await shop.notification(saying('overtaken', {}, 1)));
          isOvertaken = false;
        }
        return new Response(JSON.stringify({ success: true, data: answer }));
      }),
    );
    await shop.call('POST', '/payments/overtaken/read');
    expect(await viewOf('overtaken')).toMatchObject({ position: { collected: 10_000 }, violations: [] });
    expect(await quarantineOf('overtaken')).toHaveLength(1);
    shop.clock.advance(1);
    expect(await sweepNow()).toMatchObject({ due: 1, read: 1 });
    const view = await viewOf('overtaken');
    expect(view.violations).toMatchObject([{ code: 'collection_taken_back' }]);
    expect(view.may.ship).toMatchObject({ answer: 'no', because: [{ code: 'ship_taken_back' }] });
    shop.intercept();
  });

  it('should book what a person adopts, and take it out of quarantine', async () => {
    await shop.paid('adopted');
    const declined = { status: 'declined', financial_status: 'declined' };
    const { status } = await shop.notified(await shop.notification(saying('adopted', declined, 5)));
    expect(status).toBe(200);
    const [aside] = await quarantineOf('adopted');
    const { body } = await shop.call('POST', '/payments/adopted/corrections', { ...signed, adopt: aside?.n });
    expect((body as { payment: PaymentView }).payment).toMatchObject({ alarms: [], may: { ship: { answer: 'no' } } });
    expect(await quarantineOf('adopted')).toEqual([]);
    const { timeline } = (await shop.call('GET', '/payments/adopted')).body as { timeline: object[] };
    expect(timeline.at(-1)).toMatchObject({
      kind: 'correction',
      actor: 'A. Clerk',
      says: expect.stringContaining(signed.reason),
    });
  });

  it('should acknowledge a report about another method, and give nobody work with it', async () => {
    const ideal = {
      order_id: 'by-ideal',
      transaction_id: 4711,
      status: 'completed',
      financial_status: 'completed',
      amount: 2500,
      currency: 'EUR',
      created: '2025-05-06T10:00:00',
      modified: '2025-05-06T10:01:00',
      payment_details: { type: 'IDEAL' },
    };
    const answered = await shop.notified(await shop.notification(ideal));
    expect([answered.status, await answered.text()]).toEqual([200, 'OK']);
    expect(shop.answers.at(-1)).toMatchObject({ outcome: 'stored', verdict: 'outside' });
    expect(await quarantineOf('by-ideal')).toEqual([]);
    const view = await viewOf('by-ideal', '?amount=2500&currency=EUR');
    expect(view).toMatchObject({ alarms: [], fundsAt: ['outside'], may: { ship: { answer: 'yes' } } });
    expect(view.outside).toMatchObject([{ method: 'IDEAL', amount: 2500, currency: 'EUR' }]);
  });

  it('should keep what cannot be read, masked, hold the money, and be cured by reading the order', async () => {
    await shop.paid('unreadable');
    const odd = { ...saying('unreadable', {}, 5), amount: 'a hundred', note: `card ${testCards[0]}` };
    const request = await shop.notification(odd);
    const again = request.clone();
    const answered = await shop.notified(request);
    expect([answered.status, await answered.text()]).toEqual([200, 'OK']);
    const [aside] = (await shop.store.quarantined({ limit: 500 })).filter((one) => one.orderId === 'unreadable');
    expect(aside).toMatchObject({ verdict: 'unknown', code: 'report_unreadable' });
    const [kept] = await shop.store.documents('unreadable');
    expect(kept).toMatchObject({ n: aside?.n, erasedAt: null, json: { amount: 'a hundred', order_id: 'unreadable' } });
    expect(aside?.entry.body).toMatchObject({ document: kept?.digest });
    expect(JSON.stringify([aside, kept])).not.toContain(testCards[0]);
    // The same bytes are one entry.
    expect((await shop.notified(again)).status).toBe(200);
    expect(await quarantineOf('unreadable')).toHaveLength(1);
    expect(await shop.store.verifyChain('unreadable')).toBeUndefined();
    expect((await shop.store.outbox(500)).at(-1)?.entry).toMatchObject({ orderId: 'unreadable', verdict: 'unknown' });
    // It is told what it was about, and its order is due.
    expect((await shop.store.read('unreadable'))?.nextReadAt).toBe(new Date(shop.clock.now()).toISOString());
  });

  it('should let the goods go out for the amount that is asked, else for the one that was said last', async () => {
    await shop.call('POST', '/payments', { orderId: 'for-an-amount', amount: 10_000, currency: 'EUR' });
    await shop.paid('for-an-amount');
    const ship = async (query = '') => (await viewOf('for-an-amount', query)).may.ship;
    expect(await ship()).toMatchObject({ answer: 'yes' });
    expect(await ship('?amount=10001&currency=EUR')).toMatchObject({
      answer: 'no',
      because: [{ code: 'ship_paid_less' }],
    });
    expect(await ship('?amount=10000&currency=USD')).toMatchObject({ answer: 'no' });
    await shop.call('PATCH', '/payments/for-an-amount', { amount: 12_000, currency: 'EUR' });
    expect(await viewOf('for-an-amount')).toMatchObject({
      expected: { amount: 12_000, currency: 'EUR' },
      may: { ship: { answer: 'no' } },
    });
    expect(await ship('?amount=10000&currency=EUR')).toMatchObject({ answer: 'yes' });
  });
});
