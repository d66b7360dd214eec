/**
 * Goal: our own product passes our own chaos kit: the real webhook, store and acts on a database hold every invariant in every
 * disturbed history, refund race and convergence among them, in two services that share the database and take turns.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { collectors } from '../../machines/index.ts';
import { position } from '../../src/lifecycle/index.ts';
import { createClient, signNotification } from '../../src/multisafepay/index.ts';
import { createActing, createNotificationHandler, platform, sweep } from '../../src/service/index.ts';
import { type Database, openStore } from '../../src/store/index.ts';
import { disturbed, type Effect, type Handler, lawfulHistory, type ShopWorld } from '../../src/testing/chaos.ts';
import { runHistory } from '../../src/testing/chaos-run.ts';
import type { Sign } from '../../src/testing/index.ts';
import { type Engine, engines } from '../store/engines.ts';
import { apiKey } from './shop.ts';

const sign: Sign = (body, at) =>
  signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: platform });

/** Services on one database, as a shop's handler: each request is taken by the next one. */
async function handlerOn(
  database: Database,
  world: ShopWorld,
  collector: (typeof collectors)[number],
): Promise<Handler> {
  const { now } = world;
  const runtime = {
    ...platform,
    now: () => Date.parse(now()),
    fetch: (url: string, init: RequestInit) => world.fetch(new Request(url, init)),
  };
  const client = createClient({ apiKey, environment: 'test', runtime });
  const services = await Promise.all(
    [1, 2].map(async () => {
      const store = await openStore({ database, now });
      const acting = createActing({ store, client, now });
      // A notification may be delivered hours late here; how fresh it must be is tested elsewhere.
      const notified = createNotificationHandler({ store, apiKey, client, freshness: 0, runtime });
      return { store, acting, notified };
    }),
  );
  const [{ store }] = services as [(typeof services)[number]];
  let turn = 0;
  const next = () => services[turn++ % services.length] as (typeof services)[number];
  const opened = new Set<string>();
  const open = async (orderId: string): Promise<void> => {
    if (opened.has(orderId)) return;
    opened.add(orderId);
    await store.open({ orderId, collector });
  };
  const effects: Effect[] = [];
  /** What a worker does that is told by the outbox: it ships what is safe to ship, once. */
  const work = async (orderId: string): Promise<void> => {
    const payment = (await store.read(orderId))?.payment;
    if (payment && position(payment).collected > 0 && effects.length === 0) effects.push({ kind: 'ship' });
  };
  let refunds = 0;
  return {
    notify: async ({ url, method, headers, body }) => {
      await open(new URL(url).searchParams.get('transactionid') ?? '');
      const answer = await next().notified(new Request(url, { method, headers, ...(method === 'POST' && { body }) }));
      return { status: answer.status, body: await answer.text() };
    },
    state: async (orderId) => {
      const payment = (await store.read(orderId))?.payment;
      const { collected, refunded, chargedBack } = payment
        ? position(payment)
        : { collected: 0, refunded: 0, chargedBack: 0 };
      return { paid: collected > 0, refunded, chargedBack };
    },
    effects: async (orderId) => {
      await work(orderId);
      return effects;
    },
    reconcile: async (orderId) => {
      await next().acting.readNow(orderId);
      await sweep({ store, client, now });
    },
    refund: async (orderId, amount) => {
      await next().acting.refund(orderId, { refundId: `refund-${++refunds}`, amount });
    },
  };
}

describe.each(engines)('the service, on %s', (name, start) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });
  afterAll(() => engine.close());

  it.each(collectors)('should hold in every disturbed history, collected by %s', async (collector) => {
    let histories = 0;
    const property = fc.asyncProperty(disturbed(lawfulHistory({ collector }), { collector }), (history) =>
      runHistory(
        (world) => handlerOn(engine.database, world, collector),
        { ...history, plan: { ...history.plan, orderId: `${collector}-${++histories}` } },
        sign,
      ),
    );
    const seed = 20_250_506;
    await fc.assert(property, { numRuns: 60, seed });
    console.info(`${name}, ${collector}: ${histories} histories, seed ${seed}`);
  });
});
