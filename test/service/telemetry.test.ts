/**
 * Goal: who operates payments sees them in their own OpenTelemetry: what was done, what it came to, in whose course, and what it cost.
 * No card data and nothing of a shopper is in it; without an SDK nothing changes.
 */
import { context, metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CardData } from '../../src/multisafepay/index.ts';
import { createNotificationHandler, type NotificationHandler, sweep } from '../../src/service/index.ts';
import { createMetrics } from '../../src/service/node.ts';
import { createTelemetry, type Telemetry } from '../../src/service/telemetry.ts';
import { type Database, openStore, type Store, StoreError } from '../../src/store/index.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { openPrepared } from '../store/prepared.ts';
import { apiKey, directOrder, openShop, type Shop } from './shop.ts';

const { card, ...wish } = directOrder();
const [number] = testCards;

/** A shop, and what is told of it. */
interface Told {
  readonly shop: Shop;
  readonly telemetry: Telemetry;
  readonly acting: Shop['acting'];
  readonly notified: NotificationHandler;
}

async function openTold(database: Database): Promise<Told> {
  let plain: Store | undefined;
  let telemetry: Telemetry | undefined;
  const shop = await openShop(async (now) => {
    plain = await openStore({ database, now });
    telemetry = createTelemetry({ stores: [plain] });
    return telemetry.store(plain);
  });
  const made = telemetry as unknown as Telemetry;
  const { store, runtime } = shop;
  const notified = createNotificationHandler({ store, apiKey, runtime, onAnswer: made.notified });
  return { shop, telemetry: made, acting: made.acting(shop.acting), notified: made.handler(notified) };
}

const paidBy = async ({ shop, acting, notified }: Told, orderId: string): Promise<number[]> => {
  await shop.call('POST', '/payments', { orderId });
  await acting.order(orderId, { ...wish, brand: 'visa', card: new CardData(card) });
  const statuses: number[] = [];
  for (const { document } of shop.simulator.changes)
    statuses.push((await notified(await shop.notification(document))).status);
  return statuses;
};

describe('telemetry', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openPrepared();
  });
  afterAll(() => database.close());

  it('should change nothing where no SDK is registered', async () => {
    const told = await openTold(database);
    expect(await paidBy(told, 'before-1')).toEqual(told.shop.simulator.changes.map(() => 200));
    expect((await told.shop.store.read('before-1'))?.payment).toBeDefined();
  });

  describe('of an SDK that is registered', () => {
    const spans = new InMemorySpanExporter();
    const reader = new PrometheusExporter({ preventServerStart: true });
    const names = (): string[] => spans.getFinishedSpans().map(({ name }) => name);
    const named = (name: string): ReadableSpan[] => spans.getFinishedSpans().filter((one) => one.name === name);
    const measured = async (): Promise<string> =>
      new PrometheusSerializer('', false, undefined, true, true).serialize((await reader.collect()).resourceMetrics);
    let told: Told;
    beforeAll(async () => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      trace.setGlobalTracerProvider(
        new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
      );
      metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
      told = await openTold(database);
    });
    beforeEach(() => spans.reset());

    it('should show a notification with what became of it, and in its course what was stored', async () => {
      expect(await paidBy(told, 'told-1')).toContain(200);
      const [notified] = named('paychart.notification');
      const received = named('paychart.store.receive').find(
        ({ parentSpanContext }) => parentSpanContext?.spanId === notified?.spanContext().spanId,
      );
      expect(received?.attributes).toMatchObject({ 'paychart.order_id': 'told-1' });
      expect(notified?.attributes).toEqual({
        'http.response.status_code': 200,
        'paychart.outcome': 'stored',
        'paychart.verdict': received?.attributes['paychart.verdict'],
      });
      expect(await measured()).toMatch(/paychart_notifications_total\{outcome="stored",status="200"\} [1-9]/);
      expect(await measured()).toMatch(/paychart_stored\{what="payments"\} 2/);
    });

    it('should say the code of what the law refuses, and of what MultiSafepay does', async () => {
      await paidBy(told, 'told-2');
      const { acting, shop, telemetry } = told;
      await acting.refund('told-2', { refundId: 'r-1', amount: 10_001 });
      expect(named('paychart.refund').map(({ attributes }) => attributes)).toEqual([
        { 'paychart.order_id': 'told-2', 'paychart.outcome': 'refused', 'paychart.code': expect.stringMatching(/\w/) },
      ]);
      const read = await telemetry.client(shop.client).getOrder('nobody-knows');
      expect(read.ok).toBe(false);
      const [asked] = named('paychart.multisafepay.getOrder');
      expect(asked?.attributes).toMatchObject({ 'error.type': 'not_found', 'http.response.status_code': 404 });
      expect(asked?.status).toEqual({ code: SpanStatusCode.ERROR });
    });

    it('should say what a sweep came to, and count it', async () => {
      const { shop, telemetry } = told;
      const { store, client, clock } = shop;
      await telemetry.sweep(() => sweep({ store, client, now: clock.now }));
      expect(named('paychart.sweep')[0]?.attributes).toMatchObject({ 'paychart.due': 0, 'paychart.read': 0 });
      expect(await measured()).toContain('paychart_sweep_reads_total{outcome="failed"} 0');
    });

    it('should say the kind of an error, and not what it says', async () => {
      const { shop, telemetry } = told;
      const failing = telemetry.store({
        ...shop.store,
        open: async () => {
          throw new StoreError('unavailable', 'a secret');
        },
      });
      await expect(failing.open({ orderId: 'x' })).rejects.toThrow('a secret');
      const { attributes, events, status } = named('paychart.store.open').at(-1) as ReadableSpan;
      expect({ attributes, events, status }).toEqual({
        attributes: { 'paychart.order_id': 'x', 'error.type': 'unavailable' },
        events: [],
        status: { code: SpanStatusCode.ERROR },
      });
    });

    it('should have no card data and nothing of a customer, wherever it is given', async () => {
      const { acting, shop, telemetry } = told;
      await paidBy(told, 'told-3');
      const client = telemetry.client(shop.client);
      await client.listTokens('customer-of-mine');
      await client.deleteToken('customer-of-mine', 'token-of-mine');
      await expect(acting.refund(number, { refundId: number, amount: 1 })).rejects.toThrow('is not known');
      expect(names()).toEqual(expect.arrayContaining(['paychart.order', 'paychart.multisafepay.listTokens']));
      const all = JSON.stringify(
        spans.getFinishedSpans().map(({ name, attributes, events, status }) => [name, attributes, events, status]),
      );
      for (const secret of [number, card.card_number, card.card_cvc, card.card_expiry_date, 'of-mine', apiKey])
        expect(all).not.toContain(secret);
    });

    it('should be told by a service as well that shows its own metrics', async () => {
      const own = createMetrics(told.shop.store);
      own.asked('/payments', 200, 0.02);
      expect(await own.text()).toContain('paychart_request_seconds_count{route="/payments",status="200"} 1');
      expect(await measured()).toContain('paychart_request_seconds_count{route="/payments",status="200"} 1');
    });
  });
});

describe('the metrics of a service', () => {
  it('should leave out what a store holds while nobody knows, and say it again once somebody does', async () => {
    let isAway = false;
    const own = createMetrics({
      counts: async () => {
        if (isAway) throw new StoreError('unavailable', 'away');
        return { payments: 3, quarantined: 0, outbox: 0, failed: 0, due: 0 };
      },
    });
    expect(await own.text()).toContain('paychart_stored{what="payments"} 3\n');
    isAway = true;
    const text = await own.text();
    expect(text).not.toContain('paychart_stored{');
    expect(text).toContain('paychart_verdicts_total{verdict="applied"} 0\n');
    isAway = false;
    expect(await own.text()).toContain('paychart_stored{what="payments"} 3\n');
  });

  it('should be named as they were, those of the process among them', async () => {
    const text = await createMetrics([]).text();
    const types = Object.fromEntries(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]),
    );
    expect(types).toMatchObject({
      process_cpu_seconds_total: 'counter',
      process_resident_memory_bytes: 'gauge',
      process_start_time_seconds: 'gauge',
      nodejs_eventloop_lag_seconds: 'gauge',
      nodejs_eventloop_lag_p99_seconds: 'gauge',
      nodejs_heap_size_used_bytes: 'gauge',
      nodejs_heap_space_size_used_bytes: 'gauge',
      nodejs_active_resources_total: 'gauge',
      nodejs_version_info: 'gauge',
    });
    expect(text).toMatch(/^nodejs_heap_size_used_bytes \d+$/m);
  });
});
