/**
 * The payments of a replay, by order id. An order at rest is kept as a line of text, so that a hundred thousand are light.
 */
import { configuredOrder, type OrdersKnown } from '../audit/documents/configured.ts';
import type { Payment } from '../lifecycle/index.ts';
import { lawHashes } from '../relation/index.ts';

/** The payments of a replay. */
export interface Orders {
  /** The payment an order id belongs to: its own, or that of the refund or capture which has this order id. */
  find(orderId: string): Payment | undefined;
  keep(payment: Payment): void;
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
