/**
 * What is configured of orders that are read from a log: reports do not say it.
 */
import type { Edition } from '../../../machines/index.ts';
import { emptyPayment, type Payment } from '../../lifecycle/index.ts';

/** What is configured of the orders: the edition of all, and which are on own MID. What is missing stays open (D19). */
export interface OrdersKnown {
  readonly edition?: Edition;
  readonly ownMid: ReadonlySet<string>;
}

/** The payment of an order that is met for the first time, as it is configured; nothing if nothing of it is. */
export function configuredOrder(orderId: string, { edition, ownMid }: OrdersKnown): Payment | undefined {
  const isOwnMid = ownMid.has(orderId);
  if (edition === undefined && !isOwnMid) return undefined;
  return {
    ...emptyPayment(orderId),
    ...(edition !== undefined && { edition }),
    ...(isOwnMid && { collector: 'american_express' }),
  };
}
