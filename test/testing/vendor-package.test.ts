/**
 * Goal: MultiSafepay's own package for Node, pointed at the simulator over HTTP, finds there what it finds at MultiSafepay: who has their shop
 * on it can test it so. The calls are those of its own README.
 */
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOrder } from '../../src/multisafepay/index.ts';
import { createClock, createSimulator, simulatorFetch } from '../../src/testing/index.ts';

/** The package, as far as it is used; its own declarations say `any`. */
interface VendorClient {
  readonly orders: Resource & {
    create(order: object): Promise<Answer>;
    get(orderId: string): Promise<Answer>;
    update(orderId: string, order: object): Promise<Answer>;
  };
  readonly refunds: Resource & { create(orderId: string, refund: object): Promise<Answer> };
}
interface Resource {
  /** What calls, of axios. */
  readonly client: { readonly defaults: { baseURL: string } };
}
interface Answer {
  readonly success?: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly error_code?: number;
}

const { default: Vendor } = createRequire(import.meta.url)('@multisafepay/api-wrapper') as {
  readonly default: new (apiKey: string, options: object) => VendorClient;
};

/** The order of its README, by card. Amounts are texts there. */
const order = {
  type: 'redirect',
  order_id: 'my-order-id-1',
  gateway: 'VISA',
  currency: 'EUR',
  amount: '1000',
  description: 'Test Order Description',
  payment_options: {
    notification_url: 'http://www.example.com/client/notification?type=notification',
    redirect_url: 'http://www.example.com/client/notification?type=redirect',
    cancel_url: 'http://www.example.com/client/notification?type=cancel',
    close_window: '',
  },
  customer: { locale: 'en_US' },
  second_chance: { send_email: true },
};

describe("MultiSafepay's own package", () => {
  const clock = createClock('2025-05-06T08:00:00Z');
  const simulator = createSimulator({ seed: 1, edition: '2025-08', clock });
  let server: ReturnType<typeof serve>;
  const client = new Vendor('the-key', { environment: 'test' });
  beforeAll(async () => {
    await new Promise<AddressInfo>((resolve) => {
      server = serve(
        { fetch: simulatorFetch(simulator, { apiKey: 'the-key' }), port: 0, hostname: '127.0.0.1' },
        resolve,
      );
    });
    const { port } = server.address() as AddressInfo;
    for (const { client: calling } of [client.orders, client.refunds])
      calling.defaults.baseURL = calling.defaults.baseURL.replace(/^https:\/\/[^/]+/, `http://127.0.0.1:${port}`);
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  it('should create an order, read it paid, and refund a part of it', async () => {
    const created = await client.orders.create(order);
    expect(created).toMatchObject({
      success: true,
      data: { order_id: order.order_id, payment_url: expect.stringMatching(/^https:/) },
    });
    simulator.pay(order.order_id, { gateway: 'VISA', gateway_info: { card_number: '1111' } });
    clock.advance(86_400);
    const read = await client.orders.get(order.order_id);
    expect(readOrder(read)).toMatchObject({ orderId: order.order_id, order: 'completed', amount: 1000 });
    const refunded = await client.refunds.create(order.order_id, { amount: '400', currency: 'EUR', description: 'x' });
    expect(refunded).toMatchObject({ success: true, data: { refund_id: expect.any(Number) } });
    expect(readOrder(await client.orders.get(order.order_id))).toMatchObject({ amountRefunded: 400 });
    expect(simulator.truth(order.order_id)).toMatchObject({ collected: 1000, reserved: 400, refundable: 600 });
  });

  it('should cancel an order that nobody paid', async () => {
    await client.orders.create({ ...order, order_id: 'my-order-id-2' });
    expect(await client.orders.update('my-order-id-2', { status: 'cancelled' })).toMatchObject({ success: true });
    expect(readOrder(await client.orders.get('my-order-id-2'))).toMatchObject({ order: 'void' });
  });

  it('should be told the codes of what MultiSafepay refuses', async () => {
    expect(await client.orders.get('nobody')).toMatchObject({ error_code: 1006 });
    expect(await client.orders.create(order)).toMatchObject({ error_code: expect.any(Number) });
    expect(await client.orders.create({ ...order, order_id: 'my-order-id-3', amount: '10.00' })).toMatchObject({
      error_code: expect.any(Number),
    });
    expect(await client.refunds.create(order.order_id, { amount: 100_000, currency: 'EUR' })).toMatchObject({
      error_code: expect.any(Number),
    });
  });
});
