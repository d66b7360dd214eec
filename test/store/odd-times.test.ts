/**
 * Goal: a time that MultiSafepay, a caller or a listener writes, and that no column of time can hold, is no reason to lose what it came
 * with, nor a fault: a signed notification that is refused for ever is kept nowhere.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notified } from '../lifecycle/reports.ts';
import { type Engine, engines, now } from './engines.ts';

/** Times that are written as they should be, on days that the calendar has, at the ends of what four digits can say. */
const firstOfAll = '0000-01-01T00:00:00';
const lastOfAll = '9999-12-31T23:59:59';

describe.each(engines)('a time that %s cannot hold', (_, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  it.each([
    ['completed', 'completed', firstOfAll],
    ['uncleared', 'uncleared', firstOfAll],
    ['uncleared', 'uncleared', lastOfAll],
    ['initialized', 'initialized', firstOfAll],
    ['initialized', 'initialized', lastOfAll],
    ['completed', 'completed', lastOfAll],
  ])('should not keep a report from being stored, as of (%s, %s) at %s', async (order, transaction, at) => {
    const orderId = `${order} ${at}`;
    const { store } = engine;
    const { verdict } = await store.receive(notified(order, transaction, { order_id: orderId, created: at, at }));
    expect(verdict.verdict).toBe('applied');
    const [line] = (await store.list({ search: orderId })).map(({ nextReadAt }) => nextReadAt);
    if (at === firstOfAll) expect(await store.due(100)).toContain(orderId);
    else expect(line ?? '9999').toMatch(/^9999/);
    expect(await store.verifyChain(orderId)).toBeUndefined();
  });

  it.each([`${firstOfAll}Z`, `${lastOfAll}Z`, '2026-01-31T12:00:00+23:59', '0000-01-01T00:00:00+23:59'])(
    'should not keep a fact of %s from being stored',
    async (at) => {
      const { store } = engine;
      const orderId = `asked at ${at}`;
      await store.open({ orderId });
      const order = { type: 'order.created', at, brand: 'visa', amount: 2500, currency: 'EUR' } as const;
      expect(await store.ask(orderId, order)).toMatchObject({ ok: true });
      expect((await store.read(orderId))?.payment?.attempts).toMatchObject([{ requestedAt: at }]);
    },
  );

  it.each([`${firstOfAll}Z`, `${lastOfAll}Z`, '2026-01-31T12:00:00+23:59'])(
    'should be taken where the store is asked what was before or since %s',
    async (at) => {
      const { store } = engine;
      await store.changedSince(at);
      await store.versionsSince({ updatedAt: at, orderId: 'x' });
      await store.removeAcknowledged(at);
      await store.eraseDocumentsBefore(at);
      await store.list({ by: 'updated', after: { updatedAt: at, orderId: 'x' } });
      await store.list({ by: 'deadline', after: { nextReadAt: at, orderId: 'x' } });
      await store.readAfterOutage({ from: at, to: now });
      if (!at.startsWith('9') && !at.startsWith('2026')) await store.recover({ since: at });
    },
  );
});
