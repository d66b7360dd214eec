/**
 * Goal: what release 0.1.0 left in a database goes on under this one: every payment is readable by its relation alone, without an
 * entry that carries it over (decision D30), is read, judged, refunded and exported, and the log of both releases holds.
 *
 * The dump is made by `test/store/releases/write.ts`, of orders that nobody ever made.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pair, Position } from '../../machines/index.ts';
import { mayCancel, type Payment, paymentFormat, position, safeToShip, statusOf } from '../../src/lifecycle/index.ts';
import { type Database, openPostgres, openStore, type Store } from '../../src/store/index.ts';
import { notified, refundAsked, statusRead } from '../lifecycle/reports.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { type Engine, engines, storeOn } from './engines.ts';

const folder = join(import.meta.dirname, 'releases');
const dump = gunzipSync(readFileSync(join(folder, '0.1.0.sql.gz'))).toString('utf8');

interface Shown {
  readonly orderId: string;
  readonly position: Position | null;
  readonly shows: readonly Pair[] | null;
}

/** How that release showed its orders. */
const shownThen = JSON.parse(readFileSync(join(folder, '0.1.0.json'), 'utf8')) as readonly Shown[];

const signed = { actor: 'a.person', reason: 'looked it up', evidence: 'the dashboard, 6 November' };
const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe.skipIf(postgresPrograms === undefined)('a database of release 0.1.0', () => {
  let cluster: Cluster;
  let database: Database;
  let store: Store;
  let logThen: Awaited<ReturnType<typeof logOf>>;

  beforeAll(async () => {
    const programs = postgresPrograms as string;
    cluster = await openCluster(programs);
    execFileSync(join(programs, 'psql'), ['-q', '-v', 'ON_ERROR_STOP=1', cluster.url], {
      input: dump,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    database = await openPostgres(cluster.url);
    logThen = await logOf(database);
    // The role that release 0.1.0 was to run under.
    await database.script(`CREATE ROLE service_then NOLOGIN;
      GRANT USAGE ON SCHEMA paychart TO service_then;
      GRANT SELECT ON ALL TABLES IN SCHEMA paychart TO service_then;
      GRANT INSERT ON paychart.payment, paychart.log, paychart.move, paychart.quarantine, paychart.delivery, paychart.outbox,
        paychart.refund_order TO service_then;
      GRANT UPDATE ON paychart.payment, paychart.quarantine, paychart.delivery, paychart.outbox TO service_then;`);
    store = await storeOn(database, () => '2019-11-06T12:00:00.000Z');
  });

  afterAll(async () => {
    await database?.close();
    await cluster?.close();
  });

  const paymentOf = async (orderId: string): Promise<Payment> => (await store.read(orderId))?.payment as Payment;
  const kindsOf = async (orderId: string) => (await store.history(orderId)).map(({ kind }) => kind);
  const asideOf = async (orderId: string) =>
    (await store.quarantined({ limit: 500 })).filter((one) => one.orderId === orderId).map(({ n }) => n);

  it('should be read as it was shown then, every order of it', async () => {
    const orders = await store.list({ limit: 500 });
    expect(orders.map(({ orderId }) => orderId)).toEqual(shownThen.map(({ orderId }) => orderId));
    for (const [at, { orderId, payment, otherLaw }] of orders.entries()) {
      expect(otherLaw, orderId).toBeUndefined();
      expect(payment?.format ?? paymentFormat, orderId).toBe(paymentFormat);
      const shown = {
        orderId,
        position: payment ? position(payment) : null,
        shows: payment ? statusOf(payment) : null,
      };
      expect(shown).toEqual(shownThen[at]);
      expect(await store.verifyChain(orderId), orderId).toBeUndefined();
    }
  });

  it('should have messages that do not say what changed, since nobody recorded that', async () => {
    const words = (await store.outbox(500)).map(({ changes }) => changes);
    expect(words.length).toBeGreaterThan(0);
    expect(words.every((one) => one === null)).toBe(true);
  });

  it('should know what our own requests asked for, and ship by that', async () => {
    expect(safeToShip(await paymentOf('paid')).answer).toBe('yes');
    expect(safeToShip(await paymentOf('paid'), eur(1001)).answer).toBe('no');
    expect(safeToShip(await paymentOf('declined')).answer).toBe('no');
    // Nobody has said what it is for.
    expect(safeToShip(await paymentOf('first-met')).because).toMatchObject([{ code: 'order_amount_unknown' }]);
    expect(await store.configure('first-met', eur(1000))).toMatchObject({ expected: eur(1000) });
    expect(safeToShip(await paymentOf('first-met')).answer).toBe('yes');
    // Of a payment by another method only the id was kept: its money is open.
    expect((await paymentOf('paid-otherwise')).outside).toMatchObject([{ transactionId: '8' }]);
    expect(safeToShip(await paymentOf('paid-otherwise')).answer).toBe('unknown');
  });

  it('should take what is reported, asked and corrected now, after its own entries', async () => {
    const about = (order_id: string) => ({ order_id });
    // A resend of what it had stored is known.
    const resent = await store.receive(notified('completed', 'completed', { order_id: 'paid', at: '10:05' }));
    expect(resent.duplicateOf).toBe(4);
    const approved = await store.receive(notified('completed', 'completed', { ...about('held'), at: '12:00' }));
    expect(approved.verdict).toMatchObject({ verdict: 'applied', from: [{ order: 'uncleared' }] });
    const settled = await store.receive(
      statusRead('completed', 'completed', { ...about('expired-then-paid'), at: '11:05' }),
    );
    expect(settled.verdict).toMatchObject({
      violations: [{ code: 'late_payment' }],
      settled: [{ code: 'money_may_be_held' }],
    });
    await store.resolve('unknown-word', (await asideOf('unknown-word'))[0] as number, signed);
    expect(await asideOf('unknown-word')).toEqual([]);
    const back = await store.receive(
      statusRead('completed', 'completed', { ...about('void-after-paid'), at: '10:30' }),
    );
    expect(back.payment?.alarms).toEqual([]);
    const ideal = { transaction_id: '8', at: '10:20', payment_details: { type: 'IDEAL' } };
    const outside = await store.receive(statusRead('completed', 'completed', { ...about('paid-otherwise'), ...ideal }));
    expect(outside.verdict.verdict).toBe('outside');
    expect(safeToShip(outside.payment as Payment).answer).toBe('yes');
    expect(mayCancel(await paymentOf('own-mid')).answer).toBe('no');
    expect(await kindsOf('held')).toEqual(['opened', 'fact', 'notification', 'notification']);
  });

  it('should hold back a refund whose outcome it did not know, take its outcome, and then ask for another', async () => {
    const held = await store.ask('refund-asked', refundAsked({ refundId: 'refund-2', at: '2019-11-06T09:00:00Z' }));
    expect(held).toMatchObject({ ok: false, refusal: { code: 'refund_outcome_unknown' } });
    const own = await store.receive({
      channel: 'notification',
      orderId: 'refund-asked',
      transactionId: '71',
      kind: 'refund',
      order: 'completed',
      transaction: 'completed',
      ...eur(400),
      merchantReference: 'refund-1',
      reference: '7',
      created: '2019-11-05T10:00:00',
      recency: '2019-11-06T08:00:00',
    });
    expect(own.verdict.verdict).toBe('applied');
    const asked = await store.ask('refund-asked', refundAsked({ refundId: 'refund-2', at: '2019-11-06T09:00:00Z' }));
    expect(asked.ok && position(asked.next)).toMatchObject({ refunded: 400, reserved: 400, refundable: 200 });
    const more = await store.ask(
      'refunded-in-part',
      refundAsked({ refundId: 'r-2', amount: 601, at: '2019-11-06T09:00:00Z' }),
    );
    expect(more).toMatchObject({ ok: false, refusal: { code: 'refund_exceeds_refundable' } });
  });

  it('should keep its own entries as they were, and write none that carries a payment over', async () => {
    const log = await logOf(database);
    const then = new Set(logThen.map(({ hash }) => hash));
    // They are of the account without a name now, and the first of each says whose log it begins; nothing else of them is new.
    expect(log.filter(({ hash }) => then.has(hash))).toEqual(
      logThen.map((entry) => ({ ...entry, account: 0, begins: entry.n === 1 ? entry.order_id : null })),
    );
    expect(log.length).toBeGreaterThan(logThen.length + 8);
    const [migrated] = await database.query(
      "SELECT count(*)::integer AS count FROM paychart.log WHERE kind = 'migrated'",
    );
    expect(migrated?.count).toBe(0);
    // Entries name the whole law: that release's name was the relation's.
    const laws = [...new Set(log.map(({ law }) => law))];
    expect(laws).toHaveLength(2);
    expect(laws).toContain(logThen[0]?.law);
    const moved = await database.query('SELECT DISTINCT law FROM paychart.move');
    expect(moved.map(({ law }) => law)).toEqual([logThen[0]?.law]);
    for (const { orderId } of shownThen) expect(await store.verifyChain(orderId), orderId).toBeUndefined();
  });

  describe('exported', () => {
    let lines: string[];
    let other: Engine;
    beforeAll(async () => {
      lines = [];
      for await (const line of store.exportAll()) lines.push(line);
      other = await (engines[0] as (typeof engines)[number])[1]();
    });
    afterAll(() => other?.close());

    it('should be refused by name if an entry, a link or the evidence was touched', async () => {
      const line = JSON.parse(lines.find((one) => one.includes('"orderId":"charged-back"')) as string);
      const touched: [wrong: object, says: string][] = [
        [{ ...line, log: line.log.with(1, { ...line.log[1], verdict: 'refused' }) }, 'entry 2 .* has another hash'],
        [{ ...line, log: line.log.toSpliced(1, 1) }, 'does not follow entry 1'],
        [{ ...line, state: { ...line.state, attempts: [{ ...line.state.attempts[0], seen: [] }] } }, 'cannot be read'],
      ];
      for (const [wrong, says] of touched)
        await expect(other.store.importAll([JSON.stringify(wrong)])).rejects.toThrow(new RegExp(says));
      expect(await other.store.read('charged-back')).toBeUndefined();
    });

    it('should go to another database of this release, whole', async () => {
      expect(await other.store.importAll(lines)).toBe(shownThen.length);
      for (const { orderId } of shownThen) {
        expect((await other.store.read(orderId))?.payment, orderId).toEqual((await store.read(orderId))?.payment);
        expect(await other.store.history(orderId), orderId).toEqual(await store.history(orderId));
        expect(await other.store.verifyChain(orderId), orderId).toBeUndefined();
      }
      expect((await other.store.quarantined({ limit: 500 })).map(({ orderId, n }) => [orderId, n])).toEqual(
        (await store.quarantined({ limit: 500 })).map(({ orderId, n }) => [orderId, n]),
      );
      const asked = await other.store.ask('paid', refundAsked({ at: '2019-11-06T10:00:00Z' }));
      expect(asked.ok && position(asked.next)).toMatchObject({ reserved: 400 });
    });
  });

  it('should be served under the role that it was served under, and that one may change no more than then', async () => {
    const transaction: Database['transaction'] = (work) =>
      database.transaction(async (connection) => {
        await connection.script('SET LOCAL ROLE service_then');
        return work(connection);
      });
    const query: Database['query'] = (sql, parameters) =>
      transaction((connection) => connection.query(sql, parameters));
    const served = await storeOn({ ...database, transaction, query });
    await served.open({ orderId: 'served' });
    const { verdict } = await served.receive(notified('completed', 'completed', { order_id: 'served', at: '12:00' }));
    expect(verdict.verdict).toBe('applied');
    // As release 0.1.0 writes a move.
    const written = transaction(async (connection) => {
      await connection.query(`INSERT INTO paychart.move (order_id, life, law, n, how, fact, from_cells, to_cells, log_n, log_kind)
        SELECT order_id, 'attempt 9', law, n, how, fact, from_cells, to_cells, log_n, log_kind FROM paychart.move
        WHERE order_id = 'served'`);
      throw new Error('it is taken');
    });
    await expect(written).rejects.toThrow('it is taken');
    for (const sql of [
      'UPDATE paychart.shape SET how = how',
      'DELETE FROM paychart.shaped_move',
      "INSERT INTO paychart.whole_law VALUES ('x', '{}')",
    ])
      await expect(query(sql)).rejects.toMatchObject({ sqlState: '42501' });
  });

  it('should be written to as that release does until an account has a name, and have the same ids in that account then', async () => {
    // As a process of release 0.1.0 takes an order, and judges by what it finds of one.
    const asThen = () =>
      database.query(
        `INSERT INTO paychart.payment AS known (order_id, created_at, updated_at) VALUES ('paid', now(), now())
         ON CONFLICT (order_id) DO UPDATE SET updated_at = known.updated_at`,
      );
    await asThen();
    const before = await logOf(database);
    const named = await openStore({
      database,
      now: () => '2019-11-06T12:00:00.000Z',
      account: { name: 'shop-nl', environment: 'live' },
    });
    const { verdict } = await named.receive(notified('completed', 'completed', { order_id: 'paid', at: '12:00' }));
    expect(verdict.verdict).toBe('applied');
    expect(await named.history('paid')).toMatchObject([{ account: 'shop-nl', n: 1 }]);
    expect((await named.list()).map(({ orderId }) => orderId)).toEqual(['paid']);
    expect((await logOf(database)).filter(({ account }) => account === 0)).toEqual(before);
    for (const { orderId } of shownThen) expect(await store.verifyChain(orderId), orderId).toBeUndefined();
    // It would take the one for the other from now on.
    await expect(asThen()).rejects.toMatchObject({ code: 'refused' });
  });
});

/** Every entry of the log, by order and place. */
const logOf = async (database: Database): Promise<readonly LogRow[]> =>
  (await database.query('SELECT * FROM paychart.log ORDER BY order_id, n')) as never;

/** An entry as it stands in the table. */
interface LogRow {
  readonly order_id: string;
  readonly n: number;
  readonly hash: string;
  readonly law: string;
  readonly account?: number;
}
