/**
 * Goal: over HTTP, as MultiSafepay sends it, what cannot be read is acknowledged, kept and erased: by order, from the command and the
 * API, and by age beside the sweep. What no database takes as text is no reason for 503.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signNotification } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';
import { eraseOldDocuments } from '../../src/service/keep-documents.ts';
import { type Config, readConfig, type Sidecar, startSidecar } from '../../src/service/node.ts';
import { paychart } from '../cli/terminal.ts';
import { type Engine, engines } from '../store/engines.ts';
import { apiKey, token } from './shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'paychart-documents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const order = (orderId: string) => ({
  order_id: orderId,
  transaction_id: 4711,
  status: 'completed',
  financial_status: 'completed',
  amount: 'many',
  currency: 'EUR',
  customer: { first_name: 'PlantedFirst', email: 'planted@mail.example' },
});

describe.each(engines)('a sidecar, on %s', (name, open) => {
  const data = join(folder, name);
  const logged: string[] = [];
  let engine: Engine;
  let service: Sidecar;
  let now = Date.parse('2025-05-06T08:00:00Z');
  const config = (): Config => ({
    ...(engine.url === undefined ? { data } : { databaseUrl: engine.url }),
    host: '127.0.0.1',
    port: 0,
    apiKeys: [apiKey],
    environment: 'test',
    token,
    logLevel: 'debug',
    sweepEvery: 0,
    keepDocuments: 30 * 86_400,
  });
  beforeAll(async () => {
    engine = await open();
    service = await startSidecar(config(), {
      logTo: new Writable({
        write(chunk, _encoding, done) {
          logged.push(String(chunk));
          done();
        },
      }),
      runtime: {
        ...platform,
        now: () => now,
        fetch: async () => Response.json({ success: false, error_code: 1006, error_info: 'no' }, { status: 404 }),
      },
    });
  });
  afterAll(async () => {
    await service.stop();
    await engine.close();
  });

  async function sent(document: { readonly order_id: string }): Promise<Response> {
    const body = JSON.stringify(document);
    const at = Math.floor(now / 1000);
    const auth = await signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: platform });
    const id = encodeURIComponent(document.order_id.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
    return fetch(`${service.url}/notifications?transactionid=${id}&timestamp=${at}`, {
      method: 'POST',
      headers: { auth },
      body,
    });
  }
  const call = (method: string, path: string): Promise<Response> =>
    fetch(`${service.url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });

  it.each([
    ['a field', { ...order('in-a-field'), transaction_id: 'a\0b' }, 'in-a-field'],
    ['half a pair in a field', { ...order('half-a-pair'), status: '\ud83d' }, 'half-a-pair'],
    ['a text beside', { ...order('beside'), note: '\0\udfff', '\0': '\ud800' }, 'beside'],
    ['the order id', order('in\0the id'), '"in\\u0000the id"'],
    ['half a pair in the order id', order('in\udead the id'), '"in\\udead the id"'],
  ])('should acknowledge and keep NUL, and half a surrogate pair, in %s', async (_where, document, orderId) => {
    const answer = await sent(document);
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    const kept = (await (await call('GET', `/payments/${encodeURIComponent(orderId)}/documents`)).json()) as object;
    const { customer: _, ...rest } = document;
    expect(kept).toMatchObject({ documents: [{ n: 1, json: rest }] });
    expect((await (await call('GET', '/quarantine?limit=500')).json()) as object).toMatchObject({
      setAside: expect.arrayContaining([expect.objectContaining({ orderId, code: 'report_unreadable' })]),
    });
    expect(await service.store.verifyChain(orderId)).toBeUndefined();
    expect((await service.store.read(orderId))?.nextReadAt).toBe(new Date(now).toISOString());
  });

  it('should tell nobody what was left out: not in the log, the metrics, the API or an error', async () => {
    expect((await sent(order('told-nobody'))).status).toBe(200);
    const texts = [
      logged.join(''),
      await (await call('GET', '/metrics')).text(),
      await (await call('GET', '/payments/told-nobody')).text(),
      await (await call('GET', '/payments/told-nobody/log')).text(),
      await (await call('GET', '/payments/told-nobody/documents')).text(),
      await (await call('GET', '/quarantine?limit=500')).text(),
      await (await call('GET', '/payments/planted/documents')).text(),
    ];
    for (const text of texts.slice(0, -1)) expect(text).not.toMatch(/planted/i);
    expect(texts[1]).toContain('paychart_notifications_total');
  });

  it('should erase by order, for who asks over HTTP or types the command, and say when', async () => {
    await sent(order('by-api'));
    await sent(order("by-command's"));
    const deleted = await call('DELETE', '/payments/by-api/documents');
    expect([deleted.status, await deleted.json()]).toEqual([200, { erased: 1 }]);
    expect((await call('DELETE', '/payments/never-heard-of/documents')).status).toBe(404);
    expect((await fetch(`${service.url}/payments/by-api/documents`, { method: 'DELETE' })).status).toBe(401);
    const env = { PAYCHART_TOKEN: token };
    const documents = (...argv: string[]) => paychart(['documents', ...argv, '--service', service.url], { env });
    const listed = await documents('list', 'by-api', "by-command's");
    const lines = listed.stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { orderId: 'by-api', erasedAt: new Date(now).toISOString(), json: null },
      { orderId: "by-command's", erasedAt: null, json: { amount: 'many' } },
    ]);
    const erased = await documents('erase', "by-command's", 'by-api');
    expect([erased.code, erased.stderr]).toEqual([
      0,
      "Order by-command's: 1 document erased.\nOrder by-api: 0 documents erased.\n",
    ]);
    const unknown = await documents('erase', 'never-heard-of');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('never-heard-of')]);
    const evidence = await paychart(['evidence', 'by-api', '--service', service.url], { env });
    expect(JSON.parse(evidence.stdout)).toMatchObject({
      chain: { holds: true },
      documents: [{ says: `it was erased on ${new Date(now).toISOString()}` }],
    });
  });

  it('should erase beside the sweep what is older than it is kept, and nothing else', async () => {
    await sent(order('older'));
    now += 86_400_000;
    await sent(order('younger'));
    now += 30 * 86_400_000 - 3_600_000;
    await service.sweepNow();
    expect(await service.store.documents('older')).toMatchObject([
      { erasedAt: new Date(now).toISOString(), json: null },
    ]);
    expect(await service.store.documents('younger')).toMatchObject([{ erasedAt: null, json: { amount: 'many' } }]);
    expect(await service.store.verifyChain('older')).toBeUndefined();
  });
});

describe('how long documents are kept', () => {
  const env = { PAYCHART_TOKEN: token, MULTISAFEPAY_API_KEY: apiKey };

  it('should be said in days or hours, and be for ever if it is not said', () => {
    expect(readConfig(env).keepDocuments).toBeUndefined();
    expect(readConfig({ ...env, PAYCHART_KEEP_DOCUMENTS: '30d' }).keepDocuments).toBe(2_592_000);
    expect(readConfig({ ...env, PAYCHART_KEEP_DOCUMENTS: ' 12h ' }).keepDocuments).toBe(43_200);
    for (const age of ['30', '0d', '-1d', '1.5d', '30 days', '1y'])
      expect(() => readConfig({ ...env, PAYCHART_KEEP_DOCUMENTS: age }), age).toThrow(
        /^PAYCHART_KEEP_DOCUMENTS: .* 30d/,
      );
  });

  it('should be refused if nothing would erase them, and be taken from the option before the variable', async () => {
    const never = { ...env, PAYCHART_KEEP_DOCUMENTS: '30d', PAYCHART_SWEEP_SECONDS: '0' };
    expect(() => readConfig(never)).toThrow('PAYCHART_SWEEP_SECONDS is 0');
    const ran = await paychart(['serve', '--keep-documents', 'long'], {
      env: { ...env, PAYCHART_KEEP_DOCUMENTS: '30d' },
    });
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('PAYCHART_KEEP_DOCUMENTS: "long" is no age')]);
  });
});

it('should erase by age 500 documents at a time, and leave what is more than 10,000 to the next sweep', async () => {
  let left = 10_700;
  const asked: (readonly [string, number | undefined])[] = [];
  const store = {
    eraseDocumentsBefore: async (before: string, limit?: number) => {
      asked.push([before, limit]);
      const erased = Math.min(left, limit ?? left);
      left -= erased;
      return erased;
    },
  };
  const keeping = { store, keep: 86_400, now: () => '2025-05-06T08:00:00.000Z' };
  expect([await eraseOldDocuments(keeping), left]).toEqual([10_000, 700]);
  expect(new Set(asked.map((one) => one.join()))).toEqual(new Set(['2025-05-05T08:00:00.000Z,500']));
  expect([await eraseOldDocuments(keeping), left, asked.length]).toEqual([700, 0, 22]);
});
