/**
 * Entries that were recorded elsewhere, under the same law, appended to the log of an order: each with all that follows from it, written
 * together with what other orders get at the same time. What is here already, with the same hash, is left; nothing is judged again.
 */
import { type Payment, readAsStored } from '../lifecycle/index.ts';
import { readId, readList, refuseOtherOptions } from '../lifecycle/read.ts';
import type { Batches, Outcome } from './batches.ts';
import type { Database } from './database.ts';
import type { Entry } from './entry.ts';
import type { Delivered } from './kept.ts';
import type { NumberedLaw } from './law-names.ts';
import { lawNumbers } from './migrations.ts';
import { retried } from './retried.ts';
import { type Change, readEntries, type StoredOrder, textAfter } from './rows.ts';
import { StoreError } from './store-error.ts';

/** An entry, and all that follows from it, as plain JSON. */
export interface RecordedChange
  extends Omit<Change, 'payment' | 'text' | 'law' | 'previous' | 'recoveredAt' | 'readAt' | 'nextReadAt'> {
  /** The payment after it, as `save` makes it; missing while nothing is believed of the order. */
  readonly state?: string | undefined;
  /** The payment that `state` is, where it is at hand: it need not be read. */
  readonly payment?: Payment | undefined;
  /** Its moves, each with the name of the relation that it is held to. */
  readonly moves: readonly (Change['moves'][number] & { readonly law: string })[];
  readonly readAt?: string | undefined;
  readonly nextReadAt?: string | undefined;
}

/** A change as plain JSON. */
export function recordedChange({
  payment,
  text,
  law,
  previous: _,
  recoveredAt: __,
  ...change
}: Change): RecordedChange {
  const state = textAfter({ payment, text });
  return { ...change, state, moves: change.moves.map((move) => ({ law: law.relation, ...move })) };
}

/** How often a notification came, and the entry that judged it last. */
export type CountedDelivery = Delivered & { readonly n: number };

/** What appending needs. */
export interface AppendParts extends Pick<Batches, 'carryOut'> {
  /** The database as the account has it. */
  readonly database: Database;
  readonly law: NumberedLaw;
}

/** Entries of one order, in their order, and what is counted of its notifications. */
export interface Appendix {
  readonly orderId: string;
  readonly changes: readonly RecordedChange[];
  readonly deliveries: readonly CountedDelivery[];
}

/**
 * Appends what was recorded elsewhere.
 *
 * @throws StoreError `not_importable` if the order has another log here; `refused` if the law in the database refuses a move.
 */
export async function append({ carryOut, database, law }: AppendParts, appendix: Appendix): Promise<void> {
  refuseOtherOptions(appendix, 'what is appended', { orderId: true, changes: true, deliveries: true });
  const { orderId, changes, deliveries } = appendix;
  readId(orderId, 'orderId');
  readList(changes, 'changes');
  readList(deliveries, 'deliveries');
  for (const recorded of changes) {
    await carryOut<void>({
      orderId,
      digest: '',
      named: undefined,
      askedWhen: false,
      // Whose entry it is was decided where it was recorded.
      isOwn: true,
      at: recorded.entry.receivedAt,
      async judge({ order, head }): Promise<Outcome<void>> {
        const { n, previousHash } = recorded.entry;
        if (order.version >= n) {
          await mustBeHere(database, recorded.entry, order);
          return { answer: undefined };
        }
        if (order.version !== n - 1 || order.head !== previousHash) throw otherLog(orderId, n, order.version);
        return { answer: undefined, change: await changeOf(database, recorded, head, law) };
      },
    });
  }
  if (deliveries.length > 0) await retried(() => count(database, orderId, deliveries));
}

/** A recorded change as it is written here. */
async function changeOf(
  database: Database,
  { state, payment, readAt, nextReadAt, ...recorded }: RecordedChange,
  previous: string | null,
  law: NumberedLaw,
): Promise<Change> {
  const names = [recorded.entry.law, ...recorded.moves.map((move) => move.law)];
  if (names.some((name) => !law.numbers.has(name)))
    for (const [name, number] of await retried(() => lawNumbers(database))) law.numbers.set(name, number);
  const missing = names.find((name) => !law.numbers.has(name));
  if (missing !== undefined)
    throw new StoreError(
      'refused',
      `entry ${recorded.entry.n} of order ${recorded.entry.orderId} was judged under the law ${missing.slice(0, 12)}…, which this database does not know: open it once with the release that has that law`,
    );
  return {
    ...recorded,
    payment: payment ?? (state === undefined ? undefined : readAsStored(state)),
    text: state,
    previous,
    law,
    readAt,
    nextReadAt,
  };
}

/** @throws StoreError `not_importable` unless the entry is here. */
async function mustBeHere(
  database: Database,
  { orderId, n, hash }: Entry,
  { version, head }: Pick<StoredOrder, 'version' | 'head'>,
): Promise<void> {
  const here = version === n ? head : (await readEntries(database, orderId, { after: n - 1, limit: 1 }))[0]?.hash;
  if (here !== hash) throw otherLog(orderId, n, version);
}

const otherLog = (orderId: string, n: number, version: number): StoreError =>
  new StoreError(
    'not_importable',
    `order ${orderId}: it is here already, with another log: ${version} entries here, and entry ${n} to be appended does not follow from them`,
  );

/** Counts are of who keeps them: the larger one is the newer. */
async function count(database: Database, orderId: string, deliveries: readonly CountedDelivery[]): Promise<void> {
  await database.query(
    `INSERT INTO paychart.delivery AS known (account, order_id, digest, n, first_at, last_at, times)
     SELECT $account, $1, one.digest, n, "firstAt", "lastAt", times
     FROM json_to_recordset($2::json) AS one (digest text, n integer, "firstAt" timestamptz, "lastAt" timestamptz, times integer)
     ON CONFLICT (account, order_id, digest) DO UPDATE
       SET last_at = greatest(known.last_at, excluded.last_at), times = greatest(known.times, excluded.times)`,
    [orderId, JSON.stringify(deliveries)],
  );
}
