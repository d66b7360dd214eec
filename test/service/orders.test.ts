/**
 * Goal: an order is sent to MultiSafepay once, whoever races whom and whatever is lost; the way to another attempt is closed
 * while one may be under way, and open again as soon as it is certain that none is.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { type Engine, engines } from '../store/engines.ts';
import { gate } from './gate.ts';
import { directOrder, type Intercept, lostAnswer, lostRequest, only, openShop, type Shop } from './shop.ts';

const creates = /^POST \/v1\/json\/orders$/;
const lostOrder = only(creates, lostRequest);

/** The same call is being made. */
const inFlight = {
  status: 409,
  body: { error: { code: 'in_flight', retryAfter: expect.any(Number) as number } },
  retryAfter: expect.stringMatching(/^\d+$/) as string,
};

/** A card that waits for the customer to authenticate: the attempt stays under way. */
const waiting = {
  card: { card_number: testCards[0], card_expiry_date: '3012', card_cvc: '123' },
  threeD: '3-D',
  termUrl: 'https://shop.example/return',
};

describe.each(engines)('a direct order, on %s', (_name, open) => {
  let engine: Engine;
  let shop: Shop;
  let other: Shop;
  beforeAll(async () => {
    engine = await open();
    const onEngine = (now: () => string) => openStore({ database: engine.database, now });
    shop = await openShop(onEngine);
    other = await openShop(onEngine, shop);
  });
  afterAll(() => engine.close());

  let orders = 0;
  async function opened(): Promise<string> {
    const orderId = `ordered-${++orders}`;
    shop.intercept();
    other.intercept();
    await shop.call('POST', '/payments', { orderId });
    return orderId;
  }
  const create = (orderId: string, fields: object = {}, at: Shop = shop) =>
    at.call('POST', `/payments/${orderId}/order`, directOrder(fields));
  const attempts = async (orderId: string) => (await shop.store.read(orderId))?.payment?.attempts ?? [];

  /** How many direct orders arrived at MultiSafepay while something was done. */
  async function sentDuring(act: () => Promise<unknown>): Promise<number> {
    const count = () => [...shop.arrived, ...other.arrived].filter((one) => one === 'POST /v1/json/orders').length;
    const before = count();
    await act();
    return count() - before;
  }

  it('should be paid by a card that needs no authentication', async () => {
    const orderId = await opened();
    expect(await create(orderId)).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(await attempts(orderId)).toMatchObject([{ brand: 'visa', transactionId: expect.any(String) as string }]);
  });

  it('should give back what the customer is to be shown if the issuer asks for authentication', async () => {
    const orderId = await opened();
    expect(await create(orderId, waiting)).toMatchObject({
      status: 200,
      body: { outcome: 'done', verification: { html: expect.stringContaining('<form') as string } },
    });
    shop.simulator.finishPayment(orderId);
    await shop.deliver();
    expect((await shop.call('GET', `/payments/${orderId}`)).body).toMatchObject({
      payment: { position: { collected: 10_000 } },
    });
  });

  it('should be sent once, and begin one attempt, however many ask at once in two services', async () => {
    const orderId = await opened();
    const sent = await sentDuring(async () => {
      const came = await Promise.all(
        Array.from({ length: 8 }, (_, n) => create(orderId, waiting, n % 2 ? shop : other)),
      );
      const done = came.filter(({ status }) => status === 200);
      expect(done.length).toBeGreaterThan(0);
      // Whoever asked while it was being sent is told so, and who asked later is told what it came to.
      for (const one of done) expect(one).toEqual(done[0]);
      for (const one of came.filter(({ status }) => status !== 200)) expect(one).toMatchObject(inFlight);
    });
    expect(sent).toBe(1);
    expect(await attempts(orderId)).toHaveLength(1);
  });

  it('should be sent once where the answer takes its time and another asks meanwhile', async () => {
    const orderId = await opened();
    let inside: unknown;
    shop.intercept(
      only(creates, async (_, pass) => {
        inside = (await create(orderId, {}, other)).body;
        return pass();
      }),
    );
    expect(await sentDuring(() => create(orderId))).toBe(1);
    expect(inside).toMatchObject(inFlight.body);
  });

  it('should not be sent for a payment that is collected', async () => {
    const orderId = await opened();
    await create(orderId);
    expect(await sentDuring(async () => expect((await create(orderId)).status).toBe(409))).toBe(0);
  });

  it('should be refused by the law before anything is sent', async () => {
    const orderId = await opened();
    const maestro = { brand: 'maestro', threeD: 'non-3-D', termUrl: waiting.termUrl };
    const sent = await sentDuring(async () => {
      expect(await create(orderId, maestro)).toMatchObject({
        status: 409,
        body: { error: { refusal: { ids: expect.any(Array) as unknown } } },
      });
    });
    expect(sent).toBe(0);
  });

  it('should be known where the answer was lost and MultiSafepay has it', async () => {
    const orderId = await opened();
    shop.intercept(only(creates, lostAnswer));
    expect(await create(orderId)).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(await attempts(orderId)).toMatchObject([{ transactionId: expect.any(String) as string }]);
  });

  it('should be of unknown outcome where nothing is heard of it, and not be sent again soon', async () => {
    const orderId = await opened();
    shop.intercept(lostOrder);
    const first = await create(orderId);
    expect(first).toMatchObject({ status: 202, body: { outcome: 'unknown', error: { kind: 'outcome_unknown' } } });
    shop.intercept();
    shop.clock.advance(299);
    expect(await sentDuring(async () => expect(await create(orderId)).toEqual(first))).toBe(0);
  });

  it('should be sent anew once it is certain that the lost one never arrived', async () => {
    const orderId = await opened();
    shop.intercept(lostOrder);
    await create(orderId);
    shop.intercept();
    shop.clock.advance(300);
    const sent = await sentDuring(async () => {
      const came = await Promise.all([create(orderId, waiting), create(orderId, waiting, other)]);
      const [done, second] = came.toSorted((a, b) => a.status - b.status);
      expect(done).toMatchObject({ status: 200, body: { outcome: 'done' } });
      expect(second?.status === 200 ? [second] : [done]).toEqual([done]);
      if (second?.status !== 200) expect(second).toMatchObject(inFlight);
    });
    expect(sent).toBe(1);
    expect(await attempts(orderId)).toHaveLength(2);
  });

  it('should leave alone what another call has begun since it asked about the lost one', async () => {
    const orderId = await opened();
    shop.intercept(lostOrder);
    await create(orderId);
    shop.clock.advance(300);
    const [hasRead, hasBegun] = [gate(), gate()];
    other.intercept(
      only(/^GET /, async (_, pass) => {
        const nothingThere = await pass();
        hasRead.resolve();
        await hasBegun.promise;
        return nothingThere;
      }),
    );
    const second = create(orderId, waiting, other);
    await hasRead.promise;
    shop.intercept(
      only(creates, async (_, pass) => {
        hasBegun.resolve();
        await second;
        return pass();
      }),
    );
    const sent = await sentDuring(async () => {
      expect(await create(orderId, waiting)).toMatchObject({ status: 200, body: { outcome: 'done' } });
    });
    expect(await second).toMatchObject(inFlight);
    expect(sent).toBe(1);
    expect(await attempts(orderId)).toMatchObject([{}, { transactionId: expect.any(String) as string }]);
    const facts = (await shop.store.history(orderId)).flatMap(({ kind, body }) => (kind === 'fact' ? [body] : []));
    expect(facts).toMatchObject([
      { type: 'order.created' },
      { type: 'transaction.cancelled' },
      { type: 'order.created' },
    ]);
  });

  it('should not be sent anew while MultiSafepay cannot be asked about the lost one', async () => {
    const orderId = await opened();
    shop.intercept(lostOrder);
    const first = await create(orderId);
    shop.intercept(lostRequest);
    shop.clock.advance(300);
    expect(await sentDuring(async () => expect(await create(orderId)).toEqual(first))).toBe(0);
    expect(first.status).toBe(202);
  });

  it('should be found, and not sent anew, where the lost one had arrived after all', async () => {
    const orderId = await opened();
    shop.intercept(only(/orders/, lostAnswer));
    expect(await create(orderId)).toMatchObject({ status: 202 });
    shop.intercept();
    shop.clock.advance(300);
    expect(await sentDuring(() => create(orderId))).toBe(0);
    expect(await attempts(orderId)).toMatchObject([{ transactionId: expect.any(String) as string }]);
  });

  it('should be free for another when MultiSafepay says no', async () => {
    const orderId = await opened();
    const no: Intercept = async () =>
      Response.json({ success: false, error_code: 1024, error_info: 'Transaction refused' }, { status: 400 });
    shop.intercept(only(creates, no));
    expect(await create(orderId)).toMatchObject({ status: 502, body: { error: { code: 'multisafepay' } } });
    shop.intercept();
    expect(await create(orderId)).toMatchObject({ status: 200, body: { outcome: 'done' } });
  });

  it('should be free for another when MultiSafepay says no, and cannot be asked what it knows', async () => {
    const orderId = await opened();
    shop.intercept(async () =>
      Response.json({ success: false, error_code: 1032, error_info: 'Invalid API key' }, { status: 401 }),
    );
    expect(await create(orderId)).toMatchObject({ status: 502 });
    shop.intercept();
    expect(await create(orderId)).toMatchObject({ status: 200, body: { outcome: 'done' } });
  });

  it('should be free for another when it could not be sent at all', async () => {
    const orderId = await opened();
    const sent = await sentDuring(async () => {
      expect(await create(orderId, { description: '   ' })).toMatchObject({
        status: 400,
        body: { error: { path: 'description' } },
      });
    });
    expect(sent).toBe(0);
    expect(await create(orderId)).toMatchObject({ status: 200, body: { outcome: 'done' } });
  });

  it('should be cancelled while it is not paid, and stay as it is once it is', async () => {
    const orderId = await opened();
    await create(orderId, waiting);
    expect(await shop.call('POST', `/payments/${orderId}/cancel`)).toMatchObject({
      status: 200,
      body: { outcome: 'done' },
    });
    const paid = await opened();
    await create(paid);
    expect(await shop.call('POST', `/payments/${paid}/cancel`)).toMatchObject({ status: 409 });
    expect(shop.simulator.truth(paid).collected).toBe(10_000);
  });
});
