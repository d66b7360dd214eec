/**
 * The sidecar as a process of Node, with its log and metrics. Needs `@hono/node-server`, `pino` and `prom-client` besides.
 *
 * @module paychart/service/node
 */
export { type Config, readConfig, type SiteConfig, variables } from './config.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { type Sidecar, type SidecarOptions, startSidecar } from './sidecar.ts';
