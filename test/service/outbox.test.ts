/**
 * Goal: a consumer in any language acts on what is new over HTTP alone: it claims, acts, acknowledges, and is told the truth when it
 * comes too late; what fails for good is listed and put back; what was acknowledged is removed in time, by the sweep.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../../src/service/index.ts';
import { createMetrics } from '../../src/service/metrics.ts';
import { openStore } from '../../src/store/index.ts';
import { openPrepared } from '../store/prepared.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(async (now) => openStore({ database: await openPrepared(), now, mostTries: 2 }));
});
afterAll(() => shop.store.close());

interface Message {
  readonly id: number;
  readonly lease: string;
  readonly orderId: string;
  readonly n: number;
  readonly changes: readonly string[];
  readonly tries: number;
}

const post = async (path: string, body: object): Promise<{ readonly status: number; readonly body: never }> => {
  const { status, body: answer } = await shop.call('POST', path, body);
  return { status, body: answer as never };
};
const claim = async (asked: object = {}): Promise<readonly Message[]> => {
  const { status, body } = await post('/outbox/claim', asked);
  expect(status).toBe(200);
  return (body as { readonly messages: readonly Message[] }).messages;
};
const held = (messages: readonly Message[]): object => ({ messages: messages.map(({ id, lease }) => ({ id, lease })) });

/** Acts on all there is, and acknowledges it; what it did. */
async function consumeAll(): Promise<readonly string[]> {
  const done: string[] = [];
  for (let messages = await claim(); messages.length > 0; messages = await claim()) {
    for (const { orderId, n, changes } of messages) done.push(...changes.map((word) => `${orderId} ${n} ${word}`));
    expect((await post('/outbox/acknowledge', held(messages))).status).toBe(200);
  }
  return done;
}

describe('a consumer over HTTP, without a memory of its own', () => {
  it('should hear once that an order became paid, and once that it is not any more', async () => {
    await shop.call('POST', '/payments', { orderId: 'bought', amount: 10_000, currency: 'EUR' });
    await shop.paid('bought');
    expect((await consumeAll()).filter((one) => /became_paid|no_longer/.test(one))).toEqual([
      expect.stringMatching(/^bought \d+ became_paid$/),
    ]);
    await shop.call('POST', '/payments/bought/refunds', { refundId: 'all-of-it', amount: 'all' });
    await shop.deliver();
    const later = await consumeAll();
    expect(later.filter((one) => /became_paid|no_longer/.test(one))).toEqual([
      expect.stringMatching(/^bought \d+ no_longer_paid$/),
    ]);
    expect(later.some((one) => one.endsWith('refund_completed') || one.endsWith('refund_reserved'))).toBe(true);
    expect(await consumeAll()).toEqual([]);
  });

  it('should be told when it comes too late, and find what failed for good until it is put back', async () => {
    await shop.paid('slow');
    const [mine] = (await claim({ seconds: 10 })) as [Message];
    shop.clock.advance(11);
    const [theirs] = (await claim({ seconds: 10 })) as [Message];
    expect(theirs).toMatchObject({ id: mine.id, tries: 2 });
    expect(await post('/outbox/acknowledge', held([mine]))).toEqual({
      status: 200,
      body: { messages: [{ id: mine.id, standing: 'taken' }] },
    });
    const released = await post('/outbox/release', { ...held([theirs]), reason: 'no such product' });
    expect(released.body).toEqual({ messages: [{ id: mine.id, standing: 'failed' }] });
    const failed = await shop.call('GET', '/outbox/failed');
    expect(failed.body).toMatchObject({
      messages: [{ id: mine.id, orderId: 'slow', reason: 'no such product', tries: 2 }],
    });
    const metrics = async () =>
      (await createMetrics(shop.store).text()).match(/paychart_stored\{what="(outbox|failed)"\} \d+/g);
    expect(await metrics()).toContain('paychart_stored{what="failed"} 1');
    expect(await post('/outbox/retry', { ids: [mine.id] })).toEqual({ status: 200, body: { ids: [mine.id] } });
    expect(await metrics()).toContain('paychart_stored{what="failed"} 0');
    expect((await consumeAll()).filter((one) => one.startsWith('slow'))).not.toEqual([]);
  });

  it('should be given what failed for good page by page, and no place to go on where nothing follows', async () => {
    for (const orderId of ['first', 'second', 'third']) await shop.paid(orderId);
    const messages = await claim({ limit: 500 });
    expect(messages.length).toBeGreaterThanOrEqual(3);
    await post('/outbox/release', { ...held(messages), failed: true, reason: 'no such product' });
    const page = async (query: string) =>
      (await shop.call('GET', `/outbox/failed?${query}`)).body as {
        readonly messages: Message[];
        readonly next?: string;
      };
    const all = (await page('limit=500')).messages.map(({ id }) => id);
    expect(all.length).toBeGreaterThanOrEqual(3);
    const walked: number[] = [];
    let pages = 0;
    for (let after = ''; ; pages++) {
      const { messages: some, next } = await page(`limit=1${after}`);
      walked.push(...some.map(({ id }) => id));
      expect(some).toHaveLength(1);
      if (next === undefined) break;
      expect(next).toBe(String(some[0]?.id));
      after = `&after=${next}`;
    }
    expect(walked).toEqual(all);
    // The last page is full, and is the last: as many pages as there are messages.
    expect(pages + 1).toBe(all.length);
    expect(await page(`limit=${all.length}`)).not.toHaveProperty('next');
    await post('/outbox/retry', { ids: all });
    await consumeAll();
  });

  it.each([
    ['/outbox/claim', { seconds: 0 }, 'seconds'],
    ['/outbox/claim', { limit: 501 }, 'limit'],
    ['/outbox/acknowledge', { messages: [{ id: 1 }] }, 'messages.0.lease'],
    ['/outbox/acknowledge', { messages: [] }, 'messages'],
    ['/outbox/release', { messages: [{ id: 1, lease: '5f2d3a10-6c1e-4c55-8d0e-0a4a4f6d2b11' }] }, 'reason'],
    ['/outbox/retry', { ids: ['1'] }, 'ids.0'],
  ])('should be refused by name: %s %j', async (path, body, named) => {
    expect(await shop.call('POST', path, body)).toMatchObject({ status: 400, body: { error: { path: named } } });
  });

  it('should need the token', async () => {
    for (const path of ['claim', 'acknowledge', 'release', 'retry'])
      expect((await shop.app.request(`/outbox/${path}`, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await shop.app.request('/outbox/failed')).status).toBe(401);
  });
});

describe('the sweep', () => {
  const swept = (more: object = {}) => sweep({ ...shop, now: shop.clock.now, ...more });
  const day = 24 * 3600;

  it('should remove what was acknowledged a week ago, and keep what is open or failed', async () => {
    await swept({ limit: 1000 });
    await consumeAll();
    await shop.paid('kept');
    const [open] = (await claim()) as [Message];
    await post('/outbox/release', { ...held([open]), reason: 'no such product', failed: true });
    await shop.paid('open');
    shop.clock.advance(6 * day);
    expect(await swept()).toMatchObject({ removed: 0 });
    shop.clock.advance(day + 60);
    expect(await swept({ keepDays: 0 })).toMatchObject({ removed: 0 });
    const { removed } = await swept();
    expect(removed).toBeGreaterThan(0);
    expect(await swept()).toMatchObject({ removed: 0 });
    expect((await shop.store.failed()).map(({ id }) => id)).toEqual([open.id]);
    expect((await shop.store.outbox()).some(({ entry }) => entry.orderId === 'open')).toBe(true);
    // What was told is in the log all the same.
    expect((await shop.store.history('bought')).length).toBeGreaterThan(2);
  });

  it('should remove in batches, no more than so many at once, and go on if it cannot', async () => {
    const asked: number[] = [];
    const many = {
      ...shop.store,
      removeAcknowledged: async (_: string, limit = 0) => {
        asked.push(limit);
        return limit;
      },
    };
    expect(await swept({ store: many })).toMatchObject({ removed: 10_000 });
    expect(asked).toEqual(Array(10).fill(1000));
    const away = { ...shop.store, removeAcknowledged: () => Promise.reject(new Error('gone')) };
    expect(await swept({ store: away })).toMatchObject({ removed: 0 });
  });
});
