/**
 * Goal: the store on tables that are partitioned by account and order holds what it holds on others: the same rows of the same calls, what
 * the log's guards refuse is refused, whichever part a statement names. With a million payments it is `npm run scale -- --part partitioned`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openPostgres, type Store } from '../../src/store/index.ts';
import { notified, refundOf } from '../lifecycle/reports.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { failuresOf, reportText } from '../soak/report.ts';
import { type Cluster, openCluster } from '../store/cluster.ts';
import { storedOf, storeOn } from '../store/engines.ts';
import { runPartitioned } from './partitioned.ts';
import { partition, partitionedTables, partOf } from './partitioning.ts';

describe.skipIf(postgresPrograms === undefined)('partitioned by account and order', () => {
  const parts = 4;
  let cluster: Cluster;
  let whole: Database;
  let parted: Database;
  let stores: readonly [Store, Store];

  beforeAll(async () => {
    cluster = await openCluster(postgresPrograms as string, { prepared: true });
    whole = await openPostgres(cluster.url);
    await whole.query('CREATE DATABASE parted TEMPLATE template0');
    parted = await openPostgres(cluster.url.replace(/\/postgres$/, '/parted'));
    const [one, other] = [await storeOn(whole), await storeOn(parted)];
    await partition(parted, parts);
    stores = [one, other];
  });
  afterAll(async () => {
    await whole?.close();
    await parted?.close();
    await cluster?.close();
  });

  it('should come to the same rows as one table each', async () => {
    const orders = Array.from({ length: 24 }, (_, number) => `order-${number}`);
    for (const store of stores)
      for (const [number, orderId] of orders.entries()) {
        const about = { order_id: orderId, transaction_id: String(number) };
        await store.receive(notified('initialized', 'initialized', about));
        const paid = notified('completed', 'completed', { ...about, at: '10:05' });
        await store.receive(paid);
        await store.receive(paid);
        const refunds = [{ ...refundOf(`${number}0`, 400, 'completed'), order_id: `refund-of-${orderId}` }];
        const refunded = { related_transactions: refunds, amount_refunded: 400, at: '2019-11-05T09:00:00' };
        await store.receive(notified('completed', 'completed', { ...about, ...refunded }));
        // What cannot be is set aside.
        await store.receive(notified('expired', 'cancelled', { ...about, at: '2019-11-05T10:00:00' }));
      }
    let rows = 0;
    for (const orderId of orders) {
      const [expected, found] = [await storedOf(whole, orderId), await storedOf(parted, orderId)];
      const withoutNumbers = (stored: object): unknown =>
        JSON.parse(JSON.stringify(stored).replaceAll(/\\"id\\":\d+,/g, ''));
      expect(withoutNumbers(found)).toEqual(withoutNumbers(expected));
      rows += JSON.stringify(found).length;
    }
    expect(rows).toBeGreaterThan(24 * 1000);
    const own = 'SELECT order_id, payment FROM paychart.refund_order ORDER BY order_id';
    expect(await parted.query(own)).toEqual(await whole.query(own));
    expect(await parted.query(own)).toHaveLength(24);
    expect(await parted.query('SELECT DISTINCT tableoid FROM paychart.log')).toHaveLength(parts);
  });

  it('should keep the log append-only by whichever name a statement knows it', async () => {
    const [{ part } = { part: '' }] = await parted.query(
      'SELECT tableoid::regclass::text AS part FROM paychart.log LIMIT 1',
    );
    for (const table of ['paychart.log', String(part)])
      for (const change of [`DELETE FROM ${table}`, `UPDATE ${table} SET verdict = 'applied'`])
        await expect(parted.query(change), change).rejects.toThrow(/is append-only/);
  });

  it('should refuse a payment whose head is no entry, and a message of an order that is not there', async () => {
    await expect(parted.query("UPDATE paychart.payment SET head = 'none' WHERE order_id = 'order-3'")).rejects.toThrow(
      /payment_head/,
    );
    await expect(
      parted.query("INSERT INTO paychart.outbox (account, order_id, n) VALUES (0, 'order-none', 1)"),
    ).rejects.toThrow(/outbox_order_id_n_fkey/);
  });

  it('should have as many parts of each table, and nothing left of the tables before', async () => {
    for (const table of partitionedTables) {
      const found = await parted.query(
        'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass',
        [`paychart.${table}`],
      );
      expect(found.map(({ name }) => name).sort()).toEqual(
        Array.from({ length: parts }, (_, at) => `paychart.${partOf(table, at)}`),
      );
    }
    const keys = `SELECT count(*)::integer AS count FROM pg_constraint WHERE connamespace = 'paychart'::regnamespace AND contype IN ('p', 'u', 'f', 'c') AND conparentid = 0
      AND conrelid IN (SELECT oid FROM pg_class WHERE NOT relispartition)`;
    expect(await parted.query(keys)).toEqual(await whole.query(keys));
  });

  it('should be refused for a store that has payments, and say the way out', async () => {
    await expect(partition(whole, parts)).rejects.toThrow(/order order-\d+ is one.*import into it/);
  });

  it('should fill both, and measure them beside each other', async () => {
    const report = await runPartitioned({
      programs: postgresPrograms as string,
      payments: 2000,
      parts,
      callers: [8],
      rounds: 1,
      seconds: 0.5,
      durable: false,
    });
    console.info(reportText(report));
    expect(failuresOf(report)).toEqual([]);
  });
});
