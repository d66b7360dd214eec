/**
 * What changes, as it happens: a store that tells whoever listens, and the line of a payment that lists show.
 */
import type { Pair, Position } from '../../machines/index.ts';
import { viewOf } from '../lifecycle/index.ts';
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
export function lineOf({ orderId, payment, verdict, updatedAt }: StoredOrder): PaymentLine {
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

/** Told of each order that changed, by its id. */
export type Listener = (orderId: string) => void;

/** A store, and a way to listen to it. */
export interface Watched {
  readonly store: Store;
  /** Listens until the function that is returned is called. */
  listen(listener: Listener, ended?: () => void): () => void;
  /** The line of an order as it stands; nothing if it is not known. */
  line(orderId: string): Promise<PaymentLine | undefined>;
  /** Tells those who listen what other processes have changed in the same database since the last look. */
  look(): Promise<void>;
  /** Tells those who listen that nothing more will come. */
  end(): void;
}

/** How far a look goes back before the last change seen: commits may be slow, and the clocks of processes differ. */
const overlap = 60_000;

/** How many orders a look reads at once. */
const pageSize = 200;

/** A store that tells of every change made through it, once the change is durable. */
export function watched(store: Store, now: () => string): Watched {
  const listeners = new Map<Listener, () => void>();
  /** The orders of which those who listen know the last change: its version, and when it was. */
  const known = new Map<string, Pick<StoredOrder, 'version' | 'updatedAt'>>();
  let seenUntil = now();
  let isEnded = false;
  const changed = (orderId: string): void => {
    for (const listener of listeners.keys()) listener(orderId);
  };
  /** A call of the store, after which those who listen are told of the order. */
  const telling =
    <Given extends [unknown, ...unknown[]], Came>(
      call: (...given: Given) => Promise<Came>,
      orderOf: (given: Given, came: Came) => string | undefined,
    ) =>
    async (...given: Given): Promise<Came> => {
      const came = await call(...given);
      const orderId = listeners.size > 0 ? orderOf(given, came) : undefined;
      if (orderId !== undefined) changed(orderId);
      return came;
    };
  const named = ([orderId]: readonly [string, ...unknown[]]): string => orderId;

  return {
    listen(listener, ended = () => {}) {
      if (isEnded) ended();
      if (listeners.size === 0) {
        known.clear();
        seenUntil = now();
      }
      listeners.set(listener, ended);
      return () => listeners.delete(listener);
    },

    async line(orderId) {
      const order = await store.read(orderId);
      if (order === undefined) return undefined;
      const { version, updatedAt } = order;
      known.set(order.orderId, { version, updatedAt });
      return lineOf(order);
    },

    async look() {
      if (listeners.size === 0) return;
      const since = new Date(Date.parse(seenUntil) - overlap).toISOString();
      for (const [orderId, { updatedAt }] of known) if (updatedAt < since) known.delete(orderId);
      let page = await store.changedSince(since, pageSize);
      for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
        for (const order of page) {
          const { orderId, version, updatedAt } = order;
          if (known.get(orderId)?.version === version) continue;
          known.set(orderId, { version, updatedAt });
          if (updatedAt > seenUntil) seenUntil = updatedAt;
          changed(orderId);
        }
        page = page.length < pageSize ? [] : await store.changedSince(last, pageSize);
      }
    },

    end() {
      isEnded = true;
      for (const ended of listeners.values()) ended();
    },

    store: {
      ...store,
      open: telling(store.open, ([{ orderId }]) => orderId),
      configure: telling(store.configure, named),
      receive: telling(store.receive, ([report], { payment, duplicateOf }) =>
        duplicateOf === undefined ? (payment?.orderId ?? report.orderId) : undefined,
      ),
      ask: telling(store.ask, ([orderId], stepped) => (stepped.ok && stepped.repeated ? undefined : orderId)),
      correct: telling(store.correct, named),
      resolve: telling(store.resolve, named),
    },
  };
}
