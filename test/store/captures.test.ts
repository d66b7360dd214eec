/**
 * Goal: a capture's reports belong to the order that was authorised, whichever comes first; captures that are asked for at once never
 * come to more than was authorised.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Payment, position, type Report, statusOf } from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { type Engine, engines, now, storeOn } from './engines.ts';

let orders = 0;

describe.each(engines)('captures, on %s', (_name, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  const anOrder = (): string => `authorised-${++orders}`;
  const authorised = (orderId: string, more: object = {}): Report =>
    readOrder({
      order_id: orderId,
      transaction_id: `7${orderId}`,
      status: 'completed',
      financial_status: 'initialized',
      amount: 10000,
      currency: 'EUR',
      created: '2023-11-15T10:00:00',
      modified: '2023-11-15T10:05:00',
      payment_details: {
        type: 'VISA',
        capture: 'manual',
        capture_remain: 10000,
        capture_expiry: '2023-11-22T10:00:00',
      },
      ...more,
    });
  const captured = (orderId: string, own: string, amount: number, more: object = {}): Report =>
    readOrder({
      order_id: own,
      transaction_id: `8${own}`,
      status: 'completed',
      financial_status: 'completed',
      amount,
      currency: 'EUR',
      created: '2023-11-15T11:00:00',
      modified: '2023-11-15T11:00:00',
      payment_details: { type: 'VISA' },
      auth_order_id: orderId,
      ...more,
    });
  const standing = async (orderId: string): Promise<Payment> => (await engine.store.read(orderId))?.payment as Payment;

  it('should belong to the order that was authorised, by the order id that they name', async () => {
    const orderId = anOrder();
    await engine.store.receive(authorised(orderId));
    const { verdict } = await engine.store.receive(captured(orderId, `${orderId}-c1`, 4000));
    expect(verdict.verdict).toBe('applied');
    const payment = await standing(orderId);
    expect(position(payment)).toMatchObject({ collected: 4000, refundable: 4000 });
    expect(statusOf(payment)).toEqual([{ order: 'completed', transaction: 'initialized' }]);
  });

  it('should belong to it by their own order id alone, once it is listed', async () => {
    const orderId = anOrder();
    const listed = {
      type: 'capture',
      transaction_id: `8${orderId}-c1`,
      order_id: `${orderId}-c1`,
      amount: 4000,
      currency: 'EUR',
      status: 'completed',
      created: '2023-11-15T11:00:00',
    };
    await engine.store.receive(
      authorised(orderId, {
        modified: '2023-11-15T11:00:00',
        payment_details: { type: 'VISA', capture: 'manual', capture_remain: 6000 },
        related_transactions: [listed],
      }),
    );
    const own = captured(orderId, `${orderId}-c1`, 4000, { auth_order_id: null, modified: '2023-11-15T12:00:00' });
    const { verdict, payment } = await engine.store.receive(own);
    expect([verdict.verdict, payment?.orderId]).toEqual(['duplicate', orderId]);
    expect(position(await standing(orderId)).collected).toBe(4000);
  });

  it('should be folded into it once it is listed, where it was first met under the id of the authorised order', async () => {
    for (const isFirst of [true, false]) {
      const orderId = anOrder();
      const stray = captured(orderId, orderId, 4000, { auth_order_id: undefined });
      const entry = {
        type: 'capture',
        transaction_id: `8${orderId}`,
        amount: 4000,
        currency: 'EUR',
        status: 'completed',
      };
      const list = {
        ...entry,
        order_id: `${orderId}-c1`,
        created: '2023-11-15T11:00:00',
        modified: '2023-11-15T11:00:00',
      };
      const more = { modified: '2023-11-15T12:00:00', related_transactions: [list] };
      const details = { type: 'VISA', capture: 'manual', capture_remain: 6000 };
      for (const report of isFirst ? [stray] : [authorised(orderId), stray]) await engine.store.receive(report);
      const { verdict } = await engine.store.receive(authorised(orderId, { ...more, payment_details: details }));
      expect(verdict.verdict).toBe('applied');
      const payment = await standing(orderId);
      expect([position(payment).collected, payment.alarms]).toEqual([4000, []]);
      const same = { transaction_id: `8${orderId}` };
      const own = await engine.store.receive(captured(orderId, `${orderId}-c1`, 4000, same));
      expect(own.verdict.verdict).toBe('duplicate');
      const again = captured(orderId, `${orderId}-c2`, 6000, { modified: '2023-11-15T13:00:00' });
      expect((await engine.store.receive(again)).verdict.verdict).toBe('applied');
    }
  });

  it('should be told by their own order id before the answer to the request is', async () => {
    const orderId = anOrder();
    await engine.store.receive(authorised(orderId));
    const captureId = `${orderId}-c1`;
    const asked = { type: 'capture.requested', at: now, captureId, amount: 2500, currency: 'EUR' } as const;
    expect(await engine.store.ask(orderId, asked)).toMatchObject({ ok: true });
    const own = captured(orderId, captureId, 2500, { auth_order_id: null });
    expect((await engine.store.receive(own)).verdict.verdict).toBe('applied');
    const identified = { type: 'transaction.identified', at: now, transactionId: `8${captureId}`, captureId } as const;
    expect(await engine.store.ask(orderId, identified)).toMatchObject({ ok: true });
    const { attempts } = await standing(orderId);
    expect(attempts).toHaveLength(2);
    expect(attempts[1]).toMatchObject({ captureOf: 0, captureId, transactionId: `8${captureId}`, amount: 2500 });
  });

  it('should never come to more than was authorised, however many are asked for at once', async () => {
    const orderId = anOrder();
    await engine.store.receive(authorised(orderId));
    const stores = [engine.store, await storeOn(engine.database)];
    const asks = Array.from({ length: 200 }, (_, at) =>
      (stores[at % 2] as Engine['store']).ask(orderId, {
        type: 'capture.requested',
        at: now,
        captureId: `${orderId}-c${at}`,
        amount: 900,
        currency: 'EUR',
      }),
    );
    const answers = await Promise.all(asks);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(11);
    const refusals = new Set(answers.flatMap((one) => (one.ok ? [] : one.refusal.code)));
    expect([...refusals]).toEqual(['capture_exceeds_remainder']);
    expect((await standing(orderId)).attempts.filter(({ captureOf }) => captureOf === 0)).toHaveLength(11);
  });
});
