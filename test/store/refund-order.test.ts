/**
 * Goal: an order id that MultiSafepay lists as that of a refund never takes an order away that is a payment of its own, or becomes
 * one, whichever is heard of first; what is the refund's still belongs to the payment that lists it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/lifecycle/index.ts';
import { notified, refundOf, statusRead } from '../lifecycle/reports.ts';
import { type Engine, engines } from './engines.ts';

let orders = 0;

describe.each(engines)('an order id that is listed as that of a refund, on %s', (_name, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  /** Two order ids that nobody has heard of. */
  const two = (): [string, string] => [`refunded-${++orders}`, `listed-${orders}`];

  /** A paid order that lists a refund under an order id. */
  const lists = (orderId: string, listed: string) =>
    engine.store.receive(
      statusRead('completed', 'completed', {
        order_id: orderId,
        transaction_id: `1${orders}`,
        at: '10:09',
        related_transactions: [refundOf(`7${orders}`, 400, 'initialized', { order_id: listed })],
      }),
    );
  const paid = (orderId: string, more: object = {}): Report =>
    notified('completed', 'completed', { order_id: orderId, transaction_id: `3${orders}`, ...more });
  const refunded = (orderId: string): Report => ({
    channel: 'notification',
    orderId,
    transactionId: `7${orders}`,
    kind: 'refund',
    order: 'completed',
    transaction: 'completed',
    amount: 400,
    currency: 'EUR',
    recency: '2019-11-05T09:30:00',
  });
  const lengthOf = async (orderId: string) => (await engine.store.history(orderId)).length;

  it('should leave a payment alone that was opened before', async () => {
    const [orderId, listed] = two();
    await engine.store.open({ orderId: listed, edition: '2019-10' });
    await lists(orderId, listed);
    expect((await engine.store.receive(paid(listed))).verdict).toMatchObject({ verdict: 'applied', orderId: listed });
    expect([await lengthOf(listed), await lengthOf(orderId)]).toEqual([2, 1]);
  });

  it('should leave a payment alone that was reported before', async () => {
    const [orderId, listed] = two();
    await engine.store.receive(paid(listed));
    await lists(orderId, listed);
    await engine.store.receive(paid(listed, { at: '11:00' }));
    expect([await lengthOf(listed), await lengthOf(orderId)]).toEqual([2, 1]);
    expect((await engine.store.read(listed))?.payment?.attempts).toHaveLength(1);
    expect((await engine.store.read(orderId))?.payment?.attempts).toHaveLength(1);
  });

  it('should be a payment of its own once somebody opens it, and take what comes then', async () => {
    const [orderId, listed] = two();
    await lists(orderId, listed);
    expect(await engine.store.open({ orderId: listed, amount: 2500, currency: 'EUR' })).toMatchObject({
      orderId: listed,
      attempts: [],
      expected: { amount: 2500 },
    });
    await engine.store.receive(paid(listed));
    expect([await lengthOf(listed), await lengthOf(orderId)]).toEqual([2, 1]);
    expect((await engine.store.read(orderId))?.payment).not.toHaveProperty('expected');
  });

  it.each([
    ['says that it is a payment', { type: 'payment' }],
    ['is about another transaction', {}],
  ])('should be a payment of its own once a report %s', async (_says, more) => {
    const [orderId, listed] = two();
    await lists(orderId, listed);
    const { verdict } = await engine.store.receive(paid(listed, more));
    expect(verdict).toMatchObject({ verdict: 'applied', orderId: listed, about: 'payment' });
    expect((await engine.store.read(listed))?.payment?.attempts).toMatchObject([{ transactionId: `3${orders}` }]);
    // The payment that lists the refund is as it was; another listing changes nothing.
    await lists(orderId, listed);
    await engine.store.receive(paid(listed, { ...more, at: '11:00' }));
    expect((await engine.store.read(orderId))?.payment?.attempts).toHaveLength(1);
    expect(await lengthOf(listed)).toBe(2);
    for (const one of [orderId, listed]) expect(await engine.store.verifyChain(one)).toBeUndefined();
  });

  it("should still be the refund's while nothing else is heard of it, also if the refund was heard of first", async () => {
    const [orderId, listed] = two();
    await lists(orderId, listed);
    expect((await engine.store.receive(refunded(listed))).verdict).toMatchObject({
      verdict: 'applied',
      about: 'refund',
    });
    expect(await engine.store.read(listed)).toBeUndefined();
    const [another, first] = two();
    await engine.store.receive(refunded(first));
    await lists(another, first);
    await engine.store.receive({ ...refunded(first), recency: '2019-11-06T09:30:00' });
    expect((await engine.store.read(another))?.payment?.refunds).toMatchObject([{ orderId: first }]);
    expect(await lengthOf(another)).toBe(2);
  });

  it('should be refused by the database as that of a refund if it is a payment, whoever writes it', async () => {
    const [orderId, listed] = two();
    await engine.store.open({ orderId });
    await engine.store.open({ orderId: listed });
    const denied = (sql: string) => expect(engine.database.script(sql), sql).rejects;
    await denied(`INSERT INTO paychart.refund_order VALUES ('${listed}', '${orderId}')`).toThrow('payment of its own');
    await denied(`UPDATE paychart.payment SET own = false WHERE order_id = '${listed}'`).toThrow('stays one');
  });

  it('should be told apart from a payment when two of them race', async () => {
    const [orderId, listed] = two();
    await Promise.all([
      lists(orderId, listed),
      engine.store.open({ orderId: listed }),
      engine.store.receive(paid(listed)),
    ]);
    await engine.store.receive(paid(listed, { at: '11:00' }));
    expect((await engine.store.read(listed))?.payment?.attempts).toHaveLength(1);
    expect((await engine.store.read(orderId))?.payment?.attempts).toHaveLength(1);
  });
});
