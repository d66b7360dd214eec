/**
 * Two releases at once on one database, as while a deployment rolls: the service of release 0.1.0 runs, that of this release starts
 * beside it and brings the database to its version under load, and both take notifications of the same orders. The release before
 * reads no payment that this one has written (format 2): it must refuse that by name, and MultiSafepay sends again, to whichever.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signNotification } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';
import { openPostgres, openStore } from '../../src/store/index.ts';
import { nameOf, startCluster } from './cluster.ts';
import { atLeast, none, type PartReport } from './report.ts';
import { freePort, type Service, startService, token } from './service.ts';

/** How long, and over how many orders. */
export interface RollingOptions {
  readonly seconds: number;
  readonly orders: number;
  readonly programs: string;
  readonly found?: (what: string) => void;
}

/** The commit of release 0.1.0. */
const commit = '02d476b99e38e18214abc28196a449d568761986';
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Whether the history of this checkout goes back to release 0.1.0. */
export function hasEarlierRelease(): boolean {
  return spawnSync('git', ['cat-file', '-e', commit], { cwd: repository, stdio: 'ignore' }).status === 0;
}

/** A checkout of release 0.1.0 in a folder of its own, with the packages of this one: both have the same lock file. */
function checkedOut(): string {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-0.1.0-'));
  const archive = execFileSync('git', ['archive', commit, 'src', 'machines', 'docs/studio', 'package.json'], {
    cwd: repository,
    maxBuffer: 2 ** 28,
  });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const apiKey = 'key-of-the-rolling-soak';
const start = Date.parse('2025-05-06T10:00:00Z');

/** A notification, and what became of it. */
interface Sent {
  readonly orderId: string;
  /** Its time at MultiSafepay, which tells it from all others of its order. */
  readonly modified: string;
  readonly body: string;
  /** Which release acknowledged it. */
  acknowledgedBy?: Release;
}

type Release = 'before' | 'now';

/** How many senders there are; each has orders of its own, so that those of an order come one after the other. */
const senders = 8;

/** Rolls a deployment. */
export async function runRolling({ seconds, orders, programs, found = () => {} }: RollingOptions): Promise<PartReport> {
  const checkout = checkedOut();
  const cluster = await startCluster(programs, { durable: true });
  const services = new Map<Release, Service>();
  const started: Service[] = [];
  const serve = async (release: Release): Promise<Service> => {
    const service = startService({
      kept: { DATABASE_URL: cluster.url },
      apiKey,
      // Nothing is read: whatever is known is known by notifications.
      environment: 'http://127.0.0.1:9',
      port: await freePort(),
      ...(release === 'before' && { checkout }),
    });
    started.push(service);
    await service.up;
    return service;
  };
  const answers: Record<string, number> = {};
  const sent: Sent[] = [];
  let [isOver, refusedUntouched] = [false, 0];
  const tell = async (one: Sent, release: Release): Promise<boolean> => {
    const status = await notify(services.get(release) as Service, one.body, one.orderId);
    const name = `${release} ${status}`;
    answers[name] = (answers[name] ?? 0) + 1;
    if (status === 200) one.acknowledgedBy = release;
    return status === 200;
  };
  /** Sends until it is acknowledged, as MultiSafepay does: to either release, or, of an order in three, to the one before only. */
  const send = async (one: Sent, order: number): Promise<void> => {
    sent.push(one);
    if (isUntouched(order)) {
      for (let tries = 0; tries < 100; tries++) {
        if (await tell(one, 'before')) return;
        refusedUntouched++;
        await pause(5);
      }
      throw new Error(`release 0.1.0 takes nothing more of ${one.orderId}, which this one has never touched`);
    }
    const isUp = services.has('now');
    const first: Release = isUp && sent.length % 2 === 0 ? 'now' : 'before';
    if (await tell(one, first)) return;
    while (!(await tell(one, services.has('now') ? 'now' : 'before'))) await pause(20);
  };
  const work = async (sender: number): Promise<void> => {
    for (let nth = 0; !isOver; nth++)
      for (let order = sender; order < orders && !isOver; order += senders) {
        await send(notificationOf(order, nth), order);
        await pause(5);
      }
  };
  try {
    services.set('before', await serve('before'));
    const working = Promise.all(Array.from({ length: senders }, (_, sender) => work(sender)));
    await pause(seconds * 100);
    // It brings the database to its version while the other works on it.
    services.set('now', await serve('now'));
    await pause(seconds * 900);
    isOver = true;
    await working;
    return await held();

    async function held(): Promise<PartReport> {
      const before = services.get('before') as Service;
      const isUp = await fetch(`${before.url}/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      const touched = sent.find(({ acknowledgedBy }) => acknowledgedBy === 'now');
      const shown = await fetch(`${before.url}/payments/${touched?.orderId}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const refusal = JSON.stringify(await shown.json());
      const log = before.log();
      for (const service of services.values()) await service.stop();
      const database = await openPostgres(cluster.url);
      const store = await openStore({ database, now: () => new Date().toISOString() });
      try {
        let [lost, broken, unread, wrong, kept] = [0, 0, 0, 0, 0];
        for (let at = 0; at < orders; at++) {
          const { orderId } = notificationOf(at, 0);
          const log = await store.history(orderId);
          kept += log.length;
          const times = new Set(log.map(({ body }) => ('recency' in body ? body.recency : undefined)));
          const mine = sent.filter((one) => one.orderId === orderId);
          const missing = mine.filter(({ acknowledgedBy, modified }) => acknowledgedBy && !times.has(modified));
          lost += missing.length;
          for (const one of missing)
            found(`${orderId}: ${one.modified}, acknowledged by ${one.acknowledgedBy} is not stored`);
          const link = await store.verifyChain(orderId);
          if (link !== undefined) {
            broken++;
            found(link);
          }
          const order = await store.read(orderId);
          if (!order?.payment || order.otherLaw) unread++;
          else if (order.payment.attempts.length !== 1 || order.payment.alarms.length > 0) wrong++;
        }
        const [moves] = await database.query(
          `SELECT count(*)::integer AS count, count(*) FILTER (WHERE from_cells IS DISTINCT FROM before AND n > 1)::integer AS gaps
           FROM (SELECT n, from_cells, lag(to_cells) OVER (PARTITION BY order_id, life, law ORDER BY n) AS before
             FROM paychart.move) AS moved`,
        );
        const restarted = startService({
          kept: { DATABASE_URL: cluster.url },
          apiKey,
          environment: 'http://127.0.0.1:9',
          port: await freePort(),
          checkout,
        });
        const why = await restarted.up.then(
          async () => {
            await restarted.stop();
            return 'it starts';
          },
          (error: unknown) => String(error),
        );
        const by = (release: Release): number => sent.filter((one) => one.acknowledgedBy === release).length;
        return {
          title: `release 0.1.0 and this one on one database of ${nameOf(programs)}, ${seconds} s`,
          did: {
            notifications: sent.length,
            'acknowledged by release 0.1.0': by('before'),
            'acknowledged by this one': by('now'),
            'answers of release 0.1.0': answersOf('before'),
            'answers of this one': answersOf('now'),
            'refused by release 0.1.0 of orders that only it was told of': refusedUntouched,
            'entries in the log': kept,
            moves: Number(moves?.count),
            'release 0.1.0 says': reasonIn(log) || '-',
            'release 0.1.0, started again, says':
              why.match(/newer_database[^"\\]*|the database is of version[^"\\]*/)?.[0] ?? why.slice(0, 120),
          },
          checks: [
            none('notifications that were acknowledged and are not stored', lost),
            none('logs with a broken chain', broken),
            none('payments that this release cannot read', unread),
            none('payments that show what no notification said', wrong),
            none('moves that do not begin where the one before ended', Number(moves?.gaps)),
            none('answers of this release that are not 200', othersThan200('now')),
            none('notifications that nobody acknowledged', sent.filter((one) => !one.acknowledgedBy).length),
            atLeast('notifications that this release acknowledged', by('now'), 1),
            atLeast('orders it refused by name: the format', /format/.test(refusal + log) ? 1 : 0, 1),
            none('release 0.1.0 that has died', isUp ? 0 : 1),
            atLeast(
              'starts of release 0.1.0 refused by name once the database is newer',
              /version/.test(why) ? 1 : 0,
              1,
            ),
          ],
        };
      } finally {
        await store.close();
      }
    }
  } finally {
    isOver = true;
    for (const service of started) if (service.ended() === undefined) await service.kill();
    await cluster.close();
    rmSync(checkout, { recursive: true, force: true });
  }

  function answersOf(release: Release): string {
    const mine = Object.entries(answers).filter(([name]) => name.startsWith(`${release} `));
    return mine.map(([name, times]) => `${name.split(' ')[1]}: ${times}`).join(', ') || '-';
  }

  function othersThan200(release: Release): number {
    return Object.entries(answers)
      .filter(([name]) => name.startsWith(`${release} `) && name !== `${release} 200`)
      .reduce((sum, [, times]) => sum + times, 0);
  }
}

/** What the log of a service says of a format. */
const reasonIn = (log: string): string => /"says":"([^"]*format[^"]*)"/.exec(log)?.[1] ?? '';

/** Whether an order is told to the release before only. */
const isUntouched = (order: number): boolean => order % 3 === 0;

/** The n-th notification of an order: begun, paid, then growing refunded totals. */
function notificationOf(order: number, nth: number): Sent {
  const orderId = `rolling-${String(order).padStart(5, '0')}`;
  const time = (minutes: number): string => new Date(start + minutes * 60_000).toISOString().slice(0, 19);
  const modified = time(nth);
  const [status, financial] =
    nth === 0
      ? ['initialized', 'initialized']
      : nth === 1
        ? ['completed', 'completed']
        : ['partial_refunded', 'completed'];
  const body = JSON.stringify({
    order_id: orderId,
    transaction_id: 1_000_000 + order,
    status,
    financial_status: financial,
    amount: 10_000,
    currency: 'EUR',
    created: time(0),
    modified,
    amount_refunded: Math.max(0, nth - 1),
    payment_details: { type: 'VISA' },
  });
  return { orderId, modified, body };
}

/** Sends a notification. @returns the status; 0 if there is no answer. */
async function notify({ url }: Service, body: string, orderId: string): Promise<number> {
  const at = Math.floor(Date.now() / 1000);
  const auth = await signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: platform });
  const to = `${url}/notifications?transactionid=${orderId}&timestamp=${at}`;
  return fetch(to, { method: 'POST', headers: { auth }, body, signal: AbortSignal.timeout(30_000) }).then(
    async (answer) => {
      await answer.text();
      return answer.status;
    },
    () => 0,
  );
}
