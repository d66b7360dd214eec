/**
 * Goal: the code that the README and the guide give to embed the webhook works as it stands, in each server they name: a
 * notification is acknowledged, stored, and acted on once.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { signNotification } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';

const apiKey = 'a-key-of-the-tests';

/** A folder that the package is installed in, if the examples are to run against it as it is packed (`npm run check:tarball`). */
const installed = process.env.PAYCHART_INSTALLED;
const folder = mkdtempSync(join(installed ?? tmpdir(), 'paychart-embedded-'));
let shop: ChildProcess | undefined;

afterEach(async () => {
  const ended = new Promise((resolve) => shop?.once('exit', resolve));
  if (shop?.kill('SIGKILL')) await ended;
  rmSync(folder, { recursive: true, force: true });
});

/** The pieces of TypeScript in a page, in order. */
function piecesOf(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
}

/** Writes code into a folder: as it is where the package is installed, else with our sources in its place. */
function write(file: string, code: string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  const ours = /from '(paychart|express|fastify|hono|@hono\/node-server)(\/\w+)?'/g;
  const local = code.replaceAll(ours, (_, name: string, below = '') => {
    const found = name === 'paychart' ? pathToFileURL(join('src', below, 'index.ts')).href : import.meta.resolve(name);
    return `from '${found}'`;
  });
  writeFileSync(path, installed === undefined ? local : code);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a shop; what it prints so far, and a way to notify it. */
async function open(file: string) {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), MULTISAFEPAY_API_KEY: apiKey };
  const started = spawn(process.execPath, [join(folder, file)], { cwd: folder, env });
  shop = started;
  let said = '';
  for (const stream of [started.stdout, started.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  const notify = async (status: string, minute: string): Promise<string> => {
    const body = JSON.stringify({
      order_id: 'order-1001',
      transaction_id: 42,
      status,
      financial_status: status,
      amount: 2500,
      currency: 'EUR',
      modified: `2026-01-31T12:${minute}:00`,
      payment_details: { type: 'VISA' },
    });
    const at = Math.floor(Date.now() / 1000);
    const auth = await signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: platform });
    const url = `http://127.0.0.1:${port}/notifications?transactionid=order-1001&timestamp=${at}`;
    const headers = { auth, 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body });
    return `${answer.status} ${await answer.text()}`;
  };
  await expect
    .poll(() => notify('initialized', '00').catch(() => `not yet ${said}`), { timeout: 30_000, interval: 300 })
    .toBe('200 OK');
  return { notify, said: () => said };
}

describe('the README on embedding', () => {
  it('should acknowledge a notification, store it, and ship once', async () => {
    write('shop.ts', piecesOf('README.md')[1] ?? '');
    const { notify, said } = await open('shop.ts');
    expect(await notify('completed', '01')).toBe('200 OK');
    expect(await notify('completed', '01')).toBe('200 OK');
    expect(await notify('expired', '00')).toBe('200 OK');
    await expect.poll(said, { timeout: 10_000 }).toContain('ship order-1001\n');
    // The outbox is looked at every second: what comes later must not ship again.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(said()).toBe('ship order-1001\n');
  });
});

describe('the guide on embedding', () => {
  const pieces = new Map(
    piecesOf('docs/guide/getting-started.md').map((code) => [/^\/\/ (.*)\n/.exec(code)?.[1] ?? '', code]),
  );
  /** Acts whenever something came, as a shop would, and asks for more money back than there is. */
  const acts = `
import { act } from './acting.ts';
import { refund } from './refunding.ts';
setInterval(act, 200);
setTimeout(async () => console.log('refund', await refund('order-1001', 'refund-1', 9_999_999).catch((error) => error.message)), 1500);
`;
  /** Stands in for Next.js, which calls what a route exports by the method of a request. */
  const next = `
import { getRequestListener } from '@hono/node-server';
import { createServer } from 'node:http';
import * as route from './app/notifications/route.ts';
createServer(getRequestListener((request) => route[request.method as 'GET' | 'POST'](request)))
  .listen(Number(process.env.PORT), '127.0.0.1');
`;
  const servers = {
    hono: 'hono.ts',
    express: 'express.ts',
    fastify: 'fastify.ts',
    'Next.js': 'app/notifications/route.ts',
  };

  it.each(Object.entries(servers))(
    'should work in %s: signed notifications in, a parcel out, once',
    async (name, file) => {
      for (const [path, code] of pieces) write(path, code);
      expect([...pieces.keys()]).toContain(file);
      if (name === 'Next.js') write('next.ts', next);
      write('shop.ts', `import './${name === 'Next.js' ? 'next.ts' : file}';${acts}`);
      const { notify, said } = await open('shop.ts');
      expect(await notify('completed', '01')).toBe('200 OK');
      await expect.poll(said, { timeout: 10_000 }).toContain('ship order-1001 2500\n');
      expect(await notify('expired', '00')).toBe('200 OK');
      await expect.poll(said, { timeout: 10_000 }).toContain('look at order-1001 no_lawful_history\n');
      await expect.poll(said, { timeout: 10_000 }).toMatch(/refund refund_(exceeds_refundable|not_collected)\n/);
      expect(said().match(/ship/g)).toHaveLength(1);
    },
  );
});
