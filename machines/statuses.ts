/**
 * The two axes of every MultiSafepay order: the order status and the transaction status.
 * They are two types on purpose: one never stands in for the other (TX-0).
 */

/** Every order status (`status` on the wire), in the spelling the charts use. Source: founding document; vendor's API list of 2019. */
export const orderStatuses = [
  'initialized',
  'uncleared',
  'completed',
  'declined',
  'expired',
  'void',
  'reserved',
  'chargeback',
  'refunded',
  'partial_refunded',
  'shipped',
] as const;

/** An order status. `cancelled` on the order axis is read as `void` (decision D8). */
export type OrderStatus = (typeof orderStatuses)[number];

/** Every transaction status (`financial_status` on the wire), in the spelling the charts use. */
export const transactionStatuses = [
  'initialized',
  'uncleared',
  'completed',
  'declined',
  'expired',
  'cancelled',
  'reserved',
  'refunded',
  'partial_refunded',
] as const;

/** A transaction status. `void` on the transaction axis is read as `cancelled` (decision D8). */
export type TransactionStatus = (typeof transactionStatuses)[number];

/** An order status and a transaction status, shown together. */
export interface Pair {
  readonly order: OrderStatus;
  readonly transaction: TransactionStatus;
}

/** A pair, as the requirements write it: order status first. */
export function pair(order: OrderStatus, transaction: TransactionStatus): Pair {
  return { order, transaction };
}

/** Whether two pairs are the same on both axes. */
export function samePair(a: Pair, b: Pair): boolean {
  return a.order === b.order && a.transaction === b.transaction;
}
