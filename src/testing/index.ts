/**
 * MultiSafepay simulated, and its deliveries with faults, for tests. The chaos kit is in `chaos.ts`, since it needs fast-check.
 *
 * @module paychart/testing
 */
export type { Change, Move, SimulatorOptions } from './account.ts';
export * from './api-answer.ts';
export * from './clock.ts';
export * from './deliveries.ts';
export * from './order-document.ts';
export * from './play.ts';
export * from './random.ts';
export * from './simulator.ts';
export * from './simulator-http.ts';
export * from './test-cards.ts';
