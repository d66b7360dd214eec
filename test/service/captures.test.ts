/**
 * Goal: whatever happens between a capture's intent, its call, its answer and its notifications, it is asked for once, booked once, and
 * never more than was authorised; what is reserved is released once; a chargeback is answered with a document that is kept nowhere.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { position, viewOf } from '../../src/lifecycle/index.ts';
import { sweep } from '../../src/service/index.ts';
import { openStore } from '../../src/store/index.ts';
import { type Engine, engines } from '../store/engines.ts';
import { directOrder, lostAnswer, lostRequest, only, openShop, type Shop } from './shop.ts';

const captures = /^POST .*\/capture$/;

describe.each(engines)('captures, on %s', (_name, open) => {
  let engine: Engine;
  let shop: Shop;
  beforeAll(async () => {
    engine = await open();
    shop = await openShop((now) => openStore({ database: engine.database, now }));
  });
  afterAll(() => engine.close());

  let orders = 0;
  /** An order of EUR 100.00 that is authorised, and known to be. */
  async function authorisedOrder(): Promise<string> {
    const orderId = `authorised-${++orders}`;
    shop.intercept();
    await shop.call('POST', '/payments', { orderId, amount: 10_000, currency: 'EUR' });
    await shop.call('POST', `/payments/${orderId}/order`, directOrder({ capture: 'manual' }));
    await shop.deliver();
    shop.clock.advance(600);
    return orderId;
  }
  const paymentOf = async (orderId: string) => {
    const payment = (await shop.store.read(orderId))?.payment;
    if (!payment) throw new Error(`${orderId} is not known`);
    return payment;
  };
  const standing = async (orderId: string) => position(await paymentOf(orderId));
  const capture = (orderId: string, captureId: string, amount: number | 'all' = 4000, more: object = {}) =>
    shop.call('POST', `/payments/${orderId}/captures`, { captureId, amount, ...more });
  const sent = (orderId: string): number =>
    shop.arrived.filter((one) => one === `POST /v1/json/orders/${orderId}/capture`).length;

  it('should be asked for once, be booked, and be the same capture again with the same id', async () => {
    const orderId = await authorisedOrder();
    expect(await standing(orderId)).toMatchObject({ collected: 0, refundable: 0 });
    const first = await capture(orderId, `${orderId}-c1`);
    expect(first).toMatchObject({ status: 200, body: { outcome: 'done', payment: { position: { collected: 4000 } } } });
    expect(await capture(orderId, `${orderId}-c1`)).toEqual(first);
    expect(sent(orderId)).toBe(1);
    await shop.deliver();
    expect(await standing(orderId)).toMatchObject({ collected: 4000, refundable: 4000 });
    expect((await paymentOf(orderId)).attempts).toHaveLength(2);
  });

  it('should be refused if the same id asks for another amount', async () => {
    const orderId = await authorisedOrder();
    await capture(orderId, `${orderId}-c1`);
    expect(await capture(orderId, `${orderId}-c1`, 4001)).toMatchObject({
      status: 409,
      body: { error: { code: 'capture_key_reused' } },
    });
    expect(sent(orderId)).toBe(1);
  });

  it('should be refused beyond what remains, and take all of it when all is asked for', async () => {
    const orderId = await authorisedOrder();
    await capture(orderId, `${orderId}-c1`);
    expect(await capture(orderId, `${orderId}-c2`, 6001)).toMatchObject({
      status: 409,
      body: { error: { code: 'capture_exceeds_remainder' } },
    });
    expect(await capture(orderId, `${orderId}-c3`, 'all')).toMatchObject({ status: 200 });
    await shop.deliver();
    const view = viewOf(await paymentOf(orderId));
    expect(view.position).toMatchObject({ collected: 10_000 });
    expect(view.shows).toEqual([{ order: 'completed', transaction: 'completed' }]);
    expect(view.may.ship.answer).toBe('yes');
    expect(shop.simulator.truth(orderId)).toMatchObject({ collected: 10_000 });
  });

  it('should be known all the same when its notification comes before its answer', async () => {
    const orderId = await authorisedOrder();
    shop.intercept(
      only(captures, async (_, pass) => {
        const answer = await pass();
        await shop.deliver();
        return answer;
      }),
    );
    expect(await capture(orderId, `${orderId}-c1`)).toMatchObject({ status: 200 });
    shop.intercept();
    expect(await standing(orderId)).toMatchObject({ collected: 4000 });
    expect((await paymentOf(orderId)).attempts).toHaveLength(2);
  });

  it('should stay open when its answer is lost, and be found by its own order id', async () => {
    const orderId = await authorisedOrder();
    shop.intercept(only(captures, lostAnswer));
    expect(await capture(orderId, `${orderId}-c1`)).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(await standing(orderId)).toMatchObject({ collected: 4000 });
    expect(sent(orderId)).toBe(1);
  });

  it('should count as asked for while nobody knows whether it was made, and hold back the next', async () => {
    const orderId = await authorisedOrder();
    shop.intercept(only(captures, lostRequest));
    expect(await capture(orderId, `${orderId}-c1`, 8000)).toMatchObject({ status: 202, body: { outcome: 'unknown' } });
    shop.intercept();
    expect(await capture(orderId, `${orderId}-c2`, 4000)).toMatchObject({ status: 409 });
    expect(shop.simulator.truth(orderId).collected).toBe(0);
    expect(await standing(orderId)).toMatchObject({ collected: 0 });
  });

  it('should never come to more than was authorised, however many are asked for at once', async () => {
    const orderId = await authorisedOrder();
    const asked = await Promise.all(Array.from({ length: 30 }, (_, at) => capture(orderId, `${orderId}-c${at}`, 900)));
    expect(asked.filter(({ status }) => status === 200)).toHaveLength(11);
    expect(shop.simulator.truth(orderId).collected).toBe(9900);
    await shop.deliver();
    expect(await standing(orderId)).toMatchObject({ collected: 9900 });
  });

  it('should be refunded under its own order id, up to its amount', async () => {
    const orderId = await authorisedOrder();
    await capture(orderId, `${orderId}-c1`);
    await shop.deliver();
    const refund = (amount: number) =>
      shop.call('POST', `/payments/${orderId}/refunds`, { refundId: `${orderId}-r${amount}`, amount });
    expect(await refund(4001)).toMatchObject({ status: 409, body: { error: { code: 'refund_exceeds_refundable' } } });
    expect(await refund(1500)).toMatchObject({ status: 200 });
    expect(shop.arrived).toContain(`POST /v1/json/orders/${orderId}-c1/refunds`);
    await shop.deliver();
    expect(await standing(orderId)).toMatchObject({ collected: 4000, reserved: 1500, refundable: 2500 });
  });

  it('should leave the rest to be released, once', async () => {
    const orderId = await authorisedOrder();
    await capture(orderId, `${orderId}-c1`);
    const cancel = () =>
      shop.call('POST', `/payments/${orderId}/reservation/cancel`, { reason: 'The rest is sold out' });
    const first = await cancel();
    expect(first).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(await cancel()).toEqual(first);
    expect(shop.arrived.filter((one) => one === `PATCH /v1/json/capture/${orderId}`)).toHaveLength(1);
    await shop.deliver();
    expect(await standing(orderId)).toMatchObject({ collected: 4000 });
    expect(await capture(orderId, `${orderId}-c2`, 100)).toMatchObject({
      status: 409,
      body: { error: { code: 'capture_not_authorised' } },
    });
  });

  it('should be asked about once its time is up, and be over when MultiSafepay says so', async () => {
    const orderId = await authorisedOrder();
    shop.clock.advance(9 * 86_400);
    await sweep({ ...shop, now: shop.clock.now });
    const view = viewOf(await paymentOf(orderId));
    expect(view.shows).toEqual([{ order: 'void', transaction: 'cancelled' }]);
    expect(view.position).toMatchObject({ collected: 0 });
  });
});

describe.each(engines)('a chargeback, on %s', (_name, open) => {
  let engine: Engine;
  let shop: Shop;
  beforeAll(async () => {
    engine = await open();
    shop = await openShop((now) => openStore({ database: engine.database, now }));
  });
  afterAll(() => engine.close());

  let orders = 0;
  /** A paid order of EUR 100.00 that is charged back: its chargeback. */
  async function chargedBack(): Promise<{ readonly orderId: string; readonly chargeback: string }> {
    const orderId = `disputed-${++orders}`;
    shop.intercept();
    await shop.paid(orderId);
    const [attempt] = shop.simulator.truth(orderId).attempts;
    shop.clock.advance(86_400);
    const move = { transactionId: Number(attempt?.transactionId), fact: 'chargeback.received', amount: 10_000 };
    shop.simulator.happen(orderId, move);
    await shop.deliver();
    return { orderId, chargeback: String(shop.simulator.truth(orderId).refunds[0]?.transactionId) };
  }
  const pdf = Buffer.from('%PDF-1.7\nproof of delivery\n').toString('base64');
  const challenge = (orderId: string, transactionId: string, more: object = {}) =>
    shop.call('POST', `/payments/${orderId}/challenge`, {
      transactionId,
      name: 'delivery.pdf',
      description: 'Signed proof of delivery',
      pdf,
      ...more,
    });

  it('should be answered once with the same document, which is kept nowhere', async () => {
    const { orderId, chargeback } = await chargedBack();
    const first = await challenge(orderId, chargeback);
    expect(first).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(await challenge(orderId, chargeback)).toEqual(first);
    expect(shop.arrived.filter((one) => one === `POST /v1/json/orders/${orderId}/files`)).toHaveLength(1);
    expect(shop.simulator.truth(orderId).refunds[0]?.dispute).toBe('submitted');
    await shop.deliver();
    const { payment } = (await shop.store.read(orderId)) ?? {};
    expect(payment && JSON.stringify(viewOf(payment).refunds)).toContain('submitted');
    const acts = await engine.database.query('SELECT asked::text || answer::text AS kept FROM paychart.act');
    expect(acts.map(({ kept }) => kept).join()).not.toContain(pdf);
  });

  it('should not be answered while MultiSafepay reviews the evidence', async () => {
    const { orderId, chargeback } = await chargedBack();
    await challenge(orderId, chargeback);
    const other = Buffer.from('%PDF-1.7\nanother\n').toString('base64');
    expect(await challenge(orderId, chargeback, { pdf: other })).toMatchObject({
      status: 409,
      body: { error: { code: 'dispute_not_open' } },
    });
  });

  it.each([
    ['no PDF', { pdf: Buffer.from('GIF89a').toString('base64') }],
    ['no base64', { pdf: 'not base64!' }],
    ['without a name', { name: ' ' }],
  ])('should not be answered with what is %s', async (_what, wrong) => {
    const { orderId, chargeback } = await chargedBack();
    expect(await challenge(orderId, chargeback, wrong)).toMatchObject({ status: 400 });
    expect(shop.arrived).not.toContain(`POST /v1/json/orders/${orderId}/files`);
  });

  it('should not be answered with more than a document may have', async () => {
    const { orderId, chargeback } = await chargedBack();
    const large = Buffer.alloc(5 * 2 ** 20 + 1, '%PDF-').toString('base64');
    expect((await challenge(orderId, chargeback, { pdf: large })).status).toBe(400);
    const larger = Buffer.alloc(8 * 2 ** 20, '%PDF-').toString('base64');
    expect((await challenge(orderId, chargeback, { pdf: larger })).status).toBe(413);
  });
});
