/**
 * Goal: the API answers nobody without the token, says what is wrong without repeating it, and is what its OpenAPI document
 * says: every route is in it, and real answers are as its schemas print them.
 */
import { Validator } from '@seriousme/openapi-schema-validator';
import type * as v from 'valibot';
import { safeParse } from 'valibot';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { PaymentView } from '../../src/lifecycle/index.ts';
import { openApi } from '../../src/service/app.ts';
import type { PaymentLine, TimelineEntry } from '../../src/service/index.ts';
import { routes } from '../../src/service/routes.ts';
import * as schemas from '../../src/service/schemas.ts';
import { openStore, StoreError } from '../../src/store/index.ts';
import { notified, wire } from '../lifecycle/reports.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { openPrepared } from '../store/prepared.ts';
import { directOrder, openShop, type Shop, token } from './shop.ts';

let shop: Shop;
let isAway = false;
beforeAll(async () => {
  shop = await openShop(async (now) => {
    const database = await openPrepared();
    const unlessAway =
      <Given extends readonly unknown[], Came>(call: (...given: Given) => Promise<Came>) =>
      async (...given: Given): Promise<Came> => {
        if (isAway) throw new StoreError('unavailable', 'the database is away');
        return call(...given);
      };
    const { query, script, transaction, close } = database;
    return openStore({
      database: {
        query: unlessAway(query),
        script: unlessAway(script),
        transaction: unlessAway(transaction) as typeof transaction,
        close,
      },
      now,
    });
  });
  await shop.paid('order-1');
  shop.clock.advance(60);
  await shop.call('POST', '/payments/order-1/refunds', { refundId: 'r-1', amount: 100 });
  await shop.deliver();
  await shop.notified(
    await shop.notification(
      wire('teleported', 'completed', { order_id: 'order-1', transaction_id: '9', at: '2025-05-06T12:00:00' }),
    ),
  );
});
afterAll(() => shop.store.close());

/** The paths and methods of the app that answer requests, as OpenAPI writes them. */
const served = () =>
  shop.app.routes
    .filter(({ path }) => path !== '/*')
    .map(({ method, path }) => ({ method: method.toLowerCase(), path: path.replaceAll(/:(\w+)/g, '{$1}') }));
const open = ['/notifications', '/health', '/ready', '/openapi.json'];

describe('who has no token', () => {
  const guarded = () => served().filter(({ path }) => !open.includes(path));

  it('should be asked about every route but the open ones', () => {
    const paths = new Set(guarded().map(({ path }) => path));
    for (const { path } of routes) expect(paths).toContain(path);
    expect(paths).toContain('/events');
  });

  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer token-of-the-tests-2' }],
    ['the beginning of the token', { authorization: `Bearer ${token.slice(0, -1)}` }],
    ['the token in another scheme', { authorization: `Basic ${token}` }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('should be turned away everywhere with %s', async (_, headers: Record<string, string>) => {
    const before = await shop.store.read('order-1');
    for (const { method, path } of guarded()) {
      const url = path.replaceAll(/\{\w+\}/g, 'order-1');
      const answer = await shop.app.request(url, { method: method.toUpperCase(), headers });
      expect([400, 401], `${method} ${path}`).toContain(answer.status);
      expect(await answer.json()).toMatchObject({ error: { code: 'unauthorised' } });
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
    expect(await shop.store.read('order-1')).toEqual(before);
  });

  it.each([
    '/%70ayments',
    '//payments',
    '/payments/',
    '/PAYMENTS',
    '/payments%2Forder-1',
    '/./payments',
    '/payments;x',
  ])('should not get past by another way to write a path: %s', async (path) => {
    const answer = await shop.app.request(`http://shop.example${path}`);
    expect([400, 401, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain('order-1"');
  });

  it('should find out that the service lives, whether its database answers, and what it can be asked', async () => {
    for (const path of ['/health', '/ready', '/openapi.json']) expect((await shop.app.request(path)).status).toBe(200);
    isAway = true;
    expect((await shop.app.request('/ready')).status).toBe(503);
    expect((await shop.app.request('/health')).status).toBe(200);
    isAway = false;
  });

  it.each(['/', '/health', '/payments'])(
    'should be put into no frame of another page, nor run a script within a page: %s',
    async (path) => {
      const { headers } = await shop.app.request(path);
      const policy = headers.get('content-security-policy')?.split('; ');
      expect(policy).toEqual(expect.arrayContaining(["frame-ancestors 'none'", "default-src 'self'"]));
      expect(policy?.join()).not.toContain('script-src');
    },
  );

  it('should leave no token in the log', () => {
    expect(shop.logged.join('\n')).not.toContain(token);
  });
});

describe('the OpenAPI document', () => {
  it('should be valid', async () => {
    const document = JSON.parse(JSON.stringify(openApi())) as Record<string, unknown>;
    const { valid, errors } = await new Validator().validate(document);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it('should name every route, and none that is not there', () => {
    const named = Object.entries(openApi().paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const there = served().flatMap(({ method, path }) =>
      method === 'all' ? [`get ${path}`, `post ${path}`] : [`${method} ${path}`],
    );
    // The metrics are there only in a process.
    expect(named.filter((one) => one !== 'get /metrics').sort()).toEqual([...new Set(there)].sort());
  });

  it('should require the token where the service does', () => {
    for (const [path, methods] of Object.entries(openApi().paths))
      for (const operation of Object.values(methods) as { security?: object[] }[])
        expect(operation.security !== undefined, path).toBe(!open.includes(path));
  });
});

describe('the schemas of answers', () => {
  it('should be the types that the answers have', () => {
    expectTypeOf<v.InferOutput<typeof schemas.lineAnswer>>().toExtend<Mutable<PaymentLine>>();
    expectTypeOf<Mutable<PaymentLine>>().toExtend<v.InferOutput<typeof schemas.lineAnswer>>();
    expectTypeOf<v.InferOutput<typeof schemas.entryAnswer>>().toExtend<Mutable<TimelineEntry>>();
    expectTypeOf<Mutable<TimelineEntry>>().toExtend<v.InferOutput<typeof schemas.entryAnswer>>();
    expectTypeOf<v.InferOutput<typeof schemas.paymentAnswer>>().toExtend<Mutable<PaymentView>>();
    expectTypeOf<Mutable<PaymentView>>().toExtend<v.InferOutput<typeof schemas.paymentAnswer>>();
  });

  const order = (fields: object = {}) => directOrder(fields);
  const money = { amount: 10_000, currency: 'EUR', description: 'Two chairs' };
  const customer = { model: 'cardOnFile', customerReference: 'customer-1' };
  const someLease = '5f2d3a10-6c1e-4c55-8d0e-0a4a4f6d2b11';
  const calls: [method: string, path: string, status: number, body?: object][] = [
    ['GET', '/payments', 200],
    ['GET', '/payments?limit=1&status=partial_refunded&search=ORDER', 200],
    ['GET', '/payments?by=deadline&limit=1', 200],
    ['GET', '/payments?open=alarm', 200],
    ['GET', '/payments?open=quarantine&by=updated', 200],
    ['POST', '/payments', 201, { orderId: 'order-2', edition: '2019-10', collector: 'multisafepay' }],
    ['POST', '/payments', 201, { orderId: 'order-3', amount: 10_000, currency: 'EUR' }],
    ['GET', '/payments/{orderId}', 200],
    ['GET', '/payments/{orderId}?amount=10000&currency=EUR', 200],
    ['GET', '/payments/{orderId}/log', 200],
    ['GET', '/payments/{orderId}/documents', 200],
    ['DELETE', '/payments/{orderId}/documents', 200],
    ['PATCH', '/payments/{orderId}', 200, { amount: 10_000, currency: 'EUR' }],
    ['PATCH', '/payments/{orderId}', 200, { collector: 'multisafepay' }],
    ['POST', '/payments/{orderId}/page', 409, money],
    ['POST', '/payments/{orderId}/component', 409, { ...money, payload: 'as it is', gateway: 'CREDITCARD' }],
    ['POST', '/payments/{orderId}/token', 409, { ...money, token: 't-1', ...customer }],
    ['POST', '/component-token', 200],
    ['GET', '/tokens/{customerReference}', 200],
    ['DELETE', '/tokens/{customerReference}/{token}', 502],
    ['POST', '/payments/{orderId}/order', 409, order()],
    ['POST', '/payments/{orderId}/refunds', 200, { refundId: 'r-2', amount: 200 }],
    ['POST', '/payments/{orderId}/captures', 409, { captureId: 'c-1', amount: 200 }],
    ['POST', '/payments/{orderId}/reservation/cancel', 409, { reason: 'sold out' }],
    [
      'POST',
      '/payments/{orderId}/challenge',
      400,
      { transactionId: '9', name: 'a.pdf', description: 'a proof', pdf: 'JVBERi0xLjQ=' },
    ],
    ['POST', '/payments/{orderId}/refunds/{refundId}/cancel', 409],
    ['POST', '/payments/{orderId}/cancel', 409],
    ['POST', '/payments/{orderId}/read', 200],
    ['POST', '/payments/{orderId}/facts', 409, { type: 'review.approved' }],
    ['POST', '/payments/{orderId}/explain', 200, { status: { order: 'expired', transaction: 'expired' } }],
    ['POST', '/payments/{orderId}/explain', 200, { fact: { type: 'transaction.cancelled' } }],
    ['GET', '/quarantine', 200],
    [
      'POST',
      '/payments/{orderId}/corrections',
      200,
      { actor: 'A. Clerk', reason: 'seen', evidence: 'dashboard', resolve: 0 },
    ],
    [
      'POST',
      '/payments/{orderId}/corrections',
      200,
      { actor: 'A. Clerk', reason: 'seen', evidence: 'the bank', settledOutside: { amount: 100, currency: 'EUR' } },
    ],
    ['POST', '/outbox/claim', 200, { limit: 500, seconds: 30 }],
    ['POST', '/outbox/acknowledge', 200, { messages: [{ id: 999_999, lease: someLease }] }],
    ['POST', '/outbox/release', 200, { messages: [{ id: 999_999, lease: someLease }], reason: 'no such product' }],
    ['GET', '/outbox/failed', 200],
    ['GET', '/outbox/failed?after=1&limit=1', 200],
    ['POST', '/outbox/retry', 200, { ids: [999_999] }],
    ['GET', '/payments/nobody-knows', 404],
    ['GET', '/payments/nobody-knows/log', 404],
    ['GET', '/payments/nobody-knows/documents', 404],
    ['DELETE', '/payments/nobody-knows/documents', 404],
    ['GET', '/payments?limit=0', 400],
    ['GET', '/payments?open=everything', 400],
    ['GET', '/payments?by=deadline&after=tomorrow', 400],
    ['GET', '/payments?by=updated&after=2026Z%20x', 400],
    ['GET', '/payments?by=updated&after=0000-01-01T00:00:00Z%20x', 200],
    ['GET', '/payments?by=deadline&after=0000-01-01T00:00:00Z%20x', 200],
    ['GET', '/quarantine?after=1%20x', 200],
    ['GET', '/quarantine?after=99999999999%20x', 400],
    ['GET', '/quarantine?after=99999999999999999999999%20x', 400],
  ];

  it('should say on the first page of a list that is cut how many there are, and on no other', async () => {
    const list = async (query: string) =>
      (await shop.call('GET', `/payments?${query}`)).body as {
        payments: { orderId: string }[];
        next?: string;
        total?: number;
      };
    for (const orderId of ['listed-1', 'listed-2']) await shop.call('POST', '/payments', { orderId });
    const { payments, total: none } = await list('limit=500');
    expect(none).toBeUndefined();
    for (const query of ['limit=1', 'limit=1&by=updated']) {
      const first = await list(query);
      expect(first).toMatchObject({ total: payments.length, next: expect.any(String) });
      const second = await list(`${query}&after=${encodeURIComponent(first.next ?? '')}`);
      expect(second.payments).not.toEqual(first.payments);
      expect(second).not.toHaveProperty('total');
    }
  });

  it('should be tried for every route', () => {
    const tried = new Set(calls.map(([method, path]) => `${method.toLowerCase()} ${path.split('?')[0]}`));
    for (const { method, path } of routes) expect(tried).toContain(`${method} ${path}`);
  });

  it.each(calls)('should fit %s %s, answered %i', async (method, path, status, body) => {
    const [setAside] = await shop.store.quarantined();
    const given = body && 'resolve' in body ? { ...body, resolve: setAside?.n } : body;
    const url = path.replace('{orderId}', 'order-1').replace('{refundId}', 'r-1');
    const answer = await shop.call(method, url, given);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status });
    const pattern = path.split('?')[0];
    const route = routes.find((row) => row.method === method.toLowerCase() && row.path === pattern);
    const schema = status < 300 ? route?.answers[status as 200] : schemas.errorAnswer;
    if (!schema) throw new Error(`no schema for ${method} ${path} ${status}`);
    const fits = safeParse(schema, answer.body);
    expect(fits.issues).toBeUndefined();
    // Nothing is answered that the schema does not name.
    expect(fits.output).toEqual(answer.body);
  });
});

type Mutable<T> = T extends readonly (infer One)[]
  ? Mutable<One>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

describe('an error', () => {
  const problems: readonly (readonly [string, string, string, unknown, string, RegExp])[] = [
    ['a field that is missing', 'POST', '/payments', {}, 'orderId', /missing/],
    ['a field that is none', 'POST', '/payments', { orderId: 'x', colour: 'red' }, 'colour', /no such field/],
    ['a value that is none', 'POST', '/payments', { orderId: 'x', edition: '1999' }, 'edition', /2019-10/],
    ['an amount of 0', 'POST', '/payments/order-1/refunds', { refundId: 'r', amount: 0 }, 'amount', /at least 1\./],
    [
      'an amount in euros',
      'POST',
      '/payments/order-1/refunds',
      { refundId: 'r', amount: 10.5 },
      'amount',
      /a whole number\./,
    ],
    [
      'an amount as a text',
      'POST',
      '/payments/order-1/refunds',
      { refundId: 'r', amount: '100' },
      'amount',
      /must be a number or "all"\./,
    ],
    [
      'a currency in small letters',
      'POST',
      '/payments',
      { orderId: 'x', amount: 1, currency: 'eur' },
      'currency',
      /EUR/,
    ],
    ['an id too long', 'POST', '/payments', { orderId: 'x'.repeat(51) }, 'orderId', /have at most 50 characters\./],
    ['an id of nothing', 'POST', '/payments', { orderId: '' }, 'orderId', /have at least 1 character\./],
    ['a list of nothing', 'POST', '/outbox/retry', { ids: [] }, 'ids', /have at least 1 entry\./],
    ['a field that is none', 'GET', '/payments?colour=red', undefined, 'colour', /no such field/],
    ['a field that is none', 'GET', '/payments/order-1/log?colour=red', undefined, 'colour', /no such field/],
    ['a field that is none', 'POST', '/component-token', { colour: 'red' }, 'colour', /no such field/],
    [
      'a field that is none',
      'POST',
      '/payments/order-1/explain',
      { status: { order: 'completed', transaction: 'completed', colour: 'red' } },
      'status.colour',
      /no such field/,
    ],
    ['a list that is none', 'GET', '/payments?open=red', undefined, 'open', /must be "alarm" or "quarantine"\./],
    ['a page that is too long', 'GET', '/payments?limit=x', undefined, 'limit', /a number from 1 to 500\./],
    ['an amount in euros', 'GET', '/payments/order-1?amount=25.00&currency=EUR', undefined, 'amount', /minor units/],
    [
      'a field that is there twice',
      'POST',
      '/payments',
      '{"orderId":"x","amount":1,"amount":2,"currency":"EUR"}',
      'amount',
      /said twice/,
    ],
    [
      'a field that is there twice, written otherwise, in a list',
      'POST',
      '/outbox/acknowledge',
      '{"messages":[{"id":1,"lease":"x"},{"id" : 1,"i\\u0064":2}]}',
      'messages.1.id',
      /said twice/,
    ],
    ['no body', 'POST', '/payments', undefined, '', /not JSON/],
    ['half a body', 'POST', '/payments', '{"orderId":', '', /not JSON/],
    ['a list', 'POST', '/payments', '[]', 'orderId', /missing/],
    [
      'a correction of nothing',
      'POST',
      '/payments/order-1/corrections',
      { actor: 'a', reason: 'b', evidence: 'c' },
      '',
      /one of close, resolve/,
    ],
    [
      'a wrong alarm',
      'POST',
      '/payments/order-1/corrections',
      { actor: 'a', reason: 'b', evidence: 'c', close: { code: 'x' } },
      'close.code',
      /money_may_be_held/,
    ],
    [
      'a wrong status',
      'POST',
      '/payments/order-1/explain',
      { status: { order: 'paid', transaction: 'completed' } },
      'status.order',
      /completed/,
    ],
    ['a fact that is none', 'POST', '/payments/order-1/facts', { type: 'nothing.happened' }, 'fact.type', /./],
    ['a fact that every object has', 'POST', '/payments/order-1/facts', { type: 'constructor' }, 'fact.type', /./],
    [
      'a fact that every object has',
      'POST',
      '/payments/order-1/explain',
      { fact: { type: 'toString' } },
      'fact.type',
      /./,
    ],
    ['a list where all may be left out', 'POST', '/outbox/claim', '[]', '', /object/i],
    ['a list where all may be left out', 'PATCH', '/payments/order-1', '[]', '', /object/i],
    [
      'a correction without evidence',
      'POST',
      '/payments/order-1/corrections',
      { actor: 'a', reason: 'b', evidence: '', settledOutside: { amount: 100, currency: 'EUR' } },
      'evidence',
      /evidence/,
    ],
    [
      'a report that is not set aside',
      'POST',
      '/payments/order-1/corrections',
      { actor: 'a', reason: 'b', evidence: 'c', adopt: 1 },
      'adopt',
      /entry 1 of order order-1 is not set aside/,
    ],
    [
      'a refund that nobody made, and came back',
      'POST',
      '/payments/order-1/corrections',
      { actor: 'a', reason: 'b', evidence: 'c', refundCameBack: { refundId: 'r-99' } },
      'refundCameBack',
      /no such refund/,
    ],
    ['an amount without its currency', 'GET', '/payments/order-1?amount=100', undefined, 'currency', /./],
    [
      'an order for nothing',
      'POST',
      '/payments',
      { orderId: 'x', amount: 0, currency: 'EUR' },
      'amount',
      /at least 1\./,
    ],
    ['a page that is none', 'GET', '/quarantine?after=x', undefined, 'after', /place/],
    // What an address leads past: `/payments/order-1/refunds/../cancel` is the cancel of the payment.
    ['an order that no address has', 'POST', '/payments', { orderId: '..' }, 'orderId', /no order id/],
    ['an order that has only a blank', 'POST', '/payments', { orderId: ' ' }, 'orderId', /no order id/],
    [
      'a refund that no address has',
      'POST',
      '/payments/order-1/refunds',
      { refundId: '..', amount: 1 },
      'refundId',
      /no id/,
    ],
    [
      'a refund that no address has',
      'POST',
      '/payments/order-1/refunds',
      { refundId: '.', amount: 1 },
      'refundId',
      /no id/,
    ],
    [
      'a capture that no address has',
      'POST',
      '/payments/order-1/captures',
      { captureId: '..', amount: 1 },
      'captureId',
      /no/,
    ],
    [
      'an entry that no log has',
      'POST',
      '/payments/order-1/corrections',
      { actor: 'a', reason: 'b', evidence: 'c', adopt: 99_999_999_999 },
      'adopt',
      /./,
    ],
    [
      'an entry that no log has',
      'POST',
      '/payments/order-1/corrections',
      { actor: 'a', reason: 'b', evidence: 'c', resolve: 99_999_999_999 },
      'resolve',
      /./,
    ],
    ['an unknown order', 'POST', '/payments/nobody/refunds', { refundId: 'r', amount: 1 }, 'orderId', /not known/],
  ];
  it.each(problems)('should name the place and the way out: %s', async (_, method, path, body, place, says) => {
    const { status, body: answer } = await shop.call(method, path, body);
    expect([400, 404]).toContain(status);
    const { error } = answer as { error: { says: string; path: string; wayOut: string } };
    expect(error.path).toBe(place);
    expect(error.says).toMatch(says);
    expect(error.wayOut).not.toBe('');
    expect(safeParse(schemas.errorAnswer, answer).success).toBe(true);
  });

  it('should say so of a body that is not UTF-8: two ids would read as one', async () => {
    for (const odd of [0xe9, 0xe8]) {
      const answer = await shop.app.request('/payments', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: Uint8Array.from([...new TextEncoder().encode('{"orderId":"caf'), odd, ...new TextEncoder().encode('"}')]),
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { says: expect.stringContaining('not UTF-8') } });
    }
  });

  it('should say so of a question that says something twice: which of the two is meant, nobody knows', async () => {
    const { status, body } = await shop.call('GET', '/payments/order-1?amount=100&amount=200&currency=EUR');
    expect([status, body]).toMatchObject([400, { error: { path: 'amount', says: expect.stringContaining('twice') } }]);
  });

  it('should never repeat what could be card data, wherever it was put', async () => {
    const [number] = testCards;
    const spaced = number.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
    const order = directOrder();
    const cvc = 737;
    const wrong: readonly (readonly [string, string, unknown])[] = [
      ['POST', '/payments', { orderId: 'x', edition: number }],
      ['POST', '/payments', { orderId: Number(number) }],
      ['POST', '/payments', { orderId: 'x', [number]: 1 }],
      ['POST', '/payments', number],
      ['POST', `/payments/order-1/order`, { ...order, card: number }],
      ['POST', `/payments/order-1/order`, { ...order, card: { ...order.card, card_cvc: cvc } }],
      ['POST', `/payments/order-1/order`, { ...order, card: { ...order.card, cvc } }],
      ['POST', `/payments/order-1/order`, { ...order, description: cvc }],
      ['POST', `/payments/order-1/order`, { ...order, amount: `${cvc}` }],
      ['POST', `/payments/order-1/order`, { ...order, brand: spaced }],
      ['POST', `/payments/order-1/order`, { ...order, threeD: `${cvc}` }],
      ['POST', `/payments/order-1/order`, { ...order, termUrl: spaced }],
      ['POST', `/payments/order-1/order`, { ...order, customer: cvc }],
      ['POST', `/payments/order-1/refunds`, { refundId: 'r', amount: spaced }],
      ['POST', `/payments/order-1/facts`, { type: number }],
      ['POST', `/payments/order-1/facts`, { type: 'order.created', brand: spaced, amount: 1, currency: 'EUR' }],
      ['POST', `/payments/order-1/corrections`, { actor: spaced, reason: 'a', evidence: 'b', resolve: 1 }],
      ['POST', `/payments/order-1/refunds/${number}/cancel`, undefined],
      ['POST', `/payments/${number}/refunds`, { refundId: 'r', amount: 1 }],
      ['GET', `/payments/${encodeURIComponent(spaced)}`, undefined],
      ['GET', `/payments?status=${number}`, undefined],
      ['GET', `/payments?${number}=1`, undefined],
      ['GET', `/${number}`, undefined],
    ];
    for (const [method, path, body] of wrong) {
      const { status, body: answer } = await shop.call(method, path, body);
      const text = JSON.stringify(answer);
      expect([400, 404, 409], `${method} ${path} ${text}`).toContain(status);
      expect(text.replaceAll(/[ -]/g, '')).not.toContain(number);
      expect(text).not.toContain(String(cvc));
    }
    const logged = shop.logged.join('\n');
    expect(logged.replaceAll(/[ -]/g, '')).not.toContain(number);
    expect(logged).not.toContain(order.card.card_number);
  });

  it.each([
    '/payments/%00',
    '/payments/%E0%A4%A',
    '/payments?after=%00',
    '/quarantine?after=1%20%00',
    '/payments?search=%00',
  ])('should not be a fault of ours: %s', async (path) => {
    expect((await shop.call('GET', path)).status).toBeLessThan(500);
  });

  it('should say that the method is wrong where the path is right', async () => {
    const { status, body } = await shop.call('DELETE', '/payments/order-1');
    expect(status).toBe(405);
    expect(body).toMatchObject({ error: { code: 'method_not_allowed' } });
  });

  it('should say that a body is too large', async () => {
    const { status, body } = await shop.call('POST', '/payments', { orderId: 'x'.repeat(70_000) });
    expect(status).toBe(413);
    expect(body).toMatchObject({ error: { code: 'body_too_large' } });
  });

  it('should be 503 for every call while the database is away, with a word when to try again', async () => {
    isAway = true;
    try {
      for (const path of ['/payments', '/payments/order-1', '/quarantine']) {
        const answer = await shop.app.request(path, { headers: { authorization: `Bearer ${token}` } });
        expect([answer.status, answer.headers.get('retry-after')], path).toEqual([503, '10']);
        expect(await answer.json()).toMatchObject({ error: { code: 'unavailable' } });
      }
    } finally {
      isAway = false;
    }
  });

  it('should be 409 where a payment is opened under another configuration', async () => {
    const { status, body } = await shop.call('POST', '/payments', {
      orderId: 'order-1',
      collector: 'american_express',
    });
    expect(status).toBe(409);
    expect(body).toMatchObject({ error: { code: 'configured_otherwise' } });
  });

  it('should say for how much a payment is open, and in which units, where it is asked for with another amount', async () => {
    const dinars = { orderId: 'in-dinars', currency: 'KWD' };
    await shop.call('POST', '/payments', { ...dinars, amount: 2500 });
    const { body } = await shop.call('POST', '/payments', { ...dinars, amount: 2600 });
    expect(body).toMatchObject({ error: { says: expect.stringContaining('for 2500 KWD in minor units') } });
  });
});

describe('a list', () => {
  it('should be walked to its end, page by page, each payment once', async () => {
    for (let n = 0; n < 5; n++) await shop.call('POST', '/payments', { orderId: `listed-${n}` });
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 20; page++) {
      const { body } = await shop.call('GET', `/payments?limit=2${after}`);
      const { payments, next } = body as { payments: { orderId: string }[]; next?: string };
      seen.push(...payments.map(({ orderId }) => orderId));
      if (next === undefined) break;
      after = `&after=${encodeURIComponent(next)}`;
    }
    expect(seen).toEqual((await shop.store.list({ limit: 100 })).map(({ orderId }) => orderId));
  });

  it('should name a place to go on from only where something follows', async () => {
    const lists: readonly (readonly [path: string, of: string])[] = [
      ['/payments', 'payments'],
      ['/payments?by=updated', 'payments'],
      ['/quarantine', 'setAside'],
    ];
    for (const orderId of ['parked-1', 'parked-2'])
      await shop.store.receive(notified('parked', 'parked', { order_id: orderId }));
    for (const [path, of] of lists) {
      const list = async (limit: number) => {
        const { body } = await shop.call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`);
        const { [of]: told, next } = body as Record<string, readonly unknown[]> & { readonly next?: string };
        return { told: told?.length ?? 0, isFollowed: next !== undefined };
      };
      const { told } = await list(500);
      expect(told, path).toBeGreaterThan(1);
      expect(await list(told), path).toEqual({ told, isFollowed: false });
      expect(await list(told - 1), path).toEqual({ told: told - 1, isFollowed: true });
    }
  });
});
