/**
 * Goal: a correction over the API goes through the log, the guard of the database and the outbox; of two people who correct the same at
 * once, at two replicas, one wins and the other is told; made again, it changes nothing; and nothing is resolved without its entry.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { wire } from '../lifecycle/reports.ts';
import { type Engine, engines } from '../store/engines.ts';
import { lostRequest, openShop, type Shop } from './shop.ts';

const signed = { actor: 'A. Clerk', reason: 'MultiSafepay says so', evidence: 'their dashboard' };

describe.each(engines)('a correction over the API, on %s', (_name, open) => {
  let engine: Engine;
  let shop: Shop;
  let other: Shop;
  beforeAll(async () => {
    engine = await open();
    const on = (now: () => string) => openStore({ database: engine.database, now });
    shop = await openShop(on);
    other = await openShop(on, shop);
  });
  afterAll(() => engine.close());

  let orders = 0;
  /** A paid order that MultiSafepay then says was declined: that is set aside, by the entry of the number given back. */
  async function contradicted() {
    shop.intercept();
    const orderId = `corrected-${++orders}`;
    await shop.paid(orderId);
    const payment = (await shop.store.read(orderId))?.payment;
    const transaction_id = payment?.attempts[0]?.transactionId;
    const document = wire('declined', 'declined', {
      order_id: orderId,
      transaction_id,
      at: '2030-01-01T09:00:00',
      amount: 10_000,
    });
    await shop.notified(await shop.notification(document));
    const [aside] = (await shop.store.quarantined({ after: { orderId, n: 0 } })).filter(
      (one) => one.orderId === orderId,
    );
    return { orderId, n: Number(aside?.n), transactionId: String(transaction_id) };
  }
  const correct = (at: Shop, orderId: string, correction: object) =>
    at.call('POST', `/payments/${orderId}/corrections`, { ...signed, ...correction });
  const corrections = async (orderId: string) =>
    (await shop.store.history(orderId)).filter(({ kind }) => kind === 'correction');

  const kinds: Readonly<Record<string, () => Promise<{ orderId: string; correction: object }>>> = {
    resolve: async () => {
      const { orderId, n } = await contradicted();
      return { orderId, correction: { resolve: n } };
    },
    adopt: async () => {
      const { orderId, n } = await contradicted();
      return { orderId, correction: { adopt: n } };
    },
    close: async () => {
      const { orderId, transactionId } = await contradicted();
      return { orderId, correction: { close: { code: 'money_may_have_left', transactionId } } };
    },
    unmade: async () => {
      shop.intercept();
      const orderId = `corrected-${++orders}`;
      await shop.paid(orderId);
      shop.clock.advance(600);
      shop.intercept(lostRequest);
      await shop.call('POST', `/payments/${orderId}/refunds`, { refundId: 'r-1', amount: 100 });
      shop.intercept();
      shop.clock.advance(700);
      return { orderId, correction: { unmade: 'r-1' } };
    },
    transcribe: async () => {
      shop.intercept();
      const orderId = `corrected-${++orders}`;
      await shop.call('POST', '/payments', { orderId, amount: 1000, currency: 'EUR' });
      const unread = wire('completed', 'half_paid', { order_id: orderId, transaction_id: `7${orders}` });
      await shop.notified(await shop.notification(unread));
      const pair = { order: 'completed', transaction: 'completed' };
      return {
        orderId,
        correction: { transcribe: { ...pair, transactionId: `7${orders}`, amount: 1000, currency: 'EUR' } },
      };
    },
    refundCameBack: async () => {
      shop.intercept();
      const orderId = `corrected-${++orders}`;
      await shop.paid(orderId);
      shop.clock.advance(86_400);
      await shop.call('POST', `/payments/${orderId}/refunds`, { refundId: 'r-1', amount: 100 });
      return { orderId, correction: { refundCameBack: { refundId: 'r-1' } } };
    },
  };

  it.each(Object.keys(kinds))('should be won by one of two who %s at once, and the other be told', async (kind) => {
    const { orderId, correction } = await (kinds[kind] as (typeof kinds)[string])();
    const came = await Promise.all([correct(shop, orderId, correction), correct(other, orderId, correction)]);
    expect(came.map(({ status }) => status).toSorted(), JSON.stringify(came)).toEqual([200, 400]);
    expect(came.find(({ status }) => status === 400)?.body).toMatchObject({
      error: {
        path: expect.stringContaining(kind),
        says: expect.stringMatching(/./),
        wayOut: expect.stringMatching(/./),
      },
    });
    const made = await corrections(orderId);
    expect(made).toMatchObject([{ body: { ...signed, ...correction }, verdict: 'admitted' }]);
    const told = (await shop.store.outbox(10_000)).filter(({ entry }) => entry.orderId === orderId);
    expect(told.map(({ entry }) => entry.n)).toContain(made[0]?.n);
    // Made once more, it is told so, and changes nothing.
    const before = (await shop.store.read(orderId))?.payment;
    expect((await correct(shop, orderId, correction)).status).toBe(400);
    expect((await shop.store.read(orderId))?.payment).toEqual(before);
    expect(await corrections(orderId)).toEqual(made);
    expect(await shop.store.verifyChain(orderId)).toBeUndefined();
  });

  it('should leave what is settled outside as it is, however often it is said', async () => {
    shop.intercept();
    const orderId = `corrected-${++orders}`;
    await shop.paid(orderId);
    const correction = { settledOutside: { amount: 500, currency: 'EUR' } };
    const came = await Promise.all([correct(shop, orderId, correction), correct(other, orderId, correction)]);
    expect(came.map(({ status }) => status)).toEqual([200, 200]);
    const { outside } = (await shop.store.read(orderId))?.payment ?? {};
    expect(outside).toHaveLength(1);
  });

  it('should be what resolves: the database refuses a resolution without the entry of a correction', async () => {
    const { orderId, n } = await contradicted();
    const resolve = (by: number) =>
      engine.database.query('UPDATE paychart.quarantine SET resolved_by = $3 WHERE order_id = $1 AND n = $2', [
        orderId,
        n,
        by,
      ]);
    await shop.call('PATCH', `/payments/${orderId}`, { amount: 10_000, currency: 'EUR' });
    for (const by of [n - 1, n, n + 1, n + 2])
      await expect(resolve(by), String(by)).rejects.toMatchObject({ code: 'refused' });
    expect((await correct(shop, orderId, { resolve: n })).status).toBe(200);
    const [row] = await engine.database.query(
      'SELECT resolved_by FROM paychart.quarantine WHERE order_id = $1 AND n = $2',
      [orderId, n],
    );
    expect(row?.resolved_by).toBe(n + 2);
  });
});
