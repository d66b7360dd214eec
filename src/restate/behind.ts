/**
 * Appends what orders of this process have recorded, some time after it, to the sinks of their sites: all that came meanwhile at once. It is
 * no promise: what is not appended by this, an order appends by a call of its own.
 *
 * What an order has recorded is durable once Restate has its answer, and the sinks must have nothing that is not. Nobody says so to a
 * worker; so only what Restate has had for a while is appended, and only while no connection to it was lost: if one was, Restate may have
 * lost the answer with it, and what the order then comes to it appends itself.
 */
import type { Log } from '../service/log.ts';
import { type Appendix, StoreError } from '../store/index.ts';
import type { Sink } from './sink.ts';
import { within } from './within.ts';

/** Appends in the background. */
export interface Behind {
  /** Takes what an order keeps that its sinks may lack; what was taken of it before is replaced. */
  take(key: string, sinks: readonly Sink[], appendix: Appendix): void;
  /** Leaves what was taken and is not appended yet to the orders: a connection to Restate was lost. */
  forget(): void;
  /** Appends what is old enough, and leaves the rest to the orders. */
  stop(): Promise<void>;
}

/** What is appended how. */
export interface BehindOptions {
  /** How long after it was taken at most, and half of that at least, in milliseconds. */
  readonly after: number;
  /** How long after a sink was away it is tried again, in milliseconds. */
  readonly again: number;
  /** How long a sink may take, in milliseconds. */
  readonly sinkWithin: number;
  readonly log: Log;
}

interface Taken {
  readonly sinks: readonly Sink[];
  readonly appendix: Appendix;
}

/** How many orders wait at most: what is beyond, while the sinks are away, the orders append themselves. */
const mostWaiting = 20_000;

/** Of how many orders it is known up to which entry they were appended, at most. */
const mostKnown = 10_000;

/** Appends in the background. */
export function appendBehind({ after, again, sinkWithin, log }: BehindOptions): Behind {
  /** What was taken since the last round, and what was taken before it: only that is old enough. */
  let [fresh, ripe] = [new Map<string, Taken>(), new Map<string, Taken>()];
  let timer: NodeJS.Timeout | undefined;
  let losses = 0;
  /** By order, the last entry that its sinks have from here. */
  const known = new Map<string, number>();

  const take = (key: string, taken: Taken): void => {
    if (fresh.size < mostWaiting || fresh.has(key)) fresh.set(key, taken);
  };

  /** Appends what an order lacks. @returns why a sink could not be reached, if one could not. */
  const appendOne = async (key: string, { sinks, appendix }: Taken): Promise<string | undefined> => {
    const { orderId, deliveries } = appendix;
    const before = known.get(key) ?? 0;
    const changes = appendix.changes.filter(({ entry }) => entry.n > before);
    if (changes.length === 0 && deliveries.length === 0) return undefined;
    try {
      await within(sinkWithin, Promise.all(sinks.map((sink) => sink.append({ orderId, changes, deliveries }))));
      known.delete(key);
      known.set(key, changes.at(-1)?.entry.n ?? before);
      for (const oldest of known.keys()) if (known.size > mostKnown) known.delete(oldest);
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      if (error instanceof StoreError && error.code === 'unavailable') return says;
      log.error({ orderId, says }, 'entries could not be appended: their order tries it again, and keeps them');
    }
    return undefined;
  };

  /** Appends what is old enough. @returns whether all sinks were there. */
  const flush = async (): Promise<boolean> => {
    const [now, then] = [ripe, losses];
    ripe = new Map();
    const says = await Promise.all(
      [...now].map(async ([key, taken]) => {
        const away = await appendOne(key, taken);
        // What came meanwhile has this as well.
        if (away !== undefined && then === losses && !fresh.has(key)) take(key, taken);
        return away;
      }),
    );
    const away = says.filter((one) => one !== undefined);
    if (away.length > 0) log.warn({ orders: away.length, says: away[0] }, 'entries could not be appended yet');
    return away.length === 0;
  };

  const round = async (): Promise<void> => {
    const wereThere = await flush();
    [ripe, fresh] = [fresh, new Map()];
    timer = ripe.size > 0 ? setTimeout(round, wereThere ? after / 2 : again) : undefined;
  };

  return {
    take(key, sinks, appendix) {
      take(key, { sinks, appendix });
      timer ??= setTimeout(round, after / 2);
    },
    forget() {
      losses++;
      fresh.clear();
      ripe.clear();
    },
    async stop() {
      clearTimeout(timer);
      await flush();
      losses++;
      fresh.clear();
    },
  };
}
