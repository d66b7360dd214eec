/**
 * Goal: an old copy of the database that is restored gives no money back twice. Until an order was read at MultiSafepay nothing is asked of
 * it, and a refund that was made since the copy is known again by its own id.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../../src/service/index.ts';
import { openPglite, openPostgres, openStore } from '../../src/store/index.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { type Cluster, openCluster } from '../store/cluster.ts';
import { prepareFolder } from '../store/prepared.ts';
import { directOrder, lostRequest, openShop, type Shop } from './shop.ts';

/** A database that is backed up and restored, and the shop on it. */
interface Site {
  /** Makes a copy of the database as it stands; the shop goes on with the same one. */
  backUp(): Promise<void>;
  /** Puts the copy in the place of the database, and opens the shop on it, at the same MultiSafepay. */
  restore(): Promise<Shop>;
  readonly shop: () => Shop;
  close(): Promise<void>;
}

/** A folder: it is copied while it is closed. */
async function embeddedSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-restored-'));
  const [data, copy] = [join(folder, 'data'), join(folder, 'copy')];
  const open = async (beside?: Shop): Promise<Shop> =>
    openShop(async (now) => openStore({ database: await openPglite(data), now }), beside);
  await prepareFolder(data);
  let shop = await open();
  const move = async (from: string, to: string): Promise<void> => {
    await shop.store.close();
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true, filter: (file) => !file.includes('.paychart-lock') });
    shop = await open(shop);
  };
  return {
    backUp: () => move(data, copy),
    restore: async () => {
      await move(copy, data);
      return shop;
    },
    shop: () => shop,
    async close() {
      await shop.store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server: its database is dumped, and another is made of the dump. */
async function serverSite(programs: string): Promise<Site> {
  const cluster: Cluster = await openCluster(programs);
  const run = (program: string, url: string, ...more: readonly string[]): void =>
    void execFileSync(join(programs, program), [url, ...more], { stdio: ['ignore', 'ignore', 'inherit'] });
  const dump = join(mkdtempSync(join(tmpdir(), 'paychart-dumped-')), 'dump');
  let [url, copies] = [cluster.url, 0];
  const open = (beside?: Shop): Promise<Shop> =>
    openShop(async (now) => openStore({ database: await openPostgres(url), now }), beside);
  let shop = await open();
  return {
    backUp: async () => run('pg_dump', url, '--format=custom', `--file=${dump}`),
    restore: async () => {
      await shop.store.close();
      const name = `restored_${++copies}`;
      run('psql', cluster.url, '--quiet', '--command', `CREATE DATABASE ${name}`);
      url = cluster.url.replace(/postgres$/, name);
      run('pg_restore', dump, `--dbname=${url}`);
      shop = await open(shop);
      return shop;
    },
    shop: () => shop,
    async close() {
      await shop.store.close();
      await cluster.close();
      rmSync(join(dump, '..'), { recursive: true, force: true });
    },
  };
}

const sites: readonly (readonly [string, () => Promise<Site>])[] = [
  ['a folder', embeddedSite],
  ...(postgresPrograms === undefined ? [] : ([['a server', () => serverSite(postgresPrograms as string)]] as const)),
];

describe.each(sites)('a copy that was restored, of %s', (_name, open) => {
  let site: Site;
  let arrivedBefore: readonly string[] = [];
  beforeAll(async () => {
    site = await open();
  });
  afterAll(() => site.close());

  let orders = 0;
  const paid = async (): Promise<string> => {
    const orderId = `order-${++orders}`;
    await site.shop().paid(orderId);
    site.shop().clock.advance(600);
    return orderId;
  };
  const refund = (orderId: string, refundId: string, amount: number | 'all') =>
    site.shop().call('POST', `/payments/${orderId}/refunds`, { refundId, amount });
  /** How often a refund of an order was sent, before the restore and after it. */
  const sent = (orderId: string): number =>
    [...arrivedBefore, ...site.shop().arrived].filter((one) => one === `POST /v1/json/orders/${orderId}/refunds`)
      .length;
  /** What was given back of an order at MultiSafepay. */
  const givenBack = (orderId: string): number => {
    const { reserved, refunded } = site.shop().simulator.truth(orderId);
    return reserved + refunded;
  };
  /** The copy is put in place, an hour later, and the recovery is said. */
  const recovered = async (copyOf: string): Promise<Shop> => {
    arrivedBefore = [...arrivedBefore, ...site.shop().arrived];
    site.shop().clock.advance(3600);
    const shop = await site.restore();
    await shop.store.recover({ since: copyOf });
    return shop;
  };
  const backedUp = async (): Promise<string> => {
    const at = site.shop().clock.now();
    await site.backUp();
    return at;
  };

  it('should give back once what was given back since, whichever id asks again', async () => {
    const [part, whole] = [await paid(), await paid()];
    const at = await backedUp();
    const first = await refund(part, 'r-1', 2500);
    expect(first.status).toBe(200);
    expect((await refund(whole, 'r-1', 'all')).status).toBe(200);
    await recovered(at);

    const { body } = first as { body: { transactionId: string } };
    const again = { status: 200, body: { outcome: 'done', transactionId: body.transactionId } };
    expect(await refund(part, 'r-1', 2500), 'the same').toMatchObject(again);
    expect(await refund(part, 'r-1', 2500), 'once more').toMatchObject(again);
    expect(await refund(whole, 'r-2', 'all'), 'another').toMatchObject({ status: 409 });
    expect(await refund(whole, 'r-2', 10_000), 'another').toMatchObject({ status: 409 });
    expect(await refund(whole, 'r-1', 'all'), 'the same').toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect([sent(part), givenBack(part)]).toEqual([1, 2500]);
    expect([sent(whole), givenBack(whole)]).toEqual([1, 10_000]);
    expect((await refund(part, 'r-2', 7500)).status, 'what is left').toBe(200);
  });

  it('should know a refund again although the sweep has read its order before it is asked for again', async () => {
    const orderId = await paid();
    const at = await backedUp();
    await refund(orderId, 'r-1', 2500);
    const { store, client, clock } = await recovered(at);
    const { read } = await sweep({ store, client, now: clock.now });
    expect(read).toBeGreaterThan(0);
    clock.advance(1200);
    expect(await refund(orderId, 'r-1', 2500)).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect([sent(orderId), givenBack(orderId)]).toEqual([1, 2500]);
  });

  it('should ask nothing of an order that cannot be read, and store nothing', async () => {
    const [orderId, other] = [await paid(), await paid()];
    const at = await backedUp();
    const shop = await recovered(at);
    const { version } = (await shop.store.read(orderId)) as { version: number };
    shop.intercept(lostRequest);
    const pdf = Buffer.from('%PDF-1.7\n').toString('base64');
    for (const [path, body] of [
      ['refunds', { refundId: 'r-1', amount: 2500 }],
      ['order', directOrder()],
      ['page', { amount: 10_000, currency: 'EUR', description: 'An order' }],
      ['cancel', {}],
      ['refunds/r-0/cancel', {}],
      ['captures', { captureId: 'c-1', amount: 'all' }],
      ['reservation/cancel', { reason: 'The rest is sold out' }],
      ['challenge', { transactionId: '71', name: 'delivery.pdf', description: 'Signed proof of delivery', pdf }],
    ] as const)
      expect([path, await shop.call('POST', `/payments/${orderId}/${path}`, body)]).toEqual([
        path,
        expect.objectContaining({
          status: 409,
          body: { error: expect.objectContaining({ code: 'read_first' }) as unknown },
        }),
      ]);
    const asked = {
      type: 'refund.requested',
      at: shop.clock.now(),
      refundId: 'r-1',
      amount: 2500,
      currency: 'EUR',
    } as const;
    const { refundId: captureId, ...money } = asked;
    for (const fact of [asked, { ...money, type: 'capture.requested', captureId } as const])
      await expect(shop.store.ask(orderId, fact)).rejects.toMatchObject({ code: 'read_first' });
    expect((await shop.store.read(orderId))?.version).toBe(version);
    shop.intercept();
    expect((await refund(orderId, 'r-1', 2500)).status).toBe(200);
    expect((await shop.store.ask(other, asked).catch((error) => error)) as unknown).toMatchObject({
      code: 'read_first',
    });
  });

  it('should take an order that it does not know for the one that MultiSafepay knows, and give nothing back again', async () => {
    const at = await backedUp();
    const [asked, told] = [await paid(), await paid()];
    for (const orderId of [asked, told]) await refund(orderId, 'r-1', 2500);
    const shop = await recovered(at);
    expect(await refund(asked, 'r-1', 2500)).toMatchObject({ status: 404, body: { error: { code: 'not_known' } } });

    // The shop opens it again and asks for the order: MultiSafepay has one of this id, and it is read.
    await shop.call('POST', '/payments', { orderId: asked });
    const ordered = await shop.call('POST', `/payments/${asked}/order`, directOrder());
    expect(ordered).toMatchObject({ status: 200, body: { payment: { position: { collected: 10_000 } } } });
    // The other one is heard of by a notification.
    const paidThen = shop.simulator.changes.find(
      ({ orderId, document }) => orderId === told && document.status === 'completed',
    );
    expect(await shop.deliver(paidThen && [paidThen])).toEqual([200]);
    for (const orderId of [asked, told]) {
      expect(await refund(orderId, 'r-1', 2500), orderId).toMatchObject({ status: 200, body: { outcome: 'done' } });
      expect([sent(orderId), givenBack(orderId)], orderId).toEqual([1, 2500]);
    }
  });

  it('should let an order be asked for that MultiSafepay does not know, and one that is new', async () => {
    const opened = `order-${++orders}`;
    await site.shop().call('POST', '/payments', { orderId: opened });
    const at = await backedUp();
    const shop = await recovered(at);
    expect((await shop.call('POST', `/payments/${opened}/order`, directOrder())).status).toBe(200);
    const reads = shop.arrived.filter((one) => one.startsWith('GET ')).length;
    const young = `order-${++orders}`;
    await shop.call('POST', '/payments', { orderId: young });
    expect((await shop.call('POST', `/payments/${young}/order`, directOrder())).status).toBe(200);
    expect(shop.arrived.filter((one) => one.startsWith('GET ')).length).toBe(reads);
  });

  it('should refuse a moment that is to come, or is none', async () => {
    const { store } = site.shop();
    await expect(store.recover({ since: '2099-01-01T00:00:00Z' })).rejects.toThrow('is to come');
    await expect(store.recover({ since: 'yesterday' })).rejects.toThrow('is not an instant');
  });
});
