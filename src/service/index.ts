/**
 * The checkout sidecar: a webhook that drops into any server that speaks web-standard Request and Response, and what a
 * service around it does. It needs no other package. The service as an app is in `app.ts`, which needs Hono.
 *
 * @module paychart/service
 */
export * from './acting.ts';
export { type Change, type Listener, type PaymentLine, type Watched, type WatchedOptions, watched } from './changes.ts';
export type { Log, Write } from './log.ts';
export * from './notifications.ts';
export { openedOnce } from './opened-once.ts';
export { platform } from './platform.ts';
export { type SweepOptions, type Swept, sweep } from './sweep.ts';
export { type Asker, type TimelineEntry, timelineOf } from './timeline.ts';
