/**
 * Goal: whatever the network and the server do, a call that acts arrives once and at most once, its caller learns whether
 * the outcome is known, a read is tried again within bounds, and neither the key nor card data is ever seen again.
 */
import { webcrypto } from 'node:crypto';
import { inspect } from 'node:util';
import { fc, test as propertyTest } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../src/lifecycle/input-error.ts';
import {
  CardData,
  type Client,
  type ClientOptions,
  createClient,
  type DirectOrder,
  type RefundOrder,
  type Runtime,
} from '../../src/multisafepay/index.ts';
import { type Answering, type ApiStandIn, faults, hangs, says, startApi } from './api-stand-in.ts';
import { testCards } from './card-numbers.ts';

let api: ApiStandIn;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const apiKey = 'secret-key-0123456789abcdef';
const timeout = 20_000;
const clock = Date.parse('2026-01-01T00:00:00Z');

/** Lets the time limit of the exchange under way pass. */
let expire = () => {};

/** An answer that hangs, and a time limit that passes meanwhile: no test waits for a clock. */
const expiring =
  (hanging: Answering): Answering =>
  (response, request) => {
    hanging(response, request);
    setTimeout(() => expire(), 10);
  };
const silence = expiring(hangs.silence);
const stall = expiring(hangs.stall);

/** A client of the server; waits before another try are written down and take no time. */
function clientOf(options: Partial<ClientOptions> = {}): { readonly client: Client; readonly waits: number[] } {
  const waits: number[] = [];
  const runtime: Runtime = {
    subtle: webcrypto.subtle,
    now: () => clock,
    fetch,
    after: (milliseconds, act) => {
      const isTimeout = milliseconds === timeout;
      if (isTimeout) expire = act;
      else waits.push(milliseconds);
      const timer = setTimeout(act, isTimeout ? milliseconds : 0);
      return () => clearTimeout(timer);
    },
  };
  return { client: createClient({ apiKey, environment: api.url, runtime, timeout, ...options }), waits };
}

const order = { order_id: 'order-1', status: 'completed', financial_status: 'completed', amount: 1000 };
const found = says(200, { success: true, data: order });
const done = says(200, { success: true, data: {} });
const no = (status: number, error_code: number | undefined, error_info = 'No') =>
  says(status, { success: false, data: {}, error_code, error_info });

const refund: RefundOrder = { orderId: 'order-1', refundId: 'refund-7', amount: 250, currency: 'EUR' };
const number = '4111111111111111';
const card = new CardData({
  card_number: number,
  card_expiry_date: '2912',
  card_cvc: '737',
  card_holder_name: 'A Doe',
});
const direct: DirectOrder = {
  orderId: 'order-1',
  brand: 'visa',
  amount: 1000,
  currency: 'EUR',
  description: 'A book',
  card,
  customer: { ip_address: '192.0.2.1' },
  threeD: true,
  termUrl: 'https://shop.example/term',
  notificationUrl: 'https://shop.example/webhook',
};

/** Every call that acts, the request that it should make, and a good answer to it. */
const acting: readonly [
  string,
  (client: Client) => ReturnType<Client['cancelOrder' | 'refund' | 'createDirectOrder']>,
][] = [
  ['createDirectOrder', (client) => client.createDirectOrder(direct)],
  ['cancelOrder', (client) => client.cancelOrder('order-1')],
  ['refund', (client) => client.refund(refund)],
  ['cancelRefund', (client) => client.cancelRefund('order-1', '3326969')],
];

const bodyOf = (place = 0): unknown => JSON.parse(api.arrived[place]?.body ?? '');

describe('an order whose card the shop does not see', () => {
  const plain = { orderId: 'order-1', amount: 1000, currency: 'EUR', description: 'A book' } as const;
  const sent = { order_id: 'order-1', amount: 1000, currency: 'EUR', description: 'A book' };
  const keep = { model: 'cardOnFile', customerReference: 'customer-7' } as const;
  const url = 'https://testpayv2.multisafepay.com/connect/82Az5nicWa3Xb3qsNuuYcAHshvO43HjUmyv/?lang=nl_NL';
  const payload = 'eyJwYXlsb2FkIjoic2VjcmV0LW9mLXRoZS1jb21wb25lbnQifQ';
  const token = 'azbkvsE0up4';

  it('should be asked for on a page, whose address is the answer', async () => {
    api.answer(says(200, { success: true, data: { order_id: 'order-1', payment_url: url, session_id: '82Az5' } }));
    const { client } = clientOf();
    const answer = await client.createPageOrder({ ...plain, method: 'card', daysActive: 3, keep });
    expect(answer).toEqual({ ok: true, data: { url } });
    await client.createPageOrder({ ...plain, secondsActive: 60 });
    expect([bodyOf(0), bodyOf(1)]).toMatchObject([
      { type: 'redirect', gateway: 'CREDITCARD', days_active: 3, recurring_model: 'cardOnFile', ...sent },
      { type: 'redirect', seconds_active: 60, ...sent },
    ]);
    expect(bodyOf(0)).toMatchObject({ customer: { reference: 'customer-7' } });
    expect(bodyOf(1)).not.toHaveProperty('gateway');
  });

  it.each([
    ['another order', { order_id: 'order-2', payment_url: url }],
    ['no address', { order_id: 'order-1' }],
  ])('should be of unknown outcome where the answer about its page is of %s', async (_, data) => {
    api.answer(says(200, { success: true, data }));
    expect(await clientOf().client.createPageOrder(plain)).toMatchObject({ error: { kind: 'outcome_unknown' } });
    expect(api.arrived).toHaveLength(1);
  });

  it('should be paid by what a component gave, which no error shows', async () => {
    api.answer(found, no(400, 1024, `no such payload: ${payload}`));
    const { client } = clientOf();
    const asked = { ...plain, payload, gateway: 'CREDITCARD', keep };
    expect(await client.createComponentOrder(asked)).toMatchObject({ ok: true, data: { report: { amount: 1000 } } });
    expect(JSON.stringify(await client.createComponentOrder(asked))).not.toContain(payload);
    expect(bodyOf()).toMatchObject({
      type: 'direct',
      gateway: 'CREDITCARD',
      payment_data: { payload, gateway: 'CREDITCARD', tokenize: true },
      customer: { reference: 'customer-7' },
      ...sent,
    });
  });

  it('should be paid by a token; tokens are listed without what only a card shows, and deleted once', async () => {
    const listed = {
      token,
      code: 'MASTERCARD',
      display: 'xxxx 4444',
      last4: 44,
      name_holder: 'A Doe',
      expiry_date: 2412,
    };
    api.answer(
      found,
      says(200, { success: true, data: { tokens: [{ ...listed, expired: 0, model: 'cardOnFile' }, {}] } }),
      done,
      says(200, { success: true, data: { api_token: 'pub.v2.xxxxxxxx' } }),
    );
    const { client } = clientOf();
    await client.createTokenOrder({ ...plain, ...keep, token });
    expect(await client.listTokens('customer-7')).toEqual({
      ok: true,
      data: { tokens: [{ token, model: 'cardOnFile', brand: 'mastercard', last4: '0044', expired: false }] },
    });
    expect(await client.deleteToken('customer-7', token)).toMatchObject({ ok: true });
    expect(await client.createApiToken()).toEqual({ ok: true, data: { apiToken: 'pub.v2.xxxxxxxx' } });
    expect(bodyOf()).toMatchObject({ type: 'direct', recurring_id: token, recurring_model: 'cardOnFile', ...sent });
    expect(api.arrived.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/json/orders',
      'GET /v1/json/recurring/customer-7',
      `DELETE /v1/json/recurring/customer-7/remove/${token}`,
      'GET /v1/json/auth/api_token',
    ]);
  });

  it.each([
    ['threeD', (client: Client) => client.createPageOrder({ ...plain, threeD: true } as never)],
    [
      'recurring_model',
      (client: Client) => client.createPageOrder({ ...plain, recurring_model: 'cardOnFile' } as never),
    ],
    ['secondsActive', (client: Client) => client.createPageOrder({ ...plain, secondsActive: 0 })],
    ['payload', (client: Client) => client.createComponentOrder({ ...plain, payload: '', gateway: 'VISA' })],
    ['gateway', (client: Client) => client.createComponentOrder({ ...plain, payload, gateway: 'visa card' })],
    ['token', (client: Client) => client.createTokenOrder({ ...plain, ...keep, token: '..' })],
    ['model', (client: Client) => client.createTokenOrder({ ...plain, ...keep, model: 'often' as never, token })],
    ['customerReference', (client: Client) => client.listTokens('')],
  ])('should not be sent if it cannot be sent as it was meant: %s', async (path, call) => {
    api.answer(found);
    await expect(call(clientOf().client)).rejects.toThrow(InputError);
    await expect(call(clientOf().client)).rejects.toThrow(path);
    expect(api.arrived).toHaveLength(0);
  });
});

describe('the requests', () => {
  it('should read an order', async () => {
    api.answer(found);
    const answer = await clientOf().client.getOrder('order-1');
    const report = { channel: 'status_read', orderId: 'order-1', order: 'completed', transaction: 'completed' };
    expect(answer).toMatchObject({ ok: true, data: { report, evidence: { value: order, masked: [] } } });
    expect(api.arrived).toMatchObject([
      { method: 'GET', path: '/v1/json/orders/order-1', headers: { api_key: apiKey }, body: '' },
    ]);
  });

  it('should keep an order id inside its step of the path', async () => {
    api.answer(says(200, { success: true, data: { ...order, order_id: 'a/b?c#d e' } }));
    expect(await clientOf().client.getOrder('a/b?c#d e')).toMatchObject({ ok: true });
    expect(api.arrived[0]?.path).toBe('/v1/json/orders/a%2Fb%3Fc%23d%20e');
  });

  it('should keep every digit of an id in the answer (D29)', async () => {
    const long = '17472052901237123';
    const body = JSON.stringify({ success: true, data: { ...order, transaction_id: long } }).replace(`"${long}"`, long);
    api.answer(says(200, body));
    expect(await clientOf().client.getTransaction(long)).toMatchObject({
      ok: true,
      data: { report: { transactionId: long }, evidence: { value: { transaction_id: long } } },
    });
  });

  it('should read an order without an odd field that is not judged, and none that is', async () => {
    api.answer(says(200, { success: true, data: { ...order, var1: { cart: 1 } } }));
    expect(await clientOf().client.getOrder('order-1')).toMatchObject({
      data: { report: { leftOut: [{ path: 'var1' }] } },
    });
    api.answer(says(200, { success: true, data: { ...order, amount: '100.00' } }));
    expect(await clientOf({ retries: 0 }).client.getOrder('order-1')).toMatchObject({
      error: { kind: 'unreadable', info: expect.stringContaining('amount: found "100.00"') },
    });
  });

  it('should cancel an order that is not paid', async () => {
    api.answer(done);
    expect(await clientOf().client.cancelOrder('order-1')).toEqual({ ok: true, data: undefined });
    expect(api.arrived).toMatchObject([{ method: 'PATCH', path: '/v1/json/orders/order-1' }]);
    expect(bodyOf()).toEqual({ status: 'cancelled', exclude_order: true });
  });

  it('should refund with our own id in var1', async () => {
    api.answer(says(200, { success: true, data: { transaction_id: 3326965, refund_id: 3326969 } }));
    const answer = await clientOf().client.refund({ ...refund, description: 'Sorry', refundOrderId: 'order-1-r7' });
    expect(answer).toEqual({ ok: true, data: { transactionId: '3326969' } });
    expect(api.arrived).toMatchObject([{ method: 'POST', path: '/v1/json/orders/order-1/refunds' }]);
    expect(bodyOf()).toEqual({
      currency: 'EUR',
      amount: 250,
      description: 'Sorry',
      refund_order_id: 'order-1-r7',
      var1: 'refund-7',
    });
  });

  it("should find the refund's transaction in today's answers too, and believe success without one", async () => {
    api.answer(says(200, { success: true, data: { order_id: 'order-1', transaction_id: 6303074 } }), done);
    const { client } = clientOf();
    expect(await client.refund(refund)).toEqual({ ok: true, data: { transactionId: '6303074' } });
    expect(await client.refund(refund)).toEqual({ ok: true, data: {} });
  });

  it('should cancel a refund', async () => {
    api.answer(done);
    expect(await clientOf().client.cancelRefund('order-1', '3326969')).toEqual({ ok: true, data: undefined });
    expect(api.arrived).toMatchObject([{ method: 'PATCH', path: '/v1/json/orders/order-1/refunds/3326969' }]);
    expect(bodyOf()).toEqual({ status: 'void' });
  });

  it('should create a direct order, card data and all', async () => {
    api.answer(found);
    const answer = await clientOf().client.createDirectOrder(direct);
    expect(answer).toMatchObject({ ok: true, data: { report: { order: 'completed' } } });
    expect(answer.ok && 'verification' in answer.data).toBe(false);
    expect(bodyOf()).toEqual({
      type: 'direct',
      gateway: 'VISA',
      order_id: 'order-1',
      currency: 'EUR',
      amount: 1000,
      description: 'A book',
      payment_options: { notification_url: 'https://shop.example/webhook', notification_method: 'POST' },
      customer: { ip_address: '192.0.2.1' },
      gateway_info: {
        card_number: number,
        card_expiry_date: '2912',
        card_cvc: '737',
        card_holder_name: 'A Doe',
        flexible_3d: true,
        term_url: 'https://shop.example/term',
      },
    });
  });

  it('should hand on how the customer is verified', async () => {
    const data = { ...order, status: 'initialized', financial_status: 'initialized' };
    const customer_verification = { type: 'form', html: '<form/>' };
    const payment_url = 'https://pay.example/3ds';
    api.answer(says(200, { success: true, data: { ...data, customer_verification, payment_url } }));
    const answer = await clientOf().client.createDirectOrder(direct);
    expect(answer).toMatchObject({
      ok: true,
      data: { report: { threeDAsked: true }, verification: { html: '<form/>', url: payment_url } },
    });
  });
});

describe('a request that MultiSafepay would take for another', () => {
  it.each<[string, (client: Client) => Promise<unknown>]>([
    ['amount', (client) => client.refund({ ...refund, amount: 0 })],
    ['amount', (client) => client.refund({ ...refund, amount: -1 })],
    ['amount', (client) => client.refund({ ...refund, amount: 2.5 })],
    ['amount', (client) => client.refund({ ...refund, amount: Number.NaN })],
    ['currency', (client) => client.refund({ ...refund, currency: 'eur' })],
    ['refundId', (client) => client.refund({ ...refund, refundId: ' ' })],
    ['refundId', (client) => client.refund({ ...refund, refundId: 'x'.repeat(101) })],
    ['refundOrderId', (client) => client.refund({ ...refund, refundOrderId: 'x'.repeat(51) })],
    ['description', (client) => client.refund({ ...refund, description: 'x'.repeat(201) })],
    ['id', (client) => client.refund({ ...refund, orderId: '..' })],
    ['id', (client) => client.cancelRefund('order-1', '')],
    ['id', (client) => client.cancelOrder('.')],
    ['id', (client) => client.getOrder('\ud800')],
    ['orderId', (client) => client.createDirectOrder({ ...direct, orderId: '' })],
    ['amount', (client) => client.createDirectOrder({ ...direct, amount: 0 })],
    ['card', (client) => client.createDirectOrder({ ...direct, card: Object.create(CardData.prototype) })],
    ['3ds', (client) => client.createDirectOrder({ ...direct, ...{ '3ds': true } })],
    ['moto', (client) => client.createDirectOrder({ ...direct, ...{ moto: true } })],
    ['recurring_model', (client) => client.createDirectOrder({ ...direct, ...{ recurring_model: 'subscription' } })],
  ])('should not be sent: %s (%#)', async (path, act) => {
    api.answer(done);
    const error = await act(clientOf().client).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).path).toBe(path);
    expect(api.arrived).toEqual([]);
  });
});

describe('what is not modelled', () => {
  it.each([
    ['moto', /^moto: a mail or telephone order \(MOTO\) is not modelled.* Ask MultiSafepay for it yourself/],
    ['recurringModel', /^recurringModel: a recurring payment is not modelled.* Ask MultiSafepay for it yourself/],
    ['flexible3d', /^flexible3d: no field of a direct order\. Leave it out, or correct its name\.$/],
  ])('should be refused by name, with what to do: %s', async (field, said) => {
    await expect(clientOf().client.createDirectOrder({ ...direct, ...{ [field]: true } })).rejects.toThrow(said);
    expect(api.arrived).toEqual([]);
  });
});

describe('a call that acts', () => {
  const doubtful: readonly [string, Answering, string][] = [
    ['silence', silence, 'timeout'],
    ['a body that stalls', stall, 'timeout'],
    ['a reset connection', faults.reset, 'network'],
    ['a connection cut in the body', faults.cut, 'network'],
    ['a truncated body', faults.truncated, 'unreadable'],
    ['a flood', faults.flood, 'unreadable'],
    ['a page', faults.html, 'unreadable'],
    ['JSON of another shape', faults.list, 'unreadable'],
    ['a server error', faults.serverError, 'server_error'],
    ['a gateway error', faults.gateway, 'server_error'],
    ['a redirection', faults.elsewhere, 'unreadable'],
    ['success with the status of a failure', says(404, { success: true, data: order }), 'unreadable'],
    ['a request timeout', says(408, ''), 'timeout'],
    ["MultiSafepay's own unknown error", no(400, 1000), 'refused'],
  ];
  const cases = acting.flatMap(([name, act]) =>
    doubtful.map(([fault, answering, because]) => ({ name, act, fault, answering, because })),
  );
  console.info(`${acting.length} calls that act × ${doubtful.length} doubtful answers = ${cases.length}`);

  it.each(cases)('should be sent once, its outcome unknown: $name, $fault', async ({ act, answering, because }) => {
    api.answer(answering);
    const { client, waits } = clientOf();
    expect(await act(client)).toMatchObject({ ok: false, error: { kind: 'outcome_unknown', because, retry: false } });
    expect(api.arrived).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it.each<[string, Answering, object]>([
    ['a refusal', no(400, 1034, 'Too late'), { kind: 'refused', retry: false, code: 1034, info: 'Too late' }],
    ['a refusal with status 200', no(200, 1034), { kind: 'refused', retry: false, status: 200 }],
    ['a refusal with its code as text', says(400, { success: false, error_code: '1034' }), { code: 1034 }],
    ['a refusal without an envelope', says(400, { message: 'No' }), { kind: 'refused', retry: false, status: 400 }],
    ['401', no(401, undefined), { kind: 'unauthorised', retry: false }],
    ['403', says(403, { message: 'Forbidden' }), { kind: 'unauthorised', retry: false }],
    ['an invalid key', no(400, 1032), { kind: 'unauthorised', retry: false, code: 1032 }],
    ['429', says(429, '', { 'retry-after': '7' }), { kind: 'too_many_requests', retry: true, retryAfter: 7000 }],
  ])('should be known not to be done after %s', async (_what, answering, error) => {
    for (const [, act] of acting) {
      api.answer(answering);
      expect(await act(clientOf().client)).toMatchObject({ ok: false, error });
      expect(api.arrived).toHaveLength(1);
    }
  });

  it('should tell an order id that was used before from one that does not exist', async () => {
    api.answer(no(404, 1006));
    const { client } = clientOf();
    expect(await client.createDirectOrder(direct)).toMatchObject({ error: { kind: 'refused', code: 1006 } });
    expect(await client.refund(refund)).toMatchObject({ error: { kind: 'not_found', code: 1006, retry: false } });
    api.answer(says(404, ''));
    expect(await client.refund(refund)).toMatchObject({ error: { kind: 'not_found', retry: false } });
  });

  it('should not be thought done if the answer is about another order, or about none', async () => {
    for (const data of [{ ...order, order_id: 'order-2' }, {}]) {
      api.answer(says(200, { success: true, data }));
      const answer = await clientOf().client.createDirectOrder(direct);
      expect(answer).toMatchObject({ error: { kind: 'outcome_unknown', because: 'unreadable' } });
    }
  });

  it('should be given up when its time has passed, though fetch does not listen', async () => {
    const { client } = clientOf({
      runtime: {
        now: () => clock,
        fetch: () => new Promise(() => {}),
        after: (_milliseconds, act) => {
          act();
          return () => {};
        },
      },
    });
    expect(await client.refund(refund)).toMatchObject({ error: { kind: 'outcome_unknown', because: 'timeout' } });
  });
});

describe('what a call leaves behind', () => {
  it.each([
    ['silence', silence],
    ['a body that stalls', stall],
    ['a flood', faults.flood],
  ])('should be no connection after %s', async (_what, fault) => {
    const closed = new Promise<string>((resolve) => {
      api.answer((response, request) => {
        response.once('close', () => resolve('closed'));
        fault(response, request);
      });
    });
    await clientOf().client.refund(refund);
    expect(await closed).toBe('closed');
  });

  it('should be no timer, whatever came back', async () => {
    const running = new Set<unknown>();
    const after: Runtime['after'] = (_milliseconds, act) => {
      running.add(act);
      return () => running.delete(act);
    };
    const { client } = clientOf({ runtime: { now: () => clock, fetch, after } });
    for (const answering of [done, no(400, 1034), faults.reset, faults.html]) {
      api.answer(answering);
      await client.cancelOrder('order-1');
      expect(running.size).toBe(0);
    }
  });
});

describe('a read', () => {
  const passing: readonly [string, Answering][] = [
    ['silence', silence],
    ['a reset connection', faults.reset],
    ['a connection cut in the body', faults.cut],
    ['a truncated body', faults.truncated],
    ['a flood', faults.flood],
    ['a server error', faults.serverError],
    ['429', says(429, '')],
    ['an answer about another order', says(200, { success: true, data: { ...order, order_id: 'order-2' } })],
  ];

  it.each(passing)('should be tried again after %s', async (_what, answering) => {
    api.answer(answering, answering, found);
    const { client, waits } = clientOf();
    expect(await client.getOrder('order-1')).toMatchObject({ ok: true });
    expect(api.arrived).toHaveLength(3);
    expect(waits).toEqual([250, 500]);
  });

  it.each(passing)(
    'should be given up in the end, and known to have changed nothing, after %s',
    async (_what, fault) => {
      api.answer(fault);
      const answer = await clientOf().client.getOrder('order-1');
      expect(answer).toMatchObject({ ok: false, error: { retry: true } });
      expect(answer).not.toMatchObject({ error: { kind: 'outcome_unknown' } });
      expect(api.arrived).toHaveLength(3);
    },
  );

  it.each([
    ['a refusal', no(400, 1034), 'refused'],
    ['401', no(401, 1032), 'unauthorised'],
    ['an order that does not exist', no(404, 1006), 'not_found'],
  ])('should not be tried again after %s', async (_what, answering, kind) => {
    api.answer(answering);
    expect(await clientOf().client.getOrder('order-1')).toMatchObject({ error: { kind, retry: false } });
    expect(api.arrived).toHaveLength(1);
  });

  it.each([
    ['3', [3000]],
    ['0', [250]],
    ['Thu, 01 Jan 2026 00:00:09 GMT', [9000]],
    ['Wed, 31 Dec 2025 23:00:00 GMT', [250]],
    ['soon', [250]],
  ])('should wait as long as it is told: Retry-After %s', async (header, expected) => {
    api.answer(says(429, '', { 'retry-after': header }), found);
    const { client, waits } = clientOf();
    expect(await client.getOrder('order-1')).toMatchObject({ ok: true });
    expect(waits).toEqual(expected);
  });

  it('should not wait longer than allowed: the caller learns how long it should', async () => {
    api.answer(says(503, '', { 'retry-after': '11' }));
    const { client, waits } = clientOf();
    const error = { kind: 'server_error', retry: true, status: 503, retryAfter: 11_000 };
    expect(await client.getOrder('order-1')).toEqual({ ok: false, error });
    expect(api.arrived).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it.each([
    [0, 1],
    [4, 5],
    [Number.NaN, 1],
  ])('should be tried again as often as asked: %d', async (retries, times) => {
    api.answer(faults.serverError);
    await clientOf({ retries }).client.getOrder('order-1');
    expect(api.arrived).toHaveLength(times);
  });

  it('should take an answer of just the size allowed', async () => {
    api.answer(found);
    const { length } = JSON.stringify({ success: true, data: order });
    expect(await clientOf({ answerLimit: length }).client.getOrder('order-1')).toMatchObject({ ok: true });
    const { client } = clientOf({ answerLimit: length - 1 });
    expect(await client.getOrder('order-1')).toMatchObject({ error: { kind: 'unreadable' } });
  });
});

describe('secrets', () => {
  /** All that can be seen of a value: as JSON, in a debugger, as text. */
  const seen = (value: unknown): string =>
    [
      JSON.stringify(value),
      inspect(value, { depth: 9, showHidden: true }),
      String(value),
      (value as Error)?.stack,
    ].join();
  /** Every five digits in a row of a card number; the last four may be known (decision D16). */
  const pieces = (digits: string) =>
    Array.from({ length: digits.length - 4 }, (_, place) => digits.slice(place, place + 5));
  const echo: Answering = (response, { headers, body }) =>
    says(400, { success: false, error_code: 1034, error_info: `Cannot read ${body} of ${headers.api_key}` })(response, {
      method: '',
      path: '',
      headers,
      body,
    });
  const echoed: Answering = (response, request) => {
    const { gateway_info } = JSON.parse(request.body) as { gateway_info: { card_number: string } };
    const inToken = `x${gateway_info.card_number}y`;
    const data = { ...order, reason: inToken, transaction_id: inToken, gateway_info, payment_url: inToken };
    says(200, { success: true, data: { ...data, customer_verification: { html: inToken } } })(response, request);
  };
  const answers: readonly [string, Answering][] = [
    ['an error that quotes the request', echo],
    ['an order that holds the card', echoed],
    ['silence', silence],
    ['stall', stall],
    ...Object.entries(faults),
  ];

  it.each(answers)('should not be seen in what is returned or logged after %s', async (_what, answering) => {
    const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
    const spies = methods.map((method) => vi.spyOn(console, method));
    for (const digits of testCards) {
      api.answer(answering);
      const fields = { card_number: digits, card_expiry_date: '2912', card_cvc: '737' };
      const { client } = clientOf();
      const answer = await client.createDirectOrder({ ...direct, card: new CardData(fields) });
      expect(api.arrived[0]?.body).toContain(digits);
      for (const secret of [...pieces(digits), apiKey, '2912', '737']) expect(seen(answer)).not.toContain(secret);
    }
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  it('should not be seen in errors of input, nor in the client and its card data', async () => {
    const { client } = clientOf();
    const error = await client.createDirectOrder({ ...direct, amount: -1 }).catch((thrown: unknown) => thrown);
    for (const value of [error, client, card, { ...card }, structuredClone(card), direct])
      for (const secret of [...pieces(number), apiKey, '737', '2912']) expect(seen(value)).not.toContain(secret);
  });

  it('should read as card data, whoever looks', () => {
    expect(`${card} ${JSON.stringify({ card })} ${inspect({ card })}`).toBe(
      '[card data] {"card":"[card data]"} { card: [card data] }',
    );
  });

  propertyTest.prop([fc.constantFrom(...testCards), fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 })])(
    'should be taken out of an error, whatever stands around them',
    async (digits, before, after) => {
      api.answer(no(400, 1034, `${before}${digits}${after}${apiKey}`));
      const fields = { card_number: digits, card_expiry_date: '2912' };
      const answer = await clientOf().client.createDirectOrder({ ...direct, card: new CardData(fields) });
      expect(answer).toMatchObject({ error: { kind: 'refused' } });
      expect(seen(answer)).not.toContain(digits);
      expect(seen(answer)).not.toContain(apiKey);
    },
  );
});

describe('the options', () => {
  const runtime = { now: () => clock, fetch, after: () => () => {} };
  const made = (options: Partial<ClientOptions>) => () =>
    createClient({ apiKey, environment: 'test', runtime, ...options });

  it.each(['', '   ', 'two words', 'umläut', `line\nbreak${apiKey}`])(
    'should hold a key that can be sent: %j',
    (key) => {
      expect(made({ apiKey: key })).toThrow(InputError);
      if (key.trim() !== '') expect(made({ apiKey: key })).not.toThrow(key);
    },
  );

  it.each([
    '',
    'prod',
    'http://api.example/',
    'ftp://api.example/',
    'https://a:b@api.example/',
    'https://x.example/?a=1',
  ])('should name an environment that may see the key: %j', (environment) => {
    expect(made({ environment })).toThrow(InputError);
  });

  it.each([
    ['live', 'https://api.multisafepay.com/v1/json/orders/order-1'],
    ['test', 'https://testapi.multisafepay.com/v1/json/orders/order-1'],
    ['https://proxy.example/msp', 'https://proxy.example/msp/orders/order-1'],
    ['http://localhost:8080', 'http://localhost:8080/orders/order-1'],
  ])('should lead to the right place: %s', async (environment, url) => {
    const asked: string[] = [];
    const client = made({
      environment,
      retries: 0,
      runtime: {
        ...runtime,
        fetch: (to) => {
          asked.push(to);
          return Promise.reject(new Error(to));
        },
      },
    })();
    expect(await client.getOrder('order-1')).toEqual({ ok: false, error: { kind: 'network', retry: true } });
    expect(asked).toEqual([url]);
  });

  it('should call fetch as a plain function: browsers and Workers refuse it as a method', async () => {
    let self: unknown = 'never called';
    const client = made({
      retries: 0,
      runtime: {
        ...runtime,
        fetch(this: unknown) {
          self = this;
          return Promise.reject(new Error());
        },
      },
    })();
    await client.getOrder('order-1');
    expect(self).toBeUndefined();
  });
});
