/**
 * Goal: the code that the README gives to embed the webhook works as it stands: a notification is acknowledged, stored, and
 * acted on once.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { signNotification } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';

const apiKey = 'a-key-of-the-tests';
const folder = mkdtempSync(join(tmpdir(), 'paychart-embedded-'));
let shop: ChildProcess | undefined;

afterAll(async () => {
  const ended = new Promise((resolve) => shop?.once('exit', resolve));
  if (shop?.kill('SIGKILL')) await ended;
  rmSync(folder, { recursive: true, force: true });
});

/** The README's second example, with our sources where a user has the package. */
function example(): string {
  const readme = readFileSync('README.md', 'utf8');
  const [, code = ''] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block);
  return code.replaceAll(/from '(paychart|express|@hono\/node-server)(\/\w+)?'/g, (_, name: string, below = '') => {
    const file = name === 'paychart' ? pathToFileURL(join('src', below, 'index.ts')).href : import.meta.resolve(name);
    return `from '${file}'`;
  });
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the README on embedding', () => {
  it('should acknowledge a notification, store it, and ship once', async () => {
    const port = await freePort();
    writeFileSync(join(folder, 'shop.ts'), example());
    const env = { ...process.env, PORT: String(port), MULTISAFEPAY_API_KEY: apiKey };
    shop = spawn(process.execPath, [join(folder, 'shop.ts')], { cwd: folder, env });
    let said = '';
    shop.stdout?.on('data', (chunk) => {
      said += chunk;
    });
    const notify = async (status: string, modified: string): Promise<string> => {
      const order = {
        order_id: 'order-1001',
        transaction_id: 42,
        status,
        financial_status: status,
        amount: 2500,
        currency: 'EUR',
        modified: `2026-01-31T12:${modified}:00`,
        payment_details: { type: 'VISA' },
      };
      const body = JSON.stringify(order);
      const at = Math.floor(Date.now() / 1000);
      const auth = await signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: platform });
      const url = `http://127.0.0.1:${port}/notifications?transactionid=order-1001&timestamp=${at}`;
      const answer = await fetch(url, { method: 'POST', headers: { auth }, body });
      return `${answer.status} ${await answer.text()}`;
    };
    await expect
      .poll(() => notify('initialized', '00').catch(() => 'not yet'), { timeout: 30_000, interval: 300 })
      .toBe('200 OK');
    expect(await notify('completed', '01')).toBe('200 OK');
    expect(await notify('completed', '01')).toBe('200 OK');
    expect(await notify('expired', '00')).toBe('200 OK');
    await expect.poll(() => said, { timeout: 10_000 }).toContain('ship order-1001\n');
    // The outbox is looked at every second: what comes later must not ship again.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(said).toBe('ship order-1001\n');
  });
});
