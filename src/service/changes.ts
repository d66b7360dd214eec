/**
 * What changes, as it happens: a store that tells whoever listens, and the line of a payment that lists show.
 */
import type { Pair, Position } from '../../machines/index.ts';
import { InputError, viewOf } from '../lifecycle/index.ts';
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
}

/**
 * The line of a stored order.
 *
 * @param account the name of its account, if it has one.
 */
export function lineOf({ orderId, payment, verdict, updatedAt }: StoredOrder, account?: string): PaymentLine {
  const said = account === undefined ? {} : { account };
  if (payment === undefined)
    return { ...said, orderId, verdict, shows: [], brands: [], alarms: 0, violations: 0, updatedAt };
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

/** How far a look goes back before the last change seen: commits may be slow, and the clocks of processes differ. */
const overlap = 60_000;

/** How long before the first listener came a change may be, in milliseconds, to be told to it: commits may be slow. */
const justBefore = 2_000;

/** How many orders a look reads at once. */
const pageSize = 200;

/** How often changes are passed on to those who listen, in milliseconds: the more listen, the more is passed on at once. */
const passedOnEvery = (listeners: number): number => Math.min(1_000, Math.max(250, listeners * 4));

/** A place as text, and back. An order's last change is where it stands among all. */
const placeText = (updatedAt: string, orderId: string): string => `${updatedAt} ${encodeURIComponent(orderId)}`;

function placeOf(text: string): string {
  const [updatedAt = '', orderId] = text.split(' ');
  const isPlace = orderId !== undefined && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(updatedAt);
  if (!isPlace || Number.isNaN(Date.parse(updatedAt)))
    throw new InputError(
      'Last-Event-ID',
      'it is no place in the stream',
      'Give the id of an event as it came, or none.',
    );
  return new Date(Date.parse(updatedAt) - overlap).toISOString();
}

/** A store that tells of every change made through it, once the change is durable. */
export function watched(store: Store, now: () => string, { reads = store, failed }: WatchedOptions = {}): Watched {
  const listeners = new Map<Listener, () => void>();
  /** The orders of which those who listen know the last change: its version, and when it was. */
  const known = new Map<string, Pick<StoredOrder, 'version' | 'updatedAt'>>();
  /** The orders that changed here and are not read yet. */
  const changed = new Set<string>();
  let isPassingOn = false;
  let seenUntil = now();
  /** From when on changes are told that are met for the first time; what was changed before is known then. */
  let toldFrom = seenUntil;
  let isEnded = false;

  const changeOf = (order: StoredOrder): Change => ({
    id: placeText(order.updatedAt, order.orderId),
    line: lineOf(order, store.account),
  });
  /** Tells those who listen of an order, unless they know it so. */
  const tell = (order: StoredOrder): void => {
    const { orderId, version, updatedAt } = order;
    if (known.get(orderId)?.version === version) return;
    known.set(orderId, { version, updatedAt });
    const change = changeOf(order);
    for (const listener of listeners.keys()) listener(change);
  };
  /** Reads what changed here, each order once, and again after a pause what changed meanwhile or could not be read. */
  const passOn = async (): Promise<void> => {
    isPassingOn = true;
    while (changed.size > 0 && listeners.size > 0) {
      const orders: StoredOrder[] = [];
      for (const orderId of [...changed]) {
        changed.delete(orderId);
        try {
          const order = await reads.read(orderId);
          if (order) orders.push(order);
        } catch (error) {
          changed.add(orderId);
          failed?.(error);
        }
      }
      // All at once: each listener is written to once a turn, not once an order.
      for (const order of orders) tell(order);
      await new Promise<void>((resolve) => setTimeout(resolve, passedOnEvery(listeners.size)));
    }
    changed.clear();
    isPassingOn = false;
  };
  const noticed = (orderId: string): void => {
    changed.add(orderId);
    if (!isPassingOn) void passOn();
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
      if (orderId !== undefined) noticed(orderId);
      return came;
    };
  const named = ([orderId]: readonly [string, ...unknown[]]): string => orderId;
  /** Page by page. */
  const pagesSince = async function* <Row extends Pick<StoredOrder, 'orderId' | 'updatedAt'>>(
    read: (since: string | Row, limit: number) => Promise<readonly Row[]>,
    since: string,
  ): AsyncGenerator<readonly Row[]> {
    let page = await read(since, pageSize);
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      yield page;
      page = page.length < pageSize ? [] : await read(last, pageSize);
    }
  };

  return {
    listen(listener, ended = () => {}) {
      if (isEnded) ended();
      if (listeners.size === 0) {
        known.clear();
        seenUntil = now();
        toldFrom = new Date(Date.parse(seenUntil) - justBefore).toISOString();
      }
      listeners.set(listener, ended);
      return () => listeners.delete(listener);
    },

    place: () => placeText(now(), ''),

    async *since(place) {
      for await (const page of pagesSince(reads.changedSince, placeOf(place))) yield* page.map(changeOf);
    },

    async look() {
      if (listeners.size === 0) return;
      const since = new Date(Date.parse(seenUntil) - overlap).toISOString();
      for (const [orderId, { updatedAt }] of known) if (updatedAt < since) known.delete(orderId);
      const from = toldFrom;
      for await (const page of pagesSince(reads.versionsSince, since))
        for (const { orderId, version, updatedAt } of page) {
          if (updatedAt > seenUntil) seenUntil = updatedAt;
          const last = known.get(orderId);
          if (last?.version === version) continue;
          const order = last || updatedAt >= from ? await reads.read(orderId) : undefined;
          if (order) tell(order);
          else known.set(orderId, { version, updatedAt });
        }
      // What was not seen before the first look is told from now on, however late it was committed.
      if (from === toldFrom) toldFrom = '';
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
