/**
 * Goal: a cure cures, and only a cure does (decision D28): a status read corrects if it was asked for after all that was kept, what
 * is told again after a correction is judged again, one contradiction is one entry in quarantine, and what a person books is
 * signed, about something that stands open, and in the log. On both engines.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError, type Payment, position, safeToShip } from '../../src/lifecycle/index.ts';
import type { Database, Store } from '../../src/store/index.ts';
import { notified, ordered, refundAsked, refundOf, statusRead } from '../lifecycle/reports.ts';
import { type Engine, engines } from './engines.ts';

const signed = { actor: 'a.person', reason: 'looked it up', evidence: 'the dashboard, 5 November' };

/** An instant of our own clock on 4 November 2019. */
const clock = (time: string): string => `2019-11-04T${time}:00.000Z`;

let orders = 0;

describe.each(engines)('%s', (_, open) => {
  let engine: Engine;
  let other: Engine;
  let store: Store;
  let database: Database;

  beforeAll(async () => {
    const [, openOther] = engines[0] as (typeof engines)[number];
    [engine, other] = await Promise.all([open(), openOther()]);
    ({ store, database } = engine);
  });

  afterAll(() => Promise.all([engine?.close(), other?.close()]));

  async function paidOrder() {
    const orderId = `order-${++orders}`;
    const about = { order_id: orderId };
    await store.open({ orderId, amount: 1000, currency: 'EUR' });
    await store.ask(orderId, ordered());
    await store.receive(notified('completed', 'completed', { ...about, at: '10:05' }), { receivedAt: clock('09:05') });
    return { orderId, about };
  }

  const paymentOf = async (orderId: string): Promise<Payment> => (await store.read(orderId))?.payment as Payment;
  const quarantineOf = async (orderId: string) =>
    (await store.quarantined({ after: { orderId, n: 0 }, limit: 50 })).filter((one) => one.orderId === orderId);

  /** The order goes to an empty store as it is exported, and is exported from there as it was. */
  async function expectImported(orderId: string): Promise<void> {
    const mine = async (from: Store): Promise<string[]> => {
      const lines: string[] = [];
      for await (const line of from.exportAll()) if (line.includes(`"orderId":"${orderId}"`)) lines.push(line);
      return lines;
    };
    const lines = await mine(store);
    expect(await other.store.importAll(lines)).toBe(1);
    expect(await mine(other.store)).toEqual(lines);
    const asideThere = (await other.store.quarantined({ after: { orderId, n: 0 } })).filter(
      (one) => one.orderId === orderId,
    );
    expect(asideThere.map(({ n }) => n)).toEqual((await quarantineOf(orderId)).map(({ n }) => n));
  }

  describe('a status read', () => {
    it('should correct if it was asked for after the last report was received', async () => {
      const { orderId, about } = await paidOrder();
      const read = statusRead('void', 'void', { ...about, at: '11:00' });
      const { verdict, payment } = await store.receive(
        { ...read, askedAt: clock('09:06') },
        { receivedAt: clock('09:07') },
      );
      expect(verdict).toMatchObject({
        verdict: 'applied',
        corrected: true,
        violations: [{ code: 'collection_taken_back' }],
      });
      expect(safeToShip(payment as Payment)).toMatchObject({ answer: 'no', because: [{ code: 'ship_taken_back' }] });
      expect((await store.read(orderId))?.readAt).toBe(clock('09:07'));
    });

    it('should correct nothing if the order was heard of since it was asked for, and be due again at once', async () => {
      const { orderId, about } = await paidOrder();
      const read = statusRead('void', 'void', { ...about, at: '11:00' });
      const { verdict, payment } = await store.receive(
        { ...read, askedAt: clock('09:04') },
        { receivedAt: clock('09:07') },
      );
      expect(verdict).toMatchObject({ verdict: 'illegal' });
      expect(position(payment as Payment)).toMatchObject({ collected: 1000 });
      expect(await store.read(orderId)).toMatchObject({ readAt: null, nextReadAt: clock('09:07') });
      // Asked for again, it cures.
      const again = await store.receive({ ...read, askedAt: clock('09:08') }, { receivedAt: clock('09:09') });
      expect(again.verdict).toMatchObject({ verdict: 'applied', corrected: true });
      expect(again.payment?.alarms).toEqual([]);
      expect(await store.verifyChain(orderId)).toBeUndefined();
      await expectImported(orderId);
    });

    it('should make what was told before be judged again when it comes again', async () => {
      const { orderId, about } = await paidOrder();
      const paid = notified('completed', 'completed', { ...about, at: '10:05' });
      expect((await store.receive(paid, { receivedAt: clock('09:06') })).duplicateOf).toBe(3);
      await store.receive(
        { ...statusRead('void', 'void', { ...about, at: '11:00' }), askedAt: clock('09:07') },
        { receivedAt: clock('09:08') },
      );
      const again = await store.receive(paid, { receivedAt: clock('09:09') });
      expect(again.duplicateOf).toBeUndefined();
      expect(await store.history(orderId)).toHaveLength(5);
      // From then on it is known again.
      expect((await store.receive(paid, { receivedAt: clock('09:10') })).duplicateOf).toBe(5);
      const [sent] = await database.query('SELECT times FROM paychart.delivered WHERE order_id = $1 AND n = 5', [
        orderId,
      ]);
      expect(sent?.times).toBe(4);
    });

    it('should tell others which violations it has ruled out', async () => {
      const { orderId, about } = await paidOrder();
      await store.receive(
        { ...statusRead('void', 'void', { ...about, at: '11:00' }), askedAt: clock('09:07') },
        { receivedAt: clock('09:08') },
      );
      const { verdict } = await store.receive(
        { ...statusRead('completed', 'completed', { ...about, at: '11:30' }), askedAt: clock('09:20') },
        { receivedAt: clock('09:21') },
      );
      const withdrawn = [{ code: 'collection_taken_back', withdrawn: { at: '2019-11-04T11:30:00' } }];
      expect(verdict).toMatchObject({ verdict: 'applied', withdrawn });
      const told = (await store.outbox(10_000)).filter(({ entry }) => entry.orderId === orderId).at(-1);
      expect(told?.entry).toMatchObject({ n: 5, answer: { withdrawn } });
    });
  });

  it('should keep one entry in quarantine for one contradiction, however often it comes and whatever its time says', async () => {
    const { orderId, about } = await paidOrder();
    const ending = (at: string) => notified('declined', 'declined', { ...about, at });
    expect((await store.receive(ending('11:00'))).verdict.verdict).toBe('illegal');
    const again = await store.receive(ending('11:01'));
    expect(again.verdict).toMatchObject({ verdict: 'duplicate', repeats: { because: 'no_lawful_history' } });
    expect((await quarantineOf(orderId)).map(({ n }) => n)).toEqual([4]);
    expect((await store.outbox(10_000)).filter(({ entry }) => entry.orderId === orderId && entry.n > 3)).toHaveLength(
      1,
    );
    // Once a person has looked, the same again is to be looked at again.
    await store.resolve(orderId, 4, signed);
    expect((await store.receive(ending('11:02'))).verdict.verdict).toBe('illegal');
    expect((await quarantineOf(orderId)).map(({ n }) => n)).toEqual([7]);
    await expectImported(orderId);
  });

  it('should keep a report about another method without an alarm, without work for a person, and tell it', async () => {
    const orderId = `order-${++orders}`;
    await store.open({ orderId, amount: 1000, currency: 'EUR' });
    const ideal = notified('completed', 'completed', { order_id: orderId, payment_details: { type: 'IDEAL' } });
    const { verdict, payment } = await store.receive(ideal);
    expect(verdict.verdict).toBe('outside');
    expect(payment).toMatchObject({ alarms: [], setAside: [], outside: [{ amount: 1000, currency: 'EUR' }] });
    expect(safeToShip(payment as Payment).answer).toBe('yes');
    expect(await quarantineOf(orderId)).toEqual([]);
    expect((await store.receive(ideal)).duplicateOf).toBe(2);
    const told = (await store.outbox(10_000)).filter(({ entry }) => entry.orderId === orderId);
    expect(told.map(({ entry }) => entry.verdict)).toEqual(['outside']);
    expect((await store.list({ verdict: 'outside', limit: 1_000 })).map((one) => one.orderId)).toContain(orderId);
  });

  it('should open for an amount, once, and take another with configure only', async () => {
    const orderId = `order-${++orders}`;
    const first = await store.open({ orderId, amount: 1000, currency: 'EUR' });
    expect(first.expected).toEqual({ amount: 1000, currency: 'EUR' });
    expect(await store.open({ orderId, amount: 1000, currency: 'EUR' })).toEqual(first);
    expect(await store.open({ orderId })).toEqual(first);
    await expect(store.open({ orderId, amount: 1500, currency: 'EUR' })).rejects.toMatchObject({
      code: 'configured_otherwise',
      message: expect.stringContaining('1000 EUR'),
    });
    await expect(store.open({ orderId: `${orderId}-b`, amount: 1500 })).rejects.toMatchObject({ path: 'currency' });
    expect(await store.configure(orderId, { amount: 1500, currency: 'EUR' })).toMatchObject({
      expected: { amount: 1500, currency: 'EUR' },
      collector: 'multisafepay',
    });
    expect((await store.history(orderId)).map(({ kind, body }) => [kind, body])).toEqual([
      ['opened', { orderId, edition: '2019-10', collector: 'multisafepay', amount: 1000, currency: 'EUR' }],
      ['configured', { amount: 1500, currency: 'EUR' }],
    ]);
  });

  it('should take a refund that was taken for a request by its amount back from it, and book both', async () => {
    const { orderId, about } = await paidOrder();
    await store.ask(orderId, refundAsked({ at: '2019-11-05T07:00:00Z' }));
    const related_transactions = [refundOf('71', 400, 'completed'), refundOf('72', 400, 'reserved')];
    const listing = { ...about, at: '2019-11-05T09:00:00', amount_refunded: 800, related_transactions };
    await store.receive(notified('partial_refunded', 'completed', listing));
    expect((await paymentOf(orderId)).refunds).toMatchObject([
      { refundId: 'refund-1', transactionId: '71', boundByAmount: true },
      { transactionId: '72' },
    ]);
    const own = await store.receive({
      channel: 'notification',
      orderId,
      transactionId: '72',
      kind: 'refund',
      order: 'reserved',
      transaction: 'reserved',
      amount: 400,
      currency: 'EUR',
      merchantReference: 'refund-1',
      reference: '7',
      recency: '2019-11-05T09:01:00',
    });
    expect(own.verdict.verdict).toBe('applied');
    const byId = new Map(own.payment?.refunds.map((one) => [one.transactionId, one.refundId]));
    expect(byId).toEqual(
      new Map([
        ['72', 'refund-1'],
        ['71', undefined],
      ]),
    );
    expect(position(own.payment as Payment)).toMatchObject({ refunded: 400, reserved: 400 });
    await expectImported(orderId);
  });

  describe('a correction that books', () => {
    it('should adopt the newest report that was set aside of a transaction, and answer all that was set aside of it', async () => {
      const { orderId, about } = await paidOrder();
      await store.receive(notified('declined', 'declined', { ...about, at: '11:00' }));
      await store.receive(notified('expired', 'expired', { ...about, at: '11:30' }));
      expect((await quarantineOf(orderId)).map(({ n }) => n)).toEqual([4, 5]);
      await expect(store.correct(orderId, { ...signed, adopt: 4 })).rejects.toThrow('a newer report');
      const payment = await store.correct(orderId, { ...signed, adopt: 5 });
      expect(payment).toMatchObject({ alarms: [], setAside: [] });
      expect(payment?.violations.map(({ code }) => code)).toContain('adopted');
      expect(safeToShip(payment as Payment).answer).toBe('no');
      expect(await quarantineOf(orderId)).toEqual([]);
      expect((await store.history(orderId)).at(-1)).toMatchObject({
        n: 6,
        kind: 'correction',
        verdict: 'admitted',
        body: { ...signed, adopt: 5 },
      });
      expect(await store.verifyChain(orderId)).toBeUndefined();
      // What was judged before is judged again.
      expect(
        (await store.receive(notified('expired', 'expired', { ...about, at: '11:30' }))).duplicateOf,
      ).toBeUndefined();
      await expectImported(orderId);
    });

    it('should adopt money that came in after the ending, as a move of its own kind', async () => {
      const orderId = `order-${++orders}`;
      const about = { order_id: orderId };
      await store.open({ orderId, amount: 1000, currency: 'EUR' });
      await store.receive(notified('expired', 'expired', about));
      await store.receive(notified('completed', 'completed', { ...about, at: '10:30' }));
      const payment = await store.correct(orderId, { ...signed, adopt: 3 });
      expect(position(payment as Payment)).toMatchObject({ collected: 1000 });
      expect(safeToShip(payment as Payment).answer).toBe('yes');
      const moves = await database.query('SELECT how, log_kind FROM paychart.move WHERE order_id = $1 ORDER BY log_n', [
        orderId,
      ]);
      expect(moves.at(-1)).toEqual({ how: 'late', log_kind: 'correction' });
      await expectImported(orderId);
    });

    it('should transcribe what could not be read, and nothing that is not open', async () => {
      const orderId = `order-${++orders}`;
      const about = { order_id: orderId };
      await store.open({ orderId, amount: 1000, currency: 'EUR' });
      const transcribe = {
        order: 'completed',
        transaction: 'completed',
        transactionId: '7',
        amount: 1000,
        currency: 'EUR',
      } as const;
      await expect(store.correct(orderId, { ...signed, transcribe })).rejects.toMatchObject({
        path: 'transcribe.transactionId',
      });
      await store.receive(notified('completed', 'half_paid', { ...about, at: '10:30' }));
      expect(await quarantineOf(orderId)).toHaveLength(1);
      const payment = await store.correct(orderId, { ...signed, transcribe });
      expect(position(payment as Payment)).toMatchObject({ collected: 1000 });
      expect(payment?.violations.map(({ code }) => code)).toContain('transcribed');
      expect(await quarantineOf(orderId)).toEqual([]);
      await expectImported(orderId);
    });

    it('should settle outside, and book a refund that came back so that it may be refunded again', async () => {
      const { orderId, about } = await paidOrder();
      await store.configure(orderId, { amount: 1500, currency: 'EUR' });
      expect(safeToShip(await paymentOf(orderId)).answer).toBe('no');
      const settled = await store.correct(orderId, { ...signed, settledOutside: { amount: 500, currency: 'EUR' } });
      expect(safeToShip(settled as Payment).answer).toBe('yes');
      const related_transactions = [refundOf('71', 400, 'completed')];
      const listing = { ...about, at: '2019-11-05T09:00:00', amount_refunded: 400, related_transactions };
      await store.receive(notified('partial_refunded', 'completed', listing));
      await expect(
        store.correct(orderId, { ...signed, refundCameBack: { transactionId: '72' } }),
      ).rejects.toMatchObject({ path: 'refundCameBack' });
      const back = await store.correct(orderId, { ...signed, refundCameBack: { transactionId: '71' } });
      expect(position(back as Payment)).toMatchObject({ refunded: 0, refundable: 1000 });
      await expectImported(orderId);
    });

    it('should be refused without evidence, for what is not set aside, and with a card number, and store nothing', async () => {
      const { orderId, about } = await paidOrder();
      await store.receive(notified('declined', 'declined', { ...about, at: '11:00' }));
      const before = await store.read(orderId);
      const settledOutside = { amount: 500, currency: 'EUR' };
      const bad: [correction: object, path: string][] = [
        [{ ...signed, evidence: '', adopt: 4 }, 'evidence'],
        [{ actor: 'a.person', reason: 'because', settledOutside }, 'evidence'],
        [{ ...signed, evidence: 'card 4111 1111 1111 1111', settledOutside }, 'evidence'],
        [{ ...signed, adopt: 3 }, 'adopt'],
        [{ ...signed, adopt: 99 }, 'adopt'],
        [{ ...signed, resolve: 3 }, 'resolve'],
        [{ ...signed, settledOutside: { amount: -1, currency: 'EUR' } }, 'settledOutside.amount'],
        [{ ...signed, settledOutside: { amount: 500, currency: 'EURO' } }, 'settledOutside.currency'],
      ];
      for (const [correction, path] of bad) {
        const refused = store.correct(orderId, correction as never);
        await expect(refused, path).rejects.toThrow(InputError);
        await expect(refused, path).rejects.toMatchObject({ path });
      }
      expect(await store.read(orderId)).toEqual(before);
    });
  });
});
