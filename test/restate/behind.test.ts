/**
 * Goal: what orders have recorded comes to their sinks behind them, of many orders at once, and never something that Restate may have lost.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { save } from '../../src/lifecycle/index.ts';
import { lawNamed } from '../../src/lifecycle/payment.ts';
import { appendBehind } from '../../src/restate/behind.ts';
import { heldOfLine } from '../../src/restate/held.ts';
import { silent } from '../../src/service/log.ts';
import { nodeSha256 } from '../../src/store/canonical.ts';
import { checkLine } from '../../src/store/checked-line.ts';
import { type Appendix, type Database, openStore, StoreError } from '../../src/store/index.ts';
import { lawNames } from '../../src/store/law-names.ts';
import { readLine } from '../../src/store/portable.ts';
import { notified } from '../lifecycle/reports.ts';
import { openPrepared } from '../store/prepared.ts';

const now = () => '2023-11-15T12:00:00.000Z';

/** Orders of two entries each, as their objects keep them. */
async function recordedOrders(count: number): Promise<readonly Appendix[]> {
  const store = await openStore({ database: await openPrepared(), now });
  const orders = Array.from({ length: count }, (_, at) => `order-${at}`);
  for (const status of ['initialized', 'completed'])
    await Promise.all(
      orders.map((orderId) => store.receive(notified(status, status, { order_id: orderId, transaction_id: orderId }))),
    );
  const law = { ...(await lawNames(nodeSha256)), named: lawNamed(), numbers: new Map<string, number>() };
  const appendices: Appendix[] = [];
  for await (const line of store.exportAll()) {
    const checked = await checkLine(readLine(line, 1), { law, sha256: nodeSha256, account: undefined });
    const { orderId, kept } = heldOfLine(checked, save);
    appendices.push({ orderId, changes: kept, deliveries: [] });
  }
  await store.close();
  return appendices;
}

/** How often a database was asked. */
function counted(database: Database): { readonly database: Database; asked(): number } {
  let asked = 0;
  const query: Database['query'] = (...given) => {
    asked++;
    return database.query(...given);
  };
  return { database: { ...database, query }, asked: () => asked };
}

/** An order with so many entries that a sink looks at nothing of but their number. */
const entriesUpTo = (last: number, orderId = 'order'): Appendix => ({
  orderId,
  changes: Array.from({ length: last }, (_, at) => ({ entry: { n: at + 1 } })) as unknown as Appendix['changes'],
  deliveries: [],
});

/** A sink, and the numbers of the entries that it was given. */
function listening() {
  const given: string[] = [];
  return {
    given,
    append: async ({ orderId, changes }: Appendix): Promise<void> => {
      given.push(`${orderId} ${changes.map(({ entry }) => entry.n).join(',')}`);
    },
  };
}

afterEach(() => vi.useRealTimers());

describe('what is appended behind the orders', () => {
  it('should be written to a store for many orders at once, and all of it', async () => {
    const appendices = await recordedOrders(20);
    const { database, asked } = counted(await openPrepared());
    const store = await openStore({ database, now });
    const behind = appendBehind({ after: 20, again: 1_000, sinkWithin: 10_000, log: silent });
    let appended = 0;
    const sink = { append: (appendix: Appendix) => store.append(appendix).then(() => void appended++) };
    const before = asked();
    for (const appendix of appendices) behind.take(appendix.orderId, [sink], appendix);
    await vi.waitUntil(() => appended === appendices.length, { timeout: 20_000 });
    // For 40 entries.
    expect(asked() - before).toBeLessThan(15);
    const entries = await Promise.all(appendices.map(({ orderId }) => store.history(orderId)));
    expect(entries.map((log) => log.map(({ hash }) => hash))).toEqual(
      appendices.map(({ changes }) => changes.map(({ entry }) => entry.hash)),
    );
    await behind.stop();
    await store.close();
  });

  it('should be no entry that was taken just now: only what Restate has had for a while', async () => {
    vi.useFakeTimers();
    const sink = listening();
    const behind = appendBehind({ after: 2_000, again: 5_000, sinkWithin: 1_000, log: silent });
    behind.take('early', [sink], entriesUpTo(1, 'early'));
    await vi.advanceTimersByTimeAsync(999);
    behind.take('late', [sink], entriesUpTo(1, 'late'));
    await vi.advanceTimersByTimeAsync(1);
    expect(sink.given).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sink.given).toEqual(['early 1', 'late 1']);
    behind.take('last', [sink], entriesUpTo(1, 'last'));
    await behind.stop();
    expect(sink.given).toHaveLength(2);
  });

  it('should be nothing that was taken before a connection to Restate was lost', async () => {
    vi.useFakeTimers();
    const sink = listening();
    const behind = appendBehind({ after: 2_000, again: 5_000, sinkWithin: 1_000, log: silent });
    behind.take('lost', [sink], entriesUpTo(1, 'lost'));
    await vi.advanceTimersByTimeAsync(1_500);
    behind.take('lost-too', [sink], entriesUpTo(1, 'lost-too'));
    behind.forget();
    behind.take('after', [sink], entriesUpTo(1, 'after'));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(sink.given).toEqual(['after 1']);
  });

  it('should be each entry once, and again where a sink was away', async () => {
    vi.useFakeTimers();
    const sink = listening();
    let isAway = false;
    const warned: string[] = [];
    const log = { ...silent, warn: (_: object, message: string) => void warned.push(message) };
    const behind = appendBehind({ after: 2_000, again: 5_000, sinkWithin: 1_000, log });
    const append = async (appendix: Appendix): Promise<void> => {
      if (isAway) throw new StoreError('unavailable', 'it is away');
      await sink.append(appendix);
    };
    for (const last of [1, 2]) {
      behind.take('order', [{ append }], entriesUpTo(last));
      await vi.advanceTimersByTimeAsync(2_000);
    }
    isAway = true;
    behind.take('order', [{ append }], entriesUpTo(3));
    behind.take('other', [{ append }], entriesUpTo(1, 'other'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(warned).toHaveLength(1);
    behind.take('order', [{ append }], entriesUpTo(4));
    isAway = false;
    await vi.advanceTimersByTimeAsync(4_999);
    expect(sink.given).toEqual(['order 1', 'order 2']);
    await vi.advanceTimersByTimeAsync(2_001);
    expect(sink.given.toSorted()).toEqual(['order 1', 'order 2', 'order 3', 'order 4', 'other 1']);
  });
});
