/**
 * Many sites: one service for three accounts, each with a MultiSafepay and a key of its own, whose orders have the same ids, killed again
 * and again under load. Each account has in the end what its own MultiSafepay says, and nothing of another.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findAccount } from '../../src/store/accounts.ts';
import { openPostgres } from '../../src/store/index.ts';
import { createRandom, instantAt } from '../../src/testing/index.ts';
import { audit } from './audit.ts';
import { nameOf, startCluster } from './cluster.ts';
import { feed, quiet, readAll } from './kill.ts';
import { allFaults, createLoad } from './load.ts';
import { atLeast, type Check, none, type PartReport } from './report.ts';
import { realSchedule } from './schedule.ts';
import { freePort, type Service, serviceDesk, startService } from './service.ts';
import { startVendor } from './vendor.ts';

/** How often, and how much. */
export interface SitesOptions {
  readonly seed: number;
  readonly kills: number;
  /** The programs of PostgreSQL. */
  readonly programs: string;
  /** How many payments live at once at each site. */
  readonly payments: number;
  /** How many times faster than in life the vendors send again; 300 if left out. */
  readonly faster?: number;
  readonly found?: (what: string) => void;
}

const accounts = ['shop-nl', 'shop-be', 'shop-nl.test'] as const;

/** Kills the service of three sites, lets it come to rest, and audits what each account has. */
export async function runSites(options: SitesOptions): Promise<PartReport> {
  const { seed, kills, programs, payments, faster = 300, found } = options;
  const cluster = await startCluster(programs);
  const folder = mkdtempSync(join(tmpdir(), 'paychart-soak-sites-'));
  const schedule = realSchedule(faster);
  const clock = { now: () => instantAt(schedule.now()) };
  const faults = { refuse: 0.02, lose_answer: 0.02, cut: 0.02 };
  const sites = await Promise.all(
    accounts.map(async (account, at) => {
      const apiKey = `key-${seed}-of-${account}`;
      return {
        account,
        apiKey,
        vendor: await startVendor({ seed: seed + at, clock, apiKey, faults }),
      };
    }),
  );
  const file = join(folder, 'accounts.json');
  writeFileSync(
    file,
    JSON.stringify(
      sites.map(({ account, apiKey, vendor }) => ({ account, environment: vendor.url, apiKeys: [apiKey] })),
    ),
  );
  const port = await freePort();
  const start = (): Service =>
    startService({ kept: { DATABASE_URL: cluster.url }, accounts: file, port, sweepEvery: 1 });
  let service = start();
  try {
    await service.up;
    const lived = sites.map((site) => {
      const desk = serviceDesk(service.url, site.account);
      // The same seed for all: the same orders, with other ids of transactions.
      const load = createLoad({ ...site, seed, schedule, desk: () => desk, rates: allFaults, hasty: true });
      return { ...site, desk, load, fed: feed(load, payments) };
    });
    const random = createRandom(seed + 100);
    for (let left = kills; left > 0; left--) {
      await service.up;
      await pause(random.below(1500));
      const crashed = service.ended();
      if (crashed !== undefined) throw new Error(`the service ended by itself: ${crashed}`);
      await service.kill();
      service = start();
      service.up.catch(() => {});
    }
    await service.up;
    await pause(1500);
    const begun = lived.map(({ fed }) => fed.stop());
    await quiet(schedule.idle, () => lived.every(({ load }) => load.alive() === 0));
    const unread: number[] = [];
    for (const { load, vendor, desk } of lived) unread.push(await readAll(load, vendor, desk));
    await service.stop();
    const database = await openPostgres(cluster.url);
    const checks: Check[] = [];
    for (const { account, vendor, load } of lived) {
      const { number } = (await findAccount(database, account)) ?? { number: -1 };
      const audited = await audit({
        database,
        account: { number, name: account },
        vendor,
        orders: load.orders,
        ledger: load.ledger,
        everyAnswerHeard: false,
        everyTransactionRead: false,
        ...(found && { found: (what) => found(`${account}: ${what}`) }),
      });
      checks.push(...audited.map((check) => ({ ...check, says: `${account}: ${check.says}` })));
    }
    const [shared] = await database.query(
      'SELECT count(*)::integer AS count FROM (SELECT FROM paychart.payment GROUP BY order_id HAVING count(*) = 3) AS one',
    );
    const [unnamed] = await database.query('SELECT count(*)::integer AS count FROM paychart.payment WHERE account = 0');
    await database.close();
    const sum = (of: (one: (typeof lived)[number]) => number): number => lived.reduce((all, one) => all + of(one), 0);
    return {
      title: `three accounts of one service with the same order ids, kill -9, on ${nameOf(programs)}`,
      did: {
        kills,
        'payments begun': begun.reduce((all, one) => all + one, 0),
        'order ids in all three accounts': Number(shared?.count),
        'notifications sent': sum(({ load: { ledger } }) =>
          [...ledger.statuses.values()].reduce((all, one) => all + one, 0),
        ),
        'without an answer': sum(({ load: { ledger } }) => ledger.statuses.get(0) ?? 0),
        'refunds asked of MultiSafepay': sum(({ vendor }) => vendor.refunds.length),
      },
      checks: [
        atLeast('order ids that all three accounts have', Number(shared?.count), 1),
        none('payments of no account', Number(unnamed?.count)),
        none('things that went wrong in the load', schedule.failures.length),
        none(
          'orders that could not be read in the end',
          unread.reduce((all, one) => all + one, 0),
        ),
        ...checks,
      ],
    };
  } finally {
    for (const failure of schedule.failures.slice(0, 3)) found?.(String(failure));
    schedule.stop();
    await service.kill();
    for (const { vendor } of sites) await vendor.close();
    await cluster.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
