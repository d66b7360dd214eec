/**
 * `kill -9` of the workers and of Restate itself at random moments, under load with every fault of delivery. What was acknowledged is in
 * the log on PostgreSQL in the end, nothing is applied twice, the law knows every move, and no refund is sent twice.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';
import { openPostgres } from '../../src/store/index.ts';
import { createRandom, instantAt } from '../../src/testing/index.ts';
import { audit } from '../soak/audit.ts';
import { nameOf } from '../soak/cluster.ts';
import { feed, quiet, readAll } from '../soak/kill.ts';
import { allFaults, createLoad, type Load } from '../soak/load.ts';
import { atLeast, none, type PartReport } from '../soak/report.ts';
import { realSchedule } from '../soak/schedule.ts';
import { startVendor } from '../soak/vendor.ts';
import { type Deployment, deploy } from './deployment.ts';
import { deployedDesk } from './desk.ts';

/** How often. */
export interface KillOptions {
  readonly seed: number;
  readonly kills: number;
  /** The programs of PostgreSQL. */
  readonly programs: string;
  /** How many payments live at once. */
  readonly payments: number;
  readonly workers: number;
  /** How long a worker or the server may be up before one is killed again, in milliseconds at most. */
  readonly between: number;
  /** How many times faster than in life the vendor sends again. */
  readonly faster: number;
  readonly prepared?: boolean;
  readonly found?: (what: string) => void;
}

/** Kills again and again, lets it come to rest, and audits what was stored. */
export async function runKills(options: KillOptions): Promise<PartReport> {
  const { seed, kills, programs, payments, workers, between, faster, prepared = false, found } = options;
  const schedule = realSchedule(faster);
  const apiKey = `key-${seed}`;
  const vendor = await startVendor({
    seed,
    apiKey,
    clock: { now: () => instantAt(schedule.now()) },
    faults: { refuse: 0.02, lose_answer: 0.02, cut: 0.02 },
  });
  let deployed: Deployment | undefined;
  try {
    deployed = await deploy({
      programs,
      apiKey,
      environment: vendor.url,
      workers,
      partitions: 4,
      appendAfter: 2000,
      durable: false,
      prepared,
    });
    const { engine, desk } = deployed;
    const client = createClient({ apiKey, environment: vendor.url, runtime: platform });
    const checkout = deployedDesk({ url: deployed.url, desk, client });
    const load = createLoad({ seed, vendor, schedule, apiKey, desk: () => checkout, rates: allFaults, hasty: true });
    const fed = feed(load, payments);
    const random = createRandom(seed + 1);
    const killed = { worker: 0, server: 0 };
    const acknowledged = (): number => load.ledger.statuses.get(200) ?? 0;
    for (let left = kills; left > 0; left--) {
      // What is killed has worked since the last kill: what is always down loses nothing.
      const before = acknowledged();
      await quiet(() => acknowledged() > before);
      await pause(random.below(between));
      // Every third kill is of the server.
      if (left % 3 === 0) {
        killed.server++;
        await engine.kill();
        await pause(random.below(500));
        await engine.start();
      } else {
        killed.worker++;
        const worker = random.pick(deployed.workers);
        const how = worker.last().ended();
        if (how !== undefined) throw new Error(`${worker.name} ended by itself: ${how}`);
        await worker.last().kill();
        worker.again();
      }
    }
    await Promise.all(deployed.workers.map(({ last }) => last().up));
    const begun = fed.stop();
    await quiet(schedule.idle, () => load.alive() === 0);
    const unread = await readAll(load, vendor, checkout);
    const rest = await atRest(deployed, load);
    const database = await openPostgres(deployed.cluster.url);
    const checks = await audit({
      database,
      vendor,
      orders: load.orders,
      ledger: load.ledger,
      everyAnswerHeard: false,
      joined: true,
      everyTransactionRead: false,
      ...(found && { found }),
    });
    await database.close();
    const { ledger } = load;
    const statuses = [...ledger.statuses].sort(([one], [other]) => one - other);
    return {
      title: `kill -9 of ${workers} workers and of Restate, its log on ${nameOf(programs)}`,
      did: {
        'kills of a worker': killed.worker,
        'kills of the server': killed.server,
        'payments begun': begun,
        'notifications sent': statuses.reduce((sum, [, times]) => sum + times, 0),
        'answers by status, 0 for none': statuses.map(([status, times]) => `${status}: ${times}`).join(', '),
        'sent again': ledger.resent,
        'given up by the vendor': ledger.givenUp,
        'longest wait for an answer, in milliseconds': Math.round(ledger.slowest),
      },
      checks: [
        atLeast('kills', killed.worker + killed.server, kills),
        none('things that went wrong in the load', schedule.failures.length),
        none('orders that could not be read in the end', unread),
        none('calls that stand still in Restate', rest.paused),
        none('orders of which not every entry could be appended', rest.behind),
        none('orders with a call that ended by a fault', rest.faults),
        ...checks,
      ],
    };
  } finally {
    for (const failure of schedule.failures.slice(0, 3)) found?.(String(failure));
    schedule.stop();
    await deployed?.close();
    await vendor.close();
  }

  /** Appends what no log has yet. What stands in the way of it is counted. */
  async function atRest({ engine, desk }: Deployment, { orders, ledger }: Load) {
    const rest = { paused: 0, behind: 0, faults: 0 };
    await quiet(
      async () =>
        (
          await engine.query(
            `SELECT id FROM sys_invocation WHERE status IN ('ready', 'running', 'pending', 'backing-off')`,
          )
        ).length === 0,
    );
    rest.paused = (await engine.query(`SELECT id FROM sys_invocation WHERE status = 'paused'`)).length;
    for (const orderId of new Set([...orders, ...ledger.told.keys()])) {
      await desk.append(orderId);
      const order = await desk.read(orderId);
      if (order === undefined) continue;
      if (order.appended !== order.version || order.refused !== undefined) {
        rest.behind++;
        found?.(`${orderId}: ${order.appended} of ${order.version} entries appended; ${order.refused ?? ''}`);
      }
      if (order.fault) {
        rest.faults++;
        found?.(`${orderId}: ${JSON.stringify(order.fault)}`);
      }
    }
    return rest;
  }
}
