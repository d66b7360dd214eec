/**
 * The sidecar as a process of Node, with its log and metrics. Needs `@hono/node-server`, `pino` and OpenTelemetry's
 * `@opentelemetry/api`, `@opentelemetry/sdk-metrics` and `@opentelemetry/exporter-prometheus` besides.
 *
 * @module paychart/service/node
 */
export { type Config, readConfig, type SiteConfig, variables } from './config.ts';
export type { CountedStore, Counts } from './counts.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { type Sidecar, type SidecarOptions, startSidecar } from './sidecar.ts';
