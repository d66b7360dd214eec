/**
 * Goal: who follows the changes of a store loses none and is told none backwards, however late one is committed and however slowly they
 * are taken. The database here is a list, so that each moment of it can be chosen.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { changesOf } from '../../src/store/changes.ts';
import type { Changed, OrderChange, StoredOrder, Versioned } from '../../src/store/index.ts';

describe('changes that are taken slowly or committed late', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2025-05-06T08:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const now = (): string => new Date().toISOString();
  const seconds = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(count * 1000);

  /** A database of orders, whose changes are those of another process unless a call is told of. */
  function database() {
    const orders = new Map<string, StoredOrder>();
    const held = new Map<string, Promise<void>>();
    const since = async <Row>(from: string | Changed): Promise<readonly Row[]> => {
      const place = typeof from === 'string' ? from : `${from.updatedAt} ${from.orderId}`;
      const placed = [...orders.values()].map((order) => ({ order, place: `${order.updatedAt} ${order.orderId}` }));
      return placed
        .filter((one) => one.place > place)
        .sort((one, other) => (one.place < other.place ? -1 : 1))
        .map(({ order }) => order as Row);
    };
    const commit = (orderId: string, updatedAt = now()): void => {
      const version = (orders.get(orderId)?.version ?? 0) + 1;
      orders.set(orderId, { orderId, version, updatedAt } as StoredOrder);
    };
    const called = async (orderId: string): Promise<undefined> => {
      commit(orderId);
    };
    const store = {
      read: async (orderId: string) => {
        const order = orders.get(orderId);
        const until = held.get(orderId);
        held.delete(orderId);
        await until;
        return order;
      },
      changedSince: (from: string | Changed) => since<StoredOrder>(from),
      versionsSince: (from: string | Changed) => since<Versioned>(from),
      configure: called,
    };
    return {
      store: store as unknown as Parameters<typeof changesOf>[0],
      commit,
      /** The next read of an order answers once the function that is returned is called. */
      hold(orderId: string): () => void {
        let release = (): void => {};
        held.set(
          orderId,
          new Promise((resolve) => {
            release = resolve;
          }),
        );
        return release;
      },
    };
  }

  /** What a loop over changes is told. */
  function follow(changes: AsyncIterable<OrderChange>) {
    const told: string[] = [];
    void (async () => {
      for await (const { order } of changes) told.push(`${order.orderId} ${order.version}`);
    })();
    return told;
  }

  it('should go on after a place over all that was not taken yet, however long an order waited that changed again', async () => {
    const { store, commit } = database();
    const { changes } = changesOf(store, now);
    const slow = changes()[Symbol.asyncIterator]();
    const first = slow.next();
    await seconds(1);
    commit('taken');
    await seconds(2);
    expect((await first).value?.order.orderId).toBe('taken');
    commit('changed-again');
    await seconds(70);
    commit('waiting');
    await seconds(130);
    commit('changed-again');
    await seconds(2);
    const { value: next } = await slow.next();
    const { value: after } = await slow.next();
    expect([next?.order.orderId, after?.order.orderId]).toEqual(['waiting', 'changed-again']);
    await slow.return?.();
  });

  it('should tell what is committed after what came before was read, however long ago it was received', async () => {
    const { store, commit } = database();
    const { changes, place } = changesOf(store, now);
    const ended = new AbortController();
    const [received, since] = [now(), place()];
    await seconds(30);
    const told = follow(changes({ since, signal: ended.signal }));
    await seconds(0.5);
    commit('late', received);
    await seconds(5);
    ended.abort();
    expect(told).toEqual(['late 1']);
  });

  it('should tell no older version of an order after a newer one', async () => {
    const { store, hold } = database();
    const { changes, store: telling } = changesOf(store, now);
    const ended = new AbortController();
    const told = follow(changes({ signal: ended.signal }));
    await seconds(1.1);
    await telling.configure('first', {});
    await telling.configure('often', {});
    const release = hold('slowly-read');
    await telling.configure('slowly-read', {});
    await seconds(0.5);
    await telling.configure('often', {});
    await seconds(2);
    release();
    await seconds(2);
    ended.abort();
    expect(told.filter((one) => one.startsWith('often'))).toEqual(['often 2']);
    expect(told).toContain('slowly-read 1');
  });

  it('should tell what others change after one whose clock is far ahead', async () => {
    const { store, commit } = database();
    const { changes } = changesOf(store, now);
    const ended = new AbortController();
    const told = follow(changes({ signal: ended.signal }));
    await seconds(1);
    commit('ahead', new Date(Date.now() + 600_000).toISOString());
    await seconds(2);
    commit('in-time');
    await seconds(2);
    ended.abort();
    expect(told).toEqual(['ahead 1', 'in-time 1']);
  });
});
