/**
 * An old copy of the database in the place of it: everything that was given back since the copy is asked for again, in its old words and
 * in new ones, by many at once. Nothing is paid back twice.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { instantAt } from '../../src/testing/index.ts';
import { nameOf, startCluster } from './cluster.ts';
import { cardFields, type Done } from './desk.ts';
import { atLeast, exactly, none, type PartReport } from './report.ts';
import { freePort, type Service, serviceDesk, startService } from './service.ts';
import { orderIdOf, settings, startVendor } from './vendor.ts';

/** How many orders, each with one refund since the copy. */
export interface RestoreOptions {
  readonly seed: number;
  readonly programs: string;
  readonly orders: number;
}

const collected = 10_000;
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Backs up, refunds, restores, and asks for all of it again. */
export async function runRestore({ seed, programs, orders }: RestoreOptions): Promise<PartReport> {
  const cluster = await startCluster(programs);
  const folder = mkdtempSync(join(tmpdir(), 'paychart-soak-'));
  const dump = join(folder, 'dump');
  const apiKey = `key-${seed}`;
  const vendor = await startVendor({ seed, apiKey, clock: { now: () => instantAt(Date.now() / 1000) } });
  const [setting] = settings as [(typeof settings)[number]];
  const simulator = vendor.simulatorFor(setting);
  const ids = Array.from({ length: orders }, (_, number) => orderIdOf(setting, number));
  const running: Service[] = [];
  const start = async (url: string): Promise<Service> => {
    const port = await freePort();
    const service = startService({ kept: { DATABASE_URL: url }, apiKey, environment: vendor.url, port, sweepEvery: 1 });
    running.push(service);
    await service.up;
    return service;
  };
  const did = new Map<string, number>();
  const counted = (when: string, { outcome, code }: Done): void => {
    const says = `${when}: ${(code ?? outcome).replaceAll('_', ' ')}`;
    did.set(says, (did.get(says) ?? 0) + 1);
  };
  try {
    const before = await start(cluster.url);
    const desk = serviceDesk(before.url);
    const visa = { gateway: 'visa', gateway_info: { card_number: cardFields.card_number.replace(/.{4}$/, '1111') } };
    for (const orderId of ids) {
      await desk.act({ kind: 'open', orderId, ...setting }, 0);
      simulator.createOrder({ order_id: orderId, ...visa, amount: collected, currency: 'EUR' });
      simulator.finishPayment(orderId);
      await desk.act({ kind: 'read', orderId }, 0);
    }
    const since = new Date().toISOString();
    execFileSync(join(programs, 'pg_dump'), [cluster.url, '--format=custom', `--file=${dump}`]);
    // More than a half: what is left could not be given back a second time, but a lesser amount could.
    vendor.faults = { lose_answer: 0.1, cut: 0.1 };
    const first = (orderId: string) =>
      ({ kind: 'refund', orderId, refundId: `refund-${orderId}`, amount: 3_000 }) as const;
    await Promise.all(ids.map(async (orderId) => counted('before', await desk.act(first(orderId), 0))));
    await before.kill();
    vendor.faults = {};
    const takenBefore = vendor.refunds.filter(({ taken }) => taken).length;

    execFileSync(join(programs, 'psql'), [cluster.url, '--quiet', '--command', 'CREATE DATABASE restored']);
    const url = cluster.url.replace(/postgres$/, 'restored');
    execFileSync(join(programs, 'pg_restore'), [dump, `--dbname=${url}`]);
    const env = { PATH: process.env.PATH ?? '', DATABASE_URL: url };
    await promisify(execFile)(process.execPath, [main, 'recover', '--since', since], { env });
    const after = await start(url);
    const again = serviceDesk(after.url);
    let unsettled = 0;
    await Promise.all(
      ids.map(async (orderId) => {
        for (let tries = 600; ; tries--) {
          const came = await again.act(first(orderId), 0);
          const isOpen = came.outcome === 'no_answer' || came.outcome === 'in_flight' || came.code === 'read_first';
          if (!isOpen || tries === 0) {
            if (isOpen) unsettled++;
            counted('again', came);
            return;
          }
          counted('again, meanwhile', came);
          await pause(100);
        }
      }),
    );
    await after.stop();
    const given = ids.map((orderId) => simulator.truth(orderId)).map(({ reserved, refunded }) => reserved + refunded);
    return {
      title: `an old copy that was restored, on ${nameOf(programs)}`,
      did: { orders, 'refunds taken by the vendor since the copy': takenBefore, ...Object.fromEntries(did) },
      checks: [
        atLeast('refunds since the copy that the copy does not know', takenBefore, Math.floor(orders / 2)),
        none('orders that could not be asked for again', unsettled),
        none('orders of which more was given back than once', given.filter((sum) => sum > 3_000).length),
        exactly('orders of which it was given back', given.filter((sum) => sum === 3_000).length, orders),
      ],
    };
  } finally {
    for (const service of running) await service.kill();
    await vendor.close();
    await cluster.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
