/**
 * Goal: a server that stops, or that nobody answers at, is a StoreError `unavailable` in bounded time: never a hang, never the
 * end of the process; and once it is there again, the same store goes on.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openPostgres, type Store, StoreError } from '../../src/store/index.ts';
import { notified } from '../lifecycle/reports.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { storeOn } from './engines.ts';

describe.runIf(postgresPrograms !== undefined)('a server', () => {
  let cluster: Cluster;
  let database: Database;
  let store: Store;
  let orders = 0;

  beforeAll(async () => {
    cluster = await openCluster(postgresPrograms as string);
    database = await openPostgres(cluster.url, { connections: 4, connectSeconds: 2, answerSeconds: 2 });
    store = await storeOn(database);
  }, 120_000);

  afterAll(async () => {
    await database?.close();
    await cluster?.close();
  }, 60_000);

  it('should be unavailable while it is stopped under load, lose nothing that was acknowledged, and be used again after', async () => {
    const acknowledged: string[] = [];
    const failed: unknown[] = [];
    let isOver = false;
    const caller = async (): Promise<void> => {
      while (!isOver) {
        const orderId = `order-${++orders}`;
        await store.receive(notified('completed', 'completed', { order_id: orderId })).then(
          () => acknowledged.push(orderId),
          (error: unknown) => failed.push(error),
        );
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const callers = Promise.all(Array.from({ length: 16 }, caller));
    const until = async (holds: () => boolean): Promise<void> => {
      for (let tries = 0; !holds() && tries < 2_000; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(holds()).toBe(true);
    };
    for (let stop = 0; stop < 2; stop++) {
      const [before, failures] = [acknowledged.length, failed.length];
      await until(() => acknowledged.length > before + 50);
      await cluster.stop();
      await until(() => failed.length > failures + 50);
      await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable' });
      const stopped = acknowledged.length;
      await cluster.start();
      await until(() => acknowledged.length > stopped + 50);
    }
    isOver = true;
    await callers;
    expect(failed.filter((error) => !(error instanceof StoreError && error.code === 'unavailable'))).toEqual([]);
    expect(await store.ping()).toBeUndefined();
    for (const orderId of acknowledged) expect((await store.read(orderId))?.version, orderId).toBe(1);
    console.info(`${acknowledged.length} acknowledged, ${failed.length} unavailable`);
  }, 120_000);

  it('should be unavailable if another holds what a call waits for longer than an answer may take', async () => {
    const orderId = `order-${++orders}`;
    await store.open({ orderId });
    const patient = await openPostgres(cluster.url, { connections: 1 });
    await patient.transaction(async (connection) => {
      await connection.query('SELECT FROM paychart.payment WHERE order_id = $1 FOR UPDATE', [orderId]);
      await expect(store.receive(notified('completed', 'completed', { order_id: orderId }))).rejects.toMatchObject({
        code: 'unavailable',
      });
    });
    await patient.close();
    expect((await store.read(orderId))?.version).toBe(1);
    expect((await store.receive(notified('completed', 'completed', { order_id: orderId }))).verdict.verdict).toBe(
      'applied',
    );
  }, 30_000);
});

describe('an address at which nobody speaks', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];

  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });

  it('should be unavailable once the time for a connection is up', async () => {
    // It takes connections, and never says a word.
    const server = createServer((socket) => sockets.push(socket));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const silent = await openPostgres(`postgresql://nobody@127.0.0.1:${port}/none`, { connectSeconds: 0.2 });
    await expect(storeOn(silent)).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' });
    await silent.close();
  }, 20_000);
});
