/**
 * Two hundred refunds of one payment at once: what is given back never exceeds what was collected, neither in the database
 * nor at the vendor, and no more is asked of the vendor than it can give.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { position } from '../../src/lifecycle/index.ts';
import { openPglite, openPostgres, openStore } from '../../src/store/index.ts';
import { createRandom, instantAt } from '../../src/testing/index.ts';
import { nameOf, startCluster } from './cluster.ts';
import { cardFields } from './desk.ts';
import { atLeast, atMost, exactly, none, type PartReport } from './report.ts';
import { freePort, serviceDesk, startService } from './service.ts';
import { orderIdOf, settings, startVendor } from './vendor.ts';

/** How many, and on what. */
export interface RefundsOptions {
  readonly seed: number;
  readonly racers: number;
  /** The programs of PostgreSQL, for two services on one database; one on PGlite if left out. */
  readonly programs?: string | undefined;
}

/** How much is collected, in cents. All the refunds together ask for three times as much. */
const collected = 30_000;

/** How long a refund that has to wait for another is asked for again, in milliseconds. */
const patience = 180_000;

/** Lets the refunds race. */
export async function runRefunds({ seed, racers, programs }: RefundsOptions): Promise<PartReport> {
  const cluster = programs === undefined ? undefined : await startCluster(programs);
  const folder = mkdtempSync(join(tmpdir(), 'paychart-soak-'));
  const apiKey = `key-${seed}`;
  const vendor = await startVendor({ seed, apiKey, clock: { now: () => instantAt(Date.now() / 1000) } });
  const kept = cluster ? { DATABASE_URL: cluster.url } : { PAYCHART_DATA: join(folder, 'data') };
  const ports = [await freePort(), ...(cluster ? [await freePort()] : [])];
  const services = ports.map((port) => startService({ kept, apiKey, environment: vendor.url, port }));
  try {
    await Promise.all(services.map(({ up }) => up));
    const desks = services.map(({ url }) => serviceDesk(url));
    const [setting] = settings as [(typeof settings)[number]];
    const orderId = orderIdOf(setting, 1);
    const simulator = vendor.simulatorFor(setting);
    await desks[0]?.act({ kind: 'open', orderId, ...setting }, 0);
    const visa = { gateway: 'visa', gateway_info: { card_number: cardFields.card_number.replace(/.{4}$/, '1111') } };
    simulator.createOrder({ order_id: orderId, ...visa, amount: collected, currency: 'EUR' });
    simulator.finishPayment(orderId);
    await desks[0]?.act({ kind: 'read', orderId }, 0);

    // No two of the same amount, since the vendor would take the second for the first.
    const about = Math.round((3 * collected) / racers);
    const random = createRandom(seed);
    const outcomes = new Map<string, number>();
    let overdrawn = 0;
    const watch = setInterval(() => {
      const { reserved, refunded, chargedBack } = simulator.truth(orderId);
      if (reserved + refunded + chargedBack > collected) overdrawn++;
    }, 5);
    await Promise.all(
      Array.from({ length: racers }, async (_, at) => {
        const desk = desks[at % desks.length] as (typeof desks)[number];
        const refund = { kind: 'refund', orderId, refundId: `refund-${at}`, amount: about + at } as const;
        for (const until = Date.now() + patience; ; ) {
          const asked = Date.now();
          const { outcome, code } = await desk.act(refund, 0);
          // Another one is under way, and its outcome is not known yet; or nobody answered in time.
          const isOpen = code === 'refund_outcome_unknown' || outcome === 'no_answer' || outcome === 'in_flight';
          if (isOpen && Date.now() < until) {
            // Who waits longer for an answer asks less often: else all of them together keep the service from what they wait for.
            await pause(random.below(racers * 4 + 20 * (Date.now() - asked)));
            continue;
          }
          const word = code ?? outcome;
          outcomes.set(word, (outcomes.get(word) ?? 0) + 1);
          return;
        }
      }),
    );
    clearInterval(watch);
    await desks[0]?.act({ kind: 'read', orderId }, 0);
    for (const service of services) await service.stop();
    const database = cluster ? await openPostgres(cluster.url) : await openPglite(join(folder, 'data'));
    const store = await openStore({ database, now: () => new Date().toISOString() });
    const payment = (await store.read(orderId))?.payment;
    const believed = payment && position(payment);
    const [row] = await database.query(
      `SELECT coalesce(sum((body ->> 'amount')::integer), 0)::integer AS admitted FROM paychart.log
       WHERE kind = 'fact' AND verdict = 'admitted' AND body ->> 'type' = 'refund.requested'`,
    );
    const chain = await store.verifyChain(orderId);
    await store.close();
    const truth = simulator.truth(orderId);
    const taken = vendor.refunds.filter((one) => one.taken);
    const sum = (asked: readonly { readonly amount: number }[]): number =>
      asked.reduce((total, { amount }) => total + amount, 0);
    const twice = vendor.refunds.length - new Set(vendor.refunds.map(({ refundId }) => refundId)).size;
    return {
      title: `${racers} racing refunds, ${programs ? `two services on ${nameOf(programs)}` : 'one service on PGlite'}`,
      did: {
        collected,
        ...Object.fromEntries([...outcomes].map(([word, times]) => [`answered ${word.replaceAll('_', ' ')}`, times])),
        'given back at the vendor': truth.reserved + truth.refunded,
      },
      checks: [
        exactly('collected at the vendor, in cents', truth.collected, collected),
        atLeast('refunds sent', vendor.refunds.length, Math.floor(racers / 5)),
        atLeast('refunds refused', racers - vendor.refunds.length, Math.floor(racers / 5)),
        none('refunds sent twice', twice),
        atMost('asked of the vendor, in cents', sum(vendor.refunds), collected),
        none('refunds the vendor would not take', vendor.refunds.length - taken.length),
        atMost('given back at the vendor, in cents', truth.reserved + truth.refunded, collected),
        none('moments in which more than that was given back', overdrawn),
        exactly('taken by the vendor, in cents, beside what it has', sum(taken), truth.reserved + truth.refunded),
        atMost('believed to be given back, in cents', (believed?.reserved ?? 0) + (believed?.refunded ?? 0), collected),
        atMost('admitted by the database, in cents', Number(row?.admitted), collected),
        none('logs with a broken chain', chain === undefined ? 0 : 1),
      ],
    };
  } finally {
    for (const service of services) await service.kill();
    await vendor.close();
    await cluster?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
