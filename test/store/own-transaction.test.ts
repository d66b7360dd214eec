/**
 * Goal: a transaction of the caller's own carries what the store writes and what the caller writes, both or neither, whether it is begun
 * with `pg`, Drizzle or Kysely; after a rollback nothing is left of the store's call, in the database or in the process.
 *
 * The transactions with each of them are the pieces of docs/store.md, run as they stand there.
 */
import { readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnTransaction, openStore, type Store } from '../../src/store/index.ts';
import { notified } from '../lifecycle/reports.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { type Engine, engines, now, storedOf } from './engines.ts';

const open = engines.find(([name]) => name === 'PostgreSQL')?.[1];

/** The pieces of docs/store.md that begin a transaction: each gets what it names, and runs as it stands there. */
const pieces = [...readFileSync('docs/store.md', 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
  .map(([, code = '']) => code)
  .filter((code) => code.includes('store.within('));

const givenNames = [
  'pool',
  'client',
  'store',
  'report',
  'orderId',
  'drizzle',
  'sql',
  'kysely',
  'CompiledQuery',
] as const;
type Given = Readonly<Record<(typeof givenNames)[number], unknown>>;

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...given: unknown[]) => Promise<void>;
const run = (code: string, given: Given): Promise<void> =>
  new AsyncFunction(...givenNames, `{${code}}`)(...givenNames.map((name) => given[name]));

describe.skipIf(open === undefined || postgresPrograms === undefined)(
  'an own transaction',
  { timeout: 240_000 },
  () => {
    let engine: Engine;
    let pool: Pool;
    let store: Store;
    beforeAll(async () => {
      engine = await (open as NonNullable<typeof open>)();
      pool = new Pool({ connectionString: engine.url as string, max: 4 });
      // A connection that was just let go of may still hear that the server is stopped: nobody asks it anything any more.
      pool.on('connect', (client) => client.on('error', () => {}));
      store = engine.store;
      await pool.query('CREATE TABLE parcel (order_id text PRIMARY KEY)');
    }, 180_000);
    afterAll(async () => {
      await pool?.end();
      await engine?.close();
    });

    let orders = 0;
    const newOrder = (): string => `order-${++orders}`;
    const parcels = async (orderId: string): Promise<number> =>
      (await pool.query('SELECT FROM parcel WHERE order_id = $1', [orderId])).rows.length;
    const nothing = { payment: [], log: [], move: [], quarantine: [], delivery: [], outbox: [] };

    it('should be shown with pg, Drizzle and Kysely', () => {
      expect(pieces.map((code) => /drizzle|kysely/.exec(code)?.[0] ?? 'pg')).toEqual(['pg', 'drizzle', 'kysely']);
    });

    describe.each(pieces.map((code, at) => [`as piece ${at + 1} of the document`, code] as const))('%s', (_, code) => {
      const both = async (orderId: string): Promise<void> => {
        const client = await pool.connect();
        const kysely = new Kysely({ dialect: new PostgresDialect({ pool }) });
        const report = notified('completed', 'completed', { order_id: orderId });
        try {
          await run(code, { pool, client, store, report, orderId, drizzle, sql, kysely, CompiledQuery });
        } finally {
          client.release();
        }
      };

      it('should store both', async () => {
        const orderId = newOrder();
        await both(orderId);
        expect(await parcels(orderId)).toBe(1);
        expect((await store.history(orderId)).map(({ verdict }) => verdict)).toEqual(['applied']);
        expect(await store.verifyChain(orderId)).toBeUndefined();
        expect((await store.outbox(1000)).filter(({ entry }) => entry.orderId === orderId)).toHaveLength(1);
      });

      it('should leave nothing of either once it is rolled back, nor anything that the next call is judged by', async () => {
        const orderId = newOrder();
        // The shop cannot write: there is such a parcel already.
        await pool.query('INSERT INTO parcel (order_id) VALUES ($1)', [orderId]);
        await expect(both(orderId)).rejects.toThrow();
        expect(await storedOf(engine.database, orderId)).toEqual(nothing);
        expect((await store.outbox(1000)).filter(({ entry }) => entry.orderId === orderId)).toEqual([]);
        const { verdict, duplicateOf } = await store.receive(notified('completed', 'completed', { order_id: orderId }));
        expect({ verdict: verdict.verdict, duplicateOf }).toEqual({ verdict: 'applied', duplicateOf: undefined });
        expect((await store.history(orderId)).map(({ n }) => n)).toEqual([1]);
      });
    });

    /** Does work in a transaction of `pg`, and rolls it back. */
    const begun = async <T>(
      work: (own: OwnTransaction, query: Pool['query']) => Promise<T>,
      begin = 'BEGIN',
    ): Promise<T> => {
      const client = await pool.connect();
      try {
        await client.query(begin);
        return await work(store.within(client), client.query.bind(client) as Pool['query']);
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    };

    it('should go on after a call that the store refuses, without anything of that call', async () => {
      const orderId = newOrder();
      await begun(async (own, query) => {
        await own.open({ orderId, edition: '2019-10', collector: 'multisafepay' });
        await expect(own.ask('no-such-order', { type: 'transaction.cancelled', at: now })).rejects.toThrow(
          'is not known',
        );
        expect(
          (await query('SELECT order_id FROM paychart.payment WHERE order_id = $1', ['no-such-order'])).rows,
        ).toEqual([]);
        await own.receive(notified('completed', 'completed', { order_id: orderId }));
        expect((await own.history(orderId)).length).toBe(2);
        expect(await store.read(orderId), 'seen from outside').toBeUndefined();
      });
      expect(await storedOf(engine.database, orderId)).toEqual(nothing);
    });

    it('should neither be judged by what the store remembers of an order, nor be remembered itself', async () => {
      const orderId = newOrder();
      const [begins, pays] = [
        notified('initialized', 'initialized', { order_id: orderId }),
        notified('completed', 'completed', { order_id: orderId, at: '10:30' }),
      ];
      await store.receive(begins);
      await (await openStore({ database: engine.database, now: () => now })).open({
        orderId,
        edition: '2019-10',
        collector: 'multisafepay',
      });
      const verdicts = await begun(async (own) => {
        await own.receive(pays);
        return (await own.history(orderId)).map(({ n, verdict }) => [n, verdict]);
      });
      expect(verdicts).toEqual([
        [1, 'applied'],
        [2, 'admitted'],
        [3, 'applied'],
      ]);
      expect((await store.receive(pays)).duplicateOf, 'rolled back').toBeUndefined();
      expect((await store.history(orderId)).map(({ n }) => n)).toEqual([1, 2, 3]);
      expect(await store.verifyChain(orderId)).toBeUndefined();
    });

    it('should acknowledge what was claimed, unless it is rolled back', async () => {
      for (let some = await store.claim(); some.length > 0; some = await store.claim()) await store.acknowledge(some);
      const orderId = newOrder();
      await store.receive(notified('completed', 'completed', { order_id: orderId }));
      const claimed = await store.claim();
      expect(claimed.map(({ entry }) => entry.orderId)).toEqual([orderId]);
      await begun(async (own) => {
        expect((await own.acknowledge(claimed)).map(({ standing }) => standing)).toEqual(['acknowledged']);
        expect(await own.outbox()).toEqual([]);
      });
      expect(await store.outbox(), 'rolled back').toHaveLength(1);
      await begun(async (own, query) => {
        await own.acknowledge(claimed);
        await query('COMMIT');
      });
      expect(await store.outbox()).toEqual([]);
    });

    it('should carry out calls one after the other, however they are made', async () => {
      const orderId = newOrder();
      const ns = await begun(async (own) => {
        await own.open({ orderId, edition: '2019-10', collector: 'multisafepay' });
        const reports = ['10:01', '10:02', '10:03'].map((at) =>
          notified('initialized', 'initialized', { order_id: orderId, at }),
        );
        await Promise.all(reports.map((report) => own.receive(report)));
        return (await own.history(orderId)).map(({ n }) => n);
      });
      expect(ns).toEqual([1, 2, 3, 4]);
    });

    it.each(['REPEATABLE READ', 'SERIALIZABLE'])(
      'should say what to do if another transaction has written to the order meanwhile, and try nothing again, in %s',
      async (level) => {
        const orderId = newOrder();
        await store.open({ orderId, edition: '2019-10', collector: 'multisafepay' });
        const caught = await begun(async (own, query) => {
          await query('SELECT FROM paychart.payment');
          await store.receive(notified('initialized', 'initialized', { order_id: orderId }));
          return own
            .receive(notified('completed', 'completed', { order_id: orderId, at: '10:30' }))
            .catch((error) => error as unknown);
        }, `BEGIN ISOLATION LEVEL ${level}`);
        expect(caught).toMatchObject({ code: 'changed', message: expect.stringContaining('roll yours back') });
        expect(await store.history(orderId)).toHaveLength(2);
      },
    );

    it('should say the same to one of two that wait for each other, and let the other go on', async () => {
      const both = [newOrder(), newOrder()] as const;
      for (const orderId of both) await store.open({ orderId });
      const begins = (orderId: string) => notified('initialized', 'initialized', { order_id: orderId });
      /** Tells of one order and, once both have, of that which the other one holds; what that came to. */
      const crosswise = async (at: 0 | 1, met: () => Promise<void>): Promise<unknown> => {
        const client = await pool.connect();
        try {
          await client.query("BEGIN; SET LOCAL deadlock_timeout = '20ms'");
          const own = store.within(client);
          await own.receive(begins(both[at]));
          await met();
          const came = await own.receive(begins(both[1 - at] as string)).catch((error: unknown) => error);
          await client.query(came instanceof Error ? 'ROLLBACK' : 'COMMIT');
          return came;
        } finally {
          client.release();
        }
      };
      let [count, open] = [0, (): void => {}];
      const bothHold = new Promise<void>((resolve) => {
        open = resolve;
      });
      const met = (): Promise<void> => {
        if (++count === 2) open();
        return bothHold;
      };
      const came = await Promise.all([crosswise(0, met), crosswise(1, met)]);
      const gaveWay = came.filter((one) => one instanceof Error);
      expect(gaveWay).toEqual([
        expect.objectContaining({ code: 'changed', message: expect.stringContaining('roll yours back') }),
      ]);
      for (const orderId of both) expect((await store.history(orderId)).map(({ n }) => n)).toEqual([1, 2]);
    });

    it('should hold its order until it ends, and no other', async () => {
      const [held, free] = [newOrder(), newOrder()];
      let isOver = false;
      let waiting: Promise<void> | undefined;
      await begun(async (own) => {
        await own.open({ orderId: held });
        waiting = store.open({ orderId: held, edition: '2025-08' }).then(() => {
          expect(isOver).toBe(true);
        });
        const other = await openStore({ database: engine.database, now: () => now });
        await other.open({ orderId: free });
        isOver = true;
      });
      await waiting;
      expect((await store.read(held))?.payment?.edition).toBe('2025-08');
    });

    it('should be told to who listens once it is committed, and not if it is rolled back', async () => {
      const [lost, kept] = [newOrder(), newOrder()];
      const told: string[] = [];
      const ended = new AbortController();
      const changes = store.changes({ signal: ended.signal });
      const listening = (async () => {
        for await (const { order } of changes) {
          told.push(order.orderId);
          if (order.orderId === kept) ended.abort();
        }
      })();
      await begun((own) => own.open({ orderId: lost }));
      await begun(async (own, query) => {
        await own.open({ orderId: kept });
        await query('COMMIT');
      });
      await listening;
      expect(told).toContain(kept);
      expect(told).not.toContain(lost);
    });

    it('should refuse a client that has no transaction open', async () => {
      const client = await pool.connect();
      try {
        await expect(store.within(client).open({ orderId: newOrder() })).rejects.toThrow(
          'no transaction is open on it',
        );
      } finally {
        client.release();
      }
    });
  },
);
