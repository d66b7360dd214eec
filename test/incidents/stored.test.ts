/**
 * Goal: what a story says of the store is so. On both engines every story ends as it does without one; and where the other
 * system lost a race, the race is run: two invoices, two settlements, two refunds at once.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findIncident,
  type Incident,
  incidents,
  playIncident,
  type Step,
  storyOrderId,
} from '../../src/incidents/index.ts';
import { InputError, type Payment, type PaymentFact, position } from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import type { Store } from '../../src/store/index.ts';
import { type Engine, engines } from '../store/engines.ts';

const opened = new Map<string, Engine>();

beforeAll(async () => {
  for (const [name, open] of engines) opened.set(name, await open());
}, 180_000);

afterAll(async () => {
  for (const engine of opened.values()) await engine.close();
}, 60_000);

describe.each(engines)('%s', (name) => {
  let store: Store;

  beforeAll(() => {
    ({ store } = opened.get(name) as Engine);
  });

  it.each(incidents)('should end as without a store: $id', async (incident) => {
    const ends = playIncident(incident).steps.at(-1)?.payment;
    const orderId = await begun(incident);
    for (const step of incident.steps) await told(orderId, step);
    const kept: unknown = JSON.parse(JSON.stringify(await payment(orderId)).replaceAll(orderId, storyOrderId));
    expect(kept).toEqual(ends);
    expect(await store.verifyChain(orderId)).toBeUndefined();
  });

  it('double-invoice: should apply one of the notifications that arrive at once', async () => {
    const { orderId, rest } = await upTo('double-invoice', 1);
    const [first, ...others] = reportsOf(rest, orderId);
    if (!first) throw new Error('the story has no report');
    const received = await Promise.all([first, first, ...others].map((report) => store.receive(report)));
    const news = received.filter(
      ({ verdict, duplicateOf }) => verdict.verdict === 'applied' && duplicateOf === undefined,
    );
    expect(news).toHaveLength(1);
    expect(position(await payment(orderId)).collected).toBe(10000);
  });

  it('settled-settled-race: should answer both that settle at once', async () => {
    const { orderId, rest } = await upTo('settled-settled-race', 1);
    const received = await Promise.all(reportsOf(rest, orderId).map((report) => store.receive(report)));
    expect(received.map(({ verdict }) => verdict.verdict).sort()).toEqual(['applied', 'duplicate']);
  });

  it('concurrent-refunds: should admit no more than was collected, however many ask at once', async () => {
    const { orderId } = await upTo('concurrent-refunds', 2);
    const asked = Array.from({ length: 20 }, (_, at): PaymentFact => {
      const refundId = `refund-${at + 1}`;
      return { type: 'refund.requested', at: '2019-11-05T09:00:00Z', refundId, amount: 6000, currency: 'EUR' };
    });
    const stepped = await Promise.all(asked.map((fact) => store.ask(orderId, fact)));
    expect(stepped.filter(({ ok }) => ok)).toHaveLength(1);
    expect(position(await payment(orderId))).toMatchObject({ reserved: 6000, refundable: 4000 });
  });

  it('refund-retry-new-key: should find the key again after a crash between the request and its answer', async () => {
    const { orderId, rest } = await upTo('refund-retry-new-key', 3);
    const [retry] = rest;
    if (!retry || !('tell' in retry)) throw new Error('the story has no retry');
    expect(await store.ask(orderId, retry.tell)).toMatchObject({ ok: true, repeated: true });
    expect((await payment(orderId)).refunds).toMatchObject([{ key: 'key-1' }]);
  });

  it('endless-resend: should set aside what is illegal, and know it again', async () => {
    const incident = found('endless-resend');
    const orderId = await begun(incident);
    for (const step of incident.steps) await told(orderId, step);
    const aside = (await store.quarantined()).filter((one) => one.orderId === orderId);
    expect(aside).toMatchObject([{ verdict: 'illegal' }]);
  });

  const payment = async (orderId: string): Promise<Payment> => (await store.read(orderId))?.payment as Payment;

  let orders = 0;

  /** An order of a story's own, opened. */
  async function begun({ id }: Incident): Promise<string> {
    const orderId = `${id}-${++orders}`;
    await store.open({ orderId });
    return orderId;
  }

  async function told(orderId: string, step: Step): Promise<void> {
    if ('tell' in step) await store.ask(orderId, renamed(step.tell, orderId));
    if ('configure' in step) await store.configure(orderId, step.configure);
    for (const report of reportsOf([step], orderId)) await store.receive(report);
  }

  /** A story played up to a step, and what is left of it. */
  async function upTo(
    id: string,
    steps: number,
  ): Promise<{ readonly orderId: string; readonly rest: readonly Step[] }> {
    const incident = found(id);
    const orderId = await begun(incident);
    for (const step of incident.steps.slice(0, steps)) await told(orderId, step);
    return { orderId, rest: incident.steps.slice(steps) };
  }
});

function found(id: string): Incident {
  const incident = findIncident(id);
  if (!incident) throw new Error(`there is no incident ${id}`);
  return incident;
}

/** What is told of the order of the stories, told of another. */
function renamed<Told>(told: Told, orderId: string): Told {
  return JSON.parse(JSON.stringify(told).replaceAll(storyOrderId, orderId));
}

/** The reports of steps, about an order of their own; what is no order is left out. */
function reportsOf(steps: readonly Step[], orderId: string) {
  return steps.flatMap((step) => {
    if (!('report' in step)) return [];
    try {
      return [readOrder(renamed(step.report, orderId))];
    } catch (error) {
      if (error instanceof InputError) return [];
      throw error;
    }
  });
}
