/**
 * What is configured of orders that are read from a log: reports do not say it.
 */
import type { Edition } from '../../../machines/index.ts';
import { emptyPayment, type Payment } from '../../lifecycle/index.ts';

/** What is configured of the orders: the edition of all, and which are on own MID. What is missing stays open (D19). */
export interface OrdersKnown {
  readonly edition?: Edition;
  readonly ownMid: Pick<ReadonlySet<string>, 'has'>;
}

/** The orders that are said to be on own MID, and those of them that were not met by now: an id that is mistyped says nothing of any order. */
export function ownMidOrders(ids: readonly string[]): {
  readonly ownMid: OrdersKnown['ownMid'];
  unmet(): readonly string[];
} {
  const all = new Set(ids);
  const unmet = new Set(ids);
  const has = (id: string): boolean => {
    unmet.delete(id);
    return all.has(id);
  };
  return { ownMid: { has }, unmet: () => [...unmet] };
}

/** What is said of an order on own MID that was not met, and the way out. */
export const unmetText = (orderId: string): string =>
  `--own-mid: no order "${orderId}" is reported. Give the id as its reports have it.`;

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
