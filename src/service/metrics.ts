/**
 * What operators watch, in the Prometheus text format: counted by an SDK of OpenTelemetry that is the service's own, and by that of the
 * process besides, if one is registered.
 */
import { metrics as registered } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { type CountedStore, type Counts, countsBy } from './counts.ts';
import { observeProcess } from './process-metrics.ts';

/** The metrics of one service. */
export interface Metrics extends Counts {
  readonly contentType: string;
  /** All of them, as Prometheus reads them. */
  text(): Promise<string>;
}

/**
 * Metrics of a service on a store, or on one for each account; what they hold is counted when it is asked for. Where accounts have names,
 * what is of one of them has the label `account`.
 */
export function createMetrics(stores: CountedStore | readonly CountedStore[]): Metrics {
  const counted: readonly CountedStore[] = 'counts' in stores ? [stores] : stores;
  const reader = new PrometheusExporter({ preventServerStart: true });
  const own = new MeterProvider({ readers: [reader] }).getMeter('paychart');
  observeProcess(own);
  const isWithout = { targetInfo: true, scopeInfo: true };
  const serializer = new PrometheusSerializer('', false, undefined, isWithout.targetInfo, isWithout.scopeInfo);
  return {
    ...countsBy([own, registered.getMeter('paychart')], counted),
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    text: async () => `${serializer.serialize(known((await reader.collect()).resourceMetrics))}\n`,
  };
}

/** What is known: a value that nobody knows now is left out. */
function known(all: ResourceMetrics): ResourceMetrics {
  const scopeMetrics = all.scopeMetrics.map(({ metrics, ...scope }) => ({
    ...scope,
    metrics: metrics.map((metric) => ({
      ...metric,
      dataPoints: (metric.dataPoints as { readonly value: unknown }[]).filter(({ value }) => !Number.isNaN(value)),
    })),
  }));
  return { ...all, scopeMetrics } as ResourceMetrics;
}
