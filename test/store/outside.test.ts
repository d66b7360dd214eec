/**
 * Goal: if the charts ever come to a move that the database's law does not contain, no report is lost for it: it is set aside by
 * name, durably, the payment stays, and what else was under way is untouched. On the law that stands this never happens.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Observed, Payment, PaymentFact, Report, Stepped } from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import type { Database, Store } from '../../src/store/index.ts';
import { createRandom, drawDisturbances, faults, planNotices, playLife } from '../../src/testing/index.ts';
import { notified, ordered } from '../lifecycle/reports.ts';
import { histories } from '../lifecycle/truth.ts';
import { planOf, readsOf } from '../testing/lives.ts';
import { type Engine, engines, storeOn } from './engines.ts';

/** The judges forget what was seen of orders with this name before: they take whatever is told for the beginning. */
const forgetful = 'forgetful';

vi.mock('../../src/lifecycle/judging/observe.ts', async (original) => {
  const real = await original<typeof import('../../src/lifecycle/judging/observe.ts')>();
  return {
    ...real,
    observe(payment: Payment | undefined, report: Report): Observed {
      const observed = real.observe(payment, report);
      if (!report.orderId.startsWith(forgetful) || payment === undefined) return observed;
      const [known] = payment.attempts;
      return real.observe({ ...payment, attempts: known ? [{ ...known, seen: [] }] : [] }, report);
    },
  };
});

vi.mock('../../src/lifecycle/asking/step.ts', async (original) => {
  const real = await original<typeof import('../../src/lifecycle/asking/step.ts')>();
  return {
    ...real,
    step(payment: Payment, fact: PaymentFact): Stepped<Payment> {
      if (!payment.orderId.startsWith(forgetful) || payment.attempts.length === 0) return real.step(payment, fact);
      const forgotten = { ...payment, attempts: [] };
      return real.step(forgotten, ordered() as PaymentFact);
    },
  };
});

describe.each(engines)('%s', (name, open) => {
  let engine: Engine;
  let store: Store;
  let database: Database;

  beforeAll(async () => {
    engine = await open();
    ({ store, database } = engine);
  });

  afterAll(() => engine?.close());

  const code = 'move_not_in_law';

  async function paid(orderId: string): Promise<Payment> {
    const { payment } = await store.receive(notified('completed', 'completed', { order_id: orderId }));
    return payment as Payment;
  }

  const declined = (orderId: string): Report => notified('declined', 'declined', { order_id: orderId, at: '10:30' });

  it('should set a report aside by name, keep the payment and its money, and take the report for known when it comes again', async () => {
    const orderId = `${forgetful} report`;
    const before = await paid(orderId);
    const received = await store.receive(declined(orderId));
    expect(received.verdict).toMatchObject({ verdict: 'unknown', refusal: { code, cure: 'person' } });
    const { setAside, alarms, ...kept } = received.payment as Payment;
    const { setAside: _, alarms: __, ...stoodBefore } = before;
    expect(kept).toEqual(stoodBefore);
    // It denies, newer, that what is collected is there (decision D27).
    expect(alarms).toMatchObject([{ code: 'money_may_have_left', because: code, transactionId: '7' }]);
    expect(setAside).toMatchObject([{ because: code, transactionId: '7' }]);
    const stored = await store.read(orderId);
    expect(stored).toMatchObject({ version: 2, verdict: 'unknown' });
    expect(stored?.payment).toEqual(received.payment);
    const [aside] = await store.quarantined({ after: { orderId, n: 0 }, limit: 1 });
    expect(aside).toMatchObject({ orderId, n: 2, code, entry: { body: declined(orderId) } });
    expect((await store.outbox(1_000)).filter(({ entry }) => entry.orderId === orderId)).toHaveLength(2);
    expect(await store.verifyChain(orderId)).toBeUndefined();
    expect(await store.receive(declined(orderId))).toMatchObject({ duplicateOf: 2 });
  });

  it('should raise an alarm if the report claims money', async () => {
    const orderId = `${forgetful} money`;
    await store.receive(notified('declined', 'declined', { order_id: orderId }));
    const { verdict, payment } = await store.receive(
      notified('completed', 'completed', { order_id: orderId, at: '10:30' }),
    );
    expect(verdict).toMatchObject({ verdict: 'unknown', moneyMayBeHeld: true, refusal: { code } });
    expect(payment?.alarms).toMatchObject([{ code: 'money_may_be_held', because: code }]);
  });

  it('should refuse a fact by name, log it, and keep the payment', async () => {
    const orderId = `${forgetful} fact`;
    const before = await paid(orderId);
    const asked = await store.ask(orderId, { type: 'transaction.cancelled', at: '2019-11-04T09:30:00Z' });
    expect(asked).toMatchObject({ ok: false, refusal: { code } });
    expect((await store.read(orderId))?.payment).toEqual(before);
    expect((await store.history(orderId)).at(-1)).toMatchObject({ kind: 'fact', verdict: 'refused', code });
  });

  it('should leave all others of the same batch as they are', async () => {
    const bad = `${forgetful} among others`;
    await paid(bad);
    const good = Array.from({ length: 20 }, (_, at) => `good-${at}`);
    const came = await Promise.all([
      ...good.slice(10).map((orderId) => store.receive(notified('completed', 'completed', { order_id: orderId }))),
      store.receive(declined(bad)),
      ...good.slice(0, 10).map((orderId) => store.receive(notified('completed', 'completed', { order_id: orderId }))),
    ]);
    expect(came.map(({ verdict }) => verdict.verdict).sort()).toEqual([...good.map(() => 'applied'), 'unknown']);
    for (const orderId of good) expect(await store.history(orderId)).toHaveLength(1);
  });

  it('should be exported, and come in again as it was set aside', async () => {
    const orderId = `${forgetful} traveller`;
    await paid(orderId);
    await store.receive(declined(orderId));
    let line = '';
    for await (const one of store.exportAll()) if (one.includes(orderId)) line = one;
    const target = await engines[0]?.[1]();
    await target?.store.importAll([line]);
    expect(await target?.store.read(orderId)).toEqual(await store.read(orderId));
    await target?.close();
  });

  it('should never be needed on the law that stands, whatever is delivered in whatever order', async () => {
    const other = await storeOn(database);
    let [orders, entries] = [0, 0];
    const expectNone = async (orderId: string): Promise<void> => {
      const log = await store.history(orderId);
      expect(log.filter((entry) => entry.code === code)).toEqual([]);
      entries += log.length;
    };
    await fc.assert(
      fc.asyncProperty(histories({ full: false }), async ({ reports, reads }) => {
        const orderId = `history-${++orders}`;
        for (const report of [...reports, ...reads]) await store.receive({ ...report, orderId });
        await expectNone(orderId);
      }),
      { numRuns: name === 'PGlite' ? 20 : 80 },
    );
    const rates = Object.fromEntries(Object.keys(faults).map((fault) => [fault, 0.15]));
    await fc.assert(
      fc.asyncProperty(fc.nat(100_000), async (seed) => {
        const orderId = `played-${++orders}`;
        const life = playLife({ ...planOf(seed), orderId });
        const { edition, collector } = life.plan;
        if (seed % 2) await store.open({ orderId, edition, collector });
        const notices = planNotices(life.changes, drawDisturbances(createRandom(seed), life.changes.length, rates));
        const reports = [...notices.map(({ document }) => document), ...readsOf(life)].map((one) => readOrder(one));
        for (const [at, report] of reports.entries()) await (at % 3 ? store : other).receive(report);
        await expectNone(orderId);
      }),
      { numRuns: name === 'PGlite' ? 20 : 80 },
    );
    console.info(`${name}: ${entries} entries of ${orders} orders`);
  });
});
