/**
 * Goal: what a store remembers of orders saves it the reading and never an answer: whoever else writes, whatever fails, and however
 * cold it is, it comes to what a store comes to that reads each time.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Payment, Report } from '../../src/lifecycle/index.ts';
import { type Store, StoreError } from '../../src/store/index.ts';
import { emptyMemory } from '../../src/store/memory.ts';
import { fewEntries, type Standing, unknownOrder } from '../../src/store/rows.ts';
import { notified, ordered, refundAsked, refundOf, statusRead } from '../lifecycle/reports.ts';
import { disturbed, type Engine, engines, storedOf, storeOn, writes } from './engines.ts';

type Of = Readonly<Record<string, unknown>>;

const reads = (sql: string): boolean => sql.includes('AS own_id');

describe.each(engines)('memory, on %s', (_, open) => {
  let engine: Engine;
  /** Where orders are taken to from a log alone. */
  let elsewhere: Engine;
  let orders = 0;

  beforeAll(async () => {
    engine = await open();
    elsewhere = await (engines[0] as (typeof engines)[number])[1]();
  });
  afterAll(async () => {
    await engine?.close();
    await elsewhere?.close();
  });

  /** A store of its own, and what it has sent since it was last asked. */
  async function watched() {
    const disturbance = disturbed(engine.database);
    let sent: string[] = [];
    disturbance.before(async (sql) => {
      sent.push(sql);
    });
    const store = await storeOn(disturbance.database);
    const since = () => {
      const before = sent;
      sent = [];
      return { reads: before.filter(reads).length, writes: before.filter(writes).length };
    };
    since();
    return { store, since, ...disturbance };
  }

  const about = () => ({ order_id: `remembered-${++orders}`, transaction_id: `${7000 + orders}` });
  const begun = (of: Of): Report => notified('initialized', 'initialized', of);
  const paid = (of: Of, at = '10:05'): Report => notified('completed', 'completed', { ...of, at });

  /** What is kept of an order is whole: its chain holds, and its payment is what the log comes to for who imports it. */
  async function isWhole(orderId: string): Promise<void> {
    const { store } = engine;
    expect(await store.verifyChain(orderId)).toBeUndefined();
    for await (const line of store.exportAll())
      if (line.includes(`"orderId":"${orderId}"`)) expect(await elsewhere.store.importAll([line])).toBe(1);
  }

  it('should save the reading of an order that was just written, and come to the same', async () => {
    const { store, since } = await watched();
    const order = about();
    const beside = { ...about(), transaction_id: order.transaction_id };
    await store.receive(begun(order));
    expect(since()).toEqual({ reads: 1, writes: 1 });
    const remembered = await store.receive(paid(order));
    expect(since()).toEqual({ reads: 0, writes: 1 });
    await (await storeOn(engine.database)).receive(begun(beside));
    const cold = await (await storeOn(engine.database)).receive(paid(beside));
    expect(remembered.verdict).toEqual({ ...cold.verdict, orderId: order.order_id });
    expect(remembered.payment).toEqual({ ...cold.payment, orderId: order.order_id });
    expect((await engine.store.read(order.order_id))?.payment).toEqual(remembered.payment);
    await isWhole(order.order_id);
  });

  it('should judge some of the calls that come together while the others are being written', async () => {
    const disturbance = disturbed(engine.database);
    const store = await storeOn(disturbance.database);
    // The first statement is carried out only once another was sent.
    let sent = 0;
    let another = (): void => {};
    const isSent = new Promise<void>((resolve) => {
      another = resolve;
    });
    disturbance.before(async (sql) => {
      if (!writes(sql)) return;
      if (++sent === 2) another();
      await isSent;
    });
    const orders = Array.from({ length: 8 }, about);
    await Promise.all(orders.map((order) => store.receive(begun(order))));
    expect(sent).toBe(2);
    for (const order of orders) await isWhole(order.order_id);
  });

  it('should answer what writes nothing, and what is refused as input, only as it was read', async () => {
    const { store, since } = await watched();
    const order = about();
    await store.receive(begun(order));
    await store.receive(paid(order));
    since();
    expect(await store.receive(paid(order))).toMatchObject({ duplicateOf: 2 });
    // It is counted.
    expect(since()).toEqual({ reads: 1, writes: 1 });
    await expect(store.ask(order.order_id, { type: 'no.such', at: 'now' } as never)).rejects.toThrow();
    expect(since()).toEqual({ reads: 1, writes: 0 });
    await expect(store.ask(order.order_id, refundAsked(), { version: 1 })).rejects.toMatchObject({ code: 'changed' });
    expect(since()).toEqual({ reads: 1, writes: 0 });
    await expect(store.resolve(order.order_id, 1, { actor: 'a', reason: 'b', evidence: 'c' })).rejects.toThrow(
      'not set aside',
    );
    expect(since()).toEqual({ reads: 1, writes: 0 });
  });

  it('should not say what an order is open under, if another process may have said otherwise since', async () => {
    const { store, since } = await watched();
    const { order_id: orderId } = about();
    await store.open({ orderId });
    since();
    expect(await store.open({ orderId })).toMatchObject({ orderId });
    expect(since()).toEqual({ reads: 1, writes: 0 });
    await engine.store.configure(orderId, { collector: 'american_express' });
    await expect(store.open({ orderId })).rejects.toMatchObject({ code: 'configured_otherwise' });
  });

  it('should be found out of date once another process has written, and the call be judged by what stands', async () => {
    const { store, since } = await watched();
    const order = about();
    await store.receive(begun(order));
    await engine.store.receive(paid(order));
    await engine.store.ask(order.order_id, refundAsked({ refundId: 'theirs', amount: 700 }));
    since();
    const asked = await store.ask(order.order_id, refundAsked({ refundId: 'ours', amount: 400 }));
    expect(asked).toMatchObject({ ok: false, refusal: { code: 'refund_outcome_unknown' } });
    expect(since()).toEqual({ reads: 1, writes: 2 });
    expect((await engine.store.history(order.order_id)).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
    await isWhole(order.order_id);
  });

  it('should let no request pass that a recovery of another process holds off, though it is no entry of the order', async () => {
    const other = await (engines[0] as (typeof engines)[number])[1]();
    try {
      const store = await storeOn(other.database);
      const order = about();
      await store.receive(begun(order));
      await store.receive(paid(order));
      await (await storeOn(other.database)).recover({ since: '2020-01-01T00:00:00Z' });
      await expect(store.ask(order.order_id, refundAsked())).rejects.toMatchObject({ code: 'read_first' });
      expect(await store.history(order.order_id)).toHaveLength(2);
    } finally {
      await other.close();
    }
  });

  it('should take a notification for known that only another process was told of', async () => {
    const { store } = await watched();
    const order = about();
    await store.receive(begun(order));
    await engine.store.receive(paid(order));
    expect(await store.receive(paid(order))).toMatchObject({ duplicateOf: 2 });
    expect(await engine.store.history(order.order_id)).toHaveLength(2);
  });

  it('should not stand in the way if it is not known whether a write was kept: what was, is found, and what was not, is written', async () => {
    const { store, since, ...disturbing } = await watched();
    const order = about();
    await store.receive(begun(order));
    const lost = new StoreError('unavailable', 'the database says: connection lost');
    disturbing.after(async (sql) => {
      if (writes(sql)) throw lost;
    });
    await expect(store.receive(paid(order))).rejects.toBe(lost);
    disturbing.after(async () => {});
    since();
    expect(await store.receive(paid(order))).toMatchObject({ duplicateOf: 2 });
    disturbing.before(async (sql) => {
      if (writes(sql)) throw lost;
    });
    await expect(store.receive(statusRead('completed', 'completed', { ...order, at: '10:06' }))).rejects.toBe(lost);
    disturbing.before(async () => {});
    since();
    const { payment } = await store.receive(statusRead('completed', 'completed', { ...order, at: '10:06' }));
    expect((await engine.store.read(order.order_id))?.payment).toEqual(payment);
    expect((await engine.store.history(order.order_id)).map(({ n }) => n)).toEqual([1, 2, 3]);
    await isWhole(order.order_id);
  });

  it('should know nothing of what a transaction of the caller wrote, and have its order read then', async () => {
    const { store, since } = await watched();
    const order = about();
    await store.receive(begun(order));
    await engine.database.transaction(async (connection) => {
      const query = async (text: string, values?: unknown[]) => ({ rows: await connection.query(text, values) });
      await store.within({ query }).receive(paid(order));
    });
    since();
    await store.receive(notified('shipped', 'completed', { ...order, at: '11:00' }));
    expect(since()).toEqual({ reads: 1, writes: 1 });
    expect((await engine.store.history(order.order_id)).map(({ n }) => n)).toEqual([1, 2, 3]);
    await isWhole(order.order_id);
  });

  it('should not stand against a database that was put back to an older copy, in which others went on', async () => {
    const { store } = await watched();
    const order = about();
    await store.receive(begun(order));
    await engine.database.transaction(async (connection) => {
      await connection.script(
        `SET LOCAL session_replication_role = replica;
         ${['outbox', 'shaped_move', 'log', 'payment'].map((table) => `DELETE FROM paychart.${table} WHERE order_id = '${order.order_id}'`).join(';')}`,
      );
    });
    await (await storeOn(engine.database)).receive(notified('uncleared', 'uncleared', order));
    const { payment } = await store.receive(paid(order));
    expect(payment?.attempts[0]?.seen.map((seen) => seen.order)).toEqual(['uncleared', 'completed']);
    expect(await engine.store.history(order.order_id)).toHaveLength(2);
    await isWhole(order.order_id);
  });

  describe('of orders that are new', () => {
    /** A store that has met nothing but new orders. */
    async function trusting() {
      const one = await watched();
      for (let at = 0; at < 20; at++) await one.store.receive(begun(about()));
      one.since();
      return one;
    }

    it('should save their reading too, once all that was not known here was new', async () => {
      const { store, since } = await trusting();
      const order = about();
      await store.receive(begun(order));
      expect(since()).toEqual({ reads: 0, writes: 1 });
      await isWhole(order.order_id);
    });

    it('should not take an order for new that stands, nor write anything of it twice', async () => {
      const { store } = await trusting();
      const order = about();
      await engine.store.open({ orderId: order.order_id });
      await engine.store.ask(order.order_id, ordered({ transactionId: order.transaction_id }));
      await engine.store.receive(paid(order));
      const before = await storedOf(engine.database, order.order_id);
      expect(await store.receive(paid(order))).toMatchObject({ duplicateOf: 3 });
      const after = await storedOf(engine.database, order.order_id);
      expect({ ...after, delivery: [] }).toEqual({ ...before, delivery: [] });
      const { payment } = await store.receive(notified('shipped', 'completed', { ...order, at: '11:00' }));
      expect((await engine.store.read(order.order_id))?.payment).toEqual(payment);
      await isWhole(order.order_id);
    });

    it("should not take a refund's own order id for a new order", async () => {
      const { store } = await trusting();
      const order = about();
      const own = `own-of-${order.order_id}`;
      await engine.store.receive(paid(order));
      const listed = [refundOf('71', 400, 'initialized', { order_id: own })];
      await engine.store.receive(
        statusRead('completed', 'completed', { ...order, at: '10:09', related_transactions: listed }),
      );
      const told: Report = {
        channel: 'notification',
        orderId: own,
        transactionId: '71',
        kind: 'refund',
        order: 'completed',
        transaction: 'completed',
        amount: 400,
        currency: 'EUR',
        recency: '2019-11-05T10:00:00',
      };
      const { payment } = await store.receive(told);
      expect(payment?.orderId).toBe(order.order_id);
      expect(await engine.store.read(own)).toBeUndefined();
    });

    it('should read again after it was wrong a few times', async () => {
      const { store, since } = await trusting();
      for (let at = 0; at < 20; at++) {
        const order = about();
        await engine.store.receive(begun(order));
        await store.receive(paid(order));
      }
      since();
      const order = about();
      await engine.store.receive(begun(order));
      await store.receive(paid(order));
      expect(since()).toEqual({ reads: 1, writes: 1 });
    });
  });

  it('should leave two stores that take turns on orders with what one alone comes to', async () => {
    const stores: Store[] = [(await watched()).store, (await watched()).store];
    const order = about();
    const alone = { ...about(), transaction_id: order.transaction_id };
    const lives = (of: Of): Report[] => [
      begun(of),
      paid(of),
      paid(of),
      notified('shipped', 'completed', { ...of, at: '10:06' }),
      notified('expired', 'expired', { ...of, at: '10:07' }),
      paid(of),
      notified('expired', 'expired', { ...of, at: '10:07' }),
    ];
    for (const [at, report] of lives(order).entries()) await (stores[at % 2] as Store).receive(report);
    for (const report of lives(alone)) await (await storeOn(engine.database)).receive(report);
    const [ours, theirs] = [await engine.store.read(order.order_id), await engine.store.read(alone.order_id)];
    expect(ours?.payment).toEqual(
      JSON.parse(JSON.stringify(theirs?.payment).replaceAll(alone.order_id, order.order_id)),
    );
    const told = async ({ order_id }: { order_id: string }) =>
      (await engine.store.history(order_id)).map(({ n, kind, verdict, code }) => ({ n, kind, verdict, code }));
    expect(await told(order)).toEqual(await told(alone));
  });
});

describe('a memory', () => {
  const carried = { hashes: {} as Payment['laws'], becomes: 'carried over' } as const;
  const standing = (orderId: string, version: number): Standing => ({
    order: { ...unknownOrder(orderId), version, head: 'f' },
    lives: new Map(),
    head: 'f',
    digests: ['d'],
    earlier: undefined,
    aside: undefined,
    heardAt: undefined,
  });
  const asked = (orderId: string) => ({ orderId, digest: '', named: undefined, askedWhen: false, isOwn: false });

  it('should be bounded: in orders, the oldest going first, and in the entries of one', () => {
    const memory = emptyMemory();
    for (let at = 0; at <= 2_000; at++) memory.met(standing(`order-${at}`, 1));
    expect(memory.standing(asked('order-0'))).toBeUndefined();
    for (let at = 1_001; at <= 2_000; at++) expect(memory.standing(asked(`order-${at}`))?.order.version).toBe(1);
    memory.met(standing('order-1001', fewEntries + 1));
    expect(memory.standing(asked('order-1001'))).toBeUndefined();
  });

  it('should be of what was written last, also of an order that was heard of long before', () => {
    const memory = emptyMemory();
    memory.met(standing('order-1', 1));
    for (let at = 0; at < 1_500; at++) memory.met(standing(`other-${at}`, 1));
    memory.met(standing('order-1', 2));
    expect(memory.standing(asked('order-1'))?.order.version).toBe(2);
    memory.forget('order-1');
    expect(memory.standing(asked('order-1'))).toBeUndefined();
  });

  it.each([
    ['is not there any more', { ...standing('order-1', 0), digests: [] }],
    ['has many entries by now', { ...standing('order-1', fewEntries + 1), digests: undefined }],
    ['is of another law', { ...standing('order-1', 1), order: { ...standing('order-1', 1).order, otherLaw: carried } }],
  ] as const)('should be gone of an order that, as it was read, %s', (_, read) => {
    const memory = emptyMemory();
    memory.met(standing('order-1', 1));
    memory.met(read);
    expect(memory.standing(asked('order-1'))).toBeUndefined();
  });
});
