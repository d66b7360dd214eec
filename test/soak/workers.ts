/**
 * Eight workers and two thousand payments each, with everything that goes wrong: nothing may be lost, doubled or illegal,
 * and once every known transaction was read, what is believed is what is true.
 */
import type { Database } from '../../src/store/index.ts';
import { instantAt, secondsOf } from '../../src/testing/index.ts';
import { type Audited, audit } from './audit.ts';
import type { Desk, Done } from './desk.ts';
import { allFaults, createLoad } from './load.ts';
import { atLeast, none, type PartReport } from './report.ts';
import { simulatedSchedule } from './schedule.ts';
import { startVendor } from './vendor.ts';

/** How many, and on what. */
export interface WorkersOptions {
  readonly title: string;
  readonly seed: number;
  readonly workers: number;
  readonly paymentsEach: number;
  /** Looks at what the workers stored. */
  readonly database: Database;
  /** Opens a worker's desk. */
  readonly open: (start: { readonly apiKey: string; readonly environment: string }) => Promise<Desk>;
  readonly found?: (what: string) => void;
  /** Looks at what was stored before the audit does. */
  readonly before?: (audited: Audited) => Promise<void>;
}

const start = secondsOf('2025-05-06T08:00:00Z');

/** How many things each worker does at once. */
const atOnce = 3;

/** How often a call of the API fails. Each of the faults leaves something else open. */
const apiFaults = { refuse: 0.03, lose_answer: 0.03, cut: 0.03, hang: 0.01 };

/** Runs the load through the workers, reads every order, and audits what they stored. */
export async function runWorkers(options: WorkersOptions): Promise<PartReport> {
  const { title, seed, workers, paymentsEach, database, open, found, before } = options;
  const apiKey = `key-${seed}`;
  const schedule = simulatedSchedule(start);
  const clock = { now: () => instantAt(schedule.now()) };
  const vendor = await startVendor({ seed, clock, apiKey, faults: apiFaults });
  const desks: Desk[] = [];
  try {
    for (let left = workers; left > 0; left--) desks.push(await open({ apiKey, environment: vendor.url }));
    let turn = 0;
    // The notifications of one payment go to whichever worker is next, so that they race.
    const desk = (): Desk => desks[turn++ % desks.length] as Desk;
    const load = createLoad({ seed, vendor, schedule, apiKey, desk, rates: allFaults, unannounced: true });
    const payments = workers * paymentsEach;
    for (let number = 0; number < payments; number++) schedule.at(start + number * 30, () => load.begin(number));
    const began = performance.now();
    await schedule.run(workers * atOnce);
    const seconds = (performance.now() - began) / 1000;
    const alive = load.alive();

    vendor.faults = {};
    let unread = 0;
    for (const orderId of load.orders)
      schedule.at(schedule.now() + 3600, async () => {
        const read = (): Promise<Done> => desk().act({ kind: 'read', orderId }, schedule.now());
        // A machine that is busy may take longer than the client waits.
        for (let tries = 5; (await read()).outcome !== 'done'; tries--) {
          if (tries > 0) continue;
          unread++;
          break;
        }
      });
    await schedule.run(workers * atOnce);

    const { statuses, resent } = load.ledger;
    const answered = [...statuses.values()].reduce((sum, times) => sum + times, 0);
    const audited: Audited = {
      database,
      vendor,
      orders: load.orders,
      ledger: load.ledger,
      everyAnswerHeard: true,
      everyTransactionRead: true,
      ...(found && { found }),
    };
    await before?.(audited);
    const checks = await audit(audited);
    return {
      title,
      did: {
        payments,
        'notifications sent': answered,
        'of these sent again': resent,
        'API calls': vendor.calls.answered,
        'of these failed': vendor.calls.faulty,
        seconds: Math.round(seconds),
      },
      checks: [
        none('lives that did not come to their end', alive),
        none('orders that could not be read in the end', unread),
        atLeast('API calls that failed', vendor.calls.faulty, Math.floor(payments / 50)),
        ...checks,
      ],
    };
  } finally {
    for (const one of desks) await one.close();
    await vendor.close();
  }
}
