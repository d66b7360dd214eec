/**
 * Goal: whatever happens between a refund's intent, its call, its answer and its notifications, the money is asked for once
 * and booked once; what is not known holds back the next, is looked up, and is settled by what MultiSafepay says.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { position } from '../../src/lifecycle/index.ts';
import { sweep } from '../../src/service/index.ts';
import { openStore, type Store, StoreError } from '../../src/store/index.ts';
import { type Engine, engines } from '../store/engines.ts';
import { lostAnswer, lostRequest, only, openShop, type Shop } from './shop.ts';

const refunds = /^POST .*\/refunds$/;

describe.each(engines)('refunds, on %s', (_name, open) => {
  let engine: Engine;
  let shop: Shop;
  beforeAll(async () => {
    engine = await open();
    shop = await openShop((now) => openStore({ database: engine.database, now }));
  });
  afterAll(() => engine.close());

  let orders = 0;
  async function paidOrder(amount = 10_000): Promise<string> {
    const orderId = `refunded-${++orders}`;
    shop.intercept();
    await shop.paid(orderId, amount);
    shop.clock.advance(600);
    return orderId;
  }
  const standing = async (orderId: string) => {
    const payment = (await shop.store.read(orderId))?.payment;
    if (!payment) throw new Error(`${orderId} is not known`);
    return position(payment);
  };
  const refund = (orderId: string, refundId: string, amount: number | 'all' = 2500, more: object = {}) =>
    shop.call('POST', `/payments/${orderId}/refunds`, { refundId, amount, ...more });
  const sent = (orderId: string): number =>
    shop.arrived.filter((one) => one === `POST /v1/json/orders/${orderId}/refunds`).length;

  it('should be sent once, and be the same refund again with the same id', async () => {
    const orderId = await paidOrder();
    const first = await refund(orderId, 'r-1');
    expect(first).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(await refund(orderId, 'r-1')).toEqual(first);
    expect(sent(orderId)).toBe(1);
    expect(await standing(orderId)).toMatchObject({ reserved: 2500, refundable: 7500 });
  });

  it('should be refused if the same id asks for another amount', async () => {
    const orderId = await paidOrder();
    await refund(orderId, 'r-1');
    expect(await refund(orderId, 'r-1', 2600)).toMatchObject({
      status: 409,
      body: { error: { code: 'refund_key_reused' } },
    });
    expect(sent(orderId)).toBe(1);
  });

  it('should give back all that is left, once, whatever was asked in between', async () => {
    const orderId = await paidOrder();
    await refund(orderId, 'r-1');
    shop.clock.advance(600);
    const all = await refund(orderId, 'r-2', 'all');
    expect(all).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(await standing(orderId)).toMatchObject({ reserved: 10_000, refundable: 0 });
    expect(await refund(orderId, 'r-2', 'all')).toEqual(all);
    expect((await refund(orderId, 'r-3', 'all')).status).toBe(409);
    expect(sent(orderId)).toBe(2);
  });

  it('should never be more than is left, of eight that race for all of it', async () => {
    const orderId = await paidOrder();
    const came = await Promise.all(Array.from({ length: 8 }, (_, n) => refund(orderId, `r-${n}`, 'all')));
    expect(came.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(sent(orderId)).toBe(1);
    expect(shop.simulator.truth(orderId)).toMatchObject({ reserved: 10_000, refundable: 0 });
  });

  it('should be all that is left when it is stored, whatever happened since it was looked up', async () => {
    const orderId = await paidOrder();
    let others = 1;
    const slow = await openShop(async (now) => {
      const store = await openStore({ database: engine.database, now });
      const ask: Store['ask'] = async (...given) => {
        // Between the look and the intent another refund is made.
        if (others-- > 0) await refund(orderId, 'r-1', 2500);
        return store.ask(...given);
      };
      return { ...store, ask };
    }, shop);
    const came = await slow.call('POST', `/payments/${orderId}/refunds`, { refundId: 'r-2', amount: 'all' });
    expect(came).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(await standing(orderId)).toMatchObject({ refundable: 0, unattributed: 0 });
    expect(shop.simulator.truth(orderId).refunds.map(({ amount }) => amount)).toEqual([2500, 7500]);
  });

  it('should be free again when MultiSafepay says no', async () => {
    const orderId = await paidOrder();
    shop.intercept(
      only(refunds, async () => Response.json({ success: false, error_code: 1034, error_info: 'No' }, { status: 400 })),
    );
    expect(await refund(orderId, 'r-1')).toMatchObject({ status: 502, body: { error: { code: 'multisafepay' } } });
    shop.intercept();
    expect(await standing(orderId)).toMatchObject({ reserved: 0, refundable: 10_000 });
  });

  it('should be done where MultiSafepay shows it by its id, whatever the call was answered', async () => {
    const orderId = await paidOrder();
    shop.intercept(
      only(refunds, async (_, pass) => {
        await pass();
        await shop.deliver();
        await shop.call('POST', `/payments/${orderId}/read`);
        return Response.json({ success: false, error_code: 1034, error_info: 'No' }, { status: 400 });
      }),
    );
    const first = await refund(orderId, 'r-1');
    expect(first).toMatchObject({
      status: 200,
      body: { outcome: 'done', transactionId: expect.any(String) as string },
    });
    shop.intercept();
    expect(await refund(orderId, 'r-1')).toEqual(first);
    expect(await standing(orderId)).toMatchObject({ reserved: 2500, refundable: 7500 });
  });

  it('should leave another of its amount, made elsewhere meanwhile, as it is when MultiSafepay says no', async () => {
    const orderId = await paidOrder();
    shop.intercept(
      only(refunds, async () => {
        shop.simulator.refund(orderId, { amount: 2500, currency: 'EUR' });
        await shop.deliver();
        return Response.json({ success: false, error_code: 1034, error_info: 'No' }, { status: 400 });
      }),
    );
    expect(await refund(orderId, 'r-1')).toMatchObject({ status: 502, body: { error: { code: 'multisafepay' } } });
    shop.intercept();
    await shop.call('POST', `/payments/${orderId}/read`);
    expect(await standing(orderId)).toMatchObject({ reserved: 2500, refundable: 7500 });
  });

  it('should be free again when it could not be sent at all', async () => {
    const orderId = await paidOrder();
    const came = await refund(orderId, 'r-1', 2500, { description: '   ' });
    expect(came).toMatchObject({ status: 400, body: { error: { path: 'description' } } });
    expect(sent(orderId)).toBe(0);
    expect(await standing(orderId)).toMatchObject({ reserved: 0, refundable: 10_000 });
  });

  it('should be known by its own id where the answer was lost and MultiSafepay has made it', async () => {
    const orderId = await paidOrder();
    shop.intercept(only(refunds, lostAnswer));
    expect(await refund(orderId, 'r-1')).toMatchObject({ status: 202, body: { outcome: 'unknown' } });
    shop.intercept();
    const payment = (await shop.store.read(orderId))?.payment;
    expect(payment?.refunds).toMatchObject([
      { refundId: 'r-1', transactionId: expect.any(String) as string, reported: true },
    ]);
    expect(await standing(orderId)).toMatchObject({ reserved: 2500, refundable: 7500, unattributed: 0 });
    shop.clock.advance(600);
    expect(await refund(orderId, 'r-2', 'all')).toMatchObject({ status: 200 });
  });

  it('should hold back the next while nobody knows, be looked up, and never be sent again', async () => {
    const orderId = await paidOrder();
    shop.intercept(lostRequest);
    const first = await refund(orderId, 'r-1');
    expect(first).toMatchObject({ status: 202, body: { outcome: 'unknown' } });
    shop.intercept();
    expect(await refund(orderId, 'r-1')).toEqual(first);
    shop.clock.advance(600);
    expect(await refund(orderId, 'r-2')).toMatchObject({
      status: 409,
      body: { error: { code: 'refund_outcome_unknown' } },
    });
    const before = shop.arrived.length;
    await sweep({ ...shop, now: shop.clock.now });
    expect(shop.arrived.slice(before)).toContain(`GET /v1/json/orders/${orderId}`);
    expect(sent(orderId)).toBe(1);
    expect(await standing(orderId)).toMatchObject({ reserved: 2500 });
  });

  it('should be settled by a person if it was never made, after MultiSafepay was read', async () => {
    const orderId = await paidOrder();
    shop.intercept(only(refunds, lostRequest));
    await refund(orderId, 'r-1');
    const unmade = { actor: 'A. Clerk', reason: 'not in the dashboard', evidence: 'dashboard, 6 May', unmade: 'r-1' };
    expect(await shop.call('POST', `/payments/${orderId}/corrections`, unmade)).toMatchObject({
      status: 400,
      body: { error: { path: 'unmade' } },
    });
    shop.clock.advance(600);
    shop.intercept(only(/^GET/, lostRequest));
    expect(await shop.call('POST', `/payments/${orderId}/corrections`, unmade)).toMatchObject({ status: 502 });
    shop.intercept();
    expect(await shop.call('POST', `/payments/${orderId}/corrections`, unmade)).toMatchObject({
      status: 200,
      body: { payment: { position: { reserved: 0, refundable: 10_000 } } },
    });
    expect(await refund(orderId, 'r-2', 'all', { intentional: true })).toMatchObject({ status: 200 });
  });

  it('should not be called unmade once MultiSafepay knows it: that is read first', async () => {
    const orderId = await paidOrder();
    shop.intercept(only(/refunds$|^GET/, lostAnswer));
    await refund(orderId, 'r-1');
    shop.intercept();
    shop.clock.advance(600);
    const unmade = { actor: 'A. Clerk', reason: 'not in the dashboard', evidence: 'dashboard, 6 May', unmade: 'r-1' };
    expect(await shop.call('POST', `/payments/${orderId}/corrections`, unmade)).toMatchObject({ status: 400 });
    const { reserved, refunded, refundable } = await standing(orderId);
    expect({ back: reserved + refunded, refundable }).toEqual({ back: 2500, refundable: 7500 });
  });

  it('should say that it was done even if the database goes away before that is stored, and find it later', async () => {
    let isAway = false;
    const away = await openShop(async (now) => {
      const store = await openStore({ database: engine.database, now });
      const unlessAway =
        <Given extends readonly unknown[], Came>(call: (...given: Given) => Promise<Came>) =>
        async (...given: Given): Promise<Came> => {
          if (isAway) throw new StoreError('unavailable', 'the database is away');
          return call(...given);
        };
      return { ...store, ask: unlessAway(store.ask), read: unlessAway(store.read), receive: unlessAway(store.receive) };
    });
    const orderId = 'refunded-away';
    await away.paid(orderId);
    away.clock.advance(600);
    away.intercept(
      only(refunds, async (_, pass) => {
        isAway = true;
        return pass();
      }),
    );
    expect(await away.call('POST', `/payments/${orderId}/refunds`, { refundId: 'r-1', amount: 2500 })).toMatchObject({
      status: 200,
      body: { outcome: 'done', transactionId: expect.any(String) as string, payment: null },
    });
    isAway = false;
    away.clock.advance(120);
    const swept = await sweep({ ...away, now: away.clock.now });
    expect(swept).toMatchObject({ read: swept.due });
    expect((await away.store.read(orderId))?.payment?.refunds).toMatchObject([{ refundId: 'r-1', reported: true }]);
    expect(await standing(orderId)).toMatchObject({ refundable: 7500, unattributed: 0 });
  });

  it('should be booked once, in whatever order its answer and its notifications arrive', async () => {
    const before = orders;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.constantFrom('before', 'after'), which: fc.nat(7), again: fc.boolean() }), {
          maxLength: 6,
        }),
        fc.constantFrom(2500, 10_000),
        fc.constantFrom('answered', 'answer lost', 'request lost'),
        async (deliveries, amount, fate) => {
          const orderId = await paidOrder();
          const from = shop.simulator.changes.length;
          const deliver = async (at: string): Promise<void> => {
            for (const { which, again } of deliveries.filter((one) => one.at === at)) {
              const changes = shop.simulator.changes.slice(from).filter((one) => one.orderId === orderId);
              const one = changes[which % Math.max(1, changes.length)];
              for (const change of one ? [one, ...(again ? [one] : [])] : []) await shop.deliver([change]);
            }
          };
          shop.intercept(
            only(refunds, async (_, pass) => {
              if (fate === 'request lost') return new Response('', { status: 502 });
              const answer = await pass();
              await deliver('before');
              return fate === 'answer lost' ? new Response('', { status: 502 }) : answer;
            }),
          );
          await refund(orderId, 'r-1', amount);
          shop.intercept();
          shop.clock.advance(86_400);
          shop.simulator.tick();
          await deliver('after');
          await shop.call('POST', `/payments/${orderId}/read`, {});
          const { refunded, reserved, refundable } = shop.simulator.truth(orderId);
          const believed = await standing(orderId);
          expect(believed.refunded).toBe(refunded);
          expect(believed.unattributed).toBe(0);
          if (fate !== 'request lost') expect(believed).toMatchObject({ reserved, refundable });
          const payment = (await shop.store.read(orderId))?.payment;
          expect(payment?.refunds).toHaveLength(1);
          expect(await shop.store.verifyChain(orderId)).toBeUndefined();
          expect(sent(orderId)).toBe(1);
        },
      ),
      { numRuns: 25 },
    );
    expect(orders).toBeGreaterThan(before);
  });
});
