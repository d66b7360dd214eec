/**
 * The checkout sidecar: a webhook that drops into any server that speaks web-standard Request and Response, and a service
 * of its own around it.
 */
export * from './acting.ts';
export { type AppOptions, createApp } from './app.ts';
export { type Listener, type PaymentLine, type Watched, watched } from './changes.ts';
export type { Log, Write } from './log.ts';
export * from './notifications.ts';
export { type OpenApi, openApi } from './openapi.ts';
export { platform } from './platform.ts';
export { type SweepOptions, type Swept, sweep } from './sweep.ts';
export { type TimelineEntry, timelineOf } from './timeline.ts';
