/**
 * Goal: deliveries disturb when and how often something is told, never what: no true report becomes illegal, a planted one
 * is never believed, and a read of every transaction ends at the truth. The same seed gives the same bytes.
 */
import { describe, expect, it } from 'vitest';
import { readNotification, readOrder, signNotification } from '../../src/multisafepay/index.ts';
import {
  createRandom,
  type Delivery,
  deliveries,
  drawDisturbances,
  type Fault,
  faults,
  type Life,
  type Notice,
  planNotices,
} from '../../src/testing/index.ts';
import { allFaults, lifeOf, observeAll, opened, readsOf, standingOf, truthOf } from './lives.ts';

const seeds = 1000;

/** The latest time in anything that MultiSafepay has of a transaction, by its own order. */
const lastOf = ({ changes }: Life, transactionId: string | undefined): string =>
  changes
    .map(({ document }) => readOrder(document))
    .filter((report) => transactionId === undefined || [report.transactionId, report.reference].includes(transactionId))
    .map(({ recency = '' }) => recency)
    .sort()
    .at(-1) ?? '';

describe('disturbed deliveries', () => {
  it('should make no true report illegal and no planted one believed, and end at the truth after a read', () => {
    const counts: Record<string, number> = {};
    for (let seed = 0; seed < seeds; seed++) {
      const life = lifeOf(seed);
      const drawn = drawDisturbances(createRandom(seed), life.changes.length, allFaults);
      const notices = planNotices(life.changes, drawn);
      const told = observeAll(
        opened(life),
        notices.map(({ document }) => document),
      );
      told.verdicts.forEach((judged, at) => {
        // The same contradiction again repeats the open one (decision D28).
        const verdict = judged.verdict === 'duplicate' && judged.repeats ? 'repeated' : judged.verdict;
        const { planted, document, change } = notices[at] as Notice;
        if (!planted) expect(document).toBe(change.document);
        const name = `${planted ?? 'true'} ${verdict}`;
        counts[name] = (counts[name] ?? 0) + 1;
        if (planted) expect(['illegal', 'unknown', 'repeated'], `seed ${seed}, notice ${at}`).toContain(verdict);
        else expect(verdict, `seed ${seed}, notice ${at}`).not.toBe('illegal');
      });
      const read = standingOf(observeAll(told.payment, readsOf(life)).payment);
      // A planted ending is newer than all that MultiSafepay has: no read of the order is as new (decisions D27, D28).
      const open = read.alarms.filter(
        ({ code, transactionId, at = '' }) => code !== 'money_may_have_left' || at <= lastOf(life, transactionId),
      );
      expect({ ...read, alarms: open }, `seed ${seed}`).toEqual(truthOf(life.simulator.truth(life.orderId)));
    }
    console.info(`${seeds} seeds: ${JSON.stringify(counts)}`);
    for (const planted of ['contradict', 'undocumented', 'unknown_word'])
      expect(Object.keys(counts).join()).toContain(planted);
  }, 240_000);

  it('should be the same bytes for the same seed, and others for another', async () => {
    const { changes } = lifeOf(7);
    const bytes = async (seed: number): Promise<string> => JSON.stringify(await all(changes, seed));
    expect(await bytes(1)).toBe(await bytes(1));
    expect(await bytes(1)).not.toBe(await bytes(2));
  });

  it('should come in the order of their time, each signed for its own timestamp', async () => {
    const { changes, orderId } = lifeOf(7);
    const delivered = await all(changes, 3);
    expect(delivered.map(({ at }) => at)).toEqual(delivered.map(({ at }) => at).sort());
    for (const { at, url, method, headers, body } of delivered) {
      const { searchParams } = new URL(url);
      expect(searchParams.get('transactionid')).toBe(orderId);
      expect(Number(searchParams.get('timestamp'))).toBe(Date.parse(at) / 1000);
      expect(headers.auth).toBe(method === 'GET' ? undefined : `${searchParams.get('timestamp')} ${body.length}`);
    }
  });
});

describe('a signed delivery', () => {
  it('should be read by the handler of this library, with or without a body', async () => {
    const { changes, orderId } = lifeOf(7);
    const runtime = { subtle: crypto.subtle };
    const sign = (body: string, at: number) =>
      signNotification(new TextEncoder().encode(body), { key: 'the-key', at, runtime });
    const kinds = new Set<string>();
    for await (const { at, url, method, headers, body } of deliveries(changes, {
      seed: 3,
      rates: { get: 0.5 },
      sign,
    })) {
      const request = { method, url, headers: new Headers(headers), body: new TextEncoder().encode(body) };
      const now = () => Date.parse(at);
      const reading = await readNotification(request, { keys: 'the-key', runtime: { ...runtime, now } });
      kinds.add(reading.kind);
      if (reading.kind === 'order') expect(reading.report.orderId).toBe(orderId);
    }
    expect(kinds).toEqual(new Set(['order', 'fetch']));
  });
});

describe('a fault', () => {
  const { changes } = lifeOf(7);
  const with1 = (fault: Fault, by = 0) => planNotices(changes, [{ fault, change: 0, by }]);
  const undisturbed = planNotices(changes, []);

  it('should not befall what is not disturbed', () => {
    expect(undisturbed.map(({ document }) => document)).toEqual(changes.map(({ document }) => document));
  });

  it('should be what its name says', () => {
    const first = changes[0];
    expect(first?.byRequest).toBe(true);
    const about = (fault: Fault, by = 0) => with1(fault, by).filter(({ change }) => change === first);
    const start = undisturbed[0]?.at ?? 0;
    expect(about('duplicate')).toHaveLength(2);
    expect(about('resend', 2).map(({ at }) => at - start)).toEqual([0, 900, 1800, 2700]);
    expect(about('delay', 1199).map(({ at }) => at - start)).toEqual([1199]);
    expect(about('lose')).toEqual([]);
    expect(about('get').map(({ method }) => method)).toEqual(['GET']);
    expect(about('overtake').map(({ beforeAnswer }) => beforeAnswer)).toEqual([true]);
    expect(about('unknown_word').map(({ planted }) => planted)).toEqual([undefined, 'unknown_word']);
    expect(Object.keys(faults)).toHaveLength(9);
  });

  it('should contradict only what is collected, after everything else', () => {
    let planted = 0;
    for (let seed = 0; seed < 200; seed++) {
      const life = lifeOf(seed);
      const notices = planNotices(
        life.changes,
        life.changes.map((_, change) => ({ fault: 'contradict', change, by: seed })),
      );
      const first = notices.findIndex((one) => one.planted === 'contradict');
      if (first < 0) continue;
      planted++;
      expect(notices.slice(first).every((one) => one.planted === 'contradict')).toBe(true);
      expect(life.simulator.truth(life.orderId).collected).toBeGreaterThan(0);
    }
    expect(planted).toBeGreaterThan(20);
  });
});

async function all(changes: Parameters<typeof deliveries>[0], seed: number): Promise<Delivery[]> {
  const sign = (body: string, timestamp: number): string => `${timestamp} ${body.length}`;
  const delivered: Delivery[] = [];
  for await (const one of deliveries(changes, { seed, rates: allFaults, sign })) delivered.push(one);
  return delivered;
}
