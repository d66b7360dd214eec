/**
 * Goal: a pooler that gives each transaction another connection of the server (PgBouncer in transaction mode) changes nothing of what
 * is stored: no session is relied on, limits hold for each transaction and are left to nobody, and a statement that a connection does
 * not know is an outage, never a refusal. A pool of the caller's own, TLS and a password that is asked for reach the server as well.
 */
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { position } from '../../src/lifecycle/index.ts';
import {
  type Account,
  type Database,
  fromDriver,
  openPostgres,
  openStore,
  type StoredOrder,
  StoreError,
} from '../../src/store/index.ts';
import { notified, refundAsked } from '../lifecycle/reports.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { now } from './engines.ts';
import { keepsStatements, openPooler, type Pooler, type PoolerOptions, poolerProgram } from './pooler.ts';

const [programs = '', pgbouncer = ''] = [postgresPrograms, poolerProgram];
const isThere = programs !== '' && pgbouncer !== '';
if (!isThere) console.info('Poolers are skipped: no /usr/sbin/pgbouncer, or no PostgreSQL, here');

const opened: { close(): Promise<unknown> }[] = [];
const closing = <T extends { close(): Promise<unknown> }>(one: T): T => {
  opened.unshift(one);
  return one;
};
let cluster: Cluster;

const pooler = async (options?: PoolerOptions): Promise<Pooler> =>
  closing(await openPooler(pgbouncer, cluster.url, options));

/** Many calls at once by two services, through databases that were opened so; what each order has in the end. */
async function busy(databases: readonly Database[], prefix: string) {
  const stores = await Promise.all(databases.map((database) => openStore({ database, now: () => now })));
  const orders = Array.from({ length: 12 }, (_, index) => `${prefix}-${index}`);
  const calls = orders.flatMap((orderId) =>
    stores.flatMap((store) => [
      store.receive(notified('initialized', 'initialized', { order_id: orderId })),
      store.receive(notified('completed', 'completed', { order_id: orderId, at: '11:00' })),
      store.read(orderId),
      store.list({ search: prefix }),
    ]),
  );
  await Promise.all(calls);
  const [store] = stores as [(typeof stores)[0]];
  const refunds = await Promise.all(
    orders.flatMap((orderId) =>
      stores.map((one, at) => one.ask(orderId, refundAsked({ refundId: `r-${at}`, amount: 600 }))),
    ),
  );
  const lines: string[] = [];
  for await (const line of store.exportAll()) lines.push(line);
  return {
    orders: await Promise.all(
      orders.map(async (orderId) => [
        (await store.read(orderId))?.payment?.attempts.length,
        await store.verifyChain(orderId),
      ]),
    ),
    refunded: refunds.filter(({ ok }) => ok).length,
    exported: lines.filter((line) => line.includes(`"orderId":"${prefix}-`)).length,
  };
}

/** What the sessions of the server that the pooler has are left with: asked through it, until each was met. */
async function sessionsOf({ url }: Pooler) {
  const clients = Array.from({ length: 3 }, () => new Client({ connectionString: url }));
  const met = new Map<number, unknown>();
  for (const client of clients) await client.connect();
  // Three transactions at once are three connections.
  for (const client of clients) await client.query('BEGIN');
  for (const client of clients) {
    const { rows } =
      await client.query(`SELECT pg_backend_pid() AS process, current_setting('statement_timeout') AS statement,
      current_setting('idle_in_transaction_session_timeout') AS idle, (SELECT count(*)::int FROM pg_prepared_statements) AS prepared`);
    const [{ process, ...left }] = rows;
    met.set(process, left);
  }
  for (const client of clients) await client.query('COMMIT');
  for (const client of clients) await client.end();
  return [...met.values()];
}

describe.skipIf(!isThere)('behind PgBouncer in transaction mode', () => {
  beforeAll(async () => {
    cluster = await openCluster(programs);
  });
  afterAll(async () => {
    for (const one of opened.splice(0)) await one.close();
    await cluster.close();
  });

  const set: [string, readonly string[]][] = [
    ['as it comes, which refuses limits of a connection', []],
    [
      'that drops limits of a connection without a word',
      ['ignore_startup_parameters = statement_timeout, idle_in_transaction_session_timeout'],
    ],
    // A version before 1.21 has no such setting, and is then as it comes.
    ['that keeps named statements apart, if it can', keepsStatements ? ['max_prepared_statements = 50'] : []],
  ];

  it.each(set)(
    'should store what two services with more connections than it has tell at once, %s',
    async (name, settings) => {
      const front = await pooler({ settings });
      const databases = [
        closing(await openPostgres(front.url, { connections: 8 })),
        closing(
          await openPostgres(front.url, {
            connections: 8,
            ...(name.startsWith('that keeps') && keepsStatements && { named: true }),
          }),
        ),
      ];
      const { orders, refunded, exported } = await busy(databases, `order ${settings.length}${name.length}`);
      expect(orders).toEqual(orders.map(() => [1, undefined]));
      expect([refunded, exported]).toEqual([12, 12]);
      const sessions = await sessionsOf(front);
      expect(sessions).toHaveLength(3);
      for (const left of sessions) expect(left).toMatchObject({ statement: '0', idle: '0' });
      if (!name.startsWith('that keeps')) for (const left of sessions) expect(left).toMatchObject({ prepared: 0 });
    },
    300_000,
  );

  it.each(set)(
    'should keep accounts apart that two services make and tell at once, %s',
    async (name, settings) => {
      const front = await pooler({ settings });
      const named = name.startsWith('that keeps') && keepsStatements ? { named: true } : {};
      const databases = [
        closing(await openPostgres(front.url, { connections: 8, ...named })),
        closing(await openPostgres(front.url, { connections: 8, ...named })),
      ];
      const at = set.findIndex(([one]) => one === name);
      const accounts: readonly Account[] = [
        { name: `shop-nl.${at}`, environment: 'live' },
        { name: `shop-be.${at}`, environment: 'live' },
        { name: `trial.${at}`, environment: 'test' },
      ];
      const open = (database: Database, account: Account) => openStore({ database, now: () => now, account });
      const services = await Promise.all(
        databases.map((database) => Promise.all(accounts.map((account) => open(database, account)))),
      );
      const orders = Array.from({ length: 6 }, (_, index) => `same-${index}`);
      await Promise.all(
        services.flatMap((stores) =>
          stores.flatMap((store, account) =>
            orders.map(async (order_id) => {
              const amount = 1000 * (account + 1);
              await store.receive(notified('completed', 'completed', { order_id, amount }));
              await store.ask(order_id, refundAsked({ refundId: 'one', amount: 100 * (account + 1) }));
            }),
          ),
        ),
      );
      for (const stores of services)
        for (const [account, store] of stores.entries()) {
          const lines: string[] = [];
          for await (const line of store.exportAll()) lines.push(line);
          expect(lines.map((line) => JSON.parse(line))).toMatchObject(
            orders.map((orderId) => ({ account: accounts[account]?.name, orderId })),
          );
          for (const orderId of orders) {
            const { payment } = (await store.read(orderId)) as StoredOrder;
            expect(payment && position(payment)).toMatchObject({
              collected: 1000 * (account + 1),
              reserved: 100 * (account + 1),
            });
            expect(await store.verifyChain(orderId)).toBeUndefined();
          }
        }
      const [database] = databases as [Database, Database];
      const numbers = await database.query('SELECT number FROM paychart.account WHERE name LIKE $1', [`%.${at}`]);
      expect(new Set(numbers.map(({ number }) => number)).size).toBe(accounts.length);
      const [nl] = accounts as [Account];
      await expect(open(database, { ...nl, environment: 'test' })).rejects.toThrow('is a live account');
      const unnamed = await openStore({ database, now: () => now });
      expect(await unnamed.read('same-0')).toBeUndefined();
    },
    300_000,
  );

  it.each(set)('should have the server give up a statement that takes too long, %s', async (_, settings) => {
    const front = await pooler({ settings });
    const database = closing(await openPostgres(front.url, { answerSeconds: 1 }));
    for (const ask of [
      () => database.query('SELECT pg_sleep(600)'),
      () => database.query('SELECT pg_sleep($1)', [600]),
      () => database.transaction((connection) => connection.query('SELECT pg_sleep(600)')),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'unavailable', sqlState: '57014' });
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('should have the server end a transaction in which nothing happens', async () => {
    const front = await pooler();
    const database = closing(await openPostgres(front.url, { answerSeconds: 1 }));
    const observer = closing(await openPostgres(cluster.url));
    await expect(
      database.transaction(async (connection) => {
        const [row] = await connection.query('SELECT pg_backend_pid() AS process');
        await expect
          .poll(() => observer.query('SELECT FROM pg_stat_activity WHERE pid = $1', [row?.process]), {
            timeout: 240_000,
          })
          .toEqual([]);
        await connection.query('SELECT 1');
      }),
    ).rejects.toMatchObject({ code: 'unavailable' });
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('should say of a statement that was lost between two connections that the database is away, and nothing else', async () => {
    const front = await pooler({ settings: keepsStatements ? ['max_prepared_statements = 0'] : [] });
    const database = closing(await openPostgres(front.url, { connections: 8, named: true }));
    const came: unknown[] = [];
    for (let round = 0; round < 20 && !came.some((one) => one instanceof StoreError); round++)
      came.push(
        ...(await Promise.all(
          Array.from({ length: 8 }, (_, at) =>
            database.query(`SELECT ${round} + $1::int AS sum`, [at]).catch((error) => error),
          ),
        )),
      );
    const lost = came.filter((one) => one instanceof StoreError);
    expect(lost).not.toEqual([]);
    for (const { code, sqlState } of lost)
      expect([code, ['26000', '42P05'].includes(String(sqlState))]).toEqual(['unavailable', true]);
  });

  it('should be there again once the pooler is', async () => {
    const front = await pooler();
    const database = closing(await openPostgres(front.url, { connectSeconds: 2 }));
    await database.query('SELECT 1');
    await front.stop();
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'unavailable' });
    await front.start();
    await expect
      .poll(() => database.query('SELECT 1 AS one').catch(() => 'away'), { timeout: 240_000 })
      .toEqual([{ one: 1 }]);
  });

  it('should be reached over TLS, by who trusts its certificate, with a password that is asked for each connection', async () => {
    const front = await pooler({ tls: true, password: 'a-password' });
    let asked = 0;
    const password = async (): Promise<string> => {
      asked++;
      return 'a-password';
    };
    const ssl = { ca: front.certificate };
    const database = closing(await openPostgres({ url: front.url, ssl, password }));
    const twoAtOnce = (): Promise<unknown> => Promise.all([database.query('SELECT 1'), database.query('SELECT 1')]);
    await twoAtOnce();
    expect(asked).toBeGreaterThan(1);
    const part = { host: '127.0.0.1', port: front.port, user: 'postgres', database: 'postgres' };
    const byParts = closing(await openPostgres({ ...part, ssl, password }));
    expect(await byParts.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    for (const [wrong, says] of [
      [{ ...part, password }, /SSL required|encryption|TLS/i],
      [{ ...part, password, ssl: true }, /self.signed certificate/],
      [{ ...part, ssl, password: 'another' }, /password|authentication/i],
    ] as const) {
      const error = await closing(await openPostgres(wrong))
        .query('SELECT 1')
        .catch((one: StoreError) => one);
      expect(error).toMatchObject({ code: 'unavailable', message: expect.stringMatching(says) });
    }
  });
});

describe.skipIf(!isThere)('a pool of the caller', () => {
  let own: Cluster;
  beforeAll(async () => {
    own = await openCluster(programs);
  });
  afterAll(() => own.close());

  it('should be used as it is, with limits for each transaction, and stay open when the store is closed', async () => {
    const pool = new Pool({ connectionString: own.url, max: 4 });
    try {
      const store = await openStore({ database: await openPostgres(pool), now: () => now });
      const database = await openPostgres(pool, { answerSeconds: 1 });
      await store.receive(notified('completed', 'completed', { order_id: 'order-1' }));
      await expect(database.query('SELECT pg_sleep($1)', [600])).rejects.toMatchObject({ sqlState: '57014' });
      expect((await pool.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '0' }]);
      await own.stop();
      await expect(store.read('order-1')).rejects.toMatchObject({ code: 'unavailable' });
      await own.start();
      await expect
        .poll(() => store.read('order-1').catch(() => 'away'), { timeout: 240_000 })
        .toMatchObject({ version: 1 });
      await store.close();
      await database.close();
      expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      expect(pool.listenerCount('error')).toBe(0);
    } finally {
      await pool.end();
    }
  });

  it('should say that the database is away when its connection has forgotten a statement, and use another then', async () => {
    const database = closing(await openPostgres(own.url, { connections: 1 }));
    const sum = () => database.query('SELECT $1::int + 1 AS sum', [1]);
    const sumIn = () => database.transaction((connection) => connection.query('SELECT $1::int + 1 AS sum', [1]));
    for (const again of [sum, sumIn]) {
      expect(await again()).toEqual([{ sum: 2 }]);
      const [prepared] = await database.query(
        "SELECT name FROM pg_prepared_statements WHERE statement LIKE '%+ 1 AS sum'",
      );
      expect(prepared?.name).toMatch(/^paychart_[0-9a-f]{32}$/);
      await database.script('DEALLOCATE ALL');
      await expect(again()).rejects.toMatchObject({ code: 'unavailable', sqlState: '26000' });
      expect(await again()).toEqual([{ sum: 2 }]);
    }
    await database.close();
  });
});

it('should call a statement that is known already, or not known, an outage; other words about statements a refusal', () => {
  const codeOf = (code: string): string => fromDriver(Object.assign(new Error('x'), { code })).code;
  expect(['26000', '42P05', '08P01', '57P01'].map(codeOf)).toEqual(Array(4).fill('unavailable'));
  expect(['42P01', '23505', '22023'].map(codeOf)).toEqual(Array(3).fill('refused'));
});
