/**
 * Goal: the service as a process: what it needs is refused by name before anything starts, what it acknowledged is there when
 * it comes back, it ends when it is told to, and after it was away it reads what it may have missed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../src/lifecycle/index.ts';
import { signNotification } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';
import { type Config, readConfig, type Sidecar, type SidecarOptions, startSidecar } from '../../src/service/node.ts';
import { openPostgres } from '../../src/store/index.ts';
import { wire } from '../lifecycle/reports.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { type Engine, engines } from '../store/engines.ts';
import { prepareFolder } from '../store/prepared.ts';
import { apiKey, token } from './shop.ts';

const storeDocument = join(import.meta.dirname, '../../docs/store.md');
const folder = mkdtempSync(join(tmpdir(), 'paychart-service-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config: Config = {
  data: join(folder, 'data'),
  host: '127.0.0.1',
  port: 0,
  apiKeys: [apiKey],
  environment: 'test',
  token,
  logLevel: 'debug',
  sweepEvery: 0,
};

const running: Sidecar[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

const logged: string[] = [];
const logTo = new Writable({
  write(chunk, _encoding, done) {
    logged.push(String(chunk));
    done();
  },
});

/** MultiSafepay: it knows nothing, unless a test says otherwise. */
const knowsNothing: SidecarOptions['runtime'] = {
  ...platform,
  fetch: async () =>
    Response.json({ success: false, error_code: 1006, error_info: 'Invalid transaction ID' }, { status: 404 }),
};

async function start(given: Partial<Config> = {}, options: SidecarOptions = {}): Promise<Sidecar> {
  const service = await startSidecar({ ...config, ...given }, {
    logTo,
    runtime: knowsNothing,
    ...options,
  } as SidecarOptions);
  running.push(service);
  return service;
}

const guide = readFileSync('docs/guide/sidecar.md', 'utf8');

const authorised = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const get = (service: Sidecar, path: string, init: RequestInit = {}) =>
  fetch(new URL(path, service.url), { headers: authorised, ...init });

async function notify(service: Sidecar, document: object): Promise<number> {
  const body = JSON.stringify(document);
  const at = Math.floor(Date.now() / 1000);
  const auth = await signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: platform });
  const { order_id } = document as { order_id: string };
  const path = `/notifications?transactionid=${order_id}&timestamp=${at}`;
  return (await fetch(new URL(path, service.url), { method: 'POST', headers: { auth }, body })).status;
}

const paid = (orderId: string, fields: object = {}) => wire('completed', 'completed', { order_id: orderId, ...fields });

describe('a service on a folder', () => {
  it('should hold what it acknowledged when it comes back, and let no other process in meanwhile', async () => {
    const made = (): number => logged.filter((line) => line.includes('the database has no tables of Paychart')).length;
    const first = await start();
    expect(made()).toBe(1);
    expect(new URL(first.url).hostname).toBe('127.0.0.1');
    for (let n = 0; n < 5; n++) expect(await notify(first, paid(`kept-${n}`))).toBe(200);
    const before = await (await get(first, '/payments')).text();
    await expect(start()).rejects.toThrow(/process \d+ has the folder .*give another folder/);
    await first.stop();
    const second = await start();
    expect(made()).toBe(1);
    expect(await (await get(second, '/payments')).text()).toBe(before);
    expect(await notify(second, paid('kept-1'))).toBe(200);
    expect(await second.store.read('kept-1')).toMatchObject({ version: 1 });
  });
});

describe('a service', () => {
  let engine: Engine;
  const server = engines.at(-1) as (typeof engines)[number];
  beforeAll(async () => {
    engine = await server[1]();
  });
  afterAll(() => engine.close());
  /** On the server if there is one; else in memory. */
  const here = (): Partial<Config> => (engine.url ? { databaseUrl: engine.url } : {});
  const inMemory = (): Partial<Config> => ({ data: undefined, ...here() }) as Partial<Config>;

  it('should say that its port is taken, and free what it had opened', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(start({ ...inMemory(), port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => taken.close(resolve));
  });

  it('should answer what is under way when it is stopped, end the stream, and be gone', async () => {
    let release = (): void => {};
    const asked = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived = (): void => {};
    const isUnderWay = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const slow: SidecarOptions['runtime'] = {
      ...platform,
      fetch: async (url, init) => {
        arrived();
        await asked;
        return (knowsNothing as NonNullable<typeof knowsNothing>).fetch(url, init);
      },
    };
    const service = await start(inMemory(), { runtime: slow });
    const stream = await get(service, '/events');
    const whole = stream.text();
    const answer = get(service, '/payments/nobody/read', { method: 'POST' });
    await isUnderWay;
    const stopped = service.stop();
    release();
    expect((await answer).status).toBe(502);
    expect(await whole).toContain('event: hello');
    await stopped;
    await expect(get(service, '/health')).rejects.toThrow();
  });

  it('should reset no connection when it is stopped: what is asked is answered, or refused at the door', async () => {
    const data = join(folder, 'reset');
    await prepareFolder(data);
    const service = await start({ data });
    const ended: string[] = [];
    let answered = 0;
    /** One client that asks again and again on one connection, for as long as it is let in. */
    const ask = (agent: Agent): Promise<unknown> =>
      new Promise((resolve) => {
        request(new URL('/health', service.url), { agent }, (answer) => {
          answer.resume();
          answer.on('end', () => {
            answered++;
            resolve(ask(agent));
          });
          answer.on('error', (error: NodeJS.ErrnoException) => resolve(ended.push(error.code ?? error.message)));
        })
          .on('error', (error: NodeJS.ErrnoException) => resolve(ended.push(error.code ?? error.message)))
          .end();
      });
    const clients = Array.from({ length: 20 }, () => ask(new Agent({ keepAlive: true, maxSockets: 1 })));
    await vi.waitFor(() => expect(answered).toBeGreaterThan(400), { timeout: 240_000 });
    await service.stop();
    await Promise.all(clients);
    expect(ended).toEqual(Array.from({ length: 20 }, () => 'ECONNREFUSED'));
  });

  it('should count reports by what they came to, however they came, and what waits', async () => {
    const service = await start(inMemory());
    await notify(service, paid('counted-1'));
    await notify(service, paid('counted-1'));
    await notify(service, paid('counted-1', { status: 'expired', financial_status: 'expired', at: '10:30' }));
    await notify(service, paid('counted-2', { status: 'teleported' }));
    await service.store.receive({
      ...(await service.store.history('counted-1'))[0]?.body,
      channel: 'status_read',
    } as never);
    const { quarantined } = await service.store.counts();
    const metrics = await (await get(service, '/metrics')).text();
    const count = (line: string) =>
      Number(
        metrics
          .split('\n')
          .find((one) => one.startsWith(`${line} `))
          ?.split(' ')[1],
      );
    expect(count('paychart_verdicts_total{verdict="applied"}')).toBe(1);
    // The resend, and the status read that says the same.
    expect(count('paychart_verdicts_total{verdict="duplicate"}')).toBe(2);
    expect(count('paychart_verdicts_total{verdict="illegal"}')).toBe(1);
    expect(count('paychart_verdicts_total{verdict="unknown"}')).toBe(1);
    expect(count('paychart_stored{what="quarantined"}')).toBe(quarantined);
    expect(count('paychart_notification_lag_seconds_count')).toBe(4);
    expect(count('paychart_notifications_total{outcome="stored",status="200"}')).toBe(4);
    // What the guide says to watch is there, by the labels that it names; what is counted by what waits, by their values.
    const watched = [...guide.matchAll(/`(paychart_\w+)(?:\{(\w+)="(\w+)"\})?/g)];
    expect(watched.length).toBeGreaterThan(8);
    for (const [said, name = '', label, value] of watched) {
      expect(metrics, said).toContain(`# TYPE ${name} `);
      const sample = name === 'paychart_stored' ? `{${label}="${value}"}` : label === undefined ? '' : `${label}="`;
      expect(
        metrics.split('\n').some((one) => one.startsWith(name) && one.includes(sample)),
        said,
      ).toBe(true);
    }
  });

  it('should leave no token, no key and no card number in its log', async () => {
    const [number] = testCards;
    const service = await start(inMemory());
    logged.length = 0;
    await notify(service, paid('logged-1', { description: number, var1: number }));
    await get(service, `/payments/${number}`);
    await get(service, '/payments', { headers: { authorization: 'Bearer another-token-of-nobody' } });
    await get(service, `/payments/${number}/refunds`, {
      method: 'POST',
      body: JSON.stringify({ refundId: number, amount: 1 }),
    });
    const all = logged.join('');
    expect(all).toContain('report judged');
    for (const secret of [token, apiKey, number, 'another-token']) expect(all).not.toContain(secret);
  });

  it('should read what it may have missed when it was away for long, and nothing if it was not', async () => {
    let now = Date.now();
    const read: string[] = [];
    const runtime: SidecarOptions['runtime'] = {
      ...platform,
      now: () => now,
      fetch: async (url, init) => {
        read.push(decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? ''));
        return (knowsNothing as NonNullable<typeof knowsNothing>).fetch(url, init);
      },
    };
    const before = await start(inMemory(), { runtime });
    await notify(before, paid('missed-1'));
    await before.sweepNow();
    await before.stop();
    read.length = 0;
    now += 5 * 60_000;
    const soon = await start(inMemory(), { runtime });
    await soon.sweepNow();
    await soon.stop();
    expect(read).not.toContain('missed-1');
    now += 60 * 60_000;
    const late = await start(inMemory(), { runtime });
    const stored = await late.store.read('missed-1');
    await late.sweepNow();
    expect(read.includes('missed-1')).toBe(engine.url !== undefined);
    // MultiSafepay says that it does not know the order: that changes nothing.
    expect((await late.store.read('missed-1'))?.payment).toEqual(stored?.payment);
  });

  it.runIf(engines.length > 1)(
    'should answer 503 while its database is away, and read what was touched once it is back',
    async () => {
      const database = 'outage';
      const away = async (is: boolean): Promise<void> => {
        await engine.database.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS ${!is}`);
        if (is)
          await engine.database.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
            database,
          ]);
      };
      await engine.database.query(`CREATE DATABASE ${database}`);
      const read: string[] = [];
      const runtime: SidecarOptions['runtime'] = {
        ...platform,
        fetch: async (url, init) => {
          read.push(new URL(url).pathname.split('/').at(-1) ?? '');
          return (knowsNothing as NonNullable<typeof knowsNothing>).fetch(url, init);
        },
      };
      const service = await start(
        { databaseUrl: engine.url?.replace(/\/postgres$/, `/${database}`) as string },
        { runtime },
      );
      expect(await notify(service, paid('touched-1'))).toBe(200);
      await service.sweepNow();
      read.length = 0;
      await away(true);
      expect(await notify(service, paid('touched-2'))).toBe(503);
      expect((await get(service, '/ready')).status).toBe(503);
      expect((await get(service, '/health')).status).toBe(200);
      expect((await get(service, '/payments')).status).toBe(503);
      const metrics = await get(service, '/metrics');
      expect(metrics.status).toBe(200);
      expect(await metrics.text()).toContain('paychart_notifications_total{outcome="unavailable",status="503"} 1');
      await expect(service.sweepNow()).rejects.toMatchObject({ code: 'unavailable' });
      await away(false);
      await service.sweepNow();
      expect(read).toContain('touched-1');
      expect(await notify(service, paid('touched-2'))).toBe(200);
      // The outage is over: it is not read for a second time.
      read.length = 0;
      await service.sweepNow();
      expect(read).not.toContain('touched-1');
    },
  );

  it.runIf(engines.length > 1)(
    'should run whole under the role that the documentation grants, on a database that was prepared',
    async () => {
      const database = 'granted';
      await engine.database.query(`CREATE DATABASE ${database}`);
      const owned = engine.url?.replace(/\/postgres$/, `/${database}`) as string;
      const prepared = await start({ databaseUrl: owned });
      await prepared.stop();
      const owner = await openPostgres(owned);
      const [grants] = readFileSync(storeDocument, 'utf8').match(/(?<=```sql\n)[^`]*/) ?? [];
      await owner.script(String(grants));
      await owner.script('CREATE ROLE granted_login LOGIN IN ROLE paychart_service');
      await owner.close();
      const service = await start({
        databaseUrl: owned.replace('//postgres@', '//granted_login@'),
        keepDocuments: 0,
      });
      const today = new Date().toISOString().slice(0, 19);
      expect(await notify(service, paid('granted-1', { created: today, modified: today }))).toBe(200);
      expect(await notify(service, paid('granted-3', { created: today, modified: today, status: 7 }))).toBe(200);
      const asked = async (path: string, body: object = {}, method = 'POST') => {
        const answer = await get(service, path, { method, ...(method === 'POST' && { body: JSON.stringify(body) }) });
        return [answer.status, (await answer.json()) as Record<string, unknown>] as const;
      };
      expect(await asked('/payments', { orderId: 'granted-2', edition: '2025-08' })).toMatchObject([201, {}]);
      // MultiSafepay knows nothing: it is asked, and what it says is stored.
      const refund = { refundId: 'r-1', amount: 100, currency: 'EUR' };
      expect(await asked('/payments/granted-1/refunds', refund)).toMatchObject([
        502,
        { error: { code: 'multisafepay' } },
      ]);
      expect(await asked('/payments/granted-1/read')).toMatchObject([502, { error: { code: 'multisafepay' } }]);
      const resolved = { resolve: 1, actor: 'a', reason: 'b', evidence: 'c' };
      expect(await asked('/payments/granted-3/corrections', resolved)).toMatchObject([200, {}]);
      expect(await asked('/quarantine', {}, 'GET')).toMatchObject([200, { setAside: [] }]);
      const [, { messages }] = await asked('/outbox/claim');
      const held = (messages as { id: string; lease: string }[]).map(({ id, lease }) => ({ id, lease }));
      expect(held).toHaveLength(2);
      expect(await asked('/outbox/acknowledge', { messages: held })).toMatchObject([200, {}]);
      expect(await asked('/payments/granted-3/documents', {}, 'GET')).toMatchObject([200, { documents: [{ n: 1 }] }]);
      await service.sweepNow();
      expect(await asked('/payments/granted-3/documents', {}, 'GET')).toMatchObject([
        200,
        { documents: [{ json: null }] },
      ]);
      expect(await asked('/payments/granted-1/log', {}, 'GET')).toMatchObject([200, {}]);
      await service.store.recover({ since: '2026-01-01T00:00:00Z' });
      expect(await asked('/payments/granted-1/refunds', { ...refund, refundId: 'r-2' })).toMatchObject([
        409,
        { error: { code: 'read_first' } },
      ]);
      expect(logged.filter((line) => line.includes('permission denied'))).toEqual([]);
    },
  );

  it('should not take it for an outage when strangers ask more than can be read', async () => {
    const read: string[] = [];
    const runtime: SidecarOptions['runtime'] = {
      ...platform,
      fetch: async (url, init) => {
        read.push(new URL(url).pathname.split('/').at(-1) ?? '');
        await new Promise((resolve) => setTimeout(resolve, 200));
        return (knowsNothing as NonNullable<typeof knowsNothing>).fetch(url, init);
      },
    };
    const service = await start(inMemory(), { runtime });
    await notify(service, paid('quiet-1'));
    await service.sweepNow();
    const statuses = await Promise.all(
      Array.from(
        { length: 100 },
        async (_, n) => (await get(service, `/notifications?transactionid=s-${n}&timestamp=1`)).status,
      ),
    );
    expect(new Set(statuses)).toEqual(new Set([404, 503]));
    read.length = 0;
    await service.sweepNow();
    expect(read).not.toContain('quiet-1');
  });

  it.runIf(engines.length > 1)('should pass on what another service changes in the same database', async () => {
    const one = await start(inMemory());
    const two = await start(inMemory());
    const stopped = new AbortController();
    const stream = await get(one, '/events', { signal: stopped.signal });
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await notify(two, paid('elsewhere-1'));
    await notify(one, paid('here-1'));
    let text = '';
    while (!(text.includes('"elsewhere-1"') && text.includes('"here-1"'))) {
      const { value, done } = await reader.read();
      if (done) break;
      text += new TextDecoder().decode(value);
    }
    stopped.abort();
    expect(text).toContain('event: payment');
    const lines = text.split('\n').filter((line) => line.startsWith('data: ') && line.includes('"elsewhere-1"'));
    expect(JSON.parse(lines[0]?.slice(6) ?? '')).toMatchObject({ orderId: 'elsewhere-1', verdict: 'applied' });
  });
});

describe('the configuration', () => {
  const good = {
    PAYCHART_TOKEN: token,
    MULTISAFEPAY_API_KEY: apiKey,
    MULTISAFEPAY_ENVIRONMENT: 'test',
  };

  it('should have what is not said: this machine only, port 8484, a sweep every minute', () => {
    expect(readConfig(good)).toMatchObject({ host: '127.0.0.1', port: 8484, sweepEvery: 60, apiKeys: [apiKey] });
    expect(readConfig(good)).toMatchObject({ outboxDays: 7, outboxTries: 20 });
    expect(readConfig({ ...good, MULTISAFEPAY_API_KEY: 'one, two' }).apiKeys).toEqual(['one', 'two']);
  });

  it.each([
    ['PAYCHART_TOKEN', undefined],
    ['PAYCHART_TOKEN', ''],
    ['PAYCHART_TOKEN', 'sh0rt'],
    ['PAYCHART_TOKEN', 'a token with blanks'],
    ['PAYCHART_TOKEN', 'no!bearer$token#may&be'],
    ['MULTISAFEPAY_API_KEY', undefined],
    ['MULTISAFEPAY_API_KEY', 'key,'],
    ['MULTISAFEPAY_API_KEY', 'schlüssel'],
    ['MULTISAFEPAY_ENVIRONMENT', 'production'],
    ['MULTISAFEPAY_ENVIRONMENT', 'http://example.com/'],
    ['PAYCHART_PORT', '65536'],
    ['PAYCHART_PORT', '80a'],
    ['PAYCHART_PORT', '-1'],
    ['PAYCHART_SWEEP_SECONDS', 'often'],
    ['PAYCHART_OUTBOX_DAYS', 'never'],
    ['PAYCHART_OUTBOX_TRIES', '0'],
    ['PAYCHART_LOG', 'loud'],
    ['PAYCHART_EDITION', '2024-01'],
    ['DATABASE_URL', 'mysql://localhost/shop'],
  ])('should be refused by name: %s as %s', (name, value) => {
    let thrown: unknown;
    try {
      readConfig({ ...good, [name]: value });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InputError);
    const { path, wayOut, message } = thrown as InputError;
    expect(path).toBe(name);
    expect(wayOut).not.toBe('');
    if (name === 'MULTISAFEPAY_API_KEY' && value) expect(message).not.toContain(value);
    if (name === 'PAYCHART_TOKEN' && value) expect(message).not.toContain(value);
  });
});
