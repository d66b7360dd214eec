/**
 * What changes, as it happens: a store that tells whoever listens, and the line of a payment that lists show.
 */
import type { Pair, Position } from '../../machines/index.ts';
import { type Payment, viewOf } from '../lifecycle/index.ts';
import type { Store, StoredOrder } from '../store/index.ts';

/** A payment in a line of a list. Amounts in minor units. */
export interface PaymentLine {
  readonly orderId: string;
  /** What the last thing told of it came to. */
  readonly verdict: StoredOrder['verdict'];
  /** The pairs the order may show. */
  readonly shows: readonly Pair[];
  readonly brands: readonly string[];
  readonly currency?: string;
  readonly position?: Position;
  readonly alarms: number;
  readonly violations: number;
  readonly updatedAt: string;
}

/** The line of a stored order. */
export function lineOf({
  orderId,
  payment,
  verdict,
  updatedAt,
}: Pick<StoredOrder, 'orderId' | 'payment' | 'verdict' | 'updatedAt'>): PaymentLine {
  if (payment === undefined) return { orderId, verdict, shows: [], brands: [], alarms: 0, violations: 0, updatedAt };
  const { shows, currency, position, attempts, alarms, violations } = viewOf(payment);
  return {
    orderId: payment.orderId,
    verdict,
    shows,
    brands: [...new Set(attempts.flatMap(({ brand }) => brand ?? []))],
    ...(currency !== undefined && { currency }),
    position,
    alarms: alarms.length,
    violations: violations.length,
    updatedAt,
  };
}

/** Told of each order that changed. The line is made when it is asked for, so that nobody pays for lines that nobody reads. */
export type Listener = (orderId: string, line: () => PaymentLine) => void;

/** A store, and a way to listen to it. */
export interface Watched {
  readonly store: Store;
  /** Listens until the function that is returned is called. */
  listen(listener: Listener, ended?: () => void): () => void;
  /** Tells those who listen that nothing more will come. */
  end(): void;
}

/** A store that tells of every change made through it, once the change is durable. */
export function watched(store: Store, now: () => string): Watched {
  const listeners = new Map<Listener, () => void>();
  const changed = (orderId: string, payment: Payment | undefined, verdict: StoredOrder['verdict']): void => {
    if (listeners.size === 0) return;
    const updatedAt = now();
    let made: PaymentLine | undefined;
    const line = (): PaymentLine => {
      made ??= lineOf({ orderId, payment, verdict, updatedAt });
      return made;
    };
    for (const listener of listeners.keys()) listener(payment?.orderId ?? orderId, line);
  };
  return {
    listen(listener, ended = () => {}) {
      listeners.set(listener, ended);
      return () => listeners.delete(listener);
    },
    end() {
      for (const ended of listeners.values()) ended();
    },
    store: {
      ...store,
      async open(asked) {
        const payment = await store.open(asked);
        changed(asked.orderId, payment, 'admitted');
        return payment;
      },
      async configure(orderId, said) {
        const payment = await store.configure(orderId, said);
        changed(orderId, payment, 'admitted');
        return payment;
      },
      async receive(report, when) {
        const received = await store.receive(report, when);
        if (received.duplicateOf === undefined) changed(report.orderId, received.payment, received.verdict.verdict);
        return received;
      },
      async ask(...given) {
        const stepped = await store.ask(...given);
        if (stepped.ok && !stepped.repeated) changed(given[0], stepped.next, 'admitted');
        return stepped;
      },
      async correct(orderId, correction) {
        const payment = await store.correct(orderId, correction);
        changed(orderId, payment, 'admitted');
        return payment;
      },
      async resolve(orderId, n, signed) {
        await store.resolve(orderId, n, signed);
        changed(orderId, (await store.read(orderId))?.payment, 'admitted');
      },
    },
  };
}
