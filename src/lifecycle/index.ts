/** The life of one order: pure functions over what was seen. */
export * from './explain.ts';
export * from './input-error.ts';
export * from './observe.ts';
export * from './payment.ts';
export * from './predicates.ts';
export { latestInstant } from './recency.ts';
export * from './report.ts';
export * from './snapshot.ts';
export * from './step.ts';
export * from './stored.ts';
export type { Sighting } from './timeline.ts';
export * from './verdict.ts';
export * from './view.ts';
