/**
 * The database goes away under load, and comes back. While it is away notifications are answered with 503, soon and by a
 * process that lives; after it, sweeps read what was missed, also where the vendor has given up sending again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Database, openPostgres } from '../../src/store/index.ts';
import { createRandom, instantAt } from '../../src/testing/index.ts';
import { audit } from './audit.ts';
import { nameOf, startCluster } from './cluster.ts';
import { feed, quiet } from './kill.ts';
import { allFaults, createLoad } from './load.ts';
import { atLeast, atMost, none, type PartReport } from './report.ts';
import { realSchedule } from './schedule.ts';
import { freePort, serviceDesk, startService } from './service.ts';
import { openSmallDisk } from './small-disk.ts';
import { startVendor } from './vendor.ts';

/** How often, and how long. */
export interface OutageOptions {
  readonly seed: number;
  readonly programs: string;
  readonly outages: number;
  /** How long the database is away, and how long it is there before, in seconds. */
  readonly seconds: number;
  /** How many payments live at once. */
  readonly payments: number;
  /** How many times faster than in life the vendor sends again; the quarter of an hour takes three seconds if left out. */
  readonly faster?: number;
  /** What takes it away: its server is stopped, or its disk is full; the first if left out. */
  readonly by?: 'stop' | 'full disk';
  readonly found?: (what: string) => void;
}

/** Takes the database away again and again, and audits what is stored in the end. */
export async function runOutages(options: OutageOptions): Promise<PartReport> {
  const { seed, programs, outages, seconds, payments, faster = 300, by = 'stop', found } = options;
  const disk = by === 'full disk' ? openSmallDisk(256) : undefined;
  const cluster = await startCluster(programs, disk && { within: disk.folder, settings: ['max_wal_size=64MB'] });
  const schedule = realSchedule(faster);
  const apiKey = `key-${seed}`;
  const vendor = await startVendor({ seed, clock: { now: () => instantAt(schedule.now()) }, apiKey });
  const kept = { DATABASE_URL: cluster.url };
  const service = startService({ kept, apiKey, environment: vendor.url, port: await freePort(), sweepEvery: 1 });
  const random = createRandom(seed + 1);
  try {
    await service.up;
    const desk = serviceDesk(service.url);
    let away = false;
    let acknowledgedAway = 0;
    let droppedAway = 0;
    const load = createLoad({
      seed,
      vendor,
      schedule,
      apiKey,
      rates: faultsThatLoseNothing,
      hasty: true,
      // An answer counts for the outage only if the database was away from the question to the answer.
      desk: () => ({
        ...desk,
        notify: async (delivery, at) => {
          const before = away;
          const status = await desk.notify(delivery, at);
          if (before && away && status === 200) acknowledgedAway++;
          return status;
        },
      }),
      // Of what is refused during an outage, every third is never sent again.
      drops: () => {
        if (!away || random.below(3) !== 0) return false;
        droppedAway++;
        return true;
      },
    });
    const fed = feed(load, payments);
    for (let left = outages; left > 0; left--) {
      await pause(seconds * 1000);
      if (disk) disk.fill();
      else await cluster.stop();
      away = true;
      await pause(seconds * 1000);
      away = false;
      disk?.free();
      // A server that a full disk has brought down is started again by whoever runs it.
      if (disk) await cluster.stop();
      await cluster.start();
    }
    await pause(seconds * 1000);
    const begun = fed.stop();
    await quiet(schedule.idle, () => load.alive() === 0);
    const ended = service.ended();
    if (ended !== undefined) found?.(`the service ended: ${ended}`);
    const crashed = ended === undefined ? 0 : 1;
    const database = await openPostgres(cluster.url, { connections: 2 });
    await quiet(() => isSwept(database, load.orders)).catch((error: unknown) => {
      found?.(service.log());
      throw error;
    });
    await service.stop();
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
    const refused = ledger.statuses.get(503) ?? 0;
    return {
      title: `${disk ? "the database's disk full" : 'the database away'}, ${nameOf(programs)}`,
      did: {
        outages,
        'payments begun': begun,
        'notifications sent': [...ledger.statuses.values()].reduce((sum, times) => sum + times, 0),
        'sent again': ledger.resent,
        'answered 503': refused,
        'of these never sent again': droppedAway,
        'milliseconds, the slowest answer': Math.round(ledger.slowest),
      },
      checks: [
        none('the service ended', crashed),
        none('things that went wrong in the load', schedule.failures.length),
        atLeast('notifications answered 503', refused, outages),
        atLeast('notifications never sent again', droppedAway, outages),
        // What still has room on a full disk is stored, and acknowledged.
        ...(disk ? [] : [none('acknowledged while the database was away', acknowledgedAway)]),
        none('notifications without an answer', ledger.statuses.get(0) ?? 0),
        none('notifications answered otherwise', others(ledger.statuses)),
        atMost('milliseconds, the slowest answer', Math.round(ledger.slowest), 10_000),
        ...checks,
      ],
    };
  } finally {
    for (const failure of schedule.failures.slice(0, 3)) found?.(String(failure));
    schedule.stop();
    await service.kill();
    await vendor.close();
    await cluster.close();
    disk?.close();
  }
}

/** Nobody reads the orders in the end but the sweep, and it has no reason to after a notification that was merely lost. */
const faultsThatLoseNothing = { ...allFaults, lose: 0, contradict: 0 };

/**
 * Whether none of the orders is due any more, and none that a sweep has taken (for a quarter of an hour) is still unread.
 * What the vendor never had is taken again and again, and cannot be read.
 */
async function isSwept(database: Database, orders: ReadonlySet<string>): Promise<boolean> {
  await pause(200);
  const left = await database.query(
    `SELECT FROM paychart.payment WHERE order_id = ANY ($2::text[]) AND next_read_at <= $1::timestamptz + interval '15 minutes'
       AND (next_read_at <= $1 OR read_at IS NULL OR read_at < next_read_at - interval '15 minutes')`,
    [new Date().toISOString(), [...orders]],
  );
  return left.length === 0;
}

/** How many answers were neither an acknowledgement nor a request to send again. */
function others(statuses: ReadonlyMap<number, number>): number {
  return [...statuses].reduce(
    (sum, [status, times]) => (status === 200 || status === 503 || status === 0 ? sum : sum + times),
    0,
  );
}
