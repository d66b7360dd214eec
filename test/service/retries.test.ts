/**
 * Goal: a call that is made again tells the truth: over HTTP, at another replica and after a restart, each act gets the answer that
 * the first call got, whatever that came to, and MultiSafepay is asked once.
 */
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { position } from '../../src/lifecycle/index.ts';
import { openStore, type Store, StoreError } from '../../src/store/index.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { type Engine, engines } from '../store/engines.ts';
import { type Gate, gate } from './gate.ts';
import { type Answer, directOrder, type Intercept, lostRequest, only, openShop, type Shop, token } from './shop.ts';

/** A card that waits for the customer to authenticate: the attempt stays under way. */
const waiting = directOrder({
  card: { card_number: testCards[0], card_expiry_date: '3012', card_cvc: '123' },
  threeD: '3-D',
  termUrl: 'https://shop.example/return',
});

/** One act: what comes before it, the call, and how it arrives at MultiSafepay. */
interface Act {
  readonly before: (shop: Shop, orderId: string) => Promise<unknown>;
  readonly path: string;
  readonly body?: object;
  /** The same call but for one field, and the field; none if the call has no field. */
  readonly other?: readonly [body: object, field: string];
  readonly arrives: (orderId: string) => string;
  /** Whether the same call without a key is the same call for good. */
  readonly keyed: boolean;
}

const waits = async (shop: Shop, orderId: string): Promise<void> => {
  await shop.call('POST', '/payments', { orderId });
  await shop.call('POST', `/payments/${orderId}/order`, waiting);
};
const paid = async (shop: Shop, orderId: string): Promise<void> => {
  await shop.paid(orderId);
  shop.clock.advance(600);
};

const acts: Readonly<Record<string, Act>> = {
  order: {
    before: (shop, orderId) => shop.call('POST', '/payments', { orderId }),
    path: 'order',
    body: waiting,
    other: [{ ...waiting, amount: 9_900 }, 'amount'],
    arrives: () => 'POST /v1/json/orders',
    keyed: false,
  },
  refund: {
    before: paid,
    path: 'refunds',
    body: { refundId: 'r-1', amount: 2500 },
    other: [{ refundId: 'r-1', amount: 2500, transactionId: 'another' }, 'transactionId'],
    arrives: (orderId) => `POST /v1/json/orders/${orderId}/refunds`,
    keyed: true,
  },
  cancel: {
    before: waits,
    path: 'cancel',
    arrives: (orderId) => `PATCH /v1/json/orders/${orderId}`,
    keyed: true,
  },
  'cancel of a refund': {
    before: async (shop, orderId) => {
      await paid(shop, orderId);
      // A refund of the same day is a reversal, which cannot be cancelled.
      shop.clock.advance(86_400);
      await shop.call('POST', `/payments/${orderId}/refunds`, { refundId: 'r-1', amount: 2500 });
    },
    path: 'refunds/r-1/cancel',
    arrives: (orderId) => `PATCH /v1/json/orders/${orderId}/refunds/`,
    keyed: true,
  },
};

/** What can be done to a store between two points of a call. */
type Fault = (call: keyof Store) => Promise<void> | undefined;

const refusing: Intercept = async () =>
  Response.json({ success: false, error_code: 1034, error_info: 'No' }, { status: 400 });

const inFlight = {
  status: 409,
  body: { error: { code: 'in_flight', retryAfter: expect.any(Number) as number } },
  retryAfter: expect.stringMatching(/^[1-5]$/) as string,
};

describe.each(engines)('a call that is made again, on %s', (_name, open) => {
  let engine: Engine;
  let shop: Shop;
  let other: Shop;
  let fault: Fault = () => undefined;
  const servers: ServerType[] = [];
  const urls = new Map<Shop, string>();

  /** A replica on the same database and MultiSafepay, behind a port of this machine. */
  async function replica(beside?: Shop, faulty = false): Promise<Shop> {
    const made = await openShop(async (now) => {
      const store = await openStore({ database: engine.database, now });
      if (!faulty) return store;
      const disturbed = Object.entries(store).map(([name, call]) => [
        name,
        typeof call !== 'function'
          ? call
          : (...given: readonly unknown[]) => {
              const wait = fault(name as keyof Store);
              const go = call as (...given: readonly unknown[]) => unknown;
              return wait ? wait.then(() => go(...given)) : go(...given);
            },
      ]);
      return Object.fromEntries(disturbed) as Store;
    }, beside);
    const url = await new Promise<string>((resolve) => {
      const server = serve({ fetch: made.app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
        resolve(`http://127.0.0.1:${port}`),
      );
      servers.push(server);
    });
    urls.set(made, url);
    return made;
  }

  beforeAll(async () => {
    engine = await open();
    shop = await replica(undefined, true);
    other = await replica(shop);
  });
  afterAll(async () => {
    for (const server of servers) {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await engine.close();
  });

  async function post(at: Shop, path: string, body: object = {}, key?: string): Promise<Answer> {
    const answer = await fetch(new URL(path, urls.get(at)), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json(), retryAfter: answer.headers.get('retry-after') };
  }

  /** Holds the next such call of the store of `shop`: it says when it is there, and goes on, or fails, once it is let. */
  function heldAt(call: keyof Store, then?: () => void): { readonly there: Gate; readonly hold: Gate } {
    const [there, hold] = [gate(), gate()];
    fault = (name) => {
      if (name !== call) return undefined;
      there.resolve();
      return hold.promise.then(then);
    };
    return { there, hold };
  }

  let orders = 0;

  describe.each(Object.entries(acts))('%s', (kind, act) => {
    /** An order on which the act can be done, and the call; each with a key of its own. */
    async function prepared() {
      fault = () => undefined;
      shop.intercept();
      other.intercept();
      const orderId = `again-${++orders}`;
      await act.before(other, orderId);
      const arrived = (): number =>
        [shop, other].flatMap((one) => one.arrived).filter((one) => one.startsWith(act.arrives(orderId))).length;
      const before = arrived();
      const key = `key-${orderId}`;
      return {
        orderId,
        call: (at: Shop = shop, body = act.body, name: string | undefined = key) =>
          post(at, `/payments/${orderId}/${act.path}`, body, name),
        sent: () => arrived() - before,
        arrives: (by: Intercept): Intercept => only(new RegExp(`^${act.arrives(orderId).replaceAll('/', '\\/')}`), by),
      };
    }

    /** The same call again, here, at the other replica and after a restart, is answered like the first. */
    async function expectSame(call: (at?: Shop) => Promise<Answer>, first: Answer): Promise<void> {
      expect(await call()).toEqual(first);
      expect(await call(other)).toEqual(first);
      expect(await call(await replica(shop))).toEqual(first);
    }

    it('should be answered like the first one, that was accepted', async () => {
      const { call, sent } = await prepared();
      const first = await call();
      expect(first).toMatchObject({ status: 200, body: { outcome: 'done' } });
      await expectSame(call, first);
      expect(sent()).toBe(1);
    });

    it('should be answered like the first one, that MultiSafepay refused', async () => {
      const { call, sent, arrives } = await prepared();
      shop.intercept(arrives(refusing));
      const first = await call();
      expect(first).toMatchObject({ status: 502, body: { error: { code: 'multisafepay' } } });
      shop.intercept();
      await expectSame(call, first);
      expect(sent()).toBe(1);
    });

    it('should be answered like the first one, whose outcome was unknown', async () => {
      const { call, sent } = await prepared();
      shop.intercept(lostRequest);
      const first = await call();
      expect(first).toMatchObject({ status: 202, body: { outcome: 'unknown', error: { kind: 'outcome_unknown' } } });
      shop.intercept();
      await expectSame(call, first);
      expect(sent()).toBe(1);
    });

    it('should be told that the first one is in flight, and when to ask again', async () => {
      const { call, sent, arrives } = await prepared();
      const hold = gate();
      const there = gate();
      shop.intercept(
        arrives(async (_, pass) => {
          there.resolve();
          await hold.promise;
          return pass();
        }),
      );
      const calling = call();
      await there.promise;
      expect(await call()).toMatchObject(inFlight);
      expect(await call(other)).toMatchObject(inFlight);
      hold.resolve();
      const first = await calling;
      expect(first).toMatchObject({ status: 200, body: { outcome: 'done' } });
      await expectSame(call, first);
      expect(sent()).toBe(1);
    });

    it('should be sent once of eight at the same time, at two replicas', async () => {
      const { call, sent } = await prepared();
      const came = await Promise.all(Array.from({ length: 8 }, (_, n) => call(n % 2 ? shop : other)));
      const done = came.filter(({ status }) => status === 200);
      for (const one of done) expect(one).toEqual(done[0]);
      expect(done.length).toBeGreaterThan(0);
      for (const one of came.filter(({ status }) => status !== 200)) expect(one).toMatchObject(inFlight);
      expect(sent()).toBe(1);
    });

    it('should be sent by the next one if the first one never was, and then not by the first', async () => {
      const { call, sent } = await prepared();
      const { there, hold } = heldAt('sendAct');
      const stuck = call();
      await there.promise;
      fault = () => undefined;
      expect(await call(other)).toMatchObject(inFlight);
      expect(sent()).toBe(0);
      shop.clock.advance(21);
      const second = await call(other);
      expect(second).toMatchObject({ status: 200, body: { outcome: 'done' } });
      hold.resolve();
      expect(await stuck).toMatchObject(inFlight);
      await expectSame(call, second);
      expect(sent()).toBe(1);
    });

    it('should be looked up, and not sent again, if whoever sent the first one is gone', async () => {
      const { call, sent } = await prepared();
      const { there, hold } = heldAt('answerAct', () => {
        throw new StoreError('unavailable', 'the process is gone');
      });
      const stuck = call();
      await there.promise;
      fault = () => undefined;
      expect(await call(other)).toMatchObject(inFlight);
      shop.clock.advance(91);
      const second = await call(other);
      expect(second).toMatchObject({ status: 200, body: { outcome: 'done' } });
      expect(await call(other)).toEqual(second);
      expect(await call(await replica(shop))).toEqual(second);
      expect(sent()).toBe(1);
      hold.resolve();
      await stuck;
    });

    it('should be 503 while the database is away, say what is stored, and be sent once it is back', async () => {
      const away = (failing: keyof Store): Fault => {
        let isAway = true;
        return (name) => {
          if (name !== failing || !isAway) return undefined;
          isAway = false;
          return Promise.reject(new StoreError('unavailable', 'the database is away'));
        };
      };
      const { call, sent } = await prepared();
      fault = away('beginAct');
      expect(await call()).toMatchObject({ status: 503, body: { error: { stored: 'unknown', retryAfter: 10 } } });
      fault = away('sendAct');
      expect(await call()).toMatchObject({
        status: 503,
        body: { error: { code: 'unavailable', stored: 'begun', says: expect.stringMatching(/nothing was sent/) } },
        retryAfter: '10',
      });
      expect(sent()).toBe(0);
      expect(await call()).toMatchObject(inFlight);
      shop.clock.advance(21);
      fault = away('answerAct');
      const first = await call();
      expect(first).toMatchObject({ status: 200, body: { outcome: 'done' } });
      await expectSame(call, first);
      expect(sent()).toBe(1);
    });

    it('should be refused by name if its key is that of a call with another content', async () => {
      const { orderId, call, sent } = await prepared();
      const first = await call();
      if (act.other) {
        const [body, field] = act.other;
        expect(await call(other, body)).toMatchObject({
          status: 409,
          body: { error: { code: 'key_reused', path: field, wayOut: expect.stringMatching(/./) } },
        });
      }
      if (kind !== 'refund') {
        await act.before(other, `${orderId}-b`);
        expect(await post(other, `/payments/${orderId}-b/${act.path}`, act.body, `key-${orderId}`)).toMatchObject({
          status: 409,
          body: { error: { code: 'key_reused', path: 'orderId' } },
        });
        const [path, body] = kind === 'cancel' ? ['order', waiting] : ['cancel', {}];
        expect(await post(other, `/payments/${orderId}/${path}`, body, `key-${orderId}`)).toMatchObject({
          status: 409,
          body: { error: { code: 'key_reused', path: 'act' } },
        });
      }
      expect(await call()).toEqual(first);
      if (kind === 'refund') expect(sent()).toBe(1);
    });

    it.runIf(act.keyed)('should need no key to be the same call', async () => {
      const { orderId, sent } = await prepared();
      const call = (at: Shop = shop) => post(at, `/payments/${orderId}/${act.path}`, act.body);
      const first = await call();
      expect(first).toMatchObject({ status: 200 });
      await expectSame(call, first);
      expect(sent()).toBe(1);
    });
  });

  it.each(['order', 'refund'])(
    'should give up %s that was never sent and is minutes old, and say so again',
    async (kind) => {
      fault = () => undefined;
      shop.intercept();
      const { before, path, body } = acts[kind] as Act;
      const orderId = `again-${++orders}`;
      await before(other, orderId);
      let isGone = true;
      fault = (name) => {
        if (name !== 'sendAct' || !isGone) return undefined;
        isGone = false;
        return Promise.reject(new StoreError('unavailable', 'the process is gone'));
      };
      const call = (at: Shop = shop) => post(at, `/payments/${orderId}/${path}`, body);
      expect(await call()).toMatchObject({ status: 503 });
      const arrived = other.arrived.length;
      shop.clock.advance(240);
      const second = await call(other);
      expect(second).toMatchObject({ status: 409, body: { error: { code: 'never_sent' } } });
      const payment = (await other.store.read(orderId))?.payment;
      expect(payment && position(payment)).toMatchObject({ reserved: 0 });
      expect(other.arrived.slice(arrived).filter((one) => one.startsWith('POST'))).toEqual([]);
      if (kind === 'refund') {
        expect(await call()).toEqual(second);
        expect(payment && position(payment)).toMatchObject({ refundable: 10_000 });
      } else expect(await call()).toMatchObject({ status: 200, body: { outcome: 'done' } });
    },
  );

  it('should ask the law again if the law refused it: nothing was sent', async () => {
    fault = () => undefined;
    shop.intercept();
    const orderId = `again-${++orders}`;
    await paid(other, orderId);
    const call = () => post(shop, `/payments/${orderId}/refunds`, { refundId: 'r-2', amount: 2500 });
    shop.intercept(lostRequest);
    await post(shop, `/payments/${orderId}/refunds`, { refundId: 'r-1', amount: 1000 });
    shop.intercept();
    const first = await call();
    expect(first).toMatchObject({ status: 409, body: { error: { code: 'refund_outcome_unknown' } } });
    expect(await call()).toEqual(first);
    shop.clock.advance(600);
    const signed = { actor: 'A. Clerk', reason: 'not in the dashboard', evidence: 'dashboard' };
    await post(shop, `/payments/${orderId}/corrections`, { ...signed, unmade: 'r-1' });
    expect(await call()).toMatchObject({ status: 200, body: { outcome: 'done' } });
  });

  it('should be sent, if it never was, though a refund of its amount that was made elsewhere was taken for it', async () => {
    const { there, hold } = heldAt('sendAct');
    shop.intercept();
    const orderId = `again-${++orders}`;
    await paid(other, orderId);
    const call = (at: Shop) => post(at, `/payments/${orderId}/refunds`, { refundId: 'r-1', amount: 2500 });
    const stuck = call(shop);
    await there.promise;
    fault = () => undefined;
    other.simulator.refund(orderId, { amount: 2500, currency: 'EUR' });
    await post(other, `/payments/${orderId}/read`);
    expect((await other.store.read(orderId))?.payment?.refunds).toMatchObject([
      { refundId: 'r-1', boundByAmount: true },
    ]);
    shop.clock.advance(21);
    // MultiSafepay has heard of it now, and refuses the same amount within minutes.
    expect(await call(other)).toMatchObject({ status: 502, body: { error: { multisafepay: { code: 1034 } } } });
    hold.resolve();
    await stuck;
    const payment = (await other.store.read(orderId))?.payment;
    expect(payment?.refunds).toMatchObject([{ refundId: 'r-1' }, { transactionId: expect.any(String) as string }]);
    expect(payment && position(payment)).toMatchObject({ reserved: 2500, refundable: 7500 });
  });

  it('should not be sent under another key while an attempt is under way', async () => {
    fault = () => undefined;
    shop.intercept();
    const orderId = `again-${++orders}`;
    await shop.call('POST', '/payments', { orderId });
    const call = (key: string) => post(shop, `/payments/${orderId}/order`, waiting, `${key}-${orderId}`);
    expect(await call('a')).toMatchObject({ status: 200 });
    expect(await call('b')).toMatchObject({ status: 409, body: { error: { code: 'attempt_under_way' } } });
  });

  it('should not take a refund or a capture that is told as a fact, and send it where it is asked for', async () => {
    fault = () => undefined;
    shop.intercept();
    const orderId = `again-${++orders}`;
    await paid(other, orderId);
    const fact = { type: 'refund.requested', refundId: 'r-1', amount: 2500, currency: 'EUR' };
    expect(await post(shop, `/payments/${orderId}/facts`, fact)).toMatchObject({
      status: 400,
      body: { error: { path: 'type', wayOut: expect.stringContaining('/refunds') } },
    });
    const capture = { type: 'capture.requested', captureId: 'c-1', amount: 2500, currency: 'EUR' };
    expect(await post(shop, `/payments/${orderId}/facts`, capture)).toMatchObject({
      status: 400,
      body: { error: { path: 'type', wayOut: expect.stringContaining('/captures') } },
    });
    const payment = (await other.store.read(orderId))?.payment;
    expect(payment?.refunds).toEqual([]);
    expect(await post(shop, `/payments/${orderId}/explain`, { fact })).toMatchObject({ body: { possible: 'yes' } });
    expect(await post(shop, `/payments/${orderId}/refunds`, { refundId: 'r-1', amount: 2500 })).toMatchObject({
      status: 200,
    });
  });

  it.each([
    ['', 400],
    ['x'.repeat(201), 400],
    ['with space', 400],
    ['x'.repeat(200), 200],
  ])('should name a key that is none: %s', async (key, status) => {
    fault = () => undefined;
    shop.intercept();
    const orderId = `again-${++orders}`;
    await waits(other, orderId);
    const came = await post(shop, `/payments/${orderId}/cancel`, {}, key);
    expect(came.status).toBe(status);
    if (status === 400) expect(came.body).toMatchObject({ error: { path: 'Idempotency-Key' } });
  });
});
