/**
 * Goal: each message is given to one consumer at a time, in the order of its order, until somebody has acted on it; whoever
 * dies is followed by another, whoever comes too late is told so, and what fails for good waits for a person. On both engines.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/lifecycle/index.ts';
import { type Claimed, openStore, type Store } from '../../src/store/index.ts';
import { notified, ordered, refundAsked, statusRead } from '../lifecycle/reports.ts';
import { type Engine, engines, withNestedLoops } from './engines.ts';

const opened = new Map<string, Engine>();

beforeAll(async () => {
  for (const [name, open] of engines) opened.set(name, await open());
});

afterAll(async () => {
  for (const engine of opened.values()) await engine.close();
});

let orders = 0;

describe.each(engines)('%s', (name) => {
  let database: Engine['database'];
  let store: Store;
  /** Another replica on the same database. */
  let other: Store;
  let seconds = 0;
  const clock = (): string => new Date(Date.parse('2023-11-15T12:00:00.000Z') + seconds * 1000).toISOString();

  beforeAll(async () => {
    ({ database } = opened.get(name) as Engine);
    [store, other] = [
      await openStore({ database, now: clock, mostTries: 3 }),
      await openStore({ database, now: clock, mostTries: 3 }),
    ];
  });

  beforeEach(async () => {
    await database.query('DELETE FROM paychart.outbox', []);
  });

  /** An order with so many messages: begun, paid, given back in parts. */
  async function orderWith(messages: number): Promise<string> {
    const orderId = `outbox-${++orders}`;
    const id = { order_id: orderId, transaction_id: `7${orders}` };
    await store.open({ orderId, amount: 1000, currency: 'EUR' });
    const told = [
      () => store.receive(notified('initialized', 'initialized', id)),
      () => store.receive(notified('completed', 'completed', { ...id, at: '10:05' })),
      () => store.receive(notified('expired', 'expired', { ...id, at: '10:09' })),
      () => store.receive(statusRead('completed', 'completed', { ...id, at: '10:12', amount_refunded: 0 })),
    ];
    for (const tell of told.slice(0, messages)) await tell();
    return orderId;
  }

  const numbersOf = (messages: readonly Claimed[]): string[] =>
    messages.map(({ entry: { orderId, n } }) => `${orderId} ${n}`);

  it('should say what changed, and nothing where nothing did', async () => {
    const orderId = await orderWith(3);
    const changes = async () => (await store.outbox()).map((message) => [message.entry.n, message.changes]);
    expect(await changes()).toEqual([
      [2, []],
      [3, ['became_paid', 'attempt_collected']],
      [4, ['no_longer_paid', 'set_aside', 'alarm_opened']],
    ]);
    await store.receive(
      statusRead('completed', 'completed', { order_id: orderId, transaction_id: `7${orders}`, at: '10:12' }),
    );
    expect((await changes()).at(-1)).toEqual([5, ['became_paid', 'alarm_closed']]);
    // A request of our own that takes the money back is told as well: no report need ever say so.
    await store.ask(orderId, refundAsked({ amount: 1000 }));
    expect((await changes()).at(-1)).toEqual([6, ['no_longer_paid', 'refund_reserved']]);
  });

  it('should say that an order became paid when it is said afterwards what it is for', async () => {
    const orderId = `outbox-${++orders}`;
    await store.receive(notified('completed', 'completed', { order_id: orderId }));
    await store.configure(orderId, { amount: 1000, currency: 'EUR' });
    expect((await store.outbox()).map(({ entry, changes }) => [entry.kind, changes])).toEqual([
      ['notification', ['attempt_collected']],
      ['configured', ['became_paid']],
    ]);
  });

  it('should not tell of a fact of our own that changes nothing for others', async () => {
    const orderId = `outbox-${++orders}`;
    await store.open({ orderId });
    await store.ask(orderId, ordered());
    expect(await store.outbox()).toEqual([]);
  });

  it('should give a message to one of two, again to the other once the lease has ended, and to nobody once it is done', async () => {
    const orderId = await orderWith(1);
    const [mine] = await store.claim({ seconds: 30 });
    expect(mine).toMatchObject({
      entry: { orderId, n: 2 },
      tries: 1,
      until: new Date(Date.parse(clock()) + 30_000).toISOString(),
    });
    expect(await other.claim()).toEqual([]);
    expect((await store.outbox()).map(({ id }) => id)).toEqual([mine?.id]);
    seconds += 29;
    expect(await other.claim()).toEqual([]);
    seconds += 1;
    const [theirs] = await other.claim();
    expect(theirs).toMatchObject({ id: mine?.id, tries: 2 });
    expect(theirs?.lease).not.toBe(mine?.lease);
    expect(await other.acknowledge([theirs as Claimed])).toEqual([{ id: theirs?.id, standing: 'acknowledged' }]);
    seconds += 3600;
    expect(await store.claim()).toEqual([]);
    expect(await store.outbox()).toEqual([]);
  });

  it('should answer an acknowledgement that comes again alike, and one that comes too late truthfully', async () => {
    await orderWith(1);
    const [mine] = (await store.claim()) as [Claimed];
    seconds += 61;
    // The lease has ended, and nobody has taken it: it is done all the same.
    expect(await store.acknowledge([mine])).toEqual([{ id: mine.id, standing: 'acknowledged' }]);
    expect(await store.acknowledge([mine, mine])).toEqual([
      { id: mine.id, standing: 'acknowledged' },
      { id: mine.id, standing: 'acknowledged' },
    ]);
    expect(await store.release([mine], { reason: 'too late' })).toEqual([{ id: mine.id, standing: 'acknowledged' }]);
    await orderWith(1);
    const [slow] = (await store.claim()) as [Claimed];
    seconds += 61;
    const [quick] = (await other.claim()) as [Claimed];
    expect(await store.acknowledge([slow])).toEqual([{ id: slow.id, standing: 'taken' }]);
    expect(await store.release([slow], { reason: 'too late' })).toEqual([{ id: slow.id, standing: 'taken' }]);
    await other.acknowledge([quick]);
    expect(await store.acknowledge([slow])).toEqual([{ id: slow.id, standing: 'taken' }]);
    const nobodys = { id: 999_999_999, lease: slow.lease };
    expect(await store.acknowledge([nobodys])).toEqual([{ id: nobodys.id, standing: 'not_known' }]);
  });

  it('should give the messages of an order one after the other, and those of others meanwhile', async () => {
    const [first, second] = [await orderWith(3), await orderWith(2)];
    const given = await store.claim();
    expect(numbersOf(given)).toEqual([`${first} 2`, `${second} 2`]);
    expect(await other.claim()).toEqual([]);
    await store.acknowledge(given.slice(0, 1));
    const next = await other.claim();
    expect(numbersOf(next)).toEqual([`${first} 3`]);
    // What was given back for later still stands before what comes after it.
    await other.release(next, { reason: 'the warehouse does not answer', seconds: 120 });
    expect(await store.claim()).toEqual([]);
    seconds += 60;
    expect(numbersOf(await store.claim({ seconds: 600 }))).toEqual([`${second} 2`]);
    seconds += 60;
    expect(numbersOf(await store.claim())).toEqual([`${first} 3`]);
    expect((await other.claim({ limit: 1 })).length).toBe(0);
  });

  it('should give back at once, or for good; what failed for good lets the next one pass, and is given again once it is put back', async () => {
    const orderId = await orderWith(2);
    const [begun] = (await store.claim()) as [Claimed];
    expect(await store.release([begun], { reason: 'try again' })).toEqual([{ id: begun.id, standing: 'released' }]);
    expect(await store.release([begun], { reason: 'try again' })).toEqual([{ id: begun.id, standing: 'released' }]);
    const [again] = (await store.claim()) as [Claimed];
    expect(again).toMatchObject({ id: begun.id, tries: 2 });
    expect(await store.release([again], { reason: 'no such product', failed: true })).toEqual([
      { id: begun.id, standing: 'failed' },
    ]);
    expect(await store.failed()).toMatchObject([
      { id: begun.id, entry: { orderId, n: 2 }, changes: [], tries: 2, failedAt: clock(), reason: 'no such product' },
    ]);
    expect(await store.failed({ after: begun.id })).toEqual([]);
    expect(await store.counts()).toMatchObject({ outbox: 1, failed: 1 });
    const [next] = (await store.claim()) as [Claimed];
    expect(numbersOf([next])).toEqual([`${orderId} 3`]);
    expect(await store.retry([begun.id, 999_999_999])).toEqual([begun.id]);
    expect(await store.retry([begun.id])).toEqual([]);
    // While another of the order is held, it waits.
    expect(await other.claim()).toEqual([]);
    await store.acknowledge([next]);
    expect(await other.claim()).toMatchObject([{ id: begun.id, tries: 1 }]);
    expect(await store.failed()).toEqual([]);
  });

  it('should fail for good what was claimed too often, whether it was given back or nobody lived to do so', async () => {
    const [dying, refusing] = [await orderWith(1), await orderWith(2)];
    for (const round of [1, 2, 3]) {
      const given = await store.claim({ seconds: 10 });
      expect(given.map(({ entry, tries }) => [entry.orderId, tries])).toEqual([
        [dying, round],
        [refusing, round],
      ]);
      await store.release(given.slice(1), { reason: `the warehouse says no (${round})` });
      seconds += 10;
    }
    expect((await store.failed()).map(({ entry }) => entry.orderId)).toEqual([refusing]);
    expect(numbersOf(await store.claim())).toEqual([`${refusing} 3`]);
    expect((await store.failed()).map(({ entry, reason }) => [entry.orderId, reason])).toEqual([
      [dying, 'it was claimed 3 times, and nobody acknowledged it'],
      [refusing, 'the warehouse says no (3)'],
    ]);
  });

  it('should go on to what can be given where all that it took has failed for good', async () => {
    const [first, second] = [await orderWith(1), await orderWith(1)];
    for (const _ of [1, 2, 3]) {
      expect(numbersOf(await store.claim({ limit: 1, seconds: 10 }))).toEqual([`${first} 2`]);
      seconds += 10;
    }
    expect(numbersOf(await store.claim({ limit: 1 }))).toEqual([`${second} 2`]);
  });

  it('should take the word of whoever was slow, as long as nobody else has taken it', async () => {
    await orderWith(1);
    let last: Claimed | undefined;
    for (const _ of [1, 2, 3]) {
      [last] = await store.claim({ seconds: 10 });
      seconds += 10;
    }
    expect(await store.claim()).toEqual([]);
    expect(await store.failed()).toHaveLength(1);
    expect(await store.acknowledge([last as Claimed])).toEqual([{ id: last?.id, standing: 'acknowledged' }]);
    expect(await store.failed()).toEqual([]);
  });

  it('should refuse what cannot be meant, by name, and change nothing', async () => {
    await orderWith(1);
    const [mine] = (await store.claim()) as [Claimed];
    const wrong: readonly (readonly [Promise<unknown>, string])[] = [
      [store.claim({ limit: 0 }), 'limit'],
      [store.claim({ seconds: 0.5 }), 'seconds'],
      [store.acknowledge([{ id: mine.id, lease: 'mine' }]), '0.lease'],
      [store.acknowledge([{ id: 1.5, lease: mine.lease }]), '0.id'],
      [store.release([mine], { reason: '' }), 'reason'],
      [store.release([mine], { reason: 'card 4111 1111 1111 1111' }), 'reason'],
      [store.release([mine], { reason: 'x'.repeat(1001) }), 'reason'],
      [store.release([mine], { reason: 'no', seconds: -1 }), 'seconds'],
      [store.removeAcknowledged('yesterday'), 'before'],
      [openStore({ database, now: clock, mostTries: 0 }), 'mostTries'],
    ];
    for (const [came, path] of wrong) {
      const error = await came.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).path).toBe(path);
    }
    expect(await store.acknowledge([mine])).toMatchObject([{ standing: 'acknowledged' }]);
  });

  it('should remove no more than so many at once, by whatever plan', async () => {
    for (const _ of [1, 2, 3, 4]) await orderWith(1);
    await store.acknowledge(await store.claim());
    const planned = await openStore({ database: withNestedLoops(database), now: clock });
    for (const removed of [2, 2, 0]) expect(await planned.removeAcknowledged('2100-01-01T00:00:00Z', 2)).toBe(removed);
  });

  it('should remove what was acknowledged before a time, so many at once, and nothing else', async () => {
    for (const _ of [1, 2, 3]) await orderWith(1);
    await store.acknowledge(await store.claim());
    const before = clock();
    seconds += 1;
    await orderWith(1);
    await store.acknowledge(await store.claim());
    await orderWith(1);
    expect(await store.removeAcknowledged(before)).toBe(0);
    const since = new Date(Date.parse(before) + 1).toISOString();
    expect(await store.removeAcknowledged(since, 2)).toBe(2);
    expect(await store.removeAcknowledged(since, 2)).toBe(1);
    expect(await store.removeAcknowledged(since)).toBe(0);
    const [{ left } = { left: 0 }] = await database.query('SELECT count(*)::integer AS left FROM paychart.outbox');
    expect(left).toBe(2);
    expect(await store.claim()).toHaveLength(1);
  });

  it('should not lose or double a message among many who claim at once, nor give an order to two', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => orderWith(3)));
    const held = new Map<string, number>();
    const acted: string[] = [];
    const consume = async (by: Store): Promise<void> => {
      for (let idle = 0; idle < 3; ) {
        const given = await by.claim({ limit: 5 });
        idle = given.length === 0 ? idle + 1 : 0;
        for (const message of given) {
          const { orderId, n } = message.entry;
          expect(held.get(orderId), `${orderId} is held by nobody else`).toBeUndefined();
          held.set(orderId, n);
          await new Promise((resolve) => setImmediate(resolve));
          acted.push(`${orderId} ${n}`);
          held.delete(orderId);
          await by.acknowledge([message]);
        }
      }
    };
    await Promise.all([store, other, store, other].map(consume));
    // Whoever found nothing while all was held went home; what is left is taken by one.
    await consume(store);
    expect([...acted].sort()).toEqual(ids.flatMap((id) => [2, 3, 4].map((n) => `${id} ${n}`)).sort());
    for (const id of ids)
      expect(acted.filter((one) => one.startsWith(`${id} `))).toEqual([2, 3, 4].map((n) => `${id} ${n}`));
  });
});

describe('an export and an import', () => {
  it('should keep what is open, what has failed and what is done as it is, and tell nothing anew that was removed', async () => {
    const [, open] = engines[0] as (typeof engines)[number];
    const [one, two] = [await open(), await open()];
    try {
      const id = { order_id: 'carried' };
      await one.store.open({ orderId: 'carried', amount: 1000, currency: 'EUR' });
      await one.store.receive(notified('initialized', 'initialized', id));
      await one.store.acknowledge(await one.store.claim());
      expect(await one.store.removeAcknowledged('2100-01-01T00:00:00Z')).toBe(1);
      await one.store.receive(notified('uncleared', 'uncleared', { ...id, at: '10:02' }));
      await one.store.acknowledge(await one.store.claim());
      await one.store.receive(notified('completed', 'completed', { ...id, at: '10:05' }));
      await one.store.release(await one.store.claim(), { reason: 'no such product', failed: true });
      await one.store.receive(notified('expired', 'expired', { ...id, at: '10:09' }));
      const lines: string[] = [];
      for await (const line of one.store.exportAll()) lines.push(line);
      await two.store.importAll(lines);
      const again: string[] = [];
      for await (const line of two.store.exportAll()) again.push(line);
      expect(again).toEqual(lines);
      expect(
        (await two.store.failed()).map(({ entry, reason, tries, changes }) => [entry.n, reason, tries, changes]),
      ).toEqual([[4, 'no such product', 1, ['became_paid', 'attempt_collected']]]);
      expect((await two.store.claim()).map(({ entry }) => entry.n)).toEqual([5]);
      // What 0.1.0 exported does not say what is open: all that is not done is.
      const { open: _, ...older } = JSON.parse(lines[0] as string);
      const three = await open();
      await three.store.importAll([JSON.stringify(older)]);
      expect((await three.store.outbox()).map(({ entry }) => entry.n)).toEqual([2, 4, 5]);
      await three.close();
    } finally {
      await one.close();
      await two.close();
    }
  });
});
