/**
 * How the orders stand that a store has heard of lately, as it wrote them: a call on one of them is judged without reading it again.
 *
 * What is known here may be out of date, since other processes write as well. So nothing is believed of it but what is then written
 * under the version that it was judged after; whatever is wrong of it is refused there, forgotten, and read.
 */
import { type Asked, type Change, fewEntries, type Standing, unknownOrder } from './rows.ts';
import { packed } from './slim.ts';

/** What a store remembers of orders. It belongs to one store, and so to one database. */
export interface Memory {
  /** How an order stands by what is known here; `undefined` if that does not tell all that the call asks about. */
  standing(asked: Asked): Standing | undefined;
  /** How an order stood when it was read: whatever was known of it before is known no more. */
  met(standing: Standing): void;
  /** What was written of an order that stood so. */
  wrote(standing: Standing, change: Change): void;
  /** It was written otherwise than known here. */
  forget(orderId: string): void;
}

/** An order, and the digests of all notifications of it. */
interface Known {
  readonly standing: Standing;
  readonly digests: readonly string[];
}

/** How many orders are remembered at most, and half of that at least: those that were heard of last. */
const most = 2_000;

/** From how many in a hundred on an order that is not known here is taken for new, and over how many that is counted. */
const newEnough = 0.75;
const countedOver = 16;

/** A memory that knows nothing yet. */
export function emptyMemory(): Memory {
  // Two generations: once the younger is full, it is the older, and what was that is forgotten as a whole. One map from which the oldest is
  // taken each time would be made anew as often, and V8 lets each that was point to the next: none of it would be let go of for long.
  let [younger, older] = [new Map<string, Known>(), new Map<string, Known>()];
  /** How many of the orders that were not known here turned out to be new, lately. */
  let shareNew = 0.5;

  const knownOf = (orderId: string): Known | undefined => younger.get(orderId) ?? older.get(orderId);

  const forget = (orderId: string): boolean => {
    const wasKnown = younger.delete(orderId);
    return older.delete(orderId) || wasKnown;
  };

  const keep = (orderId: string, one: Known): void => {
    if (one.standing.order.version > fewEntries) {
      forget(orderId);
      return;
    }
    younger.set(orderId, one);
    if (younger.size < most / 2) return;
    older = younger;
    younger = new Map();
  };

  const turnedOut = (isNew: boolean): void => {
    shareNew += ((isNew ? 1 : 0) - shareNew) / countedOver;
  };

  return {
    standing({ orderId, digest, named, askedWhen }) {
      if (named !== undefined || askedWhen) return undefined;
      const one = knownOf(orderId);
      if (one) return one.digests.includes(digest) ? undefined : one.standing;
      if (shareNew < newEnough) return undefined;
      return { order: unknownOrder(orderId), lives: new Map(), head: null, ...nothingMore };
    },

    met({ order, lives, head, digests }) {
      const { orderId, version, otherLaw } = order;
      if (!forget(orderId)) turnedOut(version === 0);
      if (digests === undefined || otherLaw || version === 0) return;
      keep(orderId, {
        standing: { order, lives, head, ...nothingMore },
        digests,
      });
    },

    wrote({ order, lives, digests: read }, { entry, payment, moves, readAt, corrects }) {
      const { orderId, n } = entry;
      const before = knownOf(orderId);
      // Taken for new, and it was: nothing of it had been read.
      if (n === 1 && read === undefined) turnedOut(true);
      if (n > 1 && (before === undefined || before.standing.order.version !== n - 1)) {
        forget(orderId);
        return;
      }
      const digestsBefore = before?.digests ?? [];
      const digests = entry.kind === 'notification' ? [...digestsBefore, entry.digest] : digestsBefore;
      const livesNow = new Map(lives);
      for (const { life, n, toCells } of moves) livesNow.set(life, { n, toCells, logN: entry.n });
      keep(orderId, {
        standing: {
          order: {
            ...order,
            version: n,
            head: entry.hash,
            payment,
            verdict: entry.verdict,
            readAt: readAt ?? null,
            corrected: corrects ? n : order.corrected,
          },
          lives: livesNow,
          head: packed(entry.hash),
          ...nothingMore,
        },
        digests,
      });
    },

    forget: (orderId) => void forget(orderId),
  };
}

/** What a call is not judged by unless it was read. */
const nothingMore = { digests: undefined, earlier: undefined, aside: undefined, heardAt: undefined } as const;
