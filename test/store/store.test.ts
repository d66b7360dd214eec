/**
 * Goal: no payment is lost, doubled or half stored, on both engines: what a call says is what is stored, all of it or
 * nothing; a resend changes nothing; racing requests never give back more than was collected; and a payment is always what
 * its log comes to.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  InputError,
  type Payment,
  type PaymentFact,
  position,
  possibleOfAttempt,
  type Report,
} from '../../src/lifecycle/index.ts';
import { lawNamed } from '../../src/lifecycle/payment.ts';
import { nodeSha256 } from '../../src/store/canonical.ts';
import { comeAgain } from '../../src/store/entry.ts';
import {
  type Database,
  openPostgres,
  openStore,
  type Received,
  type Store,
  StoreError,
} from '../../src/store/index.ts';
import { lawNames } from '../../src/store/law-names.ts';
import { latestVersion, versionOf } from '../../src/store/migrations.ts';
import { digestOf, record } from '../../src/store/record.ts';
import { unknownOrder } from '../../src/store/rows.ts';
import { notified, observeAll, ordered, paid, refundAsked, refundOf, statusRead } from '../lifecycle/reports.ts';
import { histories } from '../lifecycle/truth.ts';
import { disturbed, type Engine, engines, now, storedOf, storeOn, writes } from './engines.ts';

const opened = new Map<string, Engine>();

beforeAll(async () => {
  for (const [name, open] of engines) opened.set(name, await open());
});

afterAll(async () => {
  for (const engine of opened.values()) await engine.close();
});

let orders = 0;

/** An order of a test's own. */
const newOrder = (): string => `order-${String(++orders).padStart(4, '0')}`;

const signed = { actor: 'a.person', reason: 'looked it up', evidence: 'settlement of 5 November' };

describe.each(engines)('%s', (name) => {
  let store: Store;
  let database: Database;

  beforeAll(() => {
    ({ store, database } = opened.get(name) as Engine);
  });

  /** A paid order of EUR 10.00, and what is told of it. */
  async function paidOrder() {
    const orderId = newOrder();
    const about = { order_id: orderId };
    await store.open({ orderId });
    await store.ask(orderId, ordered());
    await store.receive(notified('completed', 'completed', { ...about, at: '10:05' }));
    return { orderId, about };
  }

  const paymentOf = async (orderId: string): Promise<Payment> => (await store.read(orderId))?.payment as Payment;

  describe('a payment', () => {
    it('should be opened once, however often it is asked for, and under one configuration only', async () => {
      const orderId = newOrder();
      const first = await store.open({ orderId });
      expect(await Promise.all([store.open({ orderId }), store.open({ orderId })])).toEqual([first, first]);
      await expect(store.open({ orderId, collector: 'american_express' })).rejects.toMatchObject({
        code: 'configured_otherwise',
      });
      expect(await store.history(orderId)).toHaveLength(1);
    });

    it('should be what observing the same reports without a store comes to', async () => {
      const orderId = newOrder();
      const reports = [
        notified('initialized', 'initialized', { order_id: orderId }),
        notified('completed', 'completed', { order_id: orderId, at: '10:05' }),
        notified('expired', 'expired', { order_id: orderId, at: '10:06' }),
        statusRead('completed', 'completed', { order_id: orderId, at: '10:07' }),
      ];
      const came: Received[] = [];
      for (const report of reports) came.push(await store.receive(report));
      const expected = observeAll(reports);
      expect(came.map(({ verdict }) => verdict)).toEqual(expected.verdicts);
      expect(await paymentOf(orderId)).toEqual(expected.payment);
      expect((await store.history(orderId)).map(({ n, kind, verdict }) => `${n} ${kind} ${verdict}`)).toEqual([
        '1 notification applied',
        '2 notification applied',
        '3 notification illegal',
        // It ends what the contradiction left open (decision D27): the alarm.
        '4 status_read applied',
      ]);
    });

    it('should be configured afterwards if it was met in a report, and be the same for who opens it then', async () => {
      const orderId = newOrder();
      await store.receive(notified('completed', 'completed', { order_id: orderId }));
      const payment = await store.open({ orderId, edition: '2025-08' });
      expect(payment).toMatchObject({ edition: '2025-08', collector: 'multisafepay' });
      expect((await store.history(orderId)).map(({ kind }) => kind)).toEqual(['notification', 'configured']);
      expect(await store.configure(orderId, { edition: '2019-10' })).toMatchObject({ edition: '2019-10' });
      expect(await store.verifyChain(orderId)).toBeUndefined();
    });

    it('should not be asked of before it is known, and keep no id that a database cannot', async () => {
      await expect(store.ask('nobody', ordered())).rejects.toThrow(InputError);
      await expect(store.correct('nobody', { ...signed, resolve: 1 })).rejects.toThrow(InputError);
      for (const orderId of ['', 'a\0b', 'a\ud800', 'x'.repeat(501)])
        await expect(store.open({ orderId })).rejects.toThrow(InputError);
      expect(await store.read('nobody')).toBeUndefined();
    });

    it('should keep whatever text a report carries, and a time that is none out', async () => {
      const orderId = newOrder();
      const strange = {
        ...notified('completed', 'completed', { order_id: orderId }),
        merchantReference: 'a\0\ud800"\\b',
      };
      await store.receive(strange);
      expect((await store.history(orderId)).map(({ body }) => body)).toEqual([strange]);
      expect(await store.verifyChain(orderId)).toBeUndefined();
      await expect(store.receive(strange, { receivedAt: 'today' })).rejects.toThrow(InputError);
    });

    it("should take a report under a refund's own order id as its own, once that is known", async () => {
      const { orderId, about } = await paidOrder();
      const own = newOrder();
      const listed = [refundOf('71', 400, 'initialized', { order_id: own })];
      await store.receive(
        statusRead('completed', 'completed', { ...about, at: '10:09', related_transactions: listed }),
      );
      const of = await store.receive({
        channel: 'notification',
        orderId: own,
        transactionId: '71',
        kind: 'refund',
        order: 'completed',
        transaction: 'completed',
        amount: 400,
        currency: 'EUR',
        recency: '2019-11-05T09:30:00',
      });
      expect(of.verdict).toMatchObject({ verdict: 'applied', about: 'refund' });
      expect(await store.read(own)).toBeUndefined();
      expect(position(await paymentOf(orderId))).toMatchObject({ refunded: 400 });
    });
  });

  describe('a notification', () => {
    it('should count once: a resend at another time changes nothing and gets the verdict of the first', async () => {
      const orderId = newOrder();
      const report = notified('completed', 'completed', { order_id: orderId });
      const first = await store.receive(report, { receivedAt: '2019-11-04T09:00:00Z' });
      const before = await storedOf(database, orderId);
      const again = await store.receive({ ...report }, { receivedAt: '2019-11-04T09:15:00Z' });
      expect(again).toEqual({ ...first, duplicateOf: 1 });
      const after = await storedOf(database, orderId);
      expect({ ...after, delivery: [] }).toEqual({ ...before, delivery: [] });
      const [sent] = await database.query(
        'SELECT times, first_at, last_at FROM paychart.delivered WHERE order_id = $1',
        [orderId],
      );
      expect(sent).toMatchObject({
        times: 2,
        first_at: new Date('2019-11-04T09:00:00Z'),
        last_at: new Date('2019-11-04T09:15:00Z'),
      });
    });

    it('should be judged anew if it was set aside and the order has heard something since', async () => {
      const orderId = newOrder();
      const own = notified('completed', 'initialized', {
        order_id: orderId,
        payment_details: { type: 'AMEX' },
      });
      const first = await store.receive(own);
      expect(first.verdict).toMatchObject({ verdict: 'unknown' });
      expect((await store.receive(own)).duplicateOf).toBe(1);
      await store.configure(orderId, { collector: 'american_express' });
      const again = await store.receive(own);
      expect(again.duplicateOf).toBeUndefined();
      expect(again.verdict.verdict).toBe('applied');
    });

    it('should be stored once by two who receive it at the same time', async () => {
      const orderId = newOrder();
      const report = notified('completed', 'completed', { order_id: orderId });
      const came = await Promise.all(Array.from({ length: 8 }, () => store.receive(report)));
      expect(came.filter(({ duplicateOf }) => duplicateOf === undefined)).toHaveLength(1);
      expect(await store.history(orderId)).toHaveLength(1);
      const [sent] = await database.query('SELECT times FROM paychart.delivered WHERE order_id = $1', [orderId]);
      expect(sent?.times).toBe(8);
    });

    it('should leave a status read to be judged whenever it comes', async () => {
      const { orderId, about } = await paidOrder();
      const read = statusRead('completed', 'completed', { ...about, at: '10:05' });
      expect((await store.receive(read)).duplicateOf).toBeUndefined();
      expect((await store.receive(read)).duplicateOf).toBeUndefined();
      expect(await store.history(orderId)).toHaveLength(5);
    });
  });

  describe('a request', () => {
    it('should be admitted or refused, be logged either way, and once for its key', async () => {
      const { orderId } = await paidOrder();
      const admitted = await store.ask(orderId, refundAsked());
      expect(admitted.ok && position(admitted.next)).toMatchObject({ reserved: 400 });
      const length = (await store.history(orderId)).length;
      expect(await store.ask(orderId, refundAsked())).toMatchObject({ ok: true, repeated: true });
      expect(await store.history(orderId)).toHaveLength(length);
      const refused = await store.ask(orderId, refundAsked({ refundId: 'refund-2', amount: 100 }));
      expect(refused).toMatchObject({ ok: false, refusal: { code: 'refund_outcome_unknown' } });
      expect((await store.history(orderId)).at(-1)).toMatchObject({
        kind: 'fact',
        verdict: 'refused',
        code: 'refund_outcome_unknown',
      });
      await expect(store.ask(orderId, { type: 'no.such', at: 'now' } as never)).rejects.toThrow(InputError);
    });

    it('should never, however many race, reserve more than was collected', async () => {
      const racers = name === 'PGlite' ? 20 : 200;
      const { orderId } = await paidOrder();
      const results = await Promise.all(
        Array.from({ length: racers }, (_, at) =>
          store.ask(orderId, refundAsked({ refundId: `refund-${at}`, amount: 700 })),
        ),
      );
      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
      expect(position(await paymentOf(orderId))).toMatchObject({ collected: 1000, reserved: 700, refundable: 300 });
    });

    it('should never do so where two processes race, and be logged without a gap', async () => {
      const { orderId } = await paidOrder();
      const other = await storeOn(database);
      const results = await Promise.all(
        Array.from({ length: 60 }, (_, at) =>
          (at % 2 ? store : other).ask(orderId, refundAsked({ refundId: `refund-${at}`, amount: 700 })),
        ),
      );
      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
      expect(position(await paymentOf(orderId))).toMatchObject({ collected: 1000, reserved: 700, refundable: 300 });
      expect(await store.history(orderId)).toHaveLength(63);
      expect(await store.verifyChain(orderId)).toBeUndefined();
    });

    it('should never do so where each refund is answered at once, and the next is let in', async () => {
      const racers = name === 'PGlite' ? 20 : 200;
      const { orderId } = await paidOrder();
      const one = async (at: number): Promise<boolean> => {
        const refundId = `refund-${at}`;
        const fact = refundAsked({ refundId, amount: 150, intentional: true });
        let asked = await store.ask(orderId, fact);
        for (let again = 0; !asked.ok && asked.refusal.code === 'refund_outcome_unknown' && again < 5; again++)
          asked = await store.ask(orderId, fact);
        if (!asked.ok) return false;
        const told: PaymentFact = {
          type: 'transaction.identified',
          at: '2019-11-05T09:00:01Z',
          refundId,
          transactionId: `9${at}`,
        };
        return (await store.ask(orderId, told)).ok;
      };
      const admitted = (await Promise.all(Array.from({ length: racers }, (_, at) => one(at)))).filter(Boolean).length;
      const { reserved, refundable } = position(await paymentOf(orderId));
      console.info(`${name}: ${admitted} of ${racers} racing refunds admitted, ${reserved} of 1000 reserved`);
      expect(admitted).toBeGreaterThan(0);
      expect(reserved).toBe(admitted * 150);
      expect(reserved + refundable).toBe(1000);
      expect(await store.verifyChain(orderId)).toBeUndefined();
    });
  });

  describe('a transaction', () => {
    it.each<[string, (store: Store, orderId: string) => Promise<unknown>]>([
      [
        'a first report',
        (on, orderId) => on.receive(notified('completed', 'completed', { order_id: `${orderId}-new` })),
      ],
      [
        'an illegal report',
        (on, orderId) => on.receive(notified('expired', 'expired', { order_id: orderId, at: '10:09' })),
      ],
      ['a refund request', (on, orderId) => on.ask(orderId, refundAsked())],
      ['an opening', (on, orderId) => on.open({ orderId: `${orderId}-new` })],
    ])('should leave nothing behind of %s if it breaks at any statement', async (_, act) => {
      const { orderId } = await paidOrder();
      const all = async () => [await storedOf(database, orderId), await storedOf(database, `${orderId}-new`)];
      const before = await all();
      let breaks = 0;
      for (let at = 1; at < 20; at++) {
        const breaking = disturbed(database);
        const broken = await storeOn(breaking.database);
        let sent = 0;
        breaking.before(async () => {
          if (++sent === at) throw new Error('crash');
        });
        const done = act(broken, orderId);
        await done.catch(() => {});
        if (sent < at) break;
        await expect(done).rejects.toThrow('crash');
        expect(await all()).toEqual(before);
        breaks++;
      }
      expect(breaks).toBeGreaterThanOrEqual(2);
      expect(await all()).not.toEqual(before);
    });

    it('should be whole if its answer is lost, and the report that comes again be a duplicate', async () => {
      const { orderId, about } = await paidOrder();
      const breaking = disturbed(database);
      const broken = await storeOn(breaking.database);
      breaking.after(async (sql) => {
        if (writes(sql)) throw new StoreError('unavailable', 'the database says: connection lost');
      });
      const report = notified('expired', 'expired', { ...about, at: '10:09' });
      await expect(broken.receive(report)).rejects.toMatchObject({ code: 'unavailable' });
      expect((await store.history(orderId)).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
      expect(await store.receive(report)).toMatchObject({ duplicateOf: 4, verdict: { verdict: 'illegal' } });
    });

    it('should be judged anew whenever another process was quicker, and at last take the order', async () => {
      const { orderId, about } = await paidOrder();
      const slow = disturbed(database);
      const late = await storeOn(slow.database);
      let minute = 10;
      slow.before(async (sql) => {
        // Once it holds the order, nobody is quicker.
        if (writes(sql) && minute < 13)
          await store.receive(statusRead('completed', 'completed', { ...about, at: `10:${minute++}` }));
      });
      const asked = await late.ask(orderId, refundAsked());
      expect(asked).toMatchObject({ ok: true });
      expect((await store.history(orderId)).slice(3).map(({ kind }) => kind)).toEqual([
        'status_read',
        'status_read',
        'status_read',
        'fact',
      ]);
      expect(position(await paymentOf(orderId))).toMatchObject({ reserved: 400 });
      expect(await store.verifyChain(orderId)).toBeUndefined();
    });

    it('should be one of many that are written together, each answered by itself', async () => {
      const orderIds = Array.from({ length: 150 }, newOrder);
      const [first = ''] = orderIds;
      const came = await Promise.allSettled([
        ...orderIds.map((orderId) => store.receive(notified('initialized', 'initialized', { order_id: orderId }))),
        ...orderIds.map((orderId) =>
          store.receive(notified('completed', 'completed', { order_id: orderId, at: '10:05' })),
        ),
        store.receive(notified('initialized', 'initialized', { order_id: first })),
        store.ask('nobody', ordered()),
        store.ask(first, { type: 'no.such', at: 'now' } as never),
      ]);
      expect(came.slice(-2).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(came.at(-3)).toMatchObject({ value: { duplicateOf: 1 } });
      const values = came.slice(0, -3).map((one) => (one as PromiseFulfilledResult<Received>).value);
      for (const [at, orderId] of orderIds.entries()) {
        expect(values[at]?.verdict).toMatchObject({ orderId, verdict: 'applied' });
        expect(values[at + orderIds.length]?.payment).toEqual(await paymentOf(orderId));
        expect((await store.history(orderId)).map(({ n }) => n)).toEqual([1, 2]);
        expect(await store.verifyChain(orderId)).toBeUndefined();
      }
    });

    it('should be one after the other on an order, in the order in which they were called', async () => {
      const { orderId, about } = await paidOrder();
      const minutes = Array.from({ length: 30 }, (_, at) => String(10 + at));
      await Promise.all(
        minutes.map((minute) => store.receive(statusRead('completed', 'completed', { ...about, at: `10:${minute}` }))),
      );
      const bodies = (await store.history(orderId)).slice(3).map(({ body }) => (body as Report).recency);
      expect(bodies).toEqual(minutes.map((minute) => `2019-11-04T10:${minute}:00`));
    });

    it('should store nothing that could not be read back', async () => {
      const { orderId } = await paidOrder();
      await store.ask(orderId, refundAsked());
      const before = await storedOf(database, orderId);
      // An attempt's own id for a refund: two transactions would have it.
      const { at } = ordered();
      const taken: PaymentFact = { type: 'transaction.identified', at, refundId: 'refund-1', transactionId: '7' };
      expect(await store.ask(orderId, taken)).toMatchObject({ ok: false, refusal: { code: 'transaction_known' } });
      expect(await storedOf(database, orderId)).toMatchObject({
        payment: [{ row: expect.anything() as unknown }],
        move: before.move,
      });
      expect((await paymentOf(orderId)).refunds[0]?.transactionId).toBeUndefined();
    });

    it('should write nothing after a payment that could not be read back', async () => {
      const { attempts, ...rest } = paid();
      const order = {
        ...unknownOrder('order-1'),
        version: 1,
        payment: { ...rest, attempts: [...attempts, ...attempts] },
      };
      const read = { digests: [], earlier: undefined, aside: undefined, heardAt: undefined };
      const standing = { order, lives: new Map(), head: null, ...read };
      const told = { kind: 'notification', body: notified('shipped', 'completed', { at: '11:00' }) } as const;
      const law = { ...(await lawNames(nodeSha256)), named: lawNamed(), numbers: new Map() };
      const recorded = record(standing, told, now, await digestOf(told, nodeSha256), { law, sha256: nodeSha256 });
      await expect(recorded).rejects.toThrow('two transactions have the id');
    });

    it('should be tried again if the database lets it give way, and not for ever', async () => {
      const gaveWay = new StoreError('unavailable', 'the database says: deadlock', { sqlState: '40P01' });
      const failing = (times: number): Database => {
        let left = times;
        const giving = disturbed(database);
        giving.before(async (sql) => {
          if (writes(sql) && left-- > 0) throw gaveWay;
        });
        return giving.database;
      };
      const orderId = newOrder();
      await expect((await storeOn(failing(99))).open({ orderId })).rejects.toBe(gaveWay);
      expect(await (await storeOn(failing(3))).open({ orderId })).toMatchObject({ orderId });
    });
  });

  describe('what is set aside', () => {
    it('should be listed until a person has resolved it, once, with a name and a reason', async () => {
      const { orderId, about } = await paidOrder();
      await store.receive(notified('expired', 'expired', { ...about, at: '10:09' }));
      const [found] = await store.quarantined({ after: { orderId, n: 0 }, limit: 1 });
      expect(found).toMatchObject({ orderId, n: 4, verdict: 'illegal', code: 'no_lawful_history' });
      await store.resolve(orderId, 4, signed);
      expect((await store.quarantined({ after: { orderId, n: 0 } })).filter((one) => one.orderId === orderId)).toEqual(
        [],
      );
      await expect(store.resolve(orderId, 4, signed)).rejects.toThrow(InputError);
      await expect(store.resolve(orderId, 1, signed)).rejects.toThrow(InputError);
      expect((await store.history(orderId)).at(-1)).toMatchObject({
        kind: 'correction',
        body: { ...signed, resolve: 4 },
      });
      // That somebody has looked closes no alarm: money may have left (decision D27).
      expect((await paymentOf(orderId)).alarms).toMatchObject([{ code: 'money_may_have_left', transactionId: '7' }]);
    });

    it('should keep its alarm until a person closes that, and only the one that is open', async () => {
      const orderId = newOrder();
      const about = { order_id: orderId };
      await store.receive(notified('expired', 'expired', about));
      await store.receive(notified('completed', 'completed', { ...about, at: '10:30' }));
      const [alarm] = (await paymentOf(orderId)).alarms;
      expect(alarm).toMatchObject({ code: 'money_may_be_held', transactionId: '7' });
      const close = { code: 'money_may_be_held', transactionId: '7' } as const;
      await expect(store.correct(orderId, { ...signed, close: { ...close, transactionId: '8' } })).rejects.toThrow(
        InputError,
      );
      await expect(store.correct(orderId, { ...signed, actor: '', close })).rejects.toThrow(InputError);
      await expect(store.correct(orderId, { ...signed, evidence: 'card 4111 1111 1111 1111', close })).rejects.toThrow(
        'card number',
      );
      expect((await store.correct(orderId, { ...signed, close }))?.alarms).toEqual([]);
      expect((await paymentOf(orderId)).alarms).toEqual([]);
    });

    it('should be told to others with all that was applied, in order, and once it is acknowledged no more', async () => {
      const { orderId, about } = await paidOrder();
      await store.receive(notified('expired', 'expired', { ...about, at: '10:09' }));
      await store.receive(statusRead('completed', 'completed', { ...about, at: '10:05' }));
      const mine = async () => (await store.outbox(10_000)).filter(({ entry }) => entry.orderId === orderId);
      const messages = await mine();
      expect(messages.map(({ entry }) => entry.verdict)).toEqual(['applied', 'illegal']);
      const claimed = (await store.claim({ limit: 10_000 })).filter(({ entry }) => entry.orderId === orderId);
      expect(claimed.map(({ id }) => id)).toEqual([messages[0]?.id]);
      await store.acknowledge(claimed);
      expect((await mine()).map(({ entry }) => entry.verdict)).toEqual(['illegal']);
    });
  });

  it('should list orders by verdict and by status, page by page', async () => {
    const first = await paidOrder();
    const second = newOrder();
    await store.receive(notified('expired', 'expired', { order_id: second }));
    const listed = async (wished: Parameters<Store['list']>[0]) =>
      (await store.list({ ...wished, limit: 1_000 })).map(({ orderId }) => orderId);
    const paid = await listed({ status: 'completed' });
    expect(paid).toContain(first.orderId);
    expect(paid).not.toContain(second);
    expect(await listed({ status: 'expired', verdict: 'applied' })).toContain(second);
    expect(await listed({ status: 'expired', verdict: 'illegal' })).not.toContain(second);
    expect(await listed({ after: first.orderId })).not.toContain(first.orderId);
    expect((await store.list({ limit: 2 })).length).toBe(2);
  });

  describe('what must be read', () => {
    const inHours = (hours: number): string => new Date(Date.parse(now) + hours * 3_600_000).toISOString();

    /** The orders among these that are due at a time. */
    async function dueAt(at: string, ...orderIds: string[]): Promise<readonly string[]> {
      const due = await (await storeOn(database, () => at)).due(10_000);
      return orderIds.filter((orderId) => due.includes(orderId));
    }

    /** A report of an order that is created now. */
    const begun = (orderId: string, status: string, more: object = {}): Report =>
      notified(status, status, {
        order_id: orderId,
        created: '2023-11-15T13:00:00',
        at: '2023-11-15T13:00:00',
        ...more,
      });

    it('should be due when its deadline has passed, once for all who ask, and again if nobody reads it', async () => {
      const orderId = newOrder();
      await store.receive(begun(orderId, 'initialized'));
      expect(await dueAt(inHours(0.9), orderId)).toEqual([]);
      expect(await dueAt(inHours(1.1), orderId)).toEqual([orderId]);
      expect(await dueAt(inHours(1.2), orderId)).toEqual([]);
      expect(await dueAt(inHours(1.4), orderId)).toEqual([orderId]);
      const read = { ...begun(orderId, 'initialized'), channel: 'status_read' as const };
      await store.receive(read, { receivedAt: inHours(1.5) });
      expect(await dueAt(inHours(2.4), orderId)).toEqual([]);
      expect(await dueAt(inHours(2.6), orderId)).toEqual([orderId]);
      const ended = begun(orderId, 'expired', { at: '2023-11-15T15:00:00' });
      await store.receive(ended, { receivedAt: inHours(2.7) });
      // It was taken to be read, and was not: what is heard meanwhile is no answer.
      expect(await dueAt(inHours(2.9), orderId)).toEqual([orderId]);
      await store.receive({ ...ended, channel: 'status_read' }, { receivedAt: inHours(3) });
      expect(await dueAt(inHours(10_000), orderId)).toEqual([]);
    });

    it('should be due at once when an alarm demands it', async () => {
      const orderId = newOrder();
      await store.receive(begun(orderId, 'expired'));
      await store.receive(begun(orderId, 'completed', { at: '2023-11-15T13:30:00' }));
      expect(await dueAt(now, orderId)).toEqual([orderId]);
    });

    it('should be spread over the months while a payment is collected, and end after 180 days', async () => {
      const orderIds = Array.from({ length: 40 }, newOrder);
      for (const orderId of orderIds) await store.receive(begun(orderId, 'completed'));
      const times = await Promise.all(
        orderIds.map(async (orderId) => (await store.read(orderId))?.nextReadAt as string),
      );
      const days = times.map((time) => (Date.parse(time) - Date.parse(now)) / 86_400_000);
      expect(Math.min(...days)).toBeGreaterThanOrEqual(14);
      expect(Math.max(...days)).toBeLessThanOrEqual(46);
      expect(new Set(days.map(Math.floor)).size).toBeGreaterThan(10);
      const [orderId = ''] = orderIds;
      const read = { ...begun(orderId, 'completed'), channel: 'status_read' as const };
      await store.receive(read, { receivedAt: inHours(24 * 179) });
      expect((await store.read(orderId))?.nextReadAt).toBeNull();
    });

    it('should be all that an outage may have touched', async () => {
      const [touched, waiting, earlier] = [newOrder(), newOrder(), newOrder()];
      const fresh = { created: '2024-01-01T09:00:00', at: '2024-01-05T09:00:00' };
      await store.receive(begun(touched, 'completed', fresh), { receivedAt: '2024-01-05T10:00:00Z' });
      await store.receive(begun(earlier, 'completed', fresh), { receivedAt: '2024-01-01T10:00:00Z' });
      await store.receive(begun(waiting, 'uncleared', { ...fresh, created: '2024-01-05T09:00:00' }), {
        receivedAt: '2024-01-01T10:00:00Z',
      });
      const at = '2024-01-10T12:00:00Z';
      const clock = await storeOn(database, () => at);
      expect(await clock.readAfterOutage({ from: '2024-01-05T12:00:00Z', to: at })).toBeGreaterThanOrEqual(2);
      expect(await dueAt(at, touched, waiting, earlier)).toEqual([touched, waiting].sort());
    });
  });

  describe('the log', () => {
    it('should come to the payment when it is judged again, whatever happened', async () => {
      let entries = 0;
      await fc.assert(
        fc.asyncProperty(histories({ full: false }), fc.infiniteStream(fc.nat(99)), async (history, chance) => {
          const orderId = newOrder();
          const dice = (): number => chance.next().value as number;
          for (const report of [...history.reports, ...history.reads]) {
            await store.receive({ ...report, orderId });
            if (dice() < 20) await askSomething(store, orderId, dice());
            if (dice() < 10) await store.receive({ ...report, orderId, recency: '2023-11-15T12:00:00' });
          }
          const stored = await store.read(orderId);
          const log = await store.history(orderId);
          entries += log.length;
          let payment: Payment | undefined;
          for (const at of log.keys()) ({ payment } = comeAgain(log, at, payment));
          expect(stored?.payment).toEqual(payment);
          expect(stored?.version).toBe(log.length);
          expect(await store.verifyChain(orderId)).toBeUndefined();
          await expectMoves(database, payment);
        }),
        { numRuns: name === 'PGlite' ? 12 : 40 },
      );
      const how = await database.query(
        'SELECT how, count(*)::integer AS count FROM paychart.move GROUP BY how ORDER BY how',
      );
      console.info(`${name}: ${entries} entries; moves ${how.map((one) => `${one.how} ${one.count}`).join(', ')}`);
    });

    it('should take a read of money under an attempt that we told cancelled as a late payment, when it says the brand for the first time', async () => {
      const orderId = newOrder();
      const unbranded = { order_id: orderId, payment_details: {} };
      await store.receive(notified('initialized', 'initialized', unbranded));
      await store.ask(orderId, { type: 'transaction.cancelled', at: '2020-01-01T09:00:00Z' });
      const read = statusRead('completed', 'completed', { order_id: orderId, at: '2020-01-02T12:00:00' });
      expect((await store.receive(read)).verdict).toMatchObject({
        verdict: 'applied',
        violations: [{ code: 'late_payment' }],
      });
    });

    it('should have a late payment and a broken rule as moves of their kinds', async () => {
      const late = newOrder();
      await store.receive(notified('expired', 'expired', { order_id: late }));
      await store.receive(statusRead('completed', 'completed', { order_id: late, at: '10:30' }));
      const broken = newOrder();
      // American Express was not to be paid with 3-D then; that it is one is said after the 3-D.
      await store.open({ orderId: broken, edition: '2019-10' });
      const first = notified('initialized', 'initialized', { order_id: broken, payment_details: {} });
      await store.receive({ ...first, threeDAsked: true });
      const { verdict } = await store.receive(
        notified('completed', 'completed', { order_id: broken, at: '10:30', payment_details: { type: 'AMEX' } }),
      );
      expect(verdict).toMatchObject({ verdict: 'applied', violations: [{ transactionId: '7' }] });
      const kinds = async (orderId: string) =>
        (await database.query('SELECT how FROM paychart.move WHERE order_id = $1 ORDER BY n', [orderId])).map(
          ({ how }) => how,
        );
      expect(await kinds(late)).toEqual(['report', 'late']);
      expect(await kinds(broken)).toEqual(['report', 'violation']);
    });

    it('should go to the other engine and come back the same, and be refused where it was tampered with', async () => {
      const orderId = newOrder();
      for (const report of fc.sample(histories({ full: true }), { numRuns: 1, seed: 7 })[0]?.reports ?? [])
        await store.receive({ ...report, orderId });
      await store.open({ orderId });
      await askSomething(store, orderId, 1);
      await store.receive(notified('declined', 'completed', { order_id: orderId, at: '10:09' }));
      await store.resolve(orderId, (await store.history(orderId)).length, signed);
      const line = await exported(store, orderId);
      const target = [...opened].find(([other]) => other !== name)?.[1].store;
      if (!target) return console.info(`${name}: no other engine here; the way over is skipped`);

      const parsed = JSON.parse(line) as {
        log: Partial<{ verdict: string; body: object }>[];
        moves: { how: string }[];
        state: object;
      };
      const tampered: [string, string][] = [
        ['is not JSON', line.slice(1)],
        ['format', line.replace('"format":1', '"format":2')],
        ['another digest', JSON.stringify({ ...parsed, log: parsed.log.with(0, { ...parsed.log[0], body: {} }) })],
        [
          'another hash',
          JSON.stringify({ ...parsed, log: parsed.log.with(0, { ...parsed.log[0], verdict: 'stale' }) }),
        ],
        ['does not follow entry', JSON.stringify({ ...parsed, log: parsed.log.toSpliced(1, 1) })],
        [
          'state does not follow',
          JSON.stringify({ ...parsed, log: parsed.log.slice(0, -1), state: { ...parsed.state, violations: [{}] } }),
        ],
        ['moves do not follow', JSON.stringify({ ...parsed, moves: parsed.moves.slice(1) })],
      ];
      for (const [why, changed] of tampered)
        await expect(target.importAll([changed]), why).rejects.toMatchObject({
          code: 'not_importable',
          message: expect.stringContaining(why) as unknown,
        });
      expect(await target.read(orderId)).toBeUndefined();

      expect(await target.importAll([line, ''])).toBe(1);
      expect(await exported(target, orderId)).toBe(line);
      expect(await target.read(orderId)).toEqual(await store.read(orderId));
      expect(await target.verifyChain(orderId)).toBeUndefined();
      expect(await target.importAll([line]), 'again').toBe(0);
      await target.receive(notified('declined', 'completed', { order_id: orderId, at: '10:11' }));
      await expect(target.importAll([line])).rejects.toThrow(
        `order ${orderId}: it is here already, with another log: ${parsed.log.length + 1} entries here`,
      );
    });
  });

  it('should be refused by a store that is older than the database', async () => {
    const rollback = new Error('rollback');
    const tried = database.transaction(async (connection) => {
      await connection.query("INSERT INTO paychart.migration VALUES (99, 'of tomorrow')");
      await expect(openStore({ database: { ...database, ...connection }, now: () => now })).rejects.toMatchObject({
        code: 'newer_database',
      });
      throw rollback;
    });
    await expect(tried).rejects.toBe(rollback);
  });

  it('should find a database that is ready as it is', async () => {
    const before = await database.query('SELECT * FROM paychart.migration');
    await Promise.all([storeOn(database), storeOn(database)]);
    expect(await database.query('SELECT * FROM paychart.migration')).toEqual(before);
  });
});

describe.runIf(engines.some(([name]) => name === 'PostgreSQL'))('a server', () => {
  it('should have its tables made once for all who begin at once, who are told of it where they make them', async () => {
    const { database, url } = opened.get('PostgreSQL') as Engine;
    await database.script('CREATE DATABASE bare');
    const own = await openPostgres(String(url).replace(/postgres$/, 'bare'));
    const told: unknown[] = [];
    const open = (database: Database = own) =>
      openStore({ database, now: () => now, preparing: (what) => told.push(what) });
    // Of one connection each, so that who waits has asked on that very connection before, and was told of no tables.
    const alone = await Promise.all(
      [1, 2, 3].map(() => openPostgres(String(url).replace(/postgres$/, 'bare'), { connections: 1 })),
    );
    const [one, two] = await Promise.all(alone.map(open));
    if (!one || !two) throw new Error('two stores are opened');
    await open();
    expect(told).toEqual([{ from: 0, to: latestVersion }]);
    await one.receive(notified('completed', 'completed', { order_id: 'at-once' }));
    expect(await two.read('at-once')).toMatchObject({ version: 1 });
    await own.query('DELETE FROM paychart.migration WHERE version = $1', [latestVersion]);
    await open();
    expect(told.slice(1)).toEqual([{ from: latestVersion - 1, to: latestVersion }]);
    await Promise.all([own, ...alone].map((each) => each.close()));
  });

  it('should see within a transaction the tables that another process has made while it waited', async () => {
    const { database, url } = opened.get('PostgreSQL') as Engine;
    await database.script('CREATE DATABASE waited');
    const [waiting, making] = await Promise.all(
      [1, 2].map(() => openPostgres(String(url).replace(/postgres$/, 'waited'), { connections: 1 })),
    );
    if (!waiting || !making) throw new Error('two connections are opened');
    await waiting.transaction(async (connection) => {
      expect(await versionOf(connection)).toBe(0);
      await making.script(
        `CREATE SCHEMA paychart; CREATE TABLE paychart.migration (version integer, name text);
INSERT INTO paychart.migration VALUES (1, 'the first')`,
      );
      expect(await versionOf(connection)).toBe(1);
    });
    await Promise.all([waiting.close(), making.close()]);
  });

  it('should be unavailable, not wrong, if it cannot be reached', async () => {
    const database = await openPostgres('postgresql://nobody@127.0.0.1:1/none');
    await expect(storeOn(database)).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' });
    await database.close();
  });

  it('should lose nothing and keep nothing half when connections break under way, and be used again after', async () => {
    const { store, database, url } = opened.get('PostgreSQL') as Engine;
    const own = await openPostgres(String(url), { connections: 2 });
    const orderId = newOrder();
    const report = notified('completed', 'completed', { order_id: orderId });
    const cut = await storeOn(own);
    await cut.open({ orderId });
    let received: Promise<unknown> = Promise.resolve();
    await database.transaction(async (connection) => {
      await connection.query('SELECT FROM paychart.payment WHERE order_id = $1 FOR UPDATE', [orderId]);
      received = cut.receive(report).catch((error: unknown) => error);
      // It is under way once it waits for the row.
      for (let cuts = 0, tries = 0; cuts === 0 && tries < 1000; tries++) {
        const rows = await database.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%WITH change%' AND pid <> pg_backend_pid()`,
        );
        cuts += rows.length;
      }
    });
    expect(await received).toMatchObject({ code: 'unavailable' });
    expect(await store.history(orderId)).toHaveLength(1);
    expect((await cut.receive(report)).verdict.verdict).toBe('applied');
    await own.close();
  });
});

/** Asks or tells something of an order: what comes of it is for the store to say. */
async function askSomething(store: Store, orderId: string, chance: number): Promise<void> {
  const at = '2023-11-15T09:00:00Z';
  const facts: PaymentFact[] = [
    { type: 'order.created', at, brand: 'visa', amount: 1000, currency: 'EUR', transactionId: `own-${chance}` },
    { type: 'refund.requested', at, refundId: `refund-${chance}`, amount: 1 + chance, currency: 'EUR' },
    { type: 'refund.cancelled', at, refundId: `refund-${chance}` },
    { type: 'review.approved', at },
    { type: 'transaction.cancelled', at },
    { type: 'authentication.completed', at, outcome: 'Y' },
    { type: 'chargeback.received', at, transactionId: `own-chargeback-${chance}`, amount: 5 },
  ];
  await store.ask(orderId, facts[chance % facts.length] as PaymentFact).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
  });
}

/** The last move of every attempt must say what is possible of it. */
async function expectMoves(database: Database, payment: Payment | undefined): Promise<void> {
  const rows = await database.query(
    `SELECT DISTINCT ON (life) life, cardinality(to_cells) AS cells FROM paychart.move
     WHERE order_id = $1 AND life LIKE 'attempt %' ORDER BY life, n DESC`,
    [payment?.orderId ?? ''],
  );
  const attempts = payment?.attempts ?? [];
  expect(rows).toEqual(
    attempts.map((attempt, at) => ({
      life: `attempt ${at}`,
      cells: possibleOfAttempt(payment as Payment, attempt).cells.length,
    })),
  );
}

/** The line of an order in the export. */
async function exported(store: Store, orderId: string): Promise<string> {
  for await (const line of store.exportAll()) if (line.includes(`"orderId":"${orderId}"`)) return line;
  throw new Error(`order ${orderId} is not exported`);
}
