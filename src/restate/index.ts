/**
 * The law on Restate, a durable distributed engine: for who outgrows one sidecar and one database. Each order is a virtual object with one
 * writer, its log the very one of `paychart/store`, which gets it in batches.
 *
 * @module paychart/restate
 */
export * from './desk.ts';
export * from './front.ts';
export type { IngressOptions } from './ingress.ts';
export {
  type Elsewhere,
  type Fault,
  type HeldSite,
  type Observed,
  type Observing,
  objectName,
  type PaymentObjectOptions,
  type Standing,
} from './object.ts';
export { jsonLines, type LogStore, type Sink } from './sink.ts';
export * from './worker.ts';
