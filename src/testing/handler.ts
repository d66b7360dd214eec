/**
 * What the chaos kit needs to know of a shop: how it takes a notification, what it believes, and what it has done.
 */
import type { MinorUnits } from '../../machines/index.ts';
import type { Delivery } from './deliveries.ts';

/** A notification as it comes over HTTP: what the vendor's web server would send to yours. */
export type NotificationRequest = Pick<Delivery, 'url' | 'method' | 'headers' | 'body'>;

/** What a shop believes of an order. Amounts in minor units. */
export interface ShopState {
  /** Whether the money was collected, whatever has been given back since. */
  readonly paid: boolean;
  /** What has been given back; a refund that is only reserved has not. */
  readonly refunded: MinorUnits;
  /** What the customer's bank has taken back, and not been made to return. */
  readonly chargedBack: MinorUnits;
}

/** Something a shop has done because of a notification, and must not do twice: shipped, written an email, booked a refund. */
export interface Effect {
  /** `ship`, or a word of your own. */
  readonly kind: string;
  /** What it was done for, if it may be done once for each: the id of a refund, say. */
  readonly key?: string;
}

/** A shop's handler, as the chaos kit drives it. Keep its state in memory: a new one is made for every history. */
export interface Handler {
  /** Takes one notification and answers it. May be called again before it has answered. */
  notify(request: NotificationRequest): Promise<{ readonly status: number; readonly body: string }>;
  /** What it believes of an order now. */
  state(orderId: string): Promise<ShopState>;
  /** Everything it has done for an order. */
  effects(orderId: string): Promise<readonly Effect[]>;
  /** Asks MultiSafepay how the order stands. Left out, the shop gets one more true notification of each attempt instead. */
  reconcile?(orderId: string): Promise<void>;
  /** Gives money back, or refuses to. If there is one, it is called twice at once for all that is left. */
  refund?(orderId: string, amount: MinorUnits): Promise<void>;
}

/** What a handler has to work with. */
export interface ShopWorld {
  /** MultiSafepay's API, simulated; any host and any key will do. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** What time it is, an ISO 8601 instant. */
  readonly now: () => string;
}
