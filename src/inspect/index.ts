/**
 * Payments as actors for the XState inspector. `@statelyai/inspect` is needed here, and nowhere else.
 *
 * @module paychart/inspect
 */
export * from './connect.ts';
export { type Happening, happeningOf, happeningOfReport } from './happening.ts';
export * from './inspect.ts';
export type { PaymentContext, ShownSnapshot, TransactionContext } from './shown.ts';
