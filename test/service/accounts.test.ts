/**
 * Goal: one service for several sites at MultiSafepay, live and test apart: the key that signed a notification says whose it is, each
 * account is asked for, acted on and read with its own key at its own environment, and keys can be replaced.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultEdition, editionNames, editions } from '../../machines/index.ts';
import { InputError } from '../../src/lifecycle/index.ts';
import { readNotification, signNotification } from '../../src/multisafepay/index.ts';
import { createNotificationHandlerOf, type Notified, platform } from '../../src/service/index.ts';
import { type Config, readConfig, type Sidecar, startSidecar } from '../../src/service/node.ts';
import { createClock, createSimulator, type Simulator, simulatorFetch } from '../../src/testing/index.ts';
import { wire } from '../lifecycle/reports.ts';
import { prepareFolder } from '../store/prepared.ts';
import { directOrder, token } from './shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'paychart-accounts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sites = [
  { account: 'shop-nl', environment: 'live', apiKeys: ['key-of-nl'] },
  { account: 'shop-be', environment: 'live', apiKeys: ['key-of-be'] },
  { account: 'shop-nl.test', environment: 'test', apiKeys: ['key-of-trial'] },
] as const;

const config: Config = {
  host: '127.0.0.1',
  port: 0,
  apiKeys: [],
  environment: 'live',
  accounts: sites,
  token,
  logLevel: 'debug',
  sweepEvery: 0,
};

let clock: ReturnType<typeof createClock>;
/** MultiSafepay, once for each site, by its key. */
let simulators: ReadonlyMap<string, Simulator>;
/** What arrived there: the key that asked, and what for. */
let arrived: { readonly key: string; readonly at: string }[];
let logged: string[];
/** The keys that MultiSafepay does not answer. */
let away: Set<string>;
const running: Sidecar[] = [];

beforeEach(() => {
  clock = createClock('2025-05-06T08:00:00Z');
  simulators = new Map(
    ['key-of-nl', 'key-of-be', 'key-of-trial'].map((key, at) => [
      key,
      createSimulator({ seed: at + 1, edition: '2019-10', clock }),
    ]),
  );
  arrived = [];
  logged = [];
  away = new Set();
});

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

/** A service on a database that all tests share, each with order ids of its own. */
async function start(given: Partial<Config> = {}): Promise<Sidecar> {
  const { data = join(folder, 'data'), ...others } = given;
  if (!existsSync(data)) await prepareFolder(data);
  const service = await startSidecar(
    { ...config, data, ...others },
    {
      logTo: new Writable({
        write(chunk, _encoding, done) {
          logged.push(String(chunk));
          done();
        },
      }),
      runtime: {
        ...platform,
        now: () => Date.parse(clock.now()),
        async fetch(url, init) {
          const request = new Request(url, init);
          const key = request.headers.get('api_key') ?? '';
          arrived.push({ key, at: `${request.method} ${url}` });
          // A site is known by any of its keys.
          const known = key.replace(/^new-/, '');
          const simulator = simulators.get(known);
          if (simulator === undefined || away.has(known)) return new Response('away', { status: 502 });
          return simulatorFetch(simulator, { apiKey: key })(request);
        },
        after: (milliseconds, act) => platform.after(milliseconds > 20_000 ? milliseconds : 1, act),
      },
    },
  );
  running.push(service);
  return service;
}

async function call(service: Sidecar, method: string, path: string, body?: unknown, headers = {}) {
  const answer = await fetch(new URL(path, service.url), {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text.startsWith('{') ? JSON.parse(text) : text) as never };
}

async function notify(service: Sidecar, key: string, document: object): Promise<number> {
  const body = JSON.stringify(document);
  const at = Math.floor(Date.parse(clock.now()) / 1000);
  const auth = await signNotification(new TextEncoder().encode(body), { key, at, runtime: platform });
  const { order_id } = document as { order_id: string };
  const path = `/notifications?transactionid=${order_id}&timestamp=${at}`;
  return (await fetch(new URL(path, service.url), { method: 'POST', headers: { auth }, body })).status;
}

/** What each account has of an order: how many entries, and how much of it was collected, refunded and set aside for refunds. */
async function standing(service: Sidecar, orderId: string) {
  const found: Record<string, unknown> = {};
  for (const { account } of sites) {
    const { status, body } = await call(service, 'GET', `/accounts/${account}/payments/${orderId}`);
    const { version, payment } = body as {
      version: number;
      payment: { position: { collected: number; refunded: number; reserved: number } };
    };
    found[account] = status === 404 ? 404 : [version, payment.position.collected, payment.position.reserved];
  }
  return found;
}

const paid = (order_id: string, fields: object = {}) => wire('completed', 'completed', { order_id, ...fields });

describe('notifications', () => {
  it('should be of the account whose key signed them, for the same order id in three, and of nobody if no key did', async () => {
    const service = await start();
    for (const [at, { apiKeys }] of sites.entries())
      expect(await notify(service, apiKeys[0], paid('same', { amount: 1000 * (at + 1) }))).toBe(200);
    expect(await standing(service, 'same')).toEqual({
      'shop-nl': [1, 1000, 0],
      'shop-be': [1, 2000, 0],
      'shop-nl.test': [1, 3000, 0],
    });
    expect(await notify(service, 'key-of-nobody', paid('same', { at: '10:09' }))).toBe(401);
    expect(logged.filter((line) => line.includes('report judged')).map((line) => JSON.parse(line).account)).toEqual(
      sites.map(({ account }) => account),
    );
  });

  it('should be of that account even if the order is known to another alone', async () => {
    const service = await start();
    await call(service, 'POST', '/accounts/shop-be/payments', { orderId: 'of-be' });
    expect(await notify(service, 'key-of-nl', paid('of-be'))).toBe(200);
    expect(await standing(service, 'of-be')).toMatchObject({ 'shop-nl': [1, 1000, 0], 'shop-be': [1, 0, 0] });
  });

  it('should be read at every account, by its own key, where they carry no order, and stored with each that knows it', async () => {
    const service = await start();
    const order = { ...directOrder(), notificationUrl: 'https://shop.example/notifications' };
    for (const account of ['shop-nl', 'shop-nl.test']) {
      await call(service, 'POST', `/accounts/${account}/payments`, { orderId: 'told-of' });
      expect((await call(service, 'POST', `/accounts/${account}/payments/told-of/order`, order)).status).toBe(200);
    }
    arrived.length = 0;
    const get = async (orderId: string) =>
      (await fetch(new URL(`/notifications?transactionid=${orderId}&timestamp=1`, service.url))).status;
    expect(await get('told-of')).toBe(200);
    expect(new Set(arrived.map(({ key }) => key))).toEqual(new Set(sites.map(({ apiKeys }) => apiKeys[0])));
    expect(await standing(service, 'told-of')).toMatchObject({ 'shop-be': 404 });
    const { body } = await call(service, 'GET', '/accounts/shop-nl.test/payments/told-of');
    expect((body as { timeline: { kind: string }[] }).timeline.at(-1)).toMatchObject({ kind: 'status_read' });
    expect(await get('nobodys')).toBe(404);
    // Whose key cannot be asked might know it: it is to be sent again.
    away.add('key-of-be');
    expect(await get('told-of')).toBe(503);
    expect(await get('nobodys')).toBe(503);
  });

  it('should be read once with the keys of all, and come to what reading them site by site comes to', async () => {
    const now = Date.parse('2025-05-06T08:00:00Z');
    /** What signatures were verified over. */
    const messages: unknown[] = [];
    const subtle: typeof platform.subtle = {
      importKey: (...given) => platform.subtle.importKey(...given),
      sign: (...given) => platform.subtle.sign(...given),
      verify(algorithm, key, signature, message) {
        messages.push(message);
        return platform.subtle.verify(algorithm, key, signature, message);
      },
    };
    const runtime = { ...platform, subtle, now: () => now };
    const said: Notified[] = [];
    const receive = async () => ({ verdict: { verdict: 'applied' } }) as never;
    const handler = createNotificationHandlerOf(
      sites.map(({ account, apiKeys }) => ({ store: { account, receive }, apiKey: apiKeys })),
      { runtime, onAnswer: (one) => said.push(one) },
    );
    const body = JSON.stringify(paid('many'));
    const madeBy = async (key: string, text = body, at = now / 1000): Promise<[string, string]> => [
      text,
      await signNotification(new TextEncoder().encode(text), { key, at, runtime: platform }),
    ];
    const keys = [...sites.map(({ apiKeys }) => apiKeys[0]), 'key-of-nobody'];
    const asked: (readonly [body: string, auth?: string | undefined])[] = [
      ...(await Promise.all(keys.map((key) => madeBy(key)))),
      ...(await Promise.all(keys.map((key) => madeBy(key, body, now / 1000 - 601)))),
      ...(await Promise.all(keys.map((key) => madeBy(key, body, now / 1000 + 601)))),
      ...(await Promise.all(keys.map((key) => madeBy(key, '{"order_id":')))),
      ...(await Promise.all(keys.map((key) => madeBy(key, JSON.stringify(paid('another')))))),
      ...(await Promise.all(keys.map((key) => madeBy(key, JSON.stringify(paid('many', { amount: 'some' })))))),
      [body],
      [body, 'no signature'],
      ['x'.repeat(2 ** 20 + 1), (await madeBy('key-of-be'))[1]],
    ];
    for (const [text, auth] of asked) {
      const headers = new Headers(auth === undefined ? {} : { auth });
      const url = 'https://shop.example/notifications?transactionid=many&timestamp=1';
      let expected: Partial<Notified> = {};
      for (const { account, apiKeys } of sites) {
        const reading = await readNotification(
          { method: 'POST', url, headers, body: new TextEncoder().encode(text) },
          { keys: apiKeys, runtime: { ...platform, now: () => now } },
        );
        expected =
          reading.kind === 'refused' ? { outcome: reading.because } : { status: 200, outcome: 'stored', account };
        if (expected.outcome !== 'signature_mismatch') break;
      }
      messages.length = 0;
      await handler(new Request(url, { method: 'POST', headers, body: text }));
      const { status, outcome, account } = said.pop() as Notified;
      expect({ status, outcome, account }).toMatchObject(expected);
      expect(new Set(messages).size).toBeLessThanOrEqual(1);
    }
    expect(asked).toHaveLength(27);
  });

  it('should refuse two sites that have a key in common, and none at all', () => {
    const receive = async () => ({}) as never;
    const one = { store: { account: 'a', receive }, apiKey: ['x', 'both'] };
    expect(() => createNotificationHandlerOf([one, { store: { account: 'b', receive }, apiKey: 'both' }])).toThrow(
      'sites a and b have a key in common',
    );
    expect(() => createNotificationHandlerOf([])).toThrow(InputError);
  });
});

describe('a key', () => {
  it('should be replaced without a notification lost: both verify, calls use the first, and the one that is dropped is refused', async () => {
    const [nl, ...others] = sites;
    const before = await start();
    expect(await notify(before, 'key-of-nl', paid('rotated'))).toBe(200);
    await before.stop();

    const between = await start({ accounts: [{ ...nl, apiKeys: ['new-key-of-nl', 'key-of-nl'] }, ...others] });
    expect(await notify(between, 'key-of-nl', paid('rotated', { at: '10:01' }))).toBe(200);
    expect(await notify(between, 'new-key-of-nl', paid('rotated-2'))).toBe(200);
    await call(between, 'POST', '/accounts/shop-nl/payments/rotated/read');
    expect(new Set(arrived.map(({ key }) => key))).toEqual(new Set(['new-key-of-nl']));
    await between.stop();

    const after = await start({ accounts: [{ ...nl, apiKeys: ['new-key-of-nl'] }, ...others] });
    expect(await notify(after, 'key-of-nl', paid('rotated-3'))).toBe(401);
    expect(await notify(after, 'new-key-of-nl', paid('rotated-3'))).toBe(200);
    const { body } = await call(after, 'GET', '/accounts/shop-nl/payments?search=rotated');
    expect((body as { payments: { orderId: string }[] }).payments.map(({ orderId }) => orderId)).toEqual([
      'rotated',
      'rotated-2',
      'rotated-3',
    ]);
    expect(await standing(after, 'rotated')).toMatchObject({ 'shop-be': 404, 'shop-nl.test': 404 });
  });
});

describe('the API', () => {
  it('should order, refund and cancel at the account that is said, at its own environment, and change no other', async () => {
    const service = await start();
    for (const { account } of sites) {
      await call(service, 'POST', `/accounts/${account}/payments`, { orderId: 'bought' });
      const ordered = await call(service, 'POST', `/accounts/${account}/payments/bought/order`, directOrder(), {
        'idempotency-key': 'one-key',
      });
      expect([account, ordered.status]).toEqual([account, 200]);
    }
    const addresses = new Map(arrived.map(({ key, at }) => [key, new URL(at.split(' ')[1] as string).host]));
    expect(Object.fromEntries(addresses)).toEqual({
      'key-of-nl': 'api.multisafepay.com',
      'key-of-be': 'api.multisafepay.com',
      'key-of-trial': 'testapi.multisafepay.com',
    });
    const before = await standing(service, 'bought');
    arrived.length = 0;
    const refund = { refundId: 'r-1', amount: 2500 };
    expect((await call(service, 'POST', '/accounts/shop-be/payments/bought/refunds', refund)).status).toBe(200);
    expect(new Set(arrived.map(({ key }) => key))).toEqual(new Set(['key-of-be']));
    expect(await standing(service, 'bought')).toEqual({ ...before, 'shop-be': [expect.anything(), 10_000, 2500] });
    // The same refundId in another account is another refund.
    expect((await call(service, 'POST', '/accounts/shop-nl/payments/bought/refunds', refund)).status).toBe(200);
  });

  it('should say which accounts there are, and what to do where none or an unknown one is said', async () => {
    const service = await start();
    expect((await call(service, 'GET', '/accounts')).body).toEqual({
      accounts: sites.map(({ account, environment }) => ({ account, environment })),
      unnamed: false,
    });
    const unsaid = await call(service, 'GET', '/payments/x');
    expect(unsaid).toMatchObject({ status: 404, body: { error: { code: 'account_not_said' } } });
    expect(JSON.stringify(unsaid.body)).toContain('shop-be');
    for (const path of ['/accounts/shop-de/payments', '/accounts/shop-de/events', '/accounts/shop-de/quarantine'])
      expect(await call(service, 'GET', path)).toMatchObject({
        status: 404,
        body: { error: { code: 'no_such_account' } },
      });
    expect((await fetch(new URL('/accounts', service.url))).status).toBe(401);
  });

  it('should be as it was for a single site, with a name or without, and beside accounts for the one without', async () => {
    const [nl] = sites;
    const single = await start({ accounts: [nl] });
    expect(await notify(single, 'key-of-nl', paid('single'))).toBe(200);
    expect((await call(single, 'GET', '/payments/single')).status).toBe(200);
    await single.stop();
    const both = await start({ apiKeys: ['key-of-be'], accounts: [nl] });
    expect(await notify(both, 'key-of-be', paid('unnamed'))).toBe(200);
    expect((await call(both, 'GET', '/payments/unnamed')).status).toBe(200);
    expect((await call(both, 'GET', '/payments/single')).status).toBe(404);
    expect((await call(both, 'GET', '/accounts/shop-nl/payments/single')).status).toBe(200);
    expect((await call(both, 'GET', '/accounts')).body).toMatchObject({ unnamed: true });
    expect(both.stores.map(({ account }) => account)).toEqual([undefined, 'shop-nl']);
  });

  it('should say the account in lists, messages, quarantine, the log, the stream, and metrics, and show no other', async () => {
    const service = await start({ data: join(folder, 'told') });
    const { body: stream } = await fetch(new URL('/accounts/shop-nl/events', service.url), {
      headers: { authorization: `Bearer ${token}` },
    });
    const reader = (stream as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await notify(service, 'key-of-be', paid('elsewhere'));
    await notify(service, 'key-of-nl', paid('told'));
    await notify(service, 'key-of-nl', wire('declined', 'completed', { order_id: 'told', at: '10:09' }));
    const event = new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
    expect(event).toContain('"account":"shop-nl","orderId":"told"');
    expect(event).not.toContain('elsewhere');
    for (const path of ['/payments', '/quarantine', '/payments/told/log']) {
      const { body } = await call(service, 'GET', `/accounts/shop-nl${path}`);
      expect(JSON.stringify(body), path).toContain('"account":"shop-nl"');
      expect(JSON.stringify(body), path).not.toContain('elsewhere');
    }
    const claimed = await call(service, 'POST', '/accounts/shop-nl/outbox/claim', {});
    const { messages } = claimed.body as { messages: { id: number; lease: string }[] };
    expect(messages).toMatchObject([{ account: 'shop-nl', orderId: 'told', n: 1 }]);
    const held = { messages: messages.map(({ id, lease }) => ({ id, lease })) };
    const otherwise = await call(service, 'POST', '/accounts/shop-be/outbox/acknowledge', held);
    expect(otherwise.body).toMatchObject({ messages: [{ standing: 'not_known' }] });
    const metrics = String((await call(service, 'GET', '/metrics')).body);
    expect(metrics).toMatch(/paychart_stored\{what="payments",account="shop-nl"\} 1/);
    expect(metrics).toMatch(/paychart_notifications_total\{outcome="stored",status="200",account="shop-nl"\} 2/);
    expect(metrics).toMatch(/paychart_verdicts_total\{verdict="applied",account="shop-nl"\} 1/);
    expect(metrics).toMatch(/paychart_verdicts_total\{verdict="applied",account="shop-nl.test"\} 0/);
  });

  it('should read what is due of each account by its own key, also while another cannot be reached', async () => {
    const service = await start({ data: join(folder, 'due') });
    for (const { account } of sites) {
      await call(service, 'POST', `/accounts/${account}/payments`, { orderId: 'held' });
      await call(service, 'POST', `/accounts/${account}/payments/held/order`, directOrder());
      await notify(service, sites.find((one) => one.account === account)?.apiKeys[0] as string, {
        ...wire('declined', 'completed', { order_id: 'held' }),
      });
    }
    arrived.length = 0;
    away.add('key-of-nl');
    const { due, read, failed } = await service.sweepNow();
    expect({ due, read, failed }).toEqual({ due: 3, read: 2, failed: 1 });
    expect(new Set(arrived.map(({ key, at }) => `${key} ${new URL(at.split(' ')[1] as string).host}`))).toEqual(
      new Set([
        'key-of-nl api.multisafepay.com',
        'key-of-be api.multisafepay.com',
        'key-of-trial testapi.multisafepay.com',
      ]),
    );
  });
});

describe('an account', () => {
  it('should not be served as live once it was made for tests, nor the other way round', async () => {
    const [nl, be, trial] = sites;
    await (await start()).stop();
    await expect(start({ accounts: [nl, be, { ...trial, environment: 'live' }] })).rejects.toThrow(
      /account shop-nl.test is a test account in this database, and was opened as live/,
    );
    await expect(start({ accounts: [{ ...nl, environment: 'https://stand-in.example/' }] })).rejects.toThrow(
      'opened as test',
    );
    // The live API by its address is live.
    await start({ accounts: [{ ...nl, environment: 'https://api.multisafepay.com/v1/json/' }] });
  });
});

describe('the configuration', () => {
  const file = join(folder, 'accounts.json');
  const read = (json: unknown, more: Readonly<Record<string, string>> = {}): Config => {
    writeFileSync(file, typeof json === 'string' ? json : JSON.stringify(json));
    return readConfig({ PAYCHART_TOKEN: token, PAYCHART_ACCOUNTS: file, ...more });
  };

  it('should list accounts in a file, with the site without a name beside them or without', () => {
    expect(read(sites)).toMatchObject({ apiKeys: [], accounts: sites });
    const beside = read([sites[0]], { MULTISAFEPAY_API_KEY: 'own-key', MULTISAFEPAY_ENVIRONMENT: 'test' });
    expect(beside).toMatchObject({ apiKeys: ['own-key'], environment: 'test', accounts: [sites[0]] });
  });

  const [nl, be] = sites;
  it.each<[string, unknown, string, Readonly<Record<string, string>>?]>([
    ['is no JSON', '[{"apiKeys": ["secret-1"]', 'it is no JSON'],
    ['lists nothing', [], 'it lists no account'],
    ['is no list', { ...nl }, 'it is not Array'],
    ['has a name that can be none', [{ ...nl, account: '../x' }], ': 0.account: it can be no name'],
    ['has no key', [nl, { ...be, apiKeys: [] }], ': 1.apiKeys: there is no key'],
    ['has a blank key', [nl, { ...be, apiKeys: ['secret-1', ' '] }], ': 1.apiKeys: a key is blank'],
    ['has an environment that is none', [{ ...nl, environment: 'rehearsal' }], ': 0.environment: "rehearsal"'],
    ['has a member that nobody knows', [{ ...nl, apiKey: 'secret-1' }], '0.apiKey'],
    ['lists one twice', [nl, { ...be, account: 'shop-nl' }], ': 1.account: account shop-nl is listed twice'],
    [
      'has one key in two accounts',
      [
        { ...nl, apiKeys: ['secret-1'] },
        { ...be, apiKeys: ['secret-2', ' secret-1'] },
      ],
      ': 1.apiKeys: accounts shop-nl and shop-be have a key in common',
    ],
    [
      'has the key of the site without a name',
      [{ ...nl, apiKeys: ['secret-1'] }],
      'accounts MULTISAFEPAY_API_KEY and shop-nl have a key in common',
      { MULTISAFEPAY_API_KEY: 'secret-1' },
    ],
  ])('should be refused with the place, and no key shown, if the file %s', (_, json, says, more) => {
    let thrown: unknown;
    try {
      read(json, more);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InputError);
    const { message, wayOut } = thrown as InputError;
    expect(message).toContain(`PAYCHART_ACCOUNTS (${file})`);
    expect(message).toContain(says);
    expect(wayOut).not.toBe('');
    expect(`${message} ${wayOut}`).not.toContain('secret');
  });

  it('should name a file that is not there', () => {
    expect(() => readConfig({ PAYCHART_TOKEN: token, PAYCHART_ACCOUNTS: '/nowhere' })).toThrow(
      'it cannot be read (ENOENT)',
    );
  });
});

describe('the edition of payments that are opened without one', () => {
  const [nl, be] = sites;
  const newest = editionNames.at(-1) as (typeof editionNames)[number];

  /** Opens a payment at an account; the status, and the edition it then has. */
  async function opened(service: Sidecar, account: string, body: object): Promise<[number, unknown]> {
    const { status, body: answer } = await call(service, 'POST', `/accounts/${account}/payments`, body);
    return [status, (answer as { edition?: unknown }).edition];
  }

  it('should be that of the account, else that of the service, else the default; what is said with the payment counts before', async () => {
    const service = await start({
      data: join(folder, 'editions'),
      edition: newest,
      accounts: [nl, { ...be, edition: defaultEdition }],
    });
    expect(await opened(service, 'shop-nl', { orderId: 'unsaid' })).toEqual([201, newest]);
    expect(await opened(service, 'shop-be', { orderId: 'unsaid' })).toEqual([201, defaultEdition]);
    expect(await opened(service, 'shop-nl', { orderId: 'said', edition: defaultEdition })).toEqual([
      201,
      defaultEdition,
    ]);
    expect(logged.filter((line) => line.includes('no edition'))).toEqual([]);
  });

  it('should be told in one line of the log where a site has none: which is in force, since when, and how to choose', async () => {
    const service = await start({ accounts: [nl, { ...be, edition: newest }] });
    expect(await opened(service, 'shop-nl', { orderId: 'by-default' })).toEqual([201, defaultEdition]);
    const lines = logged.filter((line) => line.includes('no edition')).map((line) => JSON.parse(line));
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', edition: defaultEdition, accounts: ['shop-nl'] })]);
    for (const words of [editions[defaultEdition].title, 'PAYCHART_EDITION', ...editionNames])
      expect(lines[0].msg).toContain(words);
  });

  it('should leave a payment that is open as it is, when the same call comes after another was configured', async () => {
    const data = join(folder, 'changed');
    const first = await start({ data, accounts: [nl] });
    const asked = { orderId: 'kept', amount: 2500, currency: 'EUR' };
    expect(await opened(first, 'shop-nl', asked)).toEqual([201, defaultEdition]);
    await first.stop();
    const second = await start({ data, accounts: [nl], edition: newest });
    expect(await opened(second, 'shop-nl', asked)).toEqual([201, defaultEdition]);
    expect(await opened(second, 'shop-nl', { ...asked, orderId: 'new' })).toEqual([201, newest]);
    expect((await opened(second, 'shop-nl', { ...asked, edition: newest }))[0]).toBe(409);
    expect((await opened(second, 'shop-nl', { ...asked, collector: 'american_express' }))[0]).toBe(409);
  });

  it('should be read from the environment and the file, and refused by name if there is no such edition', () => {
    const file = join(folder, 'editions.json');
    const environment = { PAYCHART_TOKEN: token, PAYCHART_ACCOUNTS: file };
    writeFileSync(file, JSON.stringify([{ ...nl, edition: newest }, be]));
    const read = readConfig({ ...environment, PAYCHART_EDITION: defaultEdition });
    expect([read.edition, read.accounts?.map(({ edition }) => edition)]).toEqual([defaultEdition, [newest, undefined]]);
    const choices = editionNames.map((name) => `${name} (${editions[name].title})`).join(' or ');
    expect(() => readConfig({ ...environment, PAYCHART_EDITION: '2024-01' })).toThrow(
      `PAYCHART_EDITION: "2024-01" is no edition. Give ${choices}.`,
    );
    writeFileSync(file, JSON.stringify([{ ...nl, edition: '2024-01' }]));
    expect(() => readConfig(environment)).toThrow(
      `PAYCHART_ACCOUNTS (${file}): 0.edition: it is no edition. Give ${choices}.`,
    );
  });
});
