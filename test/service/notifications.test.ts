/**
 * Goal: the webhook stands by itself in any server; what it acknowledges is stored, what it cannot store is answered with
 * 503 and nothing else is; strangers change nothing, and nothing of a card is ever logged.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signNotification } from '../../src/multisafepay/index.ts';
import {
  createNotificationHandler,
  type NotificationHandlerOptions,
  type Notified,
  platform,
} from '../../src/service/index.ts';
import { openStore, type Store, StoreError } from '../../src/store/index.ts';
import { secondsOf } from '../../src/testing/index.ts';
import { wire } from '../lifecycle/reports.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { openPrepared } from '../store/prepared.ts';
import { gate } from './gate.ts';
import { apiKey, lostRequest, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(async (now) => openStore({ database: await openPrepared(), now }));
});
afterAll(() => shop.store.close());
beforeEach(() => shop.intercept());

let orders = 0;
/** A notification that a new order is paid. */
const paid = (fields: object = {}) =>
  wire('completed', 'completed', { order_id: `told-${++orders}`, ...fields }) as { order_id: string };
const storedOf = (orderId: string) => shop.store.read(orderId);

/** A webhook with other options than the shop's, and what it came to. */
function webhook(options: Partial<NotificationHandlerOptions> = {}) {
  const answers: Notified[] = [];
  const { store, client, runtime } = shop;
  const notified = createNotificationHandler({
    store,
    client,
    apiKey,
    runtime,
    onAnswer: (one) => answers.push(one),
    ...options,
  });
  return { notified, answers };
}

/** A request with a body as it stands, signed. */
async function signed(body: string, orderId = 'told-1', key = apiKey): Promise<Request> {
  const at = secondsOf(shop.clock.now());
  const auth = await signNotification(new TextEncoder().encode(body), { key, at, runtime: platform });
  const url = `https://shop.example/notifications?transactionid=${encodeURIComponent(orderId)}&timestamp=${at}`;
  return new Request(url, { method: 'POST', headers: { auth }, body });
}

describe('a notification', () => {
  it('should be acknowledged as MultiSafepay asks, once it is stored', async () => {
    const document = paid();
    const answer = await shop.notified(await shop.notification(document));
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    expect(await storedOf(document.order_id)).toMatchObject({ version: 1, verdict: 'applied' });
    expect(shop.answers.at(-1)).toMatchObject({ outcome: 'stored', verdict: 'applied', lag: 0 });
  });

  it('should be a duplicate when it is sent again, and change nothing', async () => {
    const document = paid();
    await shop.notified(await shop.notification(document));
    shop.clock.advance(60);
    const answer = await shop.notified(await shop.notification(document));
    expect(answer.status).toBe(200);
    expect(shop.answers.at(-1)).toMatchObject({ outcome: 'stored', verdict: 'duplicate' });
    expect(await storedOf(document.order_id)).toMatchObject({ version: 1 });
  });

  it('should be acknowledged and set aside if it is illegal, or unknown', async () => {
    const document = paid();
    await shop.notified(await shop.notification(document));
    for (const fields of [{ status: 'expired', financial_status: 'expired' }, { status: 'teleported' }]) {
      const answer = await shop.notified(
        await shop.notification({ ...document, modified: '2019-11-04T11:00:00', ...fields }),
      );
      expect(answer.status).toBe(200);
    }
    const setAside = await shop.store.quarantined({ after: { orderId: document.order_id, n: 0 }, limit: 2 });
    expect(setAside.map(({ verdict }) => verdict)).toEqual(['illegal', 'unknown']);
  });

  it('should be answered with 503 if the database is away, and be taken when it is back', async () => {
    const document = paid();
    const receive: Store['receive'] = async () => {
      throw new StoreError('unavailable', 'the database is away');
    };
    const { notified, answers } = webhook({ store: { receive } });
    const answer = await notified(await shop.notification(document));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
    expect(answers).toMatchObject([{ outcome: 'unavailable' }]);
    expect((await shop.notified(await shop.notification(document))).status).toBe(200);
  });

  it('should be answered with 503 in time if the store takes longer, and be kept once it is stored', async () => {
    const document = paid();
    const [mayStore, stored] = [gate(), gate()];
    const receive: Store['receive'] = async (...given) => {
      await mayStore.promise;
      return shop.store.receive(...given).finally(stored.resolve);
    };
    const { notified, answers } = webhook({ store: { receive }, answerWithin: 0.02 });
    const answer = await notified(await shop.notification(document));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
    expect(answers).toMatchObject([{ status: 503, outcome: 'unavailable' }]);
    mayStore.resolve();
    await stored.promise;
    expect(await storedOf(document.order_id)).toMatchObject({ version: 1, verdict: 'applied' });
    await shop.notified(await shop.notification(document));
    expect(shop.answers.at(-1)).toMatchObject({ status: 200, verdict: 'duplicate' });
  });

  it('should be told of once if the store fails after the answer', async () => {
    const [mayFail, failed] = [gate(), gate()];
    const receive: Store['receive'] = async () => {
      await mayFail.promise;
      failed.resolve();
      throw new StoreError('unavailable', 'the database is away');
    };
    const { notified, answers } = webhook({ store: { receive }, answerWithin: 0.02 });
    expect((await notified(await shop.notification(paid()))).status).toBe(503);
    mayFail.resolve();
    await failed.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(answers).toHaveLength(1);
  });

  it('should be read by either of two keys while the key is being replaced, and by no third', async () => {
    const { notified } = webhook({ apiKey: ['the-new-key', apiKey] });
    const statuses = [];
    for (const key of [apiKey, 'the-new-key', 'another-key'])
      statuses.push((await notified(await shop.notification(paid(), { key }))).status);
    expect(statuses).toEqual([200, 200, 401]);
  });

  it.each([
    ['replayed eleven minutes later', { at: -660 }],
    ['signed for eleven minutes from now', { at: 660 }],
  ])('should not be believed if it is %s', async (_, { at }) => {
    const document = paid();
    const answer = await shop.notified(await shop.notification(document, { at: secondsOf(shop.clock.now()) + at }));
    expect(answer.status).toBe(401);
    expect(await storedOf(document.order_id)).toBeUndefined();
  });

  it('should not be believed if a byte of it is another than was signed, or the signature is missing', async () => {
    const document = paid();
    const request = await shop.notification(document);
    const body = (await request.clone().text()).replace('1000', '9000');
    const { url, headers } = request;
    expect((await shop.notified(new Request(url, { method: 'POST', headers, body }))).status).toBe(401);
    expect((await shop.notified(new Request(url, { method: 'POST', body: await request.text() }))).status).toBe(401);
    expect(await storedOf(document.order_id)).toBeUndefined();
  });

  it('should not be believed under the id of another order', async () => {
    const document = paid();
    const answer = await shop.notified(await shop.notification(document, { orderId: 'another' }));
    expect(answer.status).toBe(400);
    expect(shop.answers.at(-1)).toMatchObject({ outcome: 'order_id_mismatch' });
    expect(await storedOf('another')).toBeUndefined();
  });

  it('should be turned away if it is too large, whatever length it claims', async () => {
    const { notified, answers } = webhook({ bodyLimit: 1000 });
    const endless = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(400)) });
    const request = new Request('https://shop.example/notifications?transactionid=told-1', {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect((await notified(request)).status).toBe(413);
    expect(answers).toMatchObject([{ outcome: 'body_too_large' }]);
  });

  it('should be no outage if its sender hangs up in the middle of it', async () => {
    const broken = new ReadableStream({
      pull: (stream) => stream.error(new Error('the connection was reset')),
    });
    const { notified, answers } = webhook();
    const url = 'https://shop.example/notifications?transactionid=told-1';
    const answer = await notified(new Request(url, { method: 'POST', body: broken, duplex: 'half' } as RequestInit));
    expect(answer.status).toBe(400);
    expect(answers).toMatchObject([{ outcome: 'body_cut_off' }]);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('should not come by %s', async (method) => {
    const answer = await shop.notified(
      new Request('https://shop.example/notifications?transactionid=told-1', { method }),
    );
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  it('should be acknowledged and not read if it is about something else', async () => {
    const arrived = shop.arrived.length;
    for (const more of ['payload_type=pretransaction', 'identifier=shipping'])
      expect((await shop.notified(new Request(`https://shop.example/?transactionid=told-1&${more}`))).status).toBe(200);
    expect(shop.arrived.length).toBe(arrived);
  });
});

describe('a signed body that is no order', () => {
  it.each([
    ['not JSON', '{'],
    ['a list', '[]'],
    ['nothing', ''],
    ['nested too deep', '['.repeat(100)],
    ['an order without a status', JSON.stringify({ order_id: 'told-1' })],
  ])('should be turned away if it is %s and MultiSafepay does not know the order either', async (_, body) => {
    const answer = await shop.notified(await signed(body, 'nobody-knows'));
    expect(answer.status).toBe(400);
  });

  it('should make the order be read instead', async () => {
    await shop.paid('read-instead');
    const { version } = (await storedOf('read-instead')) as { version: number };
    expect((await shop.notified(await signed('[]', 'read-instead'))).status).toBe(200);
    expect(await storedOf('read-instead')).toMatchObject({ version: version + 1 });
  });

  it('should be sent again if the order cannot be read either', async () => {
    await shop.paid('unread');
    shop.intercept(lostRequest);
    expect((await shop.notified(await signed('[]', 'unread'))).status).toBe(503);
    expect(shop.answers.at(-1)).toMatchObject({ outcome: 'order_unread' });
  });

  it('should not be sent again for ever if its id is too long to be kept, and be kept if it only cannot be written', async () => {
    for (const orderId of ['x'.repeat(501), 'zero\0byte', '..']) {
      const { status } = await shop.notified(await shop.notification(paid({ order_id: orderId })));
      expect(status, orderId.slice(0, 20)).toBe(orderId.length > 500 ? 400 : 200);
      expect((await shop.notified(await signed('[]', orderId))).status).toBe(400);
    }
  });
});

describe('a notification without a body', () => {
  const get = (orderId: string, more = '&timestamp=1') =>
    new Request(`https://shop.example/notifications?transactionid=${orderId}${more}`);

  it('should make the order be read', async () => {
    await shop.paid('got');
    expect((await shop.notified(get('got'))).status).toBe(200);
    expect(shop.arrived.at(-1)).toBe('GET /v1/json/orders/got');
  });

  it('should be answered with 404 if MultiSafepay does not know the order', async () => {
    expect((await shop.notified(get('nobody-knows'))).status).toBe(404);
    expect(await storedOf('nobody-knows')).toBeUndefined();
  });

  it('should be answered with 503 if there is no client, or MultiSafepay cannot be reached', async () => {
    const { notified } = webhook({ client: undefined } as object);
    expect((await notified(get('got'))).status).toBe(503);
    shop.intercept(lostRequest);
    expect((await shop.notified(get('got'))).status).toBe(503);
    expect(shop.answers.at(-1)).toMatchObject({ outcome: 'order_unread' });
  });

  it('should be answered with 503 in time if MultiSafepay takes longer, and what it says be kept', async () => {
    await shop.paid('slow');
    const before = (await storedOf('slow'))?.version ?? 0;
    const [mayAnswer, asked] = [gate(), gate()];
    shop.intercept(async (_request, pass) => {
      asked.resolve();
      await mayAnswer.promise;
      return pass();
    });
    const stored = gate();
    const receive: Store['receive'] = (...given) => shop.store.receive(...given).finally(stored.resolve);
    const { notified, answers } = webhook({ store: { receive }, answerWithin: 0.02 });
    expect((await notified(get('slow'))).status).toBe(503);
    expect(answers).toMatchObject([{ status: 503, outcome: 'order_unread' }]);
    await asked.promise;
    mayAnswer.resolve();
    await stored.promise;
    expect((await storedOf('slow'))?.version).toBe(before + 1);
  });

  it('should be read once of many at once, and strangers should not make more than a few be read at once', async () => {
    const arrived = shop.arrived.length;
    await Promise.all(Array.from({ length: 20 }, () => shop.notified(get('got'))));
    expect(shop.arrived.length).toBe(arrived + 1);
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => (await shop.notified(get(`stranger-${n}`))).status),
    );
    expect(statuses.filter((status) => status === 503)).toHaveLength(24);
    expect(shop.answers.filter(({ outcome }) => outcome === 'busy')).toHaveLength(24);
    expect(shop.arrived.length).toBe(arrived + 1 + 16);
  });
});

describe('a webhook by itself', () => {
  const inPlainHono = (): ((request: Request) => Promise<Response>) => {
    const { store, runtime } = shop;
    const notified = createNotificationHandler({ store, apiKey, runtime });
    const app = new Hono();
    app.all('/notifications', (context) => notified(context.req.raw));
    return async (request) => app.fetch(request);
  };

  it('should work in a plain Hono app', async () => {
    const document = paid();
    const answer = await inPlainHono()(await shop.notification(document));
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    expect(await storedOf(document.order_id)).toMatchObject({ verdict: 'applied' });
  });

  it('should work in a server of node:http, bytes and signature untouched, and answer what it turns away', async () => {
    const { store, runtime } = shop;
    const notified = createNotificationHandler({ store, apiKey, runtime, bodyLimit: 50_000 });
    const server = createServer(getRequestListener(notified));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const document = { ...paid(), description: 'Zwei Stühle — 椅子' };
      const request = await shop.notification(document);
      const { pathname, search } = new URL(request.url);
      const post = async (body: string) =>
        (
          await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
            method: 'POST',
            headers: request.headers,
            body,
          })
        ).status;
      expect(await post(await request.text())).toBe(200);
      expect(await storedOf(document.order_id)).toMatchObject({ verdict: 'applied' });
      expect(await post('x'.repeat(60_000))).toBe(413);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('should refuse to be made without a key: it would turn away everything', () => {
    const { store } = shop;
    for (const key of ['', ' ', [], ['one', ''], undefined as unknown as string])
      expect(() => createNotificationHandler({ store, apiKey: key })).toThrow('API key');
  });
});

describe('the log', () => {
  it('should hold no card number, no code and no key, wherever strangers and MultiSafepay put them', async () => {
    const [number] = testCards;
    const spaced = number.replace(/(\d{4})(?=\d)/g, '$1 ');
    shop.logged.length = 0;
    await shop.notified(await shop.notification(paid({ description: number, var1: spaced })));
    await shop.notified(await shop.notification(paid({ order_id: number })));
    await shop.notified(await shop.notification(paid({ transaction_id: number, status: number })));
    await shop.notified(await shop.notification({ ...paid(), amount: number, created: spaced }));
    await shop.notified(await signed(JSON.stringify({ order_id: spaced, card_number: number, card_cvc: 737 }), number));
    await shop.notified(new Request(`https://shop.example/?transactionid=${number}&timestamp=1`));
    await shop.notified(
      new Request(`https://shop.example/?transactionid=${encodeURIComponent(spaced)}`, {
        method: 'POST',
        body: number,
      }),
    );
    expect(shop.logged.length).toBeGreaterThan(4);
    const all = shop.logged.join('\n');
    expect(all.replaceAll(/[ -]/g, '')).not.toContain(number);
    expect(all).not.toContain('737');
    expect(all).not.toContain(apiKey);
  });
});
