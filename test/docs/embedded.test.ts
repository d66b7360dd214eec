/**
 * Goal: the code that the README and the guide give to embed the webhook works as it stands, in each server they name: a
 * notification is acknowledged, stored, and acted on once; by two replicas as well, of which one is killed as it acts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { signNotification } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';
import { openPostgres, openStore } from '../../src/store/index.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { openCluster } from '../store/cluster.ts';

const apiKey = 'a-key-of-the-tests';

/** A folder that the package is installed in, if the examples are to run against it as it is packed (`npm run check:tarball`). */
const installed = process.env.PAYCHART_INSTALLED;
const folder = mkdtempSync(join(installed ?? tmpdir(), 'paychart-embedded-'));
const started: ChildProcess[] = [];

afterEach(async () => {
  for (const one of started.splice(0)) await killed(one);
  rmSync(folder, { recursive: true, force: true });
});

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.kill('SIGKILL')) await ended;
}

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

/** Starts a program that listens on a port; what it prints so far, how it ended, and a way to notify it. */
async function run(program: string, argv: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    MULTISAFEPAY_API_KEY: apiKey,
    PAYCHART_PORT: String(port),
    ...variables,
  };
  const child = spawn(process.execPath, [program, ...argv], { cwd: folder, env });
  started.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const notify = async (status: string, minute: string, orderId = 'order-1001'): Promise<string> => {
    const body = JSON.stringify({
      order_id: orderId,
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
    const url = `http://127.0.0.1:${port}/notifications?transactionid=${orderId}&timestamp=${at}`;
    const headers = { auth, 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body });
    return `${answer.status} ${await answer.text()}`;
  };
  return { child, port, notify, said: () => said, ended };
}

/** Starts a shop, and waits until it takes notifications. */
async function open(file: string) {
  const shop = await run(join(folder, file), []);
  await taking(shop);
  return shop;
}

async function taking({ notify, said }: Awaited<ReturnType<typeof run>>): Promise<void> {
  await expect
    .poll(() => notify('initialized', '00').catch(() => `not yet ${said()}`), { timeout: 60_000, interval: 300 })
    .toBe('200 OK');
}

describe('the README on embedding', () => {
  it('should acknowledge a notification, store it, and ship once', async () => {
    const program = piecesOf('README.md')[1] ?? '';
    const opening = /^await store\.open\(.*$/m.exec(program)?.[0] ?? '';
    // Another order, by which it is seen that the outbox was looked at once more.
    write('shop.ts', program.replace(opening, `${opening}\n${opening.replace('order-1001', 'order-1002')}`));
    const { notify, said } = await open('shop.ts');
    expect(await notify('completed', '01')).toBe('200 OK');
    expect(await notify('completed', '01')).toBe('200 OK');
    expect(await notify('expired', '00')).toBe('200 OK');
    await expect.poll(said, { timeout: 60_000 }).toContain('ship order-1001 3\n');
    expect(said()).toBe('ship order-1001 3\n');
    // The oldest message is given first: once this order is shipped, nothing of the other is left that could ship it again.
    expect(await notify('completed', '01', 'order-1002')).toBe('200 OK');
    await expect.poll(said, { timeout: 60_000 }).toContain('ship order-1002');
    expect(said()).toBe('ship order-1001 3\nship order-1002 2\n');
  });
});

describe.skipIf(postgresPrograms === undefined)('two replicas of the program of the README, on one PostgreSQL', () => {
  /**
   * Watches the replicas from inside the database: whose each lease is; and `dying` gets no answer any more to what it acknowledges
   * once it has acknowledged three that it shipped for, as long as the test holds a lock.
   */
  const watching = `
    CREATE SEQUENCE public.acknowledged;
    CREATE TABLE public.claimed (lease uuid, by text);
    CREATE FUNCTION public.watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.lease IS DISTINCT FROM OLD.lease THEN
        INSERT INTO public.claimed VALUES (NEW.lease, current_setting('application_name'));
      END IF;
      IF NEW.done_at IS NOT NULL AND NEW.changes @> '{became_paid}' AND current_setting('application_name') = 'dying'
        AND nextval('public.acknowledged') > 3 THEN
        PERFORM pg_advisory_xact_lock(1);
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER watch BEFORE UPDATE ON paychart.outbox FOR EACH ROW EXECUTE FUNCTION public.watch();`;

  it('should ship each order once; what the one that was killed had not acknowledged, the other ships under the same key', async () => {
    const cluster = await openCluster(String(postgresPrograms));
    const database = await openPostgres(cluster.url, { connections: 3 });
    const held = await openPostgres(cluster.url, { connections: 1 });
    try {
      const store = await openStore({ database, now: () => new Date().toISOString() });
      await database.script(watching);
      await held.query('SELECT pg_advisory_lock(1)');
      const code = (piecesOf('README.md')[1] ?? '').replace(
        "openPglite('payments')",
        "openPostgres(process.env.DATABASE_URL ?? '')",
      );
      write('replica.ts', code.replace('{ openPglite,', '{ openPostgres,'));
      const start = async (name: string) => {
        const replica = await run(join(folder, 'replica.ts'), [], { DATABASE_URL: cluster.url, PGAPPNAME: name });
        await taking(replica);
        return replica;
      };
      const [dying, living] = [await start('dying'), await start('living')];
      const orders: string[] = [];
      const pay = async (by?: typeof dying): Promise<void> => {
        const orderId = `order-${3000 + orders.length}`;
        const { notify } = by ?? (orders.length % 2 === 0 ? living : dying);
        orders.push(orderId);
        await store.open({ orderId, amount: 2500, currency: 'EUR' });
        expect(await notify('initialized', '00', orderId)).toBe('200 OK');
        expect(await notify('completed', '01', orderId)).toBe('200 OK');
      };
      while (orders.length < 30) await pay();
      const shipped = ({ said }: { said(): string }): readonly string[] => said().match(/^ship order-3.*$/gm) ?? [];
      const undone = async () => (await store.outbox(1000)).map(({ entry: { orderId, n } }) => `ship ${orderId} ${n}`);
      const inFlight = async () => (await undone()).filter((one) => shipped(dying).includes(one));
      // It has shipped something, and nobody has heard of it yet: now it dies.
      const waiting = () =>
        database.query(
          "SELECT FROM pg_stat_activity WHERE application_name = 'dying' AND wait_event_type = 'Lock' AND wait_event = 'advisory'",
        );
      // Where both ask at the same time of each second, one may never come to anything: the other waits until the one that dies has had its share.
      living.child.kill('SIGSTOP');
      while ((await waiting()).length === 0) await pay(dying);
      living.child.kill('SIGCONT');
      await killed(dying.child);
      await database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dying'");
      await held.query('SELECT pg_advisory_unlock(1)');
      const unheard = await inFlight();
      expect(unheard).not.toEqual([]);
      const byDying = shipped(dying);
      // Its minute passes.
      await database.query(
        "UPDATE paychart.outbox SET until = now() - interval '1 minute' WHERE lease IN (SELECT lease FROM public.claimed WHERE by = 'dying')",
      );
      await expect.poll(undone, { timeout: 60_000 }).toEqual([]);
      const all = [...byDying, ...shipped(living)];
      expect([...new Set(all)].sort()).toEqual(orders.map((orderId) => `ship ${orderId} 3`));
      const twice = all.filter((one, index) => all.indexOf(one) !== index);
      expect(twice.sort()).toEqual([...unheard].sort());
      console.info(
        `${byDying.length} shipped by the one that died, ${twice.length} of them again by the other, of ${orders.length}`,
      );
    } finally {
      await held.close();
      await database.close();
      await cluster.close();
    }
  }, 240_000);
});

describe('the README on embedding, with a body parser mounted before', () => {
  it('should be answered, and told once, with what is wrong and what to do', async () => {
    const program = piecesOf('README.md')[1] ?? '';
    const parsing = program
      .replace('express().all(', 'express().use(express.json()).all(')
      .replace("API_KEY ?? '' })", "API_KEY ?? '', log: console })");
    expect(parsing).toContain('log: console');
    write('parsing.ts', parsing);
    const { notify, said } = await run(join(folder, 'parsing.ts'), []);
    const wrong = /^500 NG: .* mount the webhook before any body parser, such as express\.json\(\)/;
    await expect
      .poll(() => notify('completed', '01').catch(() => 'not yet'), { timeout: 60_000, interval: 300 })
      .toMatch(wrong);
    expect(await notify('completed', '01')).toMatch(wrong);
    expect(said().match(/mount the webhook/g)).toHaveLength(1);
  });
});

describe('the program of the README and the sidecar, on one folder', () => {
  const sidecar = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const token = 'a-token-of-the-tests';
  const serve = () =>
    run(sidecar, ['serve'], {
      PAYCHART_DATA: 'payments',
      PAYCHART_TOKEN: token,
      PAYCHART_SWEEP_SECONDS: '0',
      DATABASE_URL: '',
    });
  const orders = Array.from({ length: 20 }, (_, index) => `order-${2000 + index}`);

  /** What a sidecar of its own finds in the folder: the orders, by id. */
  async function kept(): Promise<readonly string[]> {
    const service = await serve();
    await taking(service);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`http://127.0.0.1:${service.port}/payments?limit=100`, { headers });
    const { payments } = (await answer.json()) as { readonly payments: readonly { readonly orderId: string }[] };
    return payments.map(({ orderId }) => orderId);
  }

  it('should refuse the sidecar that comes second, by name, and lose nothing of what the program acknowledged', async () => {
    write('shop.ts', piecesOf('README.md')[1] ?? '');
    const shop = await open('shop.ts');
    const told = orders.map((orderId) => shop.notify('completed', '01', orderId));
    const second = await serve();
    expect(await second.ended).toBe(2);
    expect(second.said()).toMatch(
      new RegExp(
        `^process ${shop.child.pid} has the folder payments, since .* stop it, give another folder, or keep payments on a PostgreSQL server\\.\n$`,
      ),
    );
    expect(await Promise.all(told)).toEqual(orders.map(() => '200 OK'));
    await killed(shop.child);
    expect(await kept()).toEqual(expect.arrayContaining(orders));
  });

  it('should refuse the program that comes second, by name, and lose nothing of what the sidecar acknowledged', async () => {
    write('shop.ts', piecesOf('README.md')[1] ?? '');
    const service = await serve();
    await taking(service);
    const told = orders.map((orderId) => service.notify('completed', '01', orderId));
    const second = await run(join(folder, 'shop.ts'), []);
    expect(await second.ended).not.toBe(0);
    expect(second.said()).toContain(`StoreError: process ${service.child.pid} has the folder payments, since `);
    expect(second.said()).toContain(`serves it at http://127.0.0.1:${service.port}`);
    expect(await Promise.all(told)).toEqual(orders.map(() => '200 OK'));
    await killed(service.child);
    expect(await kept()).toEqual(expect.arrayContaining(orders));
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
      if (name === 'Next.js') {
        write('next.ts', next);
        write(file, String(pieces.get(file)).replace("lib/payments'", "lib/payments.ts'"));
        // What else is shown on the page takes the store that the route has.
        write(
          'payments.ts',
          "import { payments } from './lib/payments.ts';\nexport const { store } = await payments();\n",
        );
      }
      write('shop.ts', `import './${name === 'Next.js' ? 'next.ts' : file}';${acts}`);
      const { notify, said } = await open('shop.ts');
      expect(await notify('completed', '01')).toBe('200 OK');
      await expect.poll(said, { timeout: 10_000 }).toContain('ship order-1001 3\n');
      expect(await notify('expired', '00')).toBe('200 OK');
      await expect.poll(said, { timeout: 10_000 }).toContain('look at order-1001 no_lawful_history\n');
      await expect.poll(said, { timeout: 10_000 }).toMatch(/refund refund_(exceeds_refundable|not_collected)\n/);
      expect(said().match(/ship/g)).toHaveLength(1);
    },
  );
});
