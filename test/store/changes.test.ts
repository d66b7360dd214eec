/**
 * Goal: a program that shows or copies payments hears of every one that changes, wherever it was changed, and goes on where it was; and
 * a hundred that listen cost the database no more than one.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type OrderChange, openStore, type Store } from '../../src/store/index.ts';
import { notified } from '../lifecycle/reports.ts';
import { openPrepared } from './prepared.ts';

describe('the changes of a store', () => {
  let database: Database;
  let time = Date.parse('2025-05-06T08:00:00Z');
  const now = (): string => new Date(time++).toISOString();
  /** The statements that read an order whole. */
  let read = 0;
  /** Whether an order is read whole, and what that waits for. */
  let held: ((orderId: unknown) => Promise<void> | undefined) | undefined;
  const counted = (): Database => ({
    ...database,
    query: async (sql, parameters) => {
      await held?.(parameters?.[0]);
      if (sql.includes('state::text AS state') && sql.includes('FROM paychart.payment WHERE')) read++;
      return database.query(sql, parameters);
    },
  });
  let store: Store;
  beforeAll(async () => {
    database = await openPrepared();
    store = await openStore({ database: counted(), now });
  });
  afterAll(() => store.close());

  const open = (orderId: string, by = store) => by.open({ orderId, edition: '2019-10' });
  const paid = (orderId: string) => store.receive(notified('completed', 'completed', { order_id: orderId }));
  /** The next changes, told once there are so many. */
  const take = async (changes: AsyncIterable<OrderChange>, count: number): Promise<OrderChange[]> => {
    const taken: OrderChange[] = [];
    for await (const change of changes) if (taken.push(change) === count) break;
    return taken;
  };
  const idsOf = (changes: readonly OrderChange[]): string[] => changes.map(({ order }) => order.orderId);

  it('should be told as they happen, each order as it stands', async () => {
    const changes = store.changes();
    await open('told-1');
    const following = take(changes, 2);
    await open('told-2');
    const [first, second] = await following;
    expect([first?.order.orderId, second?.order.orderId]).toEqual(['told-1', 'told-2']);
    expect(second?.order).toEqual(await store.read('told-2'));
  });

  it('should begin with the call, and tell nothing that was before', async () => {
    time += 60_000;
    const following = take(store.changes(), 1);
    await open('begun-1');
    expect(idsOf(await following)).toEqual(['begun-1']);
  });

  it('should go on after a place, over all that happened meanwhile', async () => {
    time += 120_000;
    const following = take(store.changes(), 1);
    await open('meanwhile-0');
    const [{ place }] = (await following) as [OrderChange];
    time += 120_000;
    for (const n of [1, 2, 3]) await open(`meanwhile-${n}`);
    // What was changed in the minute before the place may come a second time.
    const all = ['meanwhile-0', 'meanwhile-1', 'meanwhile-2', 'meanwhile-3'];
    expect(idsOf(await take(store.changes({ since: place }), 4))).toEqual(all);
    await open('meanwhile-4');
    expect(idsOf(await take(store.changes({ since: place }), 5))).toEqual([...all, 'meanwhile-4']);
  });

  it('should be read from the database once each, however many follow', async () => {
    time += 60_000;
    const ended = new AbortController();
    const heard: string[][] = Array.from({ length: 20 }, () => []);
    const following = heard.map(async (ids) => {
      for await (const { order } of store.changes({ signal: ended.signal })) {
        ids.push(order.orderId);
        if (heard.every((one) => one.includes('once-2'))) ended.abort();
      }
    });
    // Each has looked what there was before.
    await new Promise((resolve) => setTimeout(resolve));
    await open('once-1');
    const before = read;
    await open('once-2');
    await Promise.all(following);
    expect(heard).toEqual(heard.map(() => ['once-1', 'once-2']));
    expect(read - before).toBeLessThanOrEqual(2);
  });

  it('should tell who comes of nothing that was read for others who are gone', async () => {
    time += 60_000;
    const ended = new AbortController();
    const before = store.changes({ signal: ended.signal })[Symbol.asyncIterator]();
    const first = before.next();
    await open('held-0');
    await first;
    const gone = before.next();
    let goOn = (): void => {};
    const isOver = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const isRead = new Promise<void>((resolve) => {
      held = (orderId) => {
        if (orderId !== 'held-1') return undefined;
        resolve();
        return isOver;
      };
    });
    await open('held-1');
    await isRead;
    ended.abort();
    expect((await gone).done).toBe(true);
    time += 60_000;
    const following = take(store.changes(), 1);
    held = undefined;
    goOn();
    await new Promise((resolve) => setImmediate(resolve));
    await open('held-2');
    expect(idsOf(await following)).toEqual(['held-2']);
  });

  it('should be told of what another process changed in the same database', async () => {
    const other = await openStore({ database, now });
    time += 60_000;
    const following = take(store.changes(), 1);
    await open('elsewhere-1', other);
    expect(idsOf(await following)).toEqual(['elsewhere-1']);
  });

  it('should tell of an order that changed often how it stands when it is taken', async () => {
    time += 60_000;
    const changes = store.changes()[Symbol.asyncIterator]();
    const first = changes.next();
    await open('often-1');
    expect((await first).value).toMatchObject({ order: { orderId: 'often-1', version: 1 } });
    await paid('often-1');
    await store.configure('often-1', { amount: 1000, currency: 'EUR' });
    const next = await changes.next();
    await changes.return?.();
    expect(next.value?.order).toEqual(await store.read('often-1'));
    expect(next.value?.order.version).toBe(3);
  });

  it('should end with the signal, with the loop, and when the store is closed; and throw nothing', async () => {
    const ended = new AbortController();
    const aborted = take(store.changes({ signal: ended.signal }), 1);
    ended.abort();
    expect(await aborted).toEqual([]);
    expect(await take(store.changes({ signal: AbortSignal.abort() }), 1)).toEqual([]);
    const other = await openStore({ database: { ...database, close: async () => {} }, now });
    const closed = take(other.changes(), 1);
    await other.close();
    expect(await closed).toEqual([]);
  });

  it.each(['', 'yesterday', '2025-05-06T08:00:00.000Z'])('should take no place for one that is none: "%s"', (since) => {
    expect(() => store.changes({ since })).toThrow('since: it is no place in the stream');
  });
});
