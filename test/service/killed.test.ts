/**
 * Goal: `kill -9` between the points of a refund, and between those of an order: what was never sent is sent once by the next
 * call, what was sent is never sent again, and what the next call is told is what MultiSafepay has.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openPostgres } from '../../src/store/index.ts';
import { instantAt } from '../../src/testing/index.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { cardFields } from '../soak/desk.ts';
import { freePort, type Service, startService, token } from '../soak/service.ts';
import { orderIdOf, settings, startVendor, type Vendor } from '../soak/vendor.ts';
import { type Cluster, openCluster } from '../store/cluster.ts';
import { gate } from './gate.ts';

const [setting] = settings as [(typeof settings)[number]];

/** Resolves once it holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe.skipIf(postgresPrograms === undefined)('a process that is killed', () => {
  let cluster: Cluster;
  let database: Database;
  let vendor: Vendor;
  let service: Service;
  let port = 0;

  const start = async (): Promise<void> => {
    service = startService({ kept: { DATABASE_URL: cluster.url }, apiKey: 'key', environment: vendor.url, port });
    await service.up;
  };
  beforeAll(async () => {
    cluster = await openCluster(postgresPrograms as string);
    database = await openPostgres(cluster.url);
    vendor = await startVendor({ seed: 1, apiKey: 'key', clock: { now: () => instantAt(Date.now() / 1000) } });
    port = await freePort();
    await start();
  });
  afterAll(async () => {
    await service?.kill();
    await vendor?.close();
    await database?.close();
    await cluster?.close();
  });

  const post = async (path: string, body: object = {}) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(new URL(path, service.url), { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as { outcome?: string } };
  };

  const visa = { card_number: cardFields.card_number.replace(/.{4}$/, '1111') };
  const acts = {
    order: {
      before: async (orderId: string): Promise<void> => {
        await post('/payments', { orderId, ...setting });
      },
      path: 'order',
      body: { brand: 'visa', amount: 10_000, currency: 'EUR', description: 'Two chairs', card: cardFields },
      intent: 'order.created',
      taken: (orderId: string): number => (vendor.simulatorOf(orderId).getOrder(orderId).body.success ? 1 : 0),
    },
    refund: {
      before: async (orderId: string): Promise<void> => {
        await post('/payments', { orderId, ...setting });
        const simulator = vendor.simulatorOf(orderId);
        simulator.createOrder({
          order_id: orderId,
          gateway: 'visa',
          gateway_info: visa,
          amount: 10_000,
          currency: 'EUR',
        });
        simulator.finishPayment(orderId);
        await post(`/payments/${orderId}/read`);
      },
      path: 'refunds',
      body: { refundId: 'r-1', amount: 2500 },
      intent: 'refund.requested',
      taken: (orderId: string): number => vendor.refunds.filter((one) => one.orderId === orderId).length,
    },
  } as const;
  let orders = 0;

  /** Holds what a statement locks, while something is done. */
  const holding = (sql: string, parameters: readonly unknown[], act: () => Promise<void>): Promise<void> =>
    database.transaction(async (connection) => {
      await connection.query(sql, parameters);
      await act();
    });
  const isThere = async (sql: string, orderId: string): Promise<boolean> =>
    (await database.query(sql, [orderId])).length > 0;
  const act = 'SELECT FROM paychart.act WHERE order_id = $1 AND state';
  const lockLog = 'LOCK TABLE paychart.log IN EXCLUSIVE MODE';
  const lockAct = `SELECT FROM paychart.act WHERE order_id = $1 AND state <> 'answered' FOR UPDATE`;

  /** Kills the process, and with it what its statements wait for: the server would still carry them out. */
  const kill = async (): Promise<void> => {
    await until(() =>
      database.query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`).then(({ length }) => length > 0),
    );
    await service.kill();
    await database.query(
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
    );
  };

  /** A call that the process is killed in. */
  const dying = (orderId: string, path: string, body: object): Promise<unknown> =>
    post(`/payments/${orderId}/${path}`, body).catch(() => 'no answer');
  /** As if the call had come as far as it is so many seconds ago, however long the process took to start. */
  const cameSoFar = (orderId: string, secondsAgo: number) =>
    database.query(
      `UPDATE paychart.act SET since = clock_timestamp() - make_interval(secs => $2::integer) WHERE order_id = $1`,
      [orderId, secondsAgo],
    );

  for (const kind of ['order', 'refund'] as const) {
    const { before, path, body, intent, taken } = acts[kind];
    const intended = (orderId: string): Promise<boolean> =>
      isThere(`SELECT FROM paychart.log WHERE order_id = $1 AND body ->> 'type' = '${intent}'`, orderId);

    /** The next call, once the process is there again: in flight at first, then what is true, and that again. */
    const expectAfter = async (orderId: string, status: number): Promise<void> => {
      await start();
      const call = () => post(`/payments/${orderId}/${path}`, body);
      await cameSoFar(orderId, 0);
      expect(await call()).toMatchObject({ status: 409, body: { error: { code: 'in_flight' } } });
      // Nobody can be making the call any more.
      await cameSoFar(orderId, 120);
      const second = await call();
      expect(second.status, JSON.stringify(second.body)).toBe(status);
      // Of a refund, the same call is the same for good; an order without a key, while its attempt is under way.
      if (kind === 'refund') expect(await call()).toEqual(second);
      expect(taken(orderId)).toBe(1);
    };

    it(`should have its ${kind} sent by the next call, if it died before the intent was stored`, async () => {
      const orderId = orderIdOf(setting, ++orders);
      await before(orderId);
      await holding(lockLog, [], async () => {
        const call = dying(orderId, path, body);
        await until(() => isThere(`${act} = 'begun'`, orderId));
        await kill();
        await call;
      });
      expect(await intended(orderId)).toBe(false);
      await expectAfter(orderId, 200);
    });

    it(`should have its ${kind} sent by the next call, if it died before it was sent`, async () => {
      const orderId = orderIdOf(setting, ++orders);
      await before(orderId);
      let call: Promise<unknown> = Promise.resolve();
      const hold = gate();
      const held = gate();
      let holdingAct: Promise<void> = Promise.resolve();
      await holding(lockLog, [], async () => {
        call = dying(orderId, path, body);
        await until(() => isThere(`${act} = 'begun'`, orderId));
        // Before the intent can be stored, the row is taken: the process comes no further than there.
        holdingAct = holding(lockAct, [orderId], async () => {
          held.resolve();
          await hold.promise;
        });
        await held.promise;
      });
      await until(() => intended(orderId));
      await kill();
      await call;
      hold.resolve();
      await holdingAct;
      expect(taken(orderId)).toBe(0);
      await expectAfter(orderId, 200);
    });

    it(`should not have its ${kind} sent again, if it died before it heard the answer`, async () => {
      const orderId = orderIdOf(setting, ++orders);
      await before(orderId);
      const taking = gate();
      const answering = gate();
      vendor.changed = async () => {
        taking.resolve();
        await answering.promise;
      };
      const call = dying(orderId, path, body);
      await taking.promise;
      await service.kill();
      vendor.changed = async () => {};
      answering.resolve();
      await call;
      await expectAfter(orderId, 200);
    });

    it(`should not have its ${kind} sent again, if it died before it stored the answer`, async () => {
      const orderId = orderIdOf(setting, ++orders);
      await before(orderId);
      const hold = gate();
      let holdingAct: Promise<void> = Promise.resolve();
      let isHeld = false;
      vendor.changed = async () => {
        if (isHeld) return;
        isHeld = true;
        const taken = gate();
        holdingAct = holding(lockAct, [orderId], async () => {
          taken.resolve();
          await hold.promise;
        });
        await taken.promise;
      };
      const version = async (): Promise<number> =>
        Number(
          (await database.query('SELECT version FROM paychart.payment WHERE order_id = $1', [orderId]))[0]?.version,
        );
      const known = await version();
      const call = dying(orderId, path, body);
      // The intent, and what the answer told.
      await until(async () => (await version()) >= known + 2);
      await kill();
      vendor.changed = async () => {};
      hold.resolve();
      await holdingAct;
      await call;
      await expectAfter(orderId, 200);
    });
  }
});
