/**
 * What changes, as it happens, with the line of a payment that lists show.
 */
import type { Pair, Position } from '../../machines/index.ts';
import { viewOf } from '../lifecycle/index.ts';
import { changesOf, type OrderChange } from '../store/changes.ts';
import type { Store, StoredOrder } from '../store/index.ts';

/** A payment in a line of a list. Amounts in minor units. */
export interface PaymentLine {
  /** The account; missing of the one without a name. */
  readonly account?: string;
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
  /** When it must be read at MultiSafepay next; null if it need not be. */
  readonly nextReadAt: string | null;
}

/**
 * The line of a stored order.
 *
 * @param account the name of its account, if it has one.
 */
export function lineOf(
  { orderId, payment, verdict, updatedAt, nextReadAt }: StoredOrder,
  account?: string,
): PaymentLine {
  const said = account === undefined ? {} : { account };
  if (payment === undefined)
    return { ...said, orderId, verdict, shows: [], brands: [], alarms: 0, violations: 0, updatedAt, nextReadAt };
  const { shows, currency, position, attempts, alarms, violations } = viewOf(payment);
  return {
    ...said,
    orderId: payment.orderId,
    verdict,
    shows,
    brands: [...new Set(attempts.flatMap(({ brand }) => brand ?? []))],
    ...(currency !== undefined && { currency }),
    position,
    alarms: alarms.length,
    violations: violations.length,
    updatedAt,
    nextReadAt,
  };
}

/** A change: the line of an order as it stands after it, and its place among all changes. */
export interface Change {
  /** The place: what `since` and a listener's `Last-Event-ID` take. */
  readonly id: string;
  readonly line: PaymentLine;
}

/** Told of each order that changed: the latest line of one that changes often. */
export type Listener = (change: Change) => void;

/** A store, and a way to listen to it. */
export interface Watched {
  readonly store: Store;
  /** Listens until the function that is returned is called. Each change is read once, however many listen. */
  listen(listener: Listener, ended?: () => void): () => void;
  /** The place of now: who starts here gets what changes from now on. */
  place(): string;
  /**
   * What changed since a place, the first change first, a minute before it included: commits may be slow, and the clocks of
   * processes differ. So a line may come a second time; it is how the order stands.
   *
   * @throws InputError if it is no place.
   */
  since(place: string): AsyncIterable<Change>;
  /** Tells those who listen what other processes have changed in the same database since the last look. */
  look(): Promise<void>;
  /** Tells those who listen that nothing more will come. */
  end(): void;
}

/** What a watched store is made of. */
export interface WatchedOptions {
  /** What is read for those who listen: a store of the same database on connections of its own; the watched one if left out. */
  readonly reads?: Pick<Store, 'read' | 'changedSince' | 'versionsSince'>;
  /** Told of a change that could not be read; it is tried again. */
  readonly failed?: (error: unknown) => void;
}

/** A store that tells of every change made through it, once the change is durable. */
export function watched(store: Store, now: () => string, options: WatchedOptions = {}): Watched {
  const {
    listen,
    since,
    place,
    look,
    end,
    store: telling,
  } = changesOf(store, now, { ...options, placeIn: 'Last-Event-ID' });
  /** The line of each change, made once for all who listen. */
  const lines = new WeakMap<OrderChange, Change>();
  const lined = (change: OrderChange): Change => {
    const known = lines.get(change) ?? { id: change.place, line: lineOf(change.order, store.account) };
    lines.set(change, known);
    return known;
  };
  return {
    store: telling,
    listen: (listener, ended) => listen((change) => listener(lined(change)), ended),
    place,
    async *since(from) {
      for await (const change of since(from)) yield lined(change);
    },
    look,
    end,
  };
}
