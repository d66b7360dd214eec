/**
 * Goal: what must be read at MultiSafepay stays to be read until it was, whatever is heard of the order meanwhile: a later
 * notification does not bring back the one that was lost.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { notified, statusRead } from '../lifecycle/reports.ts';
import { type Engine, engines, storeOn } from './engines.ts';

describe.each(engines)('after an outage, on %s', (_, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  const minute = (count: number): string => new Date(Date.parse('2023-11-15T12:00:00Z') + count * 60_000).toISOString();
  const at = (count: number): Promise<Store> => storeOn(engine.database, () => minute(count));
  const outage = { from: minute(1), to: minute(2) };
  let orders = 0;

  /** An order that was heard of before the outage. */
  async function heardOf() {
    const about = { order_id: `order-${++orders}`, created: '2023-11-15T12:55:00' };
    await (await at(0)).receive(notified('initialized', 'initialized', { ...about, at: '2023-11-15T12:55:00' }));
    const later = notified('completed', 'completed', { ...about, at: '2023-11-15T13:01:00' });
    return {
      orderId: about.order_id,
      later,
      read: { ...statusRead('completed', 'completed', { ...about, at: '2023-11-15T13:01:00' }) },
    };
  }

  it('should be due although a notification comes before it is read, and not once it was', async () => {
    const { orderId, later, read } = await heardOf();
    await (await at(3)).readAfterOutage(outage);
    await (await at(4)).receive(later);
    expect(await (await at(5)).due()).toContain(orderId);
    await (await at(6)).receive(read);
    expect(await (await at(60)).due()).not.toContain(orderId);
  });

  it('should be due although a notification comes when the outage is just over', async () => {
    const { orderId, later } = await heardOf();
    await (await at(3)).receive(later);
    await (await at(4)).readAfterOutage(outage);
    expect(await (await at(5)).due()).toContain(orderId);
  });

  it('should come again, if it could not be read, although a notification came meanwhile', async () => {
    const { orderId, later } = await heardOf();
    await (await at(3)).readAfterOutage(outage);
    expect(await (await at(4)).due()).toContain(orderId);
    await (await at(5)).receive(later);
    expect(await (await at(20)).due()).toContain(orderId);
  });
});
