/**
 * Goal: the simulator answers the calls that a client of MultiSafepay makes, in its shapes; and a notification may overtake
 * an answer.
 */
import { describe, expect, it } from 'vitest';
import { CardData, createClient, readOrder } from '../../src/multisafepay/index.ts';
import { type Change, createClock, createSimulator, simulatorFetch } from '../../src/testing/index.ts';

const api = 'https://testapi.multisafepay.com/v1/json';

describe('the API', () => {
  it('should create, read, refund and cancel a refund', async () => {
    const { call, clock, simulator } = shop();
    const created = await call('POST', '/orders', order);
    expect(created).toMatchObject({ status: 200, body: { success: true, data: { order_id: 'order-1' } } });
    expect(created.body.data).toHaveProperty('customer_verification.type', 'form');
    simulator.finishPayment('order-1');
    clock.advance(86_400);
    const read = await call('GET', '/orders/order-1');
    expect(readOrder(read.body)).toMatchObject({
      channel: 'status_read',
      order: 'completed',
      transaction: 'completed',
    });
    expect(read.body.data).not.toHaveProperty('customer_verification');
    const refunded = await call('POST', '/orders/order-1/refunds', { amount: 400, currency: 'EUR', var1: 'refund-1' });
    const { transaction_id, refund_id } = refunded.body.data as { transaction_id: number; refund_id: number };
    expect(readOrder((await call('GET', '/orders/order-1')).body)).toMatchObject({
      transactionId: String(transaction_id),
      amountRefunded: 400,
      related: [{ transactionId: String(refund_id), kind: 'refund', status: 'reserved', amount: 400 }],
    });
    expect(readOrder((await call('GET', `/transactions/${refund_id}`)).body)).toMatchObject({
      kind: 'refund',
      merchantReference: 'refund-1',
      reference: String(transaction_id),
    });
    const voided = await call('PATCH', `/orders/order-1/refunds/${refund_id}`, { status: 'void' });
    expect(voided).toMatchObject({ status: 200, body: { success: true } });
    expect(simulator.truth('order-1')).toMatchObject({ reserved: 0, refundable: 1000 });
  });

  it('should cancel an order that is not paid, by PATCH in any spelling or by POST', async () => {
    for (const [method, path, body] of [
      ['PATCH', '/orders/order-1', { status: 'cancelled' }],
      ['PATCH', '/orders/order-1', { status: 'VOID' }],
      ['POST', '/orders/order-1/cancel', undefined],
    ] as const) {
      const { call, simulator } = shop();
      await call('POST', '/orders', order);
      expect(await call(method, path, body)).toMatchObject({ status: 200 });
      expect(simulator.truth('order-1').pair).toEqual({ order: 'void', transaction: 'cancelled' });
    }
  });

  it('should answer errors as data', async () => {
    const { call, ask } = shop('the-key');
    expect(await call('GET', '/orders/nobody')).toMatchObject({
      status: 404,
      body: { success: false, error_code: 1006 },
    });
    expect(await call('PATCH', '/orders/order-1', { status: 'shipped' })).toMatchObject({ status: 400 });
    expect(await call('DELETE', '/orders/order-1')).toMatchObject({ status: 404 });
    const wrong = await ask(new Request(`${api}/orders/order-1`, { headers: { api_key: 'another' } }));
    expect(wrong.status).toBe(401);
    expect(await wrong.json()).toMatchObject({ success: false, error_code: 1032 });
    const broken = await ask(new Request(`${api}/orders?api_key=the-key`, { method: 'POST', body: '{' }));
    expect(broken.status).toBe(400);
  });

  it('should answer what the client of this library calls', async () => {
    const { ask, clock, simulator } = shop('the-key');
    const runtime = {
      now: () => Date.parse(clock.now()),
      fetch: (url: string, init: RequestInit) => ask(new Request(url, init)),
      after: () => () => {},
    };
    const client = createClient({ apiKey: 'the-key', environment: 'test', runtime });
    const card = new CardData({ card_number: '1111', card_expiry_date: '3012' });
    const money = { amount: 1000, currency: 'EUR', description: 'A coat' };
    const created = await client.createDirectOrder({ orderId: 'order-1', brand: 'visa', ...money, card });
    expect(created).toMatchObject({ ok: true, data: { report: { order: 'initialized' } } });
    expect(created.ok && created.data.verification?.url).toContain('https://');
    simulator.finishPayment('order-1');
    clock.advance(86_400);
    const own = { orderId: 'order-1', refundId: 'refund-1', refundOrderId: 'order-1-refund', currency: 'EUR' };
    const taken = await client.refund({ ...own, amount: 400 });
    const refundId = taken.ok ? String(taken.data.transactionId) : '';
    expect(await client.getOrder('order-1-refund')).toMatchObject({
      data: { report: { transactionId: refundId, kind: 'refund', merchantReference: 'refund-1', amount: 400 } },
    });
    expect(await client.refund({ ...own, amount: 601 })).toMatchObject({ error: { kind: 'refused', code: 1034 } });
    expect(await client.cancelRefund('order-1', refundId)).toEqual({ ok: true, data: undefined });
    expect(await client.cancelOrder('order-1')).toMatchObject({ error: { kind: 'refused' } });
    expect(await client.getOrder('nobody')).toMatchObject({ error: { kind: 'not_found' } });
    expect(await client.getOrder('order-1')).toMatchObject({
      data: {
        report: { order: 'completed', amountRefunded: 0, related: [{ status: 'void', orderId: 'order-1-refund' }] },
      },
    });
  });

  it('should let a notification overtake the answer', async () => {
    const seen: string[] = [];
    const beforeAnswer = async (changes: readonly Change[]): Promise<void> => {
      seen.push(...changes.map(({ document }) => document.status));
    };
    const { call } = shop(undefined, beforeAnswer);
    await call('POST', '/orders', order);
    seen.push('answered');
    await call('GET', '/orders/order-1');
    expect(seen).toEqual(['initialized', 'answered']);
  });
});

const order = {
  type: 'direct',
  gateway: 'VISA',
  order_id: 'order-1',
  amount: 1000,
  currency: 'EUR',
  gateway_info: { card_number: '1111' },
};

function shop(apiKey?: string, beforeAnswer?: (changes: readonly Change[]) => Promise<void>) {
  const clock = createClock('2025-05-06T08:00:00Z');
  const simulator = createSimulator({ seed: 1, edition: '2025-08', clock });
  const ask = simulatorFetch(simulator, { ...(apiKey && { apiKey }), ...(beforeAnswer && { beforeAnswer }) });
  const call = async (method: string, path: string, body?: object) => {
    const headers = { api_key: apiKey ?? 'any' };
    const answer = await ask(
      new Request(`${api}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }),
    );
    return { status: answer.status, body: (await answer.json()) as { success: boolean; data: object } };
  };
  return { clock, simulator, ask, call };
}
