/**
 * All of it at once, to look at: Restate, two workers, the front, PostgreSQL with the log, and MultiSafepay played by the simulator, whose
 * notifications come with every fault of delivery. It runs until Ctrl-C, at most so long as it was told.
 */
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { createClient } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';
import { openPostgres } from '../../src/store/index.ts';
import { instantAt } from '../../src/testing/index.ts';
import { feed } from '../soak/kill.ts';
import { allFaults, createLoad } from '../soak/load.ts';
import { atLeast, none, type PartReport } from '../soak/report.ts';
import { realSchedule } from '../soak/schedule.ts';
import { startVendor } from '../soak/vendor.ts';
import { deploy } from './deployment.ts';
import { deployedDesk } from './desk.ts';

/** How long, and for whom. */
export interface DemoOptions {
  readonly seed: number;
  /** The programs of PostgreSQL. */
  readonly programs: string;
  readonly workers: number;
  readonly seconds: number;
  /** Resolves when somebody wants it to end before. */
  readonly stopped: Promise<unknown>;
  readonly say: (line: string) => void;
}

const title = 'payments on Restate, to look at';

/** Runs it. */
export async function runDemo({ seed, programs, workers, seconds, stopped, say }: DemoOptions): Promise<PartReport> {
  let isStopped = false;
  void stopped.then(() => {
    isStopped = true;
  });
  // A quarter of an hour takes three seconds.
  const schedule = realSchedule(300);
  const apiKey = `key-${seed}`;
  const vendor = await startVendor({ seed, apiKey, clock: { now: () => instantAt(schedule.now()) } });
  try {
    say('Restate, its workers, the front and PostgreSQL are being started …');
    const deployed = await deploy({
      programs,
      apiKey,
      environment: vendor.url,
      workers,
      partitions: 4,
      appendAfter: 2000,
      durable: true,
    }).catch(async (error: unknown) => {
      // Ctrl-C comes to every process of the terminal: those that were just starting have ended, too. Where one was waited for without
      // turning to anything else, this process is told only after a whole turn.
      for (let turns = 0; turns < 2; turns++) await turn();
      if (isStopped) return undefined;
      throw error;
    });
    if (deployed === undefined) return { title, did: { 'payments begun': 0 }, checks: [] };
    const database = await openPostgres(deployed.cluster.url);
    try {
      const client = createClient({ apiKey, environment: vendor.url, runtime: platform });
      const checkout = deployedDesk({ url: deployed.url, desk: deployed.desk, client });
      const load = createLoad({ seed, vendor, schedule, apiKey, desk: () => checkout, rates: allFaults, hasty: true });
      say(`notifications  ${deployed.url}/notifications
calls          ${deployed.engine.ingress}/Payment/%2Forder-0-1/read   (an order, as its object has it)
Restate        ${deployed.engine.admin}   (POST /query with {"query": "SELECT * FROM sys_invocation"})
the log        DATABASE_URL='${deployed.cluster.url}'   (npm run paychart -- payments, explain, export …)
MultiSafepay   ${vendor.url}   (played by the simulator)
It runs for ${seconds} seconds, or until Ctrl-C.`);
      const fed = feed(load, 20);
      const ended = Promise.race([stopped, pause(seconds * 1000, undefined, { ref: false })]).then(() => true);
      let entries = 0;
      while (!(await Promise.race([ended, pause(5000, false)]))) {
        const [row] = await database.query(
          'SELECT count(*)::integer AS entries, count(DISTINCT order_id)::integer AS orders FROM paychart.log',
        );
        entries = Number(row?.entries);
        say(
          `${new Date().toISOString()}  ${load.orders.size} payments at MultiSafepay; in the log ${entries} entries of ${row?.orders} orders`,
        );
      }
      const begun = fed.stop();
      return {
        title,
        did: { 'payments begun': begun, 'entries in the log': entries },
        checks: [
          atLeast('payments begun', begun, isStopped ? 0 : 1),
          none('things that went wrong in the load', schedule.failures.length),
        ],
      };
    } finally {
      schedule.stop();
      await database.close();
      await deployed.close();
    }
  } finally {
    schedule.stop();
    await vendor.close();
  }
}
