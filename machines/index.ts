/**
 * The law: what may be requested, and what may follow what. Imports xstate and nothing else: no clock, no I/O, no randomness.
 */
export * from './card-life.ts';
export * from './cards.ts';
export * from './chart-meta.ts';
export * from './editions.ts';
export * from './money.ts';
export * from './order-rules.ts';
export * from './outside-rules.ts';
export * from './own-mid.ts';
export * from './refund.ts';
export * from './refund-rules.ts';
export * from './refusals.ts';
export * from './shipping-rules.ts';
export * from './sources.ts';
export * from './statuses.ts';
export * from './three-d-secure.ts';
export * from './transaction.ts';
