/**
 * What changes, as it happens: a store that tells whoever listens. Each change is read once, however many listen.
 */
import { InputError } from '../lifecycle/index.ts';
import { refuseOtherOptions } from '../lifecycle/read.ts';
import { heldTime } from './held-time.ts';
import type { Reads } from './reads.ts';
import type { StoredOrder } from './rows.ts';
import type { Store } from './store.ts';

/** How an order stands after a change, and the place of the change among all. */
export interface OrderChange {
  /** The place: what `since` takes. */
  readonly place: string;
  readonly order: StoredOrder;
}

/** Which changes are wished for. */
export interface ChangesWished {
  /**
   * The place of a change: what came after it, and what changed in the minute before it, since commits may be slow and the clocks of
   * processes differ. So an order may come a second time; it is how it stands. Left out: what changes from the call on, and, by other
   * processes, in the two seconds before it.
   */
  readonly since?: string;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** What a store tells of. */
type Told = Pick<Store, 'open' | 'configure' | 'receive' | 'ask' | 'correct' | 'resolve'>;

/** What is read for those who listen. */
type Read = Pick<Reads, 'read' | 'changedSince' | 'versionsSince'>;

/** Told of each order that changed: how it stands now, of one that changes often. */
type Listener = (change: OrderChange) => void;

/** The changes of a store. */
export interface ChangesOf<Whole> {
  /** The store, whose calls those who listen hear of. */
  readonly store: Whole;
  /** Listens until the function that is returned is called. */
  listen(listener: Listener, ended?: () => void): () => void;
  /** The place of now. */
  place(): string;
  /** What changed since a place. @throws InputError if it is no place. */
  since(place: string): AsyncIterable<OrderChange>;
  /** What changes. */
  changes(wished?: ChangesWished): AsyncIterable<OrderChange>;
  /** Tells those who listen what other processes have changed in the same database since the last look. */
  look(): Promise<void>;
  /** Tells those who listen that nothing more will come. */
  end(): void;
}

/** What changes are made of. */
interface ChangesOptions {
  /** What is read for those who listen; the store itself if left out. */
  readonly reads?: Read;
  /** Told of a change that could not be read; it is tried again. */
  readonly failed?: (error: unknown) => void;
  /** Where a place is given, for who gives one that is none; `since` if left out. */
  readonly placeIn?: string;
}

/** How often changes of other processes are looked for, in milliseconds, while somebody listens. */
const lookEvery = 1_000;

/** How many orders may wait for one who does not take them: beyond that, they are read again from the last one taken on. */
const mostWaiting = 10_000;

/** How far a look goes back before the last change seen: commits may be slow, and the clocks of processes differ. */
const overlap = 60_000;

/** How long before the first listener came a change may be, in milliseconds, to be told to it: commits may be slow. */
const justBefore = 2_000;

/** How many orders a look reads at once. */
const pageSize = 200;

/** How often changes are passed on to those who listen, in milliseconds: the more listen, the more is passed on at once. */
const passedOnEvery = (listeners: number): number => Math.min(1_000, Math.max(250, listeners * 4));

/** A place as text, and the instant from which on what came after it is read. An order's last change is where it stands among all. */
const placeText = (updatedAt: string, orderId: string): string => `${updatedAt} ${encodeURIComponent(orderId)}`;

function instantOf(text: string, placeIn: string): string {
  const [updatedAt = '', orderId] = typeof text === 'string' ? text.split(' ') : [];
  const isPlace = orderId !== undefined && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(updatedAt);
  if (!isPlace || Number.isNaN(Date.parse(updatedAt)))
    throw new InputError(placeIn, 'it is no place in the stream', 'Give it as it came, or none.');
  return heldTime(Date.parse(updatedAt) - overlap);
}

/** A store that tells of every change made through it, once the change is durable. */
export function changesOf<Whole extends Told & Read>(
  store: Whole,
  now: () => string,
  { reads = store, failed, placeIn = 'since' }: ChangesOptions = {},
): ChangesOf<Whole> {
  const listeners = new Map<Listener, () => void>();
  /** The orders of which those who listen know the last change: its version, and when it was. */
  const known = new Map<string, Pick<StoredOrder, 'version' | 'updatedAt'>>();
  /** The orders that changed here and are not read yet. */
  const changed = new Set<string>();
  let isPassingOn = false;
  /** How often somebody has come while nobody listened: what was read for those before is nothing that changed since. */
  let beginnings = 0;
  let seenUntil = now();
  /** From when on changes are told that are met for the first time; what was changed before is known then. */
  let toldFrom = seenUntil;
  let isEnded = false;

  const placeOf = (place: string): string => instantOf(place, placeIn);
  const changeOf = (order: StoredOrder): OrderChange => ({
    place: placeText(order.updatedAt, order.orderId),
    order,
  });
  const isKnown = ({ orderId, version }: Pick<StoredOrder, 'orderId' | 'version'>): boolean =>
    (known.get(orderId)?.version ?? 0) >= version;
  /** Tells those who listen of an order, unless they know it so, or as it stood later, or it was read for those before them. */
  const tell = (order: StoredOrder, readFor: number): void => {
    const { orderId, version, updatedAt } = order;
    if (readFor !== beginnings || isKnown({ orderId, version })) return;
    known.set(orderId, { version, updatedAt });
    const change = changeOf(order);
    for (const listener of listeners.keys()) listener(change);
  };
  /** Reads what changed here, each order once, and again after a pause what changed meanwhile or could not be read. */
  const passOn = async (): Promise<void> => {
    isPassingOn = true;
    while (changed.size > 0 && listeners.size > 0) {
      const orders: StoredOrder[] = [];
      const readFor = beginnings;
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
      for (const order of orders) tell(order, readFor);
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

  const listen = (listener: Listener, ended = (): void => {}): (() => void) => {
    if (isEnded) ended();
    if (listeners.size === 0) {
      known.clear();
      changed.clear();
      beginnings++;
      firstLook = undefined;
      seenUntil = now();
      toldFrom = new Date(Date.parse(seenUntil) - justBefore).toISOString();
    }
    listeners.set(listener, ended);
    return () => listeners.delete(listener);
  };
  const changedFrom = async function* (instant: string): AsyncGenerator<OrderChange> {
    for await (const page of pagesSince(reads.changedSince, instant)) yield* page.map(changeOf);
  };
  const look = async (): Promise<void> => {
    if (listeners.size === 0) return;
    const readFor = beginnings;
    // One whose clock is ahead takes nothing from the others.
    const seen = Math.min(Date.parse(seenUntil), Date.parse(now()));
    const since = new Date(seen - overlap).toISOString();
    for (const [orderId, { updatedAt }] of known) if (updatedAt < since) known.delete(orderId);
    const from = toldFrom;
    for await (const page of pagesSince(reads.versionsSince, since))
      for (const { orderId, version, updatedAt } of page) {
        if (updatedAt > seenUntil) seenUntil = updatedAt;
        if (isKnown({ orderId, version })) continue;
        const order = known.has(orderId) || updatedAt >= from ? await reads.read(orderId) : undefined;
        if (order) tell(order, readFor);
        else known.set(orderId, { version, updatedAt });
      }
    // What was not seen before the first look is told from now on, however late it was committed.
    if (from === toldFrom) toldFrom = '';
  };
  /** The first look since somebody listens: what is committed after it is told, however long ago it was received. */
  let firstLook: Promise<void> | undefined;
  const lookFirst = (): Promise<void> => {
    firstLook ??= look().catch((error: unknown) => {
      firstLook = undefined;
      throw error;
    });
    return firstLook;
  };
  /** How many look at changes as they come, and whether it is looked for those of other processes for them. */
  let following = 0;
  let isLooking = false;
  let endPause = (): void => {};
  const lookOn = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    for (let wait = lookEvery; following > 0; ) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait);
        endPause = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      const began = performance.now();
      await look().catch((error: unknown) => failed?.(error));
      // No more than a tenth of the time is spent on it.
      wait = Math.max(lookEvery, 9 * (performance.now() - began));
    }
    isLooking = false;
  };

  /** What changed from an instant on, then what changes: of an order that changes often, how it stands when it is taken. */
  async function* follow(begun: string, signal: AbortSignal | undefined): AsyncGenerator<OrderChange, undefined> {
    const waiting = new Map<string, OrderChange>();
    let isOver = signal?.aborted === true;
    let isTooMuch = false;
    let wake = (): void => {};
    const over = (): void => {
      isOver = true;
      wake();
    };
    signal?.addEventListener('abort', over);
    const stop = listen((change) => {
      // In the order of the changes that are told: who goes on after a place has had what is before it.
      waiting.delete(change.order.orderId);
      waiting.set(change.order.orderId, change);
      isTooMuch ||= waiting.size > mostWaiting;
      wake();
    }, over);
    following++;
    void lookOn();
    try {
      if (!isOver) await lookFirst();
      for (let from = begun; !isOver; ) {
        /** The versions that were read: what waits may be no newer. */
        const taken = new Map<string, number>();
        for await (const change of changedFrom(from)) {
          if (isOver) return;
          taken.set(change.order.orderId, change.order.version);
          from = placeOf(change.place);
          yield change;
        }
        while (!isOver && !isTooMuch) {
          const [next] = waiting.values();
          if (next === undefined) {
            taken.clear();
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            continue;
          }
          const { orderId, version } = next.order;
          waiting.delete(orderId);
          if ((taken.get(orderId) ?? 0) >= version) continue;
          from = placeOf(next.place);
          yield next;
        }
        waiting.clear();
        isTooMuch = false;
      }
    } finally {
      if (--following === 0) endPause();
      stop();
      signal?.removeEventListener('abort', over);
    }
  }

  return {
    listen,
    look,
    // Not of no order: a blank at the end would be lost in a header.
    place: () => placeText(now(), 'now'),

    async *since(place) {
      const from = placeOf(place);
      if (listeners.size > 0) await lookFirst();
      yield* changedFrom(from);
    },

    changes(wished = {}) {
      refuseOtherOptions(wished, 'changes', { since: true, signal: true });
      const { since, signal } = wished;
      const begun = since === undefined ? now() : placeOf(since);
      return { [Symbol.asyncIterator]: () => follow(begun, signal) };
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
