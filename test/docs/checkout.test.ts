/**
 * Goal: who follows the checkout guide to the letter has a checkout that works: its files, put together, print what the page
 * says, and each error that it names is printed as it stands there.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { CardData, createClient, signNotification } from '../../src/multisafepay/index.ts';
import { createActing, createNotificationHandler, platform } from '../../src/service/index.ts';
import { openPglite, openStore, type Store } from '../../src/store/index.ts';
import { paychart } from '../cli/terminal.ts';

const guide = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../docs/guide/${name}.md`, import.meta.url)), 'utf8');
const page = guide('checkout');
const folder = mkdtempSync(join(tmpdir(), 'paychart-checkout-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['checkout', 'pages'])('the guide "%s"', (name) => {
  it('should be made of files that together print what it says', () => {
    const pieces = [...guide(name).matchAll(/```ts\n\/\/ (.*)\n([\s\S]*?)```/g)].map(([, file = '', code = '']) => ({
      file,
      code,
    }));
    for (const { file, code } of pieces) {
      const local = code.replaceAll(/from 'paychart(?:\/([\w/]+))?'/g, (_, below: string | undefined) => {
        const source = new URL(`../../src/${below === undefined ? '' : `${below}/`}index.ts`, import.meta.url);
        return `from '${source.href}'`;
      });
      writeFileSync(join(folder, file), local);
    }
    const last = pieces.at(-1);
    const says = [...(last?.code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm) ?? [])].map(([, line]) => line);
    expect(says.length).toBe(last?.code.match(/console\.log\(/g)?.length);
    expect(says.filter((line) => line?.trim() === '')).toEqual([]);
    const printed = execFileSync(process.execPath, [join(folder, last?.file ?? '')], { encoding: 'utf8', cwd: folder });
    expect(printed.trim().split('\n')).toEqual(says);
  });
});

describe('each error of the checkout guide', () => {
  const apiKey = 'a-key-of-the-tests';
  const environment = { PAYCHART_TOKEN: 'a-token-of-the-tests', MULTISAFEPAY_API_KEY: apiKey, PAYCHART_PORT: '0' };
  const now = () => '2026-01-31T12:00:00.000Z';
  const money = { amount: 2500, currency: 'EUR' } as const;

  /** What `paychart serve` prints before it ends, with these variables besides. */
  const served = async (variables: Record<string, string>): Promise<string> =>
    (await paychart(['serve'], { env: { ...environment, PAYCHART_DATA: join(folder, 'served'), ...variables } }))
      .stderr;

  /** The message of what is thrown. */
  const thrown = (act: () => Promise<unknown>): Promise<string> =>
    act().then(
      () => 'nothing was thrown',
      (error: Error) => error.message,
    );

  const inStore = async <T>(act: (store: Store) => Promise<T>): Promise<T> => {
    const store = await openStore({ database: await openPglite(), now });
    try {
      return await act(store);
    } finally {
      await store.close();
    }
  };

  const acting = (store: Store) =>
    createActing({ store, client: createClient({ apiKey, environment: 'test', runtime: platform }), now });

  const card = new CardData({ card_number: 'none', card_expiry_date: '3012' });

  /** What the webhook answers to a notification that another key signed. */
  const answered = (prepare: (request: Request) => Promise<unknown>): Promise<string> =>
    inStore(async (store) => {
      const body = JSON.stringify({ order_id: 'order-1001' });
      const at = Math.floor(Date.now() / 1000);
      const auth = await signNotification(new TextEncoder().encode(body), { key: 'another', at, runtime: platform });
      const url = `https://shop.example/notifications?transactionid=order-1001&timestamp=${at}`;
      const request = new Request(url, { method: 'POST', headers: { auth }, body });
      await prepare(request);
      return (await createNotificationHandler({ store, apiKey })(request)).text();
    });

  /** By what the page calls them, in its order: how each is met, and what is printed then. */
  const errors: Readonly<Record<string, () => Promise<string>>> = {
    'A variable is not set': () => served({ PAYCHART_TOKEN: '' }),
    'The environment is none': () => served({ MULTISAFEPAY_ENVIRONMENT: 'production' }),
    'The edition is none': () => served({ PAYCHART_EDITION: '2025' }),
    'The port is taken': async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const said = await served({ PAYCHART_PORT: String((other.address() as AddressInfo).port) });
      other.close();
      return said;
    },
    'The folder is taken': async () => {
      const first = await openPglite(join(folder, 'payments'));
      const said = await thrown(() => openPglite(join(folder, 'payments')));
      await first.close();
      return said
        .replace(`${folder}/`, '')
        .replace(/process \d+/, 'process 4711')
        .replace(/since \S+Z/, 'since 2026-01-31T12:00:00.000Z');
    },
    'A body parser was there first': () => answered((request) => request.text()),
    'Another key signed': () => answered(async () => {}),
    'The amount is no whole number of cents': () =>
      inStore((store) => thrown(() => store.open({ orderId: 'order-1001', ...money, amount: 25.5 }))),
    'The order was not opened': () =>
      inStore((store) =>
        thrown(() => acting(store).order('order-1001', { ...money, brand: 'visa', description: 'Two chairs', card })),
      ),
    'American Express is refused with 3-D Secure': () =>
      inStore(async (store) => {
        await store.open({ orderId: 'order-1001', ...money });
        const came = await acting(store).order('order-1001', {
          ...money,
          brand: 'amex',
          threeD: '3-D',
          termUrl: 'https://shop.example/return',
          description: 'Two chairs',
          card,
        });
        return came.outcome === 'refused' ? `${came.refusal.code}: ${came.refusal.says}` : came.outcome;
      }),
  };

  const told = new Map(
    [...page.matchAll(/^### (.*)\n\n```text\n([\s\S]*?)```/gm)].map(([, name = '', says = '']) => [name, says.trim()]),
  );

  it('should be tried here, each that it names, and no other', () => {
    expect([...told.keys()]).toEqual(Object.keys(errors));
  });

  it.each(Object.entries(errors))('should be printed as the guide has it: %s', async (name, meet) => {
    expect((await meet()).trim()).toBe(told.get(name)?.replaceAll('\n', ' '));
  });
});

describe('paychart serve', () => {
  /** What it prints on standard error from its start to its end. */
  async function saidOf(name: string, variables: Record<string, string>): Promise<string> {
    const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
    const env = {
      ...process.env,
      DATABASE_URL: '',
      PAYCHART_TOKEN: 'a-token-of-the-tests',
      MULTISAFEPAY_API_KEY: 'a-key-of-the-tests',
      PAYCHART_PORT: '0',
      PAYCHART_SWEEP_SECONDS: '0',
      PAYCHART_DATA: join(folder, name),
      ...variables,
    };
    const child = spawn(process.execPath, [program, 'serve'], { cwd: folder, env });
    try {
      let [printed, said] = ['', ''];
      child.stdout.on('data', (chunk) => {
        printed += chunk;
      });
      child.stderr.on('data', (chunk) => {
        said += chunk;
      });
      await expect.poll(() => printed + said, { timeout: 60_000 }).toContain('the service listens');
      if (!('PAYCHART_EDITION' in variables)) await expect.poll(() => said, { timeout: 60_000 }).toMatch(/\n$/);
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
      return said;
    } finally {
      child.kill('SIGKILL');
    }
  }

  it('should say which edition is in force if none is chosen, and nothing if one is', async () => {
    expect(await saidOf('unsaid', {})).toMatch(
      /^paychart serve: no edition of the rules is chosen: .* are under 2019-10, the founding document of October 2019\. Choose with PAYCHART_EDITION/,
    );
    expect(await saidOf('said', { PAYCHART_EDITION: '2025-08' })).toBe('');
  }, 120_000);
});
