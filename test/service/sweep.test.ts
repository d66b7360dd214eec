/**
 * Goal: what is due is read, each order by itself; an answer that says nothing changes nothing, and a MultiSafepay that cannot
 * be reached, or asks to be spared, is left alone.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Swept, sweep } from '../../src/service/index.ts';
import { openStore } from '../../src/store/index.ts';
import { wire } from '../lifecycle/reports.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { openPrepared } from '../store/prepared.ts';
import { directOrder, type Intercept, lostRequest, only, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(async (now) => openStore({ database: await openPrepared(), now }));
});
afterAll(() => shop.store.close());

/** A sweep, and what it asked of MultiSafepay. */
async function swept(
  options: Partial<Parameters<typeof sweep>[0]> = {},
): Promise<Swept & { readonly asked: string[] }> {
  const before = shop.arrived.length;
  const came = await sweep({ ...shop, now: shop.clock.now, atOnce: 1, ...options });
  return { ...came, asked: shop.arrived.slice(before).map((one) => one.split('/').slice(-2).join('/')) };
}

let orders = 0;
/** Orders that wait for the customer; their hour passes when the clock is moved on. */
async function unfinished(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => `swept-${++orders}`);
  for (const orderId of ids) {
    await shop.call('POST', '/payments', { orderId });
    const card = { card_number: testCards[0], card_expiry_date: '3012' };
    await shop.call(
      'POST',
      `/payments/${orderId}/order`,
      directOrder({ card, threeD: '3-D', termUrl: 'https://shop.example/' }),
    );
  }
  return ids;
}
const payment = async (orderId: string) => (await shop.store.read(orderId))?.payment;

describe('a sweep', () => {
  beforeEach(async () => {
    shop.intercept();
    shop.clock.advance(40 * 60);
    await swept({ limit: 1000 });
    shop.clock.advance(40 * 60);
    await swept({ limit: 1000 });
  });

  it('should read what is due, and have it then as MultiSafepay has it', async () => {
    const [orderId = ''] = await unfinished(1);
    expect(await swept()).toMatchObject({ due: 0 });
    shop.clock.advance(2 * 3600);
    expect(await swept()).toMatchObject({ due: 1, read: 1, unknown: 0, failed: 0, asked: [`orders/${orderId}`] });
    expect(shop.simulator.truth(orderId).pair.order).toBe('expired');
    expect((await shop.call('GET', `/payments/${orderId}`)).body).toMatchObject({
      payment: { shows: [{ order: 'expired' }] },
    });
    expect(await swept()).toMatchObject({ due: 0, asked: [] });
  });

  const nothings: [string, Intercept][] = [
    ['a page of HTML', async () => new Response('<html>')],
    ['half an answer', async () => new Response('{"success":true,"data":{')],
    ['an order of somebody else', async () => Response.json({ success: true, data: wire('completed', 'completed') })],
    ['not found', async () => Response.json({ success: false, error_code: 1006, error_info: 'none' }, { status: 404 })],
    ['a server error', lostRequest],
  ];
  it.each(nothings)('should change nothing when it is answered with %s, and ask again', async (_, answer) => {
    const [orderId = ''] = await unfinished(1);
    const before = await payment(orderId);
    shop.clock.advance(2 * 3600);
    shop.intercept(answer);
    expect(await swept()).toMatchObject({ due: 1, read: 0 });
    expect(await payment(orderId)).toEqual(before);
    shop.intercept();
    shop.clock.advance(16 * 60);
    expect(await swept()).toMatchObject({ due: 1, read: 1 });
  });

  const ends: [string, Intercept][] = [
    ['asks to be spared', async () => Response.json({ success: false }, { status: 429 })],
    ['does not accept the key', async () => Response.json({ success: false, error_code: 1032 }, { status: 401 })],
    ['cannot be reached', async () => Promise.reject(new Error('no network'))],
  ];
  it.each(ends)('should end when MultiSafepay %s, and ask for the others later', async (_, answer) => {
    const ids = await unfinished(3);
    shop.clock.advance(2 * 3600);
    shop.intercept(answer);
    const { due, failed, asked } = await swept();
    expect({ due, failed }).toEqual({ due: 3, failed: 3 });
    expect(new Set(asked)).toEqual(new Set([`orders/${ids[0]}`]));
    shop.intercept();
    shop.clock.advance(16 * 60);
    expect(await swept()).toMatchObject({ due: 3, read: 3 });
  });

  it('should go on past an order that cannot be asked for', async () => {
    const long = 'x'.repeat(60);
    await shop.notified(
      await shop.notification(wire('initialized', 'initialized', { order_id: long, at: '2020-01-01T00:00:00' })),
    );
    const [orderId = ''] = await unfinished(1);
    shop.clock.advance(2 * 3600);
    expect(await swept()).toMatchObject({ due: 2, read: 1, failed: 1, asked: [`orders/${orderId}`] });
  });

  it('should read an earlier attempt by its own id, where an alarm or a deadline asks about it', async () => {
    const [orderId = ''] = await unfinished(1);
    const first = shop.simulator.truth(orderId).attempts[0]?.transactionId ?? '';
    shop.clock.advance(2 * 3600);
    shop.simulator.tick();
    // The attempt expired, and the customer paid again: an order read tells of the second one only.
    shop.simulator.payAgain(orderId, { gateway: 'VISA', gateway_info: { card_number: `4${'0'.repeat(11)}3335` } });
    const { asked } = await swept();
    expect(asked).toEqual([`orders/${orderId}`, `transactions/${first}`]);
    expect((await payment(orderId))?.attempts).toHaveLength(2);
    expect((await shop.call('GET', `/payments/${orderId}`)).body).toMatchObject({
      payment: { attempts: [{ over: true }, { over: true }], position: { collected: 10_000 } },
    });
  });

  it('should look a refund without an answer up after a minute, and then ever more seldom', async () => {
    const orderId = `swept-${++orders}`;
    await shop.paid(orderId);
    shop.clock.advance(60);
    shop.intercept(only(/refunds$/, lostRequest));
    await shop.call('POST', `/payments/${orderId}/refunds`, { refundId: 'r-1', amount: 100 });
    shop.intercept();
    let reads = 0;
    for (let minute = 0; minute < 64; minute++) {
      shop.clock.advance(60);
      reads += (await swept()).asked.length;
    }
    // After 1, 2, 4, 8, 16, 32 and 64 minutes.
    expect(reads).toBe(7);
    await shop.call('POST', `/payments/${orderId}/corrections`, {
      actor: 'A',
      reason: 'b',
      evidence: 'c',
      unmade: 'r-1',
    });
  });

  it('should end after the order that is being read when the service stops', async () => {
    await unfinished(3);
    shop.clock.advance(2 * 3600);
    const stopped = new AbortController();
    shop.intercept((_, pass) => {
      stopped.abort();
      return pass();
    });
    const { due, read, failed, asked } = await swept({ signal: stopped.signal });
    expect(due).toBeGreaterThanOrEqual(3);
    expect({ read, failed, asked: asked.length }).toEqual({ read: 1, failed: due - 1, asked: 1 });
  });
});
