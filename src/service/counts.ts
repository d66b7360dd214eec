/**
 * What operators watch, counted by meters of OpenTelemetry. The names are those that Prometheus is shown.
 */
import type { Attributes, Meter } from '@opentelemetry/api';
import { type Verdict, verdictKinds } from '../lifecycle/index.ts';
import type { Store } from '../store/index.ts';
import type { Notified } from './notifications.ts';
import type { Swept } from './sweep.ts';

/** What is counted of a service. */
export interface Counts {
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
export type CountedStore = Pick<Store, 'counts'> & Partial<Pick<Store, 'account'>>;

const labelled = (account: string | undefined): { account?: string } => (account === undefined ? {} : { account });

/** Counts by each of these meters what happens to a service on these stores, and observes what they hold. */
export function countsBy(meters: readonly Meter[], stores: readonly CountedStore[]): Counts {
  /** An instrument of each meter; what is told is told to all. */
  const counter = (name: string, description: string) => {
    const counters = meters.map((meter) => meter.createCounter(name, { description }));
    return (count: number, labels: Attributes): void => {
      for (const one of counters) one.add(count, labels);
    };
  };
  const histogram = (name: string, description: string, explicitBucketBoundaries: number[]) => {
    const histograms = meters.map((meter) =>
      meter.createHistogram(name, { description, advice: { explicitBucketBoundaries } }),
    );
    return (value: number, labels: Attributes): void => {
      for (const one of histograms) one.record(value, labels);
    };
  };
  const verdicts = counter('paychart_verdicts_total', 'Reports stored, by what they came to');
  const notifications = counter('paychart_notifications_total', 'Requests to the webhook, by what became of them');
  const lag = histogram(
    'paychart_notification_lag_seconds',
    'How long after MultiSafepay signed it a notification was stored',
    [0.5, 1, 2, 5, 10, 30, 60, 300, 600],
  );
  const requests = histogram(
    'paychart_request_seconds',
    'How long requests took, by route and status',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  );
  const reads = counter(
    'paychart_sweep_reads_total',
    'Orders that were due to be read at MultiSafepay, by what came of it',
  );
  for (const { account } of stores) for (const verdict of verdictKinds) verdicts(0, { verdict, ...labelled(account) });
  for (const meter of meters)
    for (const store of stores)
      observeStored(
        meter.createObservableGauge('paychart_stored', {
          description:
            'What the store holds: payments, reports set aside, messages to be told, messages that failed for good, orders due to be read',
        }),
        store,
      );
  return {
    judged: (verdict, account) => verdicts(1, { verdict, ...labelled(account) }),
    notified({ outcome, status, account, lag: milliseconds }) {
      notifications(1, { outcome, status, ...labelled(account) });
      if (milliseconds !== undefined) lag(Math.max(0, milliseconds) / 1000, labelled(account));
    },
    asked: (route, status, seconds) => requests(seconds, { route, status }),
    swept({ read, unknown, failed }, account) {
      for (const [outcome, count] of Object.entries({ read, unknown, failed }))
        reads(count, { outcome, ...labelled(account) });
    },
  };
}

/**
 * What a store holds is counted when it is asked for. While its database is away nobody knows, which NaN says: what is not observed any
 * more would stay as it was seen last.
 */
function observeStored(gauge: ReturnType<Meter['createObservableGauge']>, store: CountedStore): void {
  let known: readonly string[] = [];
  gauge.addCallback(async (observer) => {
    const counts: Readonly<Record<string, number>> = await store
      .counts()
      .then((one) => ({ ...one }))
      .catch(() => Object.fromEntries(known.map((what) => [what, Number.NaN])));
    known = Object.keys(counts);
    for (const [what, count] of Object.entries(counts)) observer.observe(count, { what, ...labelled(store.account) });
  });
}
