/**
 * Goal: the law on Restate is the law of the store, entry for entry: what acknowledges is durable, what fails is answered, deadlines ask and
 * survive, orders go from one engine to the other, and nothing holds up an order.
 *
 * One server of Restate serves the whole file.
 */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createHttp2Server, type Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { collectors } from '../../machines/index.ts';
import { type Payment, position } from '../../src/lifecycle/index.ts';
import { type Client, createClient, readOrder, signNotification } from '../../src/multisafepay/index.ts';
import { builtRelation } from '../../src/relation/built-relation.ts';
import { lawName } from '../../src/relation/index.ts';
import {
  type Desk,
  type HeldSite,
  jsonLines,
  oldestEngine,
  openDesk,
  registerWorker,
  startFront,
  startWorker,
  type Worker,
  type WorkerOptions,
} from '../../src/restate/index.ts';
import { paymentObject } from '../../src/restate/object.ts';
import { createNotificationHandler, platform } from '../../src/service/index.ts';
import { comeAgain } from '../../src/store/entry.ts';
import { type Database, openStore, type Store, StoreError } from '../../src/store/index.ts';
import { disturbed, type Handler, lawfulHistory, type ShopWorld } from '../../src/testing/chaos.ts';
import { runHistory } from '../../src/testing/chaos-run.ts';
import type { Sign } from '../../src/testing/index.ts';
import { notified, ordered, refundAsked, wire } from '../lifecycle/reports.ts';
import { wholeOrders } from '../lifecycle/whole-order.ts';
import { doors } from '../package/doors.ts';
import { openPrepared } from '../store/prepared.ts';
import { type Engine, startEngine } from './engine.ts';

const apiKey = 'key-of-the-test-site';
const now = '2023-11-15T12:00:00.000Z';

let engine: Engine;
let worker: Worker;
let database: Database;
/** The store that a worker appends to, by account: all in one database. */
const stores = new Map<string, Store>();
/** What stands for MultiSafepay, by account. */
const clients = new Map<string, Client>();
const desks: Desk[] = [];
const accounts = ['whole', 'chaos', 'moves', 'due', 'faulty', 'laws', 'away'] as const;
const logged: string[] = [];

const write =
  (level: string) =>
  (fields: object, message: string): void => {
    logged.push(JSON.stringify({ level, ...fields, message }));
  };
const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };

/** A client that is whatever stands for MultiSafepay when it is asked. */
const clientOf = (account: string): Client =>
  new Proxy({} as Client, {
    ownKeys: () => Object.keys(createClient({ apiKey, environment: 'test', runtime: platform })),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get:
      (_, method) =>
      (...given: readonly unknown[]) => {
        const client = clients.get(account) as unknown as Record<string | symbol, (...given: unknown[]) => unknown>;
        return client[method]?.(...given);
      },
  });

/** Where entries of an account go as lines of JSON, and what can be away before them. */
const linesFolder = mkdtempSync(join(tmpdir(), 'paychart-lines-'));
let lines: FileHandle;
let isAway = true;
const away = {
  append: async (): Promise<void> => {
    if (isAway) throw new StoreError('unavailable', 'it is away');
  },
};

/** The clock of the workers. */
let workerNow = (): string => new Date().toISOString();

/** The sites of every worker here: of each account, and one without a store. */
const sites = (): readonly HeldSite[] => [
  ...accounts.map((account) => ({
    account,
    store: stores.get(account) as Store,
    ...(['chaos', 'due', 'faulty'].includes(account) && { client: clientOf(account) }),
    ...(account === 'away' && { sinks: [away, jsonLines(lines)] }),
  })),
  { account: 'bare' },
];

const workerOptions = (more: Partial<WorkerOptions> = {}): WorkerOptions => ({
  sites: sites(),
  appendAfter: 100,
  attempts: 8,
  now: () => workerNow(),
  log,
  ...more,
});

/** A desk of an account, with the clock of the tests unless told otherwise. */
function deskOf(account: string, clock: () => string = () => now, within = 20_000): Desk {
  const desk = openDesk({ url: engine.ingress, account, now: clock, within });
  desks.push(desk);
  return desk;
}

/** Waits until something is so. */
async function until<T>(what: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An order of a store as a line of its export. */
async function lineOf(store: Store, orderId: string): Promise<string> {
  for await (const line of store.exportAll({ only: orderId })) return line;
  throw new Error(`order ${orderId} is not there`);
}

beforeAll(async () => {
  lines = await open(join(linesFolder, 'entries.jsonl'), 'a');
  [engine, database] = await Promise.all([startEngine(), openPrepared()]);
  for (const name of [...accounts, 'plain', 'other'])
    stores.set(name, await openStore({ database, now: () => now, account: { name, environment: 'test' } }));
  worker = await startWorker(workerOptions());
  await registerWorker(engine.admin, worker.url);
});

afterAll(async () => {
  for (const desk of desks) desk.close();
  await worker?.stop();
  await engine?.stop();
  await database?.close();
  await lines?.close();
  rmSync(linesFolder, { recursive: true });
});

describe('an order on Restate', () => {
  it('should be, whole, what the store has of the same reports, and come to the same from the log', async () => {
    const desk = deskOf('whole');
    const bare = deskOf('bare');
    const plain = await openStore({
      database: await openPrepared(),
      now: () => now,
      account: { name: 'whole', environment: 'test' },
    });
    const seed = Number(process.env.WHOLE_ORDER_SEED ?? 20_231_115);
    let orders = 0;
    await fc.assert(
      fc.asyncProperty(wholeOrders({ sparse: true, losing: true, reading: true }), async (order) => {
        const orderId = `whole-${++orders}`;
        if (order.opened) for (const one of [plain, desk, bare]) await one.open({ orderId, ...order.expected });
        for (const { picture, channel } of [...order.deliveries, ...order.reads]) {
          const report = readOrder({ ...picture, order_id: orderId }, { channel });
          const received = await plain.receive(report);
          for (const one of [desk, bare]) expect(await one.receive(report)).toEqual(received);
        }
        const expected = await plain.read(orderId);
        const log = await plain.history(orderId);
        expect(await desk.history(orderId)).toEqual(log);
        if (log.length === 0) return;
        expect(await desk.read(orderId)).toMatchObject({ ...expected, payment: expected?.payment });
        let payment: Payment | undefined;
        for (const at of log.keys()) ({ payment } = comeAgain(log, at, payment));
        expect((await bare.read(orderId))?.payment).toEqual(payment);
        // The store of the worker has it all, and so does the line of an export, whoever makes it.
        const line = await lineOf(plain, orderId);
        expect(await desk.exportLine(orderId)).toBe(line);
        const bareLine = JSON.parse((await bare.exportLine(orderId)) as string);
        const { account: _, log: itsLog, ...same } = JSON.parse(line);
        expect(bareLine).toMatchObject({ ...same, account: 'bare' });
        expect(bareLine.log).toHaveLength(itsLog.length);
      }),
      { numRuns: Number(process.env.RESTATE_RUNS ?? 12), seed, endOnFailure: true },
    );
    for await (const line of plain.exportAll()) {
      const { orderId } = JSON.parse(line) as { orderId: string };
      expect(await stores.get('whole')?.verifyChain(orderId)).toBeUndefined();
    }
    await plain.close();
  });

  it.each(collectors)('should hold in every disturbed history, collected by %s', async (collector) => {
    let histories = 0;
    const sign: Sign = (body, at) =>
      signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: platform });
    await fc.assert(
      fc.asyncProperty(disturbed(lawfulHistory({ collector }), { collector }), (history) =>
        runHistory(
          (world) => handlerIn(world, collector),
          { ...history, plan: { ...history.plan, orderId: `${collector}-${++histories}` } },
          sign,
        ),
      ),
      { numRuns: Number(process.env.RESTATE_RUNS ?? 12), seed: 20_250_506, endOnFailure: true },
    );
  });

  /** A shop whose payments are on Restate, as a handler of the chaos kit. */
  async function handlerIn(world: ShopWorld, collector: (typeof collectors)[number]): Promise<Handler> {
    const runtime = {
      ...platform,
      now: () => Date.parse(world.now()),
      fetch: (url: string, init: RequestInit) => world.fetch(new Request(url, init)),
    };
    const client = createClient({ apiKey, environment: 'test', runtime });
    clients.set('chaos', client);
    const desk = deskOf('chaos', world.now);
    const notified = createNotificationHandler({
      store: desk,
      apiKey,
      client,
      freshness: 0,
      answerWithin: 20,
      runtime,
    });
    const opened = new Set<string>();
    const effects: { kind: string }[] = [];
    let refunds = 0;
    return {
      async notify({ url, method, headers, body }) {
        const orderId = new URL(url).searchParams.get('transactionid') ?? '';
        if (!opened.has(orderId)) await desk.open({ orderId, collector });
        opened.add(orderId);
        const answer = await notified(new Request(url, { method, headers, ...(method === 'POST' && { body }) }));
        return { status: answer.status, body: await answer.text() };
      },
      async state(orderId) {
        const payment = (await desk.read(orderId))?.payment;
        const { collected, refunded, chargedBack } = payment
          ? position(payment)
          : { collected: 0, refunded: 0, chargedBack: 0 };
        return { paid: collected > 0, refunded, chargedBack };
      },
      async effects(orderId) {
        const payment = (await desk.read(orderId))?.payment;
        if (payment && position(payment).collected > 0 && effects.length === 0) effects.push({ kind: 'ship' });
        return effects;
      },
      async reconcile(orderId) {
        await desk.readNow(orderId);
      },
      async refund(orderId, amount) {
        await desk.refund(orderId, { refundId: `refund-${++refunds}`, amount });
      },
    };
  }

  it('should tell and ask as a store does, and reject as it does', async () => {
    const desk = deskOf('moves');
    const orderId = 'told';
    await expect(desk.ask(orderId, ordered())).rejects.toMatchObject({ path: 'orderId' });
    await desk.open({ orderId, amount: 1000, currency: 'EUR' } as Parameters<Desk['open']>[0]);
    const asked = await desk.ask(orderId, ordered());
    expect(asked.ok).toBe(true);
    await expect(desk.ask(orderId, refundAsked(), { version: 1 })).rejects.toMatchObject({ code: 'changed' });
    const refusal = await desk.ask(orderId, refundAsked());
    expect(refusal.ok).toBe(false);
    await desk.receive(notified('completed', 'completed', { order_id: orderId }));
    expect(await desk.explain(orderId, { fact: refundAsked() })).toMatchObject({ possible: 'yes' });
    const illegal = await desk.receive(notified('expired', 'expired', { order_id: orderId, at: '11:00' }));
    expect(illegal.verdict.verdict).toBe('illegal');
    const { version } = (await desk.read(orderId)) as { version: number };
    const signed = { actor: 'jo', reason: 'looked at', evidence: 'call 7' };
    await desk.resolve(orderId, version, signed);
    await expect(desk.resolve(orderId, version, signed)).rejects.toMatchObject({ path: 'resolve' });
    expect(await desk.append(orderId)).toBe(version + 1);
    expect(await stores.get('moves')?.quarantined()).toEqual([]);
    expect((await stores.get('moves')?.read(orderId))?.head).toBe((await desk.read(orderId))?.head);
  });

  it('should count a resend once, and tell the store how often it came, however often that is told', async () => {
    const desk = deskOf('moves');
    const report = notified('completed', 'completed', { order_id: 'again' });
    const first = await desk.receive(report);
    for (let times = 2; times <= 4; times++) {
      const again = await desk.receive(report);
      expect(again).toEqual({ ...first, duplicateOf: 1 });
      await desk.append('again');
    }
    const { deliveries } = JSON.parse(await lineOf(stores.get('moves') as Store, 'again'));
    expect(deliveries).toMatchObject([{ times: 4 }]);
    expect(await desk.history('again')).toHaveLength(1);
  });

  it('should join a resend to the call that waits if it differs in nothing, and make a call of its own if it does', async () => {
    const desk = deskOf('faulty');
    let answer: (answer: object) => void = () => {};
    const answering = new Promise<object>((resolve) => {
      answer = resolve;
    });
    const reading = new Promise<void>((isRead) => {
      clients.set('faulty', {
        getOrder: () => {
          isRead();
          return answering;
        },
      } as unknown as Client);
    });
    const report = (more: object = {}) => notified('completed', 'completed', { order_id: 'waits', ...more });
    await desk.receive(notified('initialized', 'initialized', { order_id: 'waits' }));
    // The order is taken: what comes now waits.
    const asked = desk.readNow('waits');
    await reading;
    const coming = Promise.all([
      desk.receive(report()),
      desk.receive(report(), { receivedAt: '2023-11-15T12:00:09.000Z' }),
      desk.receive(report({ amount: 999 })),
      desk.receive(report(), { document: { of: 'the first' } }),
      desk.receive(report(), { document: { of: 'the second' } }),
      desk.receive(report(), { document: { of: 'the second' } }),
    ]);
    const waiting = () =>
      engine.query(
        `SELECT id FROM sys_invocation WHERE target_service_key = 'faulty/waits' AND target_handler_name = 'observe' AND status IN ('pending', 'ready', 'inboxed', 'running')`,
      );
    try {
      await vi.waitFor(async () => expect(await waiting()).toHaveLength(4), { timeout: 5_000, interval: 100 });
    } finally {
      answer({ ok: false, error: { kind: 'network', retry: true } });
    }
    await asked;
    const answers = await coming;
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[5]).toEqual(answers[4]);
    expect(answers.filter(({ duplicateOf }) => duplicateOf !== undefined)).toEqual([]);
    expect(await desk.history('waits')).toHaveLength(5);
    // Once nothing waits, a resend is a call of its own, which the order knows.
    expect((await desk.receive(report())).duplicateOf).toBeDefined();
  });

  it('should answer a storm of notifications of one order, each once, while another order goes on', async () => {
    const desk = deskOf('moves');
    const reports = Array.from({ length: 40 }, (_, at) =>
      notified('initialized', 'initialized', {
        order_id: 'storm',
        at: `2019-11-04T10:00:${String(at).padStart(2, '0')}`,
      }),
    );
    const storm = Promise.all([...reports, ...reports].map((report) => desk.receive(report)));
    await desk.receive(notified('completed', 'completed', { order_id: 'beside-the-storm' }));
    await storm;
    const log = await desk.history('storm');
    expect(new Set(log.map(({ digest }) => digest)).size).toBe(log.length);
    expect(log).toHaveLength(40);
    await desk.append('storm');
    expect(await stores.get('moves')?.verifyChain('storm')).toBeUndefined();
  });

  it("should take a report under a refund's own order id as its own, once that is known", async () => {
    const desk = deskOf('moves');
    const store = await openStore({
      database,
      now: () => now,
      account: { name: 'plain', environment: 'test' },
    });
    const refund = {
      transaction_id: '71',
      order_id: 'refund-of-own',
      type: 'refund',
      amount: 400,
      currency: 'EUR',
      status: 'completed',
      created: '2019-11-05T09:00:00',
      modified: '2019-11-05T09:00:00',
    };
    const paid = notified('completed', 'completed', {
      order_id: 'with-own',
      related_transactions: [refund],
      amount_refunded: 400,
    });
    const own = notified('completed', 'completed', {
      ...refund,
      at: '2019-11-05T09:10:00',
      related_transactions: [],
      order_id: 'refund-of-own',
    });
    const theirs = [await store.receive(paid), await store.receive(own)];
    await desk.receive(paid);
    // Whose it is, is told by a call of its own.
    await until(async () => (await desk.history('refund-of-own')).length > 0);
    expect(await desk.receive(own)).toEqual(theirs[1]);
    expect((await desk.read('refund-of-own'))?.orderId).toBe('with-own');
    expect(await desk.history('with-own')).toHaveLength((await store.history('with-own')).length);
  });
});

describe('an export', () => {
  it('should go from the store to Restate and back, be skipped if it is the same, and be refused if it is not', async () => {
    const plain = await openStore({
      database: await openPrepared(),
      now: () => now,
      account: { name: 'moves', environment: 'test' },
    });
    const desk = deskOf('moves');
    await plain.open({ orderId: 'travels' });
    await plain.ask('travels', ordered());
    await plain.receive(notified('completed', 'completed', { order_id: 'travels' }));
    const lines: string[] = [];
    for await (const line of plain.exportAll()) lines.push(line);
    expect(await desk.importAll(lines)).toBe(1);
    expect(await desk.importAll(lines)).toBe(0);
    expect((await desk.read('travels'))?.payment).toEqual((await plain.read('travels'))?.payment);
    // It goes on here, and back from here.
    await desk.ask('travels', refundAsked());
    expect((await desk.read('travels'))?.version).toBe(4);
    const back = (await desk.exportLine('travels')) as string;
    const other = await openStore({
      database: await openPrepared(),
      now: () => now,
      account: { name: 'moves', environment: 'test' },
    });
    expect(await other.importAll([back])).toBe(1);
    expect(await other.verifyChain('travels')).toBeUndefined();
    expect((await other.read('travels'))?.head).toBe((await desk.read('travels'))?.head);
    await plain.ask('travels', refundAsked({ refundId: 'another' }));
    await expect(desk.importAll([await lineOf(plain, 'travels')])).rejects.toMatchObject({ code: 'not_importable' });
    const broken = (lines[0] as string).replace('"verdict":"applied"', '"verdict":"stale"');
    await expect(deskOf('bare').importAll([broken])).rejects.toMatchObject({ code: 'not_importable' });
    await plain.close();
    await other.close();
  });
});

describe('a sink', () => {
  it('should get every entry, as lines of JSON and in a store, though it was away for a while', async () => {
    const desk = deskOf('away');
    await desk.receive(notified('completed', 'completed', { order_id: 'away' }));
    expect(await desk.append('away')).toBe(0);
    // Nothing waits for it.
    await desk.ask('away', refundAsked());
    expect((await desk.read('away'))?.version).toBe(2);
    isAway = false;
    expect(await desk.append('away')).toBe(2);
    expect((await stores.get('away')?.history('away'))?.length).toBe(2);
    const written = readFileSync(join(linesFolder, 'entries.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const log = await desk.history('away');
    expect(new Map(written.map((one) => [one.hash, one]))).toEqual(new Map(log.map((one) => [one.hash, one])));
  });

  it('should get what is recorded by itself, and what a worker died with from the order', async () => {
    const desk = deskOf('moves');
    const store = stores.get('moves') as Store;
    await desk.receive(notified('completed', 'completed', { order_id: 'by-itself' }));
    await until(async () => (await store.history('by-itself')).length === 1);
    const port = Number(new URL(worker.url).port);
    const clock = () => new Date().toISOString();
    await worker.stop();
    // One that appends nothing while it lives, and whose orders make sure soon.
    worker = await startWorker(workerOptions({ port, appendAfter: 60_000, appendWithin: 3_000 }));
    const later = deskOf('moves', clock);
    await later.receive(notified('completed', 'completed', { order_id: 'outlives' }));
    await worker.stop();
    expect(await store.history('outlives')).toEqual([]);
    worker = await startWorker(workerOptions({ port }));
    await until(async () => (await store.history('outlives')).length === 1);
    await until(async () => (await later.read('outlives'))?.appended === 1);
  });

  it('should keep an entry that a store refuses by the order, with the reason', async () => {
    const store = stores.get('moves') as Store;
    await store.receive(notified('initialized', 'initialized', { order_id: 'refused' }));
    const desk = deskOf('moves');
    await desk.receive(notified('completed', 'completed', { order_id: 'refused' }));
    expect(await desk.append('refused')).toBe(0);
    expect((await desk.read('refused'))?.refused).toContain('another log');
    await desk.receive(notified('completed', 'completed', { order_id: 'refused', at: '10:30' }));
    expect(await desk.history('refused')).toHaveLength(2);
  });
});

describe('the front', () => {
  const post = async (url: string, document: object, key = apiKey): Promise<{ status: number; body: string }> => {
    const body = JSON.stringify(document);
    const auth = await signNotification(new TextEncoder().encode(body), {
      key,
      at: Math.floor(Date.now() / 1000),
      runtime: platform,
    });
    const { order_id: orderId } = document as { readonly order_id: string };
    const response = await fetch(`${url}/notifications?transactionid=${orderId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', auth },
      body,
    });
    return { status: response.status, body: await response.text() };
  };

  it('should acknowledge what is durable, and believe no other signature', async () => {
    const front = await startFront({ sites: [{ account: 'moves', apiKey }], ingress: { url: engine.ingress } });
    const document = wire('completed', 'completed', { order_id: 'in-front' });
    expect(await post(front.url, document)).toEqual({ status: 200, body: 'OK' });
    expect(await post(front.url, document)).toEqual({ status: 200, body: 'OK' });
    expect(await deskOf('moves').history('in-front')).toHaveLength(1);
    expect((await post(front.url, document, 'another-key')).status).toBe(401);
    await front.stop();
  });

  it('should answer 503 as the sidecar does where Restate is away, or gives no answer in time', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const document = wire('completed', 'completed', { order_id: 'unheard' });
    const slow = await startFront({ sites: [{ apiKey }], ingress: { url, within: 200 } });
    expect(await post(slow.url, document)).toEqual({ status: 503, body: 'NG: unavailable' });
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    expect(await post(slow.url, document)).toEqual({ status: 503, body: 'NG: unavailable' });
    await slow.stop();
  });

  it('should know an engine that is absent or too old, and an account that no worker serves', async () => {
    const old = createServer((_, answer) => answer.end(JSON.stringify({ version: '1.6.9' })));
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(old.address() as AddressInfo).port}`;
    await expect(registerWorker(url, worker.url)).rejects.toThrow(oldestEngine);
    await new Promise((resolve) => old.close(resolve));
    await expect(registerWorker(url, worker.url)).rejects.toMatchObject({ path: 'admin' });
    await expect(deskOf('nobody').receive(notified('completed', 'completed'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('account nobody'),
    });
  });
});

describe('a fault', () => {
  it('should end a call with its reason where a client throws for ever, and hold up nothing', async () => {
    const desk = deskOf('faulty');
    clients.set('faulty', {
      getOrder: () => Promise.reject(new TypeError('a bug of the client')),
    } as unknown as Client);
    await desk.receive(notified('completed', 'completed', { order_id: 'faulty' }));
    await expect(desk.readNow('faulty')).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('a bug of the client'),
    });
    expect((await desk.read('faulty'))?.fault).toMatchObject({ handler: 'readNow' });
    const { verdict } = await desk.receive(notified('completed', 'completed', { order_id: 'faulty', at: '10:30' }));
    expect(verdict.verdict).toBe('duplicate');
  });

  it('should be told where what is held of an order cannot be read, and be mended by an import', async () => {
    const desk = deskOf('moves');
    await desk.receive(notified('completed', 'completed', { order_id: 'poisoned' }));
    const line = (await desk.exportLine('poisoned')) as string;
    for (const poison of ['no JSON', '{"format":99}\n', '{"format":1,"kept":[{},{}]}\n']) {
      const response = await fetch(`${engine.admin}/services/Payment/state`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          object_key: 'moves/poisoned',
          new_state: { order: [...new TextEncoder().encode(poison)] },
        }),
      });
      expect(response.status).toBe(202);
      await until(async () => {
        const told = await desk.read('poisoned').catch((error: unknown) => error);
        return told instanceof StoreError && told;
      });
      const receiving = desk.receive(notified('completed', 'completed', { order_id: 'poisoned', at: '10:30' }));
      await expect(receiving).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining('what is held of order poisoned cannot be read'),
      });
      expect(await desk.importAll([line])).toBe(1);
      expect(await desk.exportLine('poisoned')).toBe(line);
    }
  });
});

describe('what an order told itself', { timeout: 60_000 }, () => {
  /** A worker at the place of the one that there is, whose calls of a handler fail for ever. */
  async function workerWithout(handler: string): Promise<() => Promise<void>> {
    const { port } = new URL(worker.url);
    await worker.stop();
    const { definition } = paymentObject(workerOptions({ appendAfter: 60_000, appendWithin: 200, attempts: 4 }));
    const works = createEndpointHandler({ services: [definition], logger: () => {} });
    const server = createHttp2Server((request, response) => {
      if (request.url.endsWith(`/${handler}`)) response.writeHead(500).end('it fails for ever');
      else works(request, response);
    });
    const sessions = new Set<Http2Session>();
    server.on('session', (session) => sessions.add(session));
    await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
    // How often a call is tried, a worker says when it is registered.
    await registerWorker(engine.admin, worker.url, true);
    return async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const session of sessions) session.destroy();
      await closed;
      worker = await startWorker(workerOptions({ port: Number(port) }));
      await registerWorker(engine.admin, worker.url, true);
    };
  }

  const clock = () => new Date().toISOString();

  it('should be given up with its reason where it fails for ever, come again later, and hold up nothing', async () => {
    const desk = deskOf('moves', clock);
    const mended = await workerWithout('wake');
    try {
      await desk.receive(notified('initialized', 'initialized', { order_id: 'stuck' }));
      const { fault, wakes } = await until(async () => {
        const order = await desk.read('stuck');
        return order?.fault && order.wakes.some((one) => one > Date.now() + 60_000) && order;
      });
      expect(fault).toMatchObject({ handler: 'wake', says: expect.stringContaining('wake was given up') });
      expect(wakes.some((one) => one > Date.now() + 3_600_000)).toBe(false);
      const { verdict } = await desk.receive(notified('completed', 'completed', { order_id: 'stuck' }));
      expect(verdict.verdict).toBe('applied');
    } finally {
      await mended();
    }
    expect(await desk.append('stuck')).toBe(2);
  });

  it('should hold up no order whose call fails while another one tells it whose it is, and be told again', async () => {
    const desk = deskOf('moves', clock);
    const mended = await workerWithout('belong');
    try {
      const refund = { order_id: 'told-later', transaction_id: '72', type: 'refund', amount: 400, currency: 'EUR' };
      const dated = { status: 'completed', created: '2019-11-05T09:00:00', modified: '2019-11-05T09:00:00' };
      await desk.receive(
        notified('completed', 'completed', {
          order_id: 'tells',
          related_transactions: [{ ...refund, ...dated }],
          amount_refunded: 400,
        }),
      );
      const told = () =>
        engine.query(
          `SELECT id FROM sys_invocation WHERE target = 'Payment/moves/told-later/seeTo' AND status = 'scheduled'`,
        );
      await until(async () => (await told()).length === 1);
      expect((await desk.read('told-later'))?.fault).toMatchObject({ handler: 'belong' });
      const { verdict } = await desk.receive(notified('completed', 'completed', { order_id: 'told-later' }));
      expect(verdict.verdict).toBe('applied');
    } finally {
      await mended();
    }
  });
});

describe('a refund', { timeout: 60_000 }, () => {
  const paid = (orderId: string) => notified('completed', 'completed', { order_id: orderId });

  it('should be sent once for its id, and be told again as it was', async () => {
    const desk = deskOf('faulty', () => '2019-11-06T10:00:00.000Z');
    const sent: string[] = [];
    clients.set('faulty', {
      refund: async ({ refundId }: { readonly refundId: string }) => {
        sent.push(refundId);
        return { ok: true, data: { transactionId: `of-${refundId}` } };
      },
    } as unknown as Client);
    await desk.receive(paid('refunded'));
    const wish = { refundId: 'once', amount: 400 } as const;
    const answers = await Promise.all([desk.refund('refunded', wish), desk.refund('refunded', wish)]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(sent).toEqual(['once']);
    expect(await desk.refund('refunded', { ...wish, amount: 500 })).toMatchObject({ outcome: 'refused' });
    expect((await desk.read('refunded'))?.payment?.refunds).toMatchObject([
      { refundId: 'once', transactionId: 'of-once' },
    ]);
  });

  it('should not be sent again by a worker that comes after one that died while it sent', async () => {
    const desk = deskOf('faulty', () => '2019-11-06T10:00:00.000Z');
    const sent: string[] = [];
    const reads: string[] = [];
    let isHanging: () => void = () => {};
    const hanging = new Promise<void>((resolve) => {
      isHanging = resolve;
    });
    clients.set('faulty', {
      refund: ({ refundId }: { readonly refundId: string }) => {
        sent.push(refundId);
        isHanging();
        return new Promise(() => {});
      },
      getOrder: async (orderId: string) => {
        reads.push(orderId);
        return { ok: false, error: { kind: 'network', retry: true } };
      },
    } as unknown as Client);
    await desk.receive(paid('died'));
    const asked = desk.refund('died', { refundId: 'hangs', amount: 400 });
    await hanging;
    const port = Number(new URL(worker.url).port);
    await worker.stop();
    worker = await startWorker(workerOptions({ port }));
    expect(await asked).toMatchObject({ outcome: 'unknown' });
    expect(sent).toEqual(['hangs']);
    expect(reads).toContain('died');
  });

  it('should end with that reason where the worker that comes after has other code, and hold up nothing', async () => {
    const desk = deskOf('faulty', () => '2019-11-06T10:00:00.000Z');
    let isHanging: () => void = () => {};
    const hanging = new Promise<void>((resolve) => {
      isHanging = resolve;
    });
    clients.set('faulty', {
      refund: () => {
        isHanging();
        return new Promise(() => {});
      },
    } as unknown as Client);
    await desk.receive(paid('other-code'));
    const asked = desk.refund('other-code', { refundId: 'hangs', amount: 400 });
    asked.catch(() => {});
    await hanging;
    const port = Number(new URL(worker.url).port);
    await worker.stop();
    // Code that asks nobody.
    worker = await startWorker(workerOptions({ port, sites: sites().map(({ client: _, ...site }) => site) }));
    await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('mismatch') });
    await desk.receive(notified('completed', 'completed', { order_id: 'other-code', at: '10:30' }));
    await worker.stop();
    worker = await startWorker(workerOptions({ port }));
    expect((await desk.history('other-code')).length).toBeGreaterThan(1);
  });
});

describe('a deadline', { timeout: 90_000 }, () => {
  const orderOf = (orderId: string, status = 'initialized') =>
    notified(status, status, { order_id: orderId, transaction_id: orderId });

  /** A clock that goes on from some time before an instant, for desk and worker alike. */
  function clockBefore(due: number, milliseconds: number): () => string {
    const from = Date.now();
    workerNow = () => new Date(due - milliseconds + Date.now() - from).toISOString();
    return workerNow;
  }

  /** When an order that was just begun must be read. */
  async function dueOf(orderId: string): Promise<number> {
    const store = await openStore({ database: await openPrepared(), now: () => '2019-11-04T09:00:05Z' });
    await store.receive(orderOf(orderId));
    const { nextReadAt } = (await store.read(orderId)) as { nextReadAt: string };
    await store.close();
    return Date.parse(nextReadAt);
  }

  it('should ask MultiSafepay and observe, once, though Restate and the worker were killed before it', async () => {
    const clock = clockBefore(await dueOf('late'), 6_000);
    const asked: string[] = [];
    clients.set('due', {
      getOrder: async (orderId: string) => {
        asked.push(orderId);
        return {
          ok: true,
          data: {
            report: readOrder({
              success: true,
              data: wire('expired', 'expired', {
                order_id: orderId,
                transaction_id: orderId,
                at: '2019-11-06T10:00:00',
              }),
            }),
          },
        };
      },
    } as unknown as Client);
    const desk = deskOf('due', clock);
    await desk.receive(orderOf('late'));
    const port = Number(new URL(worker.url).port);
    await worker.stop();
    await engine.kill();
    await engine.start();
    expect(asked).toEqual([]);
    worker = await startWorker(workerOptions({ port }));
    await until(async () => (await desk.history('late').catch(() => [])).some(({ kind }) => kind === 'status_read'));
    expect(asked).toEqual(['late']);
    expect((await desk.read('late'))?.verdict).toBe('applied');
    workerNow = () => new Date().toISOString();
  });

  it('should do nothing if what it was for has been answered before', async () => {
    const due = await dueOf('early');
    const clock = clockBefore(due, 10_000);
    const asked: string[] = [];
    clients.set('due', {
      getOrder: async (orderId: string) => {
        asked.push(orderId);
        return { ok: false, error: { kind: 'network', retry: true } };
      },
    } as unknown as Client);
    const desk = deskOf('due', clock);
    await desk.receive(orderOf('early'));
    await until(async () => (await desk.read('early'))?.wakes.includes(due));
    // What is due within minutes may have been taken to be read: then it stays due.
    await desk.receive(orderOf('early', 'completed'), { receivedAt: new Date(due - 3_600_000).toISOString() });
    const { nextReadAt } = (await desk.read('early')) as { nextReadAt: string };
    expect(Date.parse(nextReadAt)).toBeGreaterThan(due + 86_400_000);
    // The call that was for the deadline has come; what is left looks after the order weeks later.
    await until(async () => {
      const wakes = (await desk.read('early'))?.wakes ?? [];
      return wakes.length > 0 && wakes.every((one) => one > due + 86_400_000);
    });
    expect(asked).toEqual([]);
    expect(await desk.history('early')).toHaveLength(2);
    workerNow = () => new Date().toISOString();
  });
});

describe('another law', () => {
  it('should take over, deployment beside deployment, while payments of the one before are in flight', async () => {
    const hashes = { ...lawName.relation, transaction: 'e'.repeat(64) };
    vi.resetModules();
    vi.doMock('../../src/relation/law-hash.ts', () => ({
      lawHashes: hashes,
      lawName: { ...lawName, relation: hashes },
    }));
    vi.doMock('../../src/relation/built-relation.ts', () => ({ builtRelation: { ...builtRelation, law: hashes } }));
    const older = await import('../../src/restate/index.ts');
    const olderStore = await import('../../src/store/index.ts');
    vi.doUnmock('../../src/relation/law-hash.ts');
    vi.doUnmock('../../src/relation/built-relation.ts');
    const account = { name: 'laws', environment: 'test' } as const;
    const store = await olderStore.openStore({ database, now: () => now, account });
    const before = await older.startWorker({
      sites: [...sites().filter((site) => site.account !== 'laws'), { account: 'laws', store }],
      appendAfter: 60_000,
    });
    await older.registerWorker(engine.admin, before.url);
    const desk = deskOf('laws');
    const olderDesk = older.openDesk({ url: engine.ingress, account: 'laws', now: () => now, within: 20_000 });
    await olderDesk.open({ orderId: 'in-flight' });
    await olderDesk.ask('in-flight', ordered());
    // The new law comes while entries of the one before are not appended yet.
    const after = await startWorker(workerOptions());
    await registerWorker(engine.admin, after.url);
    await desk.receive(notified('completed', 'completed', { order_id: 'in-flight' }));
    const log = await desk.history('in-flight');
    expect(log.map(({ kind }) => kind)).toEqual(['opened', 'fact', 'migrated', 'notification']);
    expect(new Set(log.map(({ law }) => law)).size).toBe(2);
    expect(await desk.append('in-flight')).toBe(4);
    expect(await stores.get('laws')?.verifyChain('in-flight')).toBeUndefined();
    expect(await stores.get('laws')?.history('in-flight')).toEqual(log);
    olderDesk.close();
    await before.stop();
    await worker.stop();
    worker = after;
  });
});

describe('the guide', () => {
  it('should show code that runs: a worker, a front, a desk, and an order that moves', async () => {
    const pieces = [...readFileSync('docs/guide/restate.md', 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
      ([, code = '']) => code,
    );
    expect(pieces).toHaveLength(2);
    const here = (code: string): string =>
      code
        .replaceAll(/from '(paychart[^']*)'/g, (_, door: string) => {
          const file = new URL(`../../${doors.get(door)}`, import.meta.url).href;
          return `from '${file}'`;
        })
        .replaceAll("await openPostgres(process.env.DATABASE_URL ?? '')", 'await openPrepared()')
        .replaceAll('http://127.0.0.1:9070', engine.admin)
        .replaceAll('http://127.0.0.1:8080', engine.ingress)
        .replaceAll(/, port: \d+/g, '');
    const prepared = `import { openPrepared } from '${new URL('../store/prepared.ts', import.meta.url).href}';\n`;
    const shown = [
      `${prepared}${here(pieces[0] as string)}
const order = await desk.read('order-1001');
console.log(order.version, (await fetch(front.url + '/notifications')).status);
await desk.append('order-1001');
export { desk, front, store, worker };`,
      `${prepared}${here(pieces[1] as string)}
console.log((await store.history('order-1001')).length, await desk.importAll(store.exportAll()));
export { desk, store };`,
    ];
    const files = shown.map((code, at) => {
      const file = join(linesFolder, `guide-${at}.ts`);
      writeFileSync(file, code);
      return JSON.stringify(pathToFileURL(file).href);
    });
    const program = `
const first = await import(${files[0]});
const second = await import(${files[1]});
for (const one of [first.desk, second.desk]) one.close();
await first.front.stop();
await first.worker.stop();
for (const one of [first.store, second.store]) await one.close();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, MULTISAFEPAY_API_KEY: apiKey },
      timeout: 120_000,
    });
    // Opened, and a refund refused, since nothing was paid; a GET without an order is not believed.
    expect(stdout).toBe('2 400\n2 0\n');
  });
});
