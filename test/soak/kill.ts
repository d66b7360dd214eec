/**
 * `kill -9` of the service at random moments, under load. What was acknowledged is there after the restart, nothing is
 * applied twice, and no refund is sent twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openPglite, openPostgres } from '../../src/store/index.ts';
import { createRandom, instantAt } from '../../src/testing/index.ts';
import { openPooler } from '../store/pooler.ts';
import { prepareFolder } from '../store/prepared.ts';
import { audit } from './audit.ts';
import { nameOf, startCluster } from './cluster.ts';
import { allFaults, createLoad, type Load } from './load.ts';
import { atLeast, none, type PartReport } from './report.ts';
import { realSchedule } from './schedule.ts';
import { freePort, type Service, serviceDesk, startService } from './service.ts';
import { startVendor, type Vendor } from './vendor.ts';

/** How often, and on what. */
export interface KillOptions {
  readonly seed: number;
  readonly kills: number;
  /** The programs of PostgreSQL; on PGlite in a folder if left out. */
  readonly programs?: string | undefined;
  /** The program of a pooler that stands before it. */
  readonly pooler?: string | undefined;
  /** How many payments live at once. */
  readonly payments: number;
  /** Whether a store was opened on the database before: its first start is not what is looked at then. */
  readonly prepared?: boolean;
  /** How many times faster than in life the vendor sends again; the quarter of an hour takes three seconds if left out. */
  readonly faster?: number;
  /** What is done beside the service before each kill, which then always comes while it is up. */
  readonly beside?: Beside;
  readonly found?: (what: string) => void;
}

/** Something that is done beside a loaded service. */
export interface Beside {
  /** What it is called. */
  readonly title: string;
  /** While the service is up. */
  before(service: Service, data: string): Promise<void>;
  /** When it was killed, before it is started again. */
  after(data: string): Promise<void>;
  /** How often it did what. */
  did(): PartReport['did'];
  /** What must hold of it. */
  checks(): PartReport['checks'];
}

/** Kills the service again and again, lets it come to rest, and audits what it stored. */
export async function runKills(options: KillOptions): Promise<PartReport> {
  const { seed, kills, programs, pooler, payments, faster = 300, prepared = false, beside, found } = options;
  const cluster = programs === undefined ? undefined : await startCluster(programs, { prepared });
  const before = cluster && pooler !== undefined ? await openPooler(pooler, cluster.url, { seconds: 7200 }) : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'paychart-soak-'));
  const data = join(folder, 'data');
  if (prepared && !cluster) await prepareFolder(data);
  const schedule = realSchedule(faster);
  const apiKey = `key-${seed}`;
  const clock = { now: () => instantAt(schedule.now()) };
  // A call that hangs would hold its request for half a minute, as the service waits.
  const vendor = await startVendor({ seed, clock, apiKey, faults: { refuse: 0.02, lose_answer: 0.02, cut: 0.02 } });
  const kept = cluster ? { DATABASE_URL: (before ?? cluster).url } : { PAYCHART_DATA: data };
  const port = await freePort();
  const start = (): Service => startService({ kept, apiKey, environment: vendor.url, port, sweepEvery: 1 });
  let service = start();
  try {
    await service.up;
    const desk = serviceDesk(service.url);
    const load = createLoad({ seed, vendor, schedule, apiKey, desk: () => desk, rates: allFaults, hasty: true });
    const fed = feed(load, payments);
    const random = createRandom(seed + 1);
    const ready: number[] = [];
    let starting = 0;
    for (let left = kills; left > 0; left--) {
      // One in eight dies before it is up.
      if (!beside && random.below(8) === 0) {
        starting++;
        await pause(random.below(800));
      } else {
        await service.up;
        await pause(random.below(700));
        await beside?.before(service, data);
      }
      const crashed = service.ended();
      if (crashed !== undefined) throw new Error(`the service ended by itself: ${crashed}`);
      await service.kill();
      await beside?.after(data);
      const began = performance.now();
      service = start();
      void service.up.then(
        () => ready.push(performance.now() - began),
        () => {},
      );
    }
    await service.up;
    const begun = fed.stop();
    await quiet(schedule.idle, () => load.alive() === 0);
    const unread = await readAll(load, vendor, desk);
    await service.stop();
    const database = cluster ? await openPostgres(cluster.url) : await openPglite(data);
    const { ledger, orders } = load;
    const checks = await audit({
      database,
      vendor,
      orders,
      ledger,
      everyAnswerHeard: false,
      everyTransactionRead: false,
      ...(found && { found }),
    });
    await database.close();
    return {
      title: `${beside ? `${beside.title}, then ` : ''}kill -9, on ${programs ? nameOf(programs) : 'PGlite in a folder'}${before ? ' behind PgBouncer' : ''}`,
      did: {
        kills,
        ...(beside ? beside.did() : { 'of these while it started': starting }),
        'payments begun': begun,
        'notifications sent': [...ledger.statuses.values()].reduce((sum, times) => sum + times, 0),
        'without an answer': ledger.statuses.get(0) ?? 0,
        'sent again': ledger.resent,
        'given up by the vendor': ledger.givenUp,
        'milliseconds to be up again, median': Math.round(ready.sort((a, b) => a - b)[ready.length >> 1] ?? 0),
      },
      checks: [
        ...(beside?.checks() ?? []),
        atLeast('notifications without an answer', ledger.statuses.get(0) ?? 0, kills),
        none('things that went wrong in the load', schedule.failures.length),
        none('orders that could not be read in the end', unread),
        ...checks,
      ],
    };
  } finally {
    for (const failure of schedule.failures.slice(0, 3)) found?.(String(failure));
    schedule.stop();
    await service.kill();
    await vendor.close();
    await before?.close();
    await cluster?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Begins payments, so that so many live at once. Stopping says how many were begun. */
export function feed(load: Load, payments: number): { stop(): number } {
  let begun = 0;
  const timer = setInterval(() => {
    // Not all at once: each of them asks at once.
    for (let room = 5; room > 0 && load.alive() < payments; room--) load.begin(begun++);
  }, 50);
  return {
    stop: () => {
      clearInterval(timer);
      return begun;
    },
  };
}

/** Waits until all of it holds. @throws Error if that takes five minutes. */
export async function quiet(...conditions: (() => boolean | Promise<boolean>)[]): Promise<void> {
  const until = Date.now() + 300_000;
  for (const condition of conditions)
    while (!(await condition())) {
      if (Date.now() > until) throw new Error('it did not come to rest');
      await pause(20);
    }
}

/** Reads every order at the vendor, without faults. How many could not be read. */
export async function readAll(load: Load, vendor: Vendor, desk: ReturnType<typeof serviceDesk>): Promise<number> {
  vendor.faults = {};
  let unread = 0;
  const orders = [...load.orders];
  const work = async (): Promise<void> => {
    for (let orderId = orders.pop(); orderId !== undefined; orderId = orders.pop()) {
      const { outcome } = await desk.act({ kind: 'read', orderId }, 0);
      if (outcome !== 'done') unread++;
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return unread;
}
