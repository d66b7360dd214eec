/**
 * Goal: what a refund has set aside that was never made is freed by a person, once, with a name and a reason, and only
 * where nothing that MultiSafepay has shown may be it; and who read an order that has changed since stores nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError, type PaymentFact, position } from '../../src/lifecycle/index.ts';
import type { Correction } from '../../src/store/index.ts';
import { notified, ordered, refundAsked, refundOf, statusRead } from '../lifecycle/reports.ts';
import { type Engine, engines, storedOf } from './engines.ts';

const signed = { actor: 'A. Clerk', reason: 'the service was stopped before the call', evidence: 'dashboard, 5 Nov' };
const later = '2019-11-05T09:10:00Z';

describe.each(engines)('a refund that was never made, on %s', (_name, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  let orders = 0;
  /** A paid order with a refund of EUR 4.00 that nobody has answered. */
  async function withRefund(): Promise<{ orderId: string; about: { order_id: string } }> {
    const orderId = `order-${++orders}`;
    const about = { order_id: orderId };
    await engine.store.open({ orderId });
    await engine.store.ask(orderId, ordered());
    await engine.store.receive(notified('completed', 'completed', about));
    await engine.store.ask(orderId, refundAsked());
    return { orderId, about };
  }
  const unmade = (fields: object = {}): Correction => ({ ...signed, unmade: 'refund-1', at: later, ...fields });

  it('should be freed, so that another can be asked for, and be a correction in the log', async () => {
    const { orderId } = await withRefund();
    const second = refundAsked({ refundId: 'refund-2', at: later, amount: 1000 });
    expect(await engine.store.ask(orderId, second)).toMatchObject({ ok: false });
    const payment = await engine.store.correct(orderId, unmade());
    expect(payment && position(payment)).toMatchObject({ collected: 1000, reserved: 0, refundable: 1000 });
    expect((await engine.store.history(orderId)).at(-1)).toMatchObject({
      kind: 'correction',
      verdict: 'admitted',
      body: { ...signed, unmade: 'refund-1' },
    });
    expect(await engine.store.verifyChain(orderId)).toBeUndefined();
    expect(await engine.store.ask(orderId, second)).toMatchObject({ ok: true });
  });

  it('should be freed once, and by its own id only', async () => {
    const { orderId } = await withRefund();
    await expect(engine.store.correct(orderId, unmade({ unmade: 'refund-9' }))).rejects.toThrow(InputError);
    await engine.store.correct(orderId, unmade());
    await expect(engine.store.correct(orderId, unmade())).rejects.toThrow('refund "refund-1"');
  });

  it('should be left alone for ten minutes: the call may be under way', async () => {
    const { orderId } = await withRefund();
    const before = await storedOf(engine.database, orderId);
    await expect(engine.store.correct(orderId, unmade({ at: '2019-11-05T09:09:59Z' }))).rejects.toThrow('10 minutes');
    await expect(engine.store.correct(orderId, unmade({ at: 'tomorrow' }))).rejects.toThrow(InputError);
    expect(await storedOf(engine.database, orderId)).toEqual(before);
  });

  it('should not be believed while a refund at MultiSafepay may be it; to say that it is settles it', async () => {
    const { orderId, about } = await withRefund();
    const listed = { ...about, at: '2019-11-05T10:00:00', related_transactions: [refundOf('8', 400, 'completed')] };
    await engine.store.receive(statusRead('completed', 'completed', { ...listed, amount_refunded: 400 }));
    await expect(engine.store.correct(orderId, unmade())).rejects.toThrow('refund 8 at MultiSafepay may be it');
    const same: PaymentFact = { type: 'transaction.identified', at: later, refundId: 'refund-1', transactionId: '8' };
    const stepped = await engine.store.ask(orderId, same);
    expect(stepped.ok && position(stepped.next)).toMatchObject({ reserved: 0, refunded: 400, refundable: 600 });
  });

  it('should not be believed of one that MultiSafepay has shown', async () => {
    const { orderId } = await withRefund();
    await engine.store.ask(orderId, {
      type: 'transaction.identified',
      at: later,
      refundId: 'refund-1',
      transactionId: '8',
    });
    await expect(engine.store.correct(orderId, unmade())).rejects.toThrow(InputError);
  });

  it('should be booked all the same if MultiSafepay reports it after all', async () => {
    const { orderId, about } = await withRefund();
    await engine.store.correct(orderId, unmade());
    const listed = { ...about, at: '2019-11-05T10:00:00', related_transactions: [refundOf('8', 400, 'completed')] };
    await engine.store.receive(statusRead('completed', 'completed', { ...listed, amount_refunded: 400 }));
    const { payment } = (await engine.store.read(orderId)) ?? {};
    expect(payment && position(payment)).toMatchObject({ reserved: 0, refunded: 400, refundable: 600 });
  });

  it('should be imported as it was exported', async () => {
    const { orderId } = await withRefund();
    await engine.store.correct(orderId, unmade());
    const lines: string[] = [];
    for await (const line of engine.store.exportAll()) if (line.includes(`"${orderId}"`)) lines.push(line);
    const other = await (engines[0] as (typeof engines)[number])[1]();
    try {
      expect(await other.store.importAll(lines)).toBe(1);
      expect((await other.store.read(orderId))?.payment).toEqual((await engine.store.read(orderId))?.payment);
    } finally {
      await other.close();
    }
  });
});

describe.each(engines)('asking at a version, on %s', (_name, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  it('should be admitted for one of many who read the same, and store nothing for the others', async () => {
    await engine.store.open({ orderId: 'order-1' });
    const { version } = (await engine.store.read('order-1')) as { version: number };
    const { transactionId: _, ...order } = ordered() as Extract<PaymentFact, { type: 'order.created' }>;
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, () => engine.store.ask('order-1', order, { version })),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of asked)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ name: 'StoreError', code: 'changed' });
    expect((await engine.store.read('order-1'))?.payment?.attempts).toHaveLength(1);
    expect((await engine.store.history('order-1')).length).toBe(2);
  });
});
