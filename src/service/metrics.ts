/**
 * What operators watch, in the Prometheus text format.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type Verdict, verdictKinds } from '../lifecycle/index.ts';
import type { Store } from '../store/index.ts';
import type { Notified } from './notifications.ts';
import type { Swept } from './sweep.ts';

/** The metrics of one service. */
export interface Metrics {
  readonly contentType: string;
  /** All of them, as Prometheus reads them. */
  text(): Promise<string>;
  /** A report was judged and stored, however it came. */
  judged(verdict: Verdict['verdict'], account?: string): void;
  /** Counts a request to the webhook. */
  notified(answer: Notified): void;
  /** Counts a request to the API. */
  asked(route: string, status: number, seconds: number): void;
  /** Counts what a sweep came to. */
  swept(came: Swept, account?: string): void;
}

/** A store as it is counted. */
type Counted = Pick<Store, 'counts'> & Partial<Pick<Store, 'account'>>;

/**
 * Metrics of a service on a store, or on one for each account; what they hold is counted when it is asked for. Where accounts have names,
 * what is of one of them has the label `account`.
 */
export function createMetrics(stores: Counted | readonly Counted[]): Metrics {
  const counted: readonly Counted[] = 'counts' in stores ? [stores] : stores;
  const withAccount = counted.some(({ account }) => account !== undefined) ? ['account'] : [];
  const labelled = (account: string | undefined): { account?: string } => (account === undefined ? {} : { account });
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const verdicts = new Counter({
    name: 'paychart_verdicts_total',
    help: 'Reports stored, by what they came to',
    labelNames: ['verdict', ...withAccount],
    registers,
  });
  for (const { account } of counted)
    for (const verdict of verdictKinds) verdicts.inc({ verdict, ...labelled(account) }, 0);
  const notifications = new Counter({
    name: 'paychart_notifications_total',
    help: 'Requests to the webhook, by what became of them',
    labelNames: ['outcome', 'status', ...withAccount],
    registers,
  });
  const lag = new Histogram({
    name: 'paychart_notification_lag_seconds',
    help: 'How long after MultiSafepay signed it a notification was stored',
    labelNames: withAccount,
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 300, 600],
    registers,
  });
  const requests = new Histogram({
    name: 'paychart_request_seconds',
    help: 'How long requests took, by route and status',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const reads = new Counter({
    name: 'paychart_sweep_reads_total',
    help: 'Orders that were due to be read at MultiSafepay, by what came of it',
    labelNames: ['outcome', ...withAccount],
    registers,
  });
  const stored = new Gauge({
    name: 'paychart_stored',
    help: 'What the store holds: payments, reports set aside, messages to be told, messages that failed for good, orders due to be read',
    labelNames: ['what', ...withAccount],
    registers,
    async collect() {
      // While the database is away nobody knows; all the other metrics are wanted more than ever then.
      this.reset();
      for (const store of counted) {
        const counts = await store.counts().catch(() => ({}));
        for (const [what, count] of Object.entries(counts)) this.set({ what, ...labelled(store.account) }, count);
      }
    },
  });
  void stored;
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    judged: (verdict, account) => verdicts.inc({ verdict, ...labelled(account) }),
    notified({ outcome, status, account, lag: milliseconds }) {
      notifications.inc({ outcome, status, ...labelled(account) });
      if (milliseconds !== undefined) lag.observe(labelled(account), Math.max(0, milliseconds) / 1000);
    },
    asked: (route, status, seconds) => requests.observe({ route, status }, seconds),
    swept({ read, unknown, failed }, account) {
      for (const [outcome, count] of Object.entries({ read, unknown, failed }))
        reads.inc({ outcome, ...labelled(account) }, count);
    },
  };
}
