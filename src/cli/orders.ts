/**
 * The payments of a replay, by order id. An order at rest is kept as a line of text, so that a hundred thousand are light.
 */
import type { Edition } from '../../machines/index.ts';
import { emptyPayment, type Payment } from '../lifecycle/index.ts';
import { lawHashes } from '../relation/index.ts';

/** What is configured of the orders: the edition of all, and which are on own MID. What is missing stays open (D19). */
export interface OrdersKnown {
  readonly edition?: Edition;
  readonly ownMid: ReadonlySet<string>;
}

/** The payments of a replay. */
export interface Orders {
  /** The payment an order id belongs to: its own, or that of the refund or capture which has this order id. */
  find(orderId: string): Payment | undefined;
  keep(payment: Payment): void;
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

/** Payments kept by order id; one asked for the first time is opened with what is configured, if anything is. */
export function keepOrders(configured: OrdersKnown): Orders {
  const stored = new Map<string, string>();
  const owners = new Map<string, string>();
  return {
    find(orderId) {
      const text = stored.get(orderId) ?? stored.get(owners.get(orderId) ?? orderId);
      if (text !== undefined) return { ...(JSON.parse(text) as Payment), laws: lawHashes };
      return configuredOrder(orderId, configured);
    },
    keep(payment) {
      const { laws: _, ...rest } = payment;
      stored.set(payment.orderId, JSON.stringify(rest));
      for (const { orderId } of [...payment.attempts, ...payment.refunds])
        if (orderId !== undefined) owners.set(orderId, payment.orderId);
    },
  };
}
