/** The life of one order: pure functions over what was seen. */
export * from './asking/explain.ts';
export * from './asking/open.ts';
export * from './asking/predicates.ts';
export * from './asking/snapshot.ts';
export * from './asking/step.ts';
export * from './belief/belief.ts';
export * from './belief/money.ts';
export * from './input-error.ts';
export * from './judging/observe.ts';
export * from './payment.ts';
export { latestInstant } from './recency.ts';
export * from './report.ts';
export type { Sighting } from './sighting.ts';
export * from './stored.ts';
export * from './values.ts';
export * from './verdict.ts';
export * from './view.ts';
