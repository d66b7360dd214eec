/**
 * Goal: a shop that may not see card numbers takes payments. A page, a Payment Component and a token are each asked for once, whoever asks
 * again; the law is asked before; what becomes of it, reports say; and neither payload nor token is kept.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CardData } from '../../src/multisafepay/index.ts';
import { openStore } from '../../src/store/index.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { type Engine, engines } from '../store/engines.ts';
import { directOrder, lostAnswer, lostRequest, only, openShop, type Shop } from './shop.ts';

const creates = /^POST \/v1\/json\/orders$/;
const wish = { amount: 10_000, currency: 'EUR', description: 'Two chairs', redirectUrl: 'https://shop.example/return' };
const keep = { model: 'cardOnFile', customerReference: 'customer-7' };
const chosen = { gateway: 'VISA', gateway_info: { card_number: `4${'0'.repeat(11)}1111` } };
const payload = 'eyJwYXlsb2FkIjoic2VjcmV0LW9mLXRoZS1jb21wb25lbnQifQ';
const component = { ...wish, payload, gateway: 'CREDITCARD' };

let engine: Engine;
let shop: Shop;
beforeAll(async () => {
  const [[, open]] = engines as [(typeof engines)[0]];
  engine = await open();
  shop = await openShop((now) => openStore({ database: engine.database, now }));
});
afterAll(() => engine.close());

let orders = 0;
async function opened(): Promise<string> {
  const orderId = `carded-elsewhere-${++orders}`;
  shop.intercept();
  await shop.call('POST', '/payments', { orderId, amount: wish.amount, currency: wish.currency });
  return orderId;
}
const ask = (orderId: string, how: 'page' | 'component' | 'token', body: object, headers = {}) =>
  shop.call('POST', `/payments/${orderId}/${how}`, body, headers);
const read = async (orderId: string) => (await shop.call('GET', `/payments/${orderId}`)).body;
const sent = () => shop.arrived.filter((one) => creates.test(one)).length;

describe('a page', () => {
  it('should have an address, be paid by whatever card is chosen there, shipped on, and given back in part', async () => {
    const orderId = await opened();
    const { status, body } = await ask(orderId, 'page', wish);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { outcome: 'done', url: expect.stringMatching(/^https:\/\//) },
    });
    expect(await read(orderId)).toMatchObject({ payment: { may: { ship: { answer: 'no' } } } });
    expect(shop.simulator.pay(orderId, chosen)).toMatchObject({ status: 200 });
    expect(new Set(await shop.deliver())).toEqual(new Set([200]));
    expect(await read(orderId)).toMatchObject({
      payment: { position: { collected: 10_000 }, may: { ship: { answer: 'yes' } }, attempts: [{ brand: 'visa' }] },
    });
    const refunded = await shop.call('POST', `/payments/${orderId}/refunds`, { refundId: 'half', amount: 5000 });
    expect(refunded).toMatchObject({ status: 200, body: { payment: { position: { reserved: 5000 } } } });
    expect((await shop.store.quarantined({ limit: 9 })).filter((one) => one.orderId === orderId)).toEqual([]);
  });

  it('should be the same page for the same call, with a key or without one', async () => {
    for (const headers of [{}, { 'idempotency-key': 'click-1' }]) {
      const orderId = await opened();
      const before = sent();
      const first = await ask(orderId, 'page', wish, headers);
      expect((await ask(orderId, 'page', wish, headers)).body).toEqual(first.body);
      expect(sent() - before).toBe(1);
    }
  });

  it('should not be asked for in another way while it is open, nor once it is paid', async () => {
    const orderId = await opened();
    await ask(orderId, 'page', wish);
    expect(await ask(orderId, 'component', component, { 'idempotency-key': 'other' })).toMatchObject({
      status: 409,
      body: { error: { code: 'attempt_under_way' } },
    });
    expect(await shop.call('POST', `/payments/${orderId}/order`, directOrder())).toMatchObject({ status: 409 });
    shop.simulator.pay(orderId, chosen);
    await shop.deliver();
    expect(await ask(orderId, 'page', wish, { 'idempotency-key': 'late' })).toMatchObject({
      status: 409,
      body: { error: { code: 'order_already_collected' } },
    });
  });

  it('should be unknown where its address was lost, and sent again where it certainly was not made', async () => {
    const lost = await opened();
    shop.intercept(only(creates, lostAnswer));
    expect(await ask(lost, 'page', wish)).toMatchObject({ status: 202, body: { outcome: 'unknown' } });
    shop.intercept();
    expect(await shop.call('POST', `/payments/${lost}/cancel`)).toMatchObject({ status: 200 });
    const never = await opened();
    shop.intercept(only(creates, lostRequest));
    expect(await ask(never, 'page', wish)).toMatchObject({ status: 202 });
  });

  it('should end unpaid if nobody pays', async () => {
    const orderId = await opened();
    await ask(orderId, 'page', { ...wish, method: 'visa', daysActive: 1 });
    expect(await shop.call('POST', `/payments/${orderId}/cancel`)).toMatchObject({ status: 200 });
    expect(shop.simulator.pay(orderId, chosen)).toMatchObject({ status: 400 });
    expect(await read(orderId)).toMatchObject({ payment: { position: { collected: 0 } } });
  });

  it.each([
    ['daysActive', { daysActive: 366 }],
    ['secondsActive', { daysActive: 1, secondsActive: 60 }],
    ['method', { method: 'ideal' }],
    ['model', { keep: { ...keep, model: 'often' } }],
  ])('should not be sent if it cannot be sent as it is meant: %s', async (path, more) => {
    const orderId = await opened();
    const before = sent();
    const answer = await ask(orderId, 'page', { ...wish, ...more });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(path);
    expect(sent()).toBe(before);
  });
});

describe('a Payment Component', () => {
  it('should have a key of its own, and be paid by what it collected, which is kept nowhere', async () => {
    expect((await shop.call('POST', '/component-token')).body).toEqual({ apiToken: expect.stringMatching(/^pub\./) });
    const orderId = await opened();
    expect(await ask(orderId, 'component', component)).toMatchObject({ status: 200, body: { outcome: 'done' } });
    shop.simulator.finishPayment(orderId);
    await shop.deliver();
    const { attempts } = shop.simulator.truth(orderId);
    expect(await read(orderId)).toMatchObject({ payment: { attempts: [{ brand: attempts[0]?.brand }] } });
    const kept = JSON.stringify([await shop.store.recorded(orderId), shop.logged, await read(orderId)]);
    expect(kept).not.toContain(payload);
    expect(JSON.stringify(await engine.database.query('SELECT * FROM paychart.act'))).not.toContain(payload);
  });
});

describe('a token', () => {
  it('should be kept when a page is paid, be listed without card data, pay, and be forgotten', async () => {
    const first = await opened();
    await ask(first, 'page', { ...wish, keep });
    expect((await shop.call('GET', '/tokens/customer-7')).body).toEqual({ tokens: [] });
    shop.simulator.pay(first, chosen);
    const { tokens } = (await shop.call('GET', '/tokens/customer-7')).body as { tokens: { token: string }[] };
    expect(tokens).toEqual([
      { token: expect.any(String), model: 'cardOnFile', brand: 'visa', last4: '1111', expired: false },
    ]);
    const [{ token }] = tokens as [{ token: string }];
    const second = await opened();
    const paid = await ask(second, 'token', { ...wish, ...keep, token });
    expect(paid).toMatchObject({ status: 200, body: { payment: { position: { collected: 10_000 } } } });
    const other = await opened();
    expect(await ask(other, 'token', { ...wish, ...keep, customerReference: 'another', token })).toMatchObject({
      status: 502,
    });
    expect((await shop.call('DELETE', `/tokens/customer-7/${token}`)).body).toEqual({ forgotten: true });
    expect((await shop.call('GET', '/tokens/customer-7')).body).toEqual({ tokens: [] });
  });
});

describe('a direct order', () => {
  it('should say where 3-D Secure cannot be asked for, instead of asking for an order without it', async () => {
    const orderId = await opened();
    const before = sent();
    const answer = await shop.call('POST', `/payments/${orderId}/order`, directOrder({ threeD: '3-D' }));
    expect(answer).toMatchObject({ status: 400, body: { error: { path: 'termUrl' } } });
    const card = new CardData({ card_number: testCards[0] as string, card_expiry_date: '3012', card_cvc: '123' });
    const { card: _, ...fields } = directOrder();
    const asked = { ...fields, orderId, card, threeD: false } as const;
    await expect(shop.client.createDirectOrder(asked as never)).rejects.toThrow('termUrl');
    expect(sent()).toBe(before);
  });
});
