/**
 * After a restore: the database is of an earlier moment than what MultiSafepay has done since. No request is admitted on an order until it
 * was read there once more, whether or not anything changed: nobody here can know that.
 */
import { InputError, type PaymentFact } from '../lifecycle/index.ts';
import { readInstant, refuseOtherOptions } from '../lifecycle/read.ts';
import type { Database } from './database.ts';
import { heldTime } from './held-time.ts';
import { readAskedId } from './read-asked.ts';
import { retried } from './retried.ts';
import type { StoredOrder } from './rows.ts';
import { StoreError } from './store-error.ts';

/** What a recovery came to. */
export interface Recovered {
  /** When it was: what was read before does not count. An ISO 8601 instant. */
  readonly at: string;
  /** How many orders the sweep reads now, of all accounts; all others are read when something is asked of them. */
  readonly due: number;
}

/** The calls around a recovery. */
export interface Recovery {
  /**
   * After a restore, of all accounts at once, since a database is restored whole: until an order was read at MultiSafepay after this, no request on it is admitted (`StoreError` `read_first`), and those
   * that are open, watched, or were touched since the day before the copy was made, are due now.
   *
   * @param copy of when the restored copy is: an ISO 8601 instant.
   * @throws InputError if that is no instant, or is to come.
   */
  recover(copy: { readonly since: string }): Promise<Recovered>;
  /**
   * MultiSafepay says that it does not know an order. That counts as having read it, unless a transaction of it is known here.
   */
  absent(orderId: string): Promise<void>;
}

/**
 * The recovering part of a store.
 *
 * @param all the database as no account has it: what is restored is all of it.
 */
export function recoveryOf(database: Database, all: Database, now: () => string): Recovery {
  return {
    async recover(copy) {
      refuseOtherOptions(copy, 'a recovery', { since: true });
      const { since } = copy;
      readInstant(since, 'since');
      const from = Date.parse(since);
      const at = now();
      if (from > Date.parse(at))
        throw new InputError('since', `${since} is to come`, 'Give the moment that the restored copy is of.');
      const [row] = await retried(() =>
        all.query(
          `WITH recovered AS (
             INSERT INTO paychart.recovery AS known (at, since) VALUES ($1, $2)
             ON CONFLICT (at) DO UPDATE SET since = least(known.since, excluded.since)
           ), marked AS (
             UPDATE paychart.payment SET next_read_at = least(next_read_at, $1)
             WHERE state IS NOT NULL AND (next_read_at IS NOT NULL OR updated_at >= $2::timestamptz - interval '1 day')
             RETURNING 1
           )
           SELECT count(*) AS due FROM marked`,
          [at, heldTime(from)],
        ),
      );
      return { at, due: Number(row?.due) };
    },

    async absent(orderId) {
      readAskedId(orderId, 'orderId');
      await retried(() =>
        database.query(
          `UPDATE paychart.payment SET absent_at = $2 WHERE account = $account AND order_id = $1 AND ids = ''`,
          [orderId, now()],
        ),
      );
    },
  };
}

/**
 * Whether an order must be read at MultiSafepay before anything is asked of it: a copy was restored, and it was not read since. The first
 * attempt of an order that is younger than that is let through: MultiSafepay takes an order id once.
 *
 * @param isOrder whether an order is asked for.
 */
export function mustBeReadFirst(
  { recoveredAt, readAt, absentAt, createdAt, payment }: StoredOrder,
  isOrder: boolean,
): boolean {
  if (recoveredAt === null) return false;
  const isSince = (time: string | null): boolean => time !== null && Date.parse(time) >= Date.parse(recoveredAt);
  if (isSince(readAt) || isSince(absentAt)) return false;
  return !(isOrder && isSince(createdAt) && (payment?.attempts ?? []).length === 0);
}

/** The facts that ask MultiSafepay for something; all others say what has happened. */
const asks: ReadonlySet<PaymentFact['type']> = new Set(['order.created', 'refund.requested', 'capture.requested']);

/**
 * Refuses a request on an order that must be read before it.
 *
 * @returns of a request, the last recovery that it was judged by: it is written only if none has come since, which is no entry of the order.
 * @throws StoreError `read_first` if the order must be read.
 */
export function refuseUnread(order: StoredOrder, fact: PaymentFact): string | undefined {
  if (!asks.has(fact.type)) return undefined;
  const isOrder = fact.type === 'order.created';
  if (mustBeReadFirst(order, isOrder))
    throw new StoreError(
      'read_first',
      `order ${order.orderId} was not read at MultiSafepay since a copy of the database was restored (${order.recoveredAt}): what happened in between is not known here`,
    );
  return order.recoveredAt ?? '-infinity';
}
