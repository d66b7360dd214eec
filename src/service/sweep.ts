/**
 * Reconciliation: what is due is read at MultiSafepay, and the answers are judged as status reads. What cannot be read
 * changes nothing: it stays due, and an answer that says nothing never overwrites what is known. And messages that were acknowledged
 * long ago are removed.
 */
import type { ApiError } from '../multisafepay/index.ts';
import { type Store, StoreError } from '../store/index.ts';
import { errorFields, type Log, masking, silent } from './log.ts';
import { type ReadOptions, readOrderNow } from './read-order.ts';

/** What a sweep needs. */
export interface SweepOptions extends ReadOptions {
  readonly store: Pick<Store, 'due' | 'unanswered' | 'read' | 'receive' | 'ask' | 'removeAcknowledged'>;
  /** How many orders at most; 200 if left out. */
  readonly limit?: number;
  /** How many are read at once; 4 if left out. */
  readonly atOnce?: number;
  /** For how many days a message of the outbox is kept once it was acknowledged; 7 if left out, 0 for ever. */
  readonly keepDays?: number;
  readonly log?: Log;
  /** Ends the sweep after the orders that are being read. */
  readonly signal?: AbortSignal;
}

/** What a sweep came to: how many orders. */
export interface Swept {
  readonly due: number;
  readonly read: number;
  /** MultiSafepay does not know them. */
  readonly unknown: number;
  /** Could not be read; they come again. */
  readonly failed: number;
  /** Messages of the outbox that were acknowledged long ago, and are removed. */
  readonly removed: number;
}

/** Reads what is due, once. It gives up early when MultiSafepay cannot be reached or asks to be spared. */
export async function sweep(options: SweepOptions): Promise<Swept> {
  const { store, limit = 200, atOnce = 4, signal } = options;
  const log = masking(options.log ?? silent);
  const orders = [...new Set([...(await store.due(limit)), ...(await unanswered(options, limit))])];
  const due = orders.length;
  const count = { read: 0, unknown: 0, failed: 0 };
  let isOver = false;

  const readOne = async (orderId: string): Promise<keyof typeof count> => {
    try {
      const { isRead, errors } = await readOrderNow(orderId, options);
      for (const error of errors) {
        log.warn({ orderId, ...error }, 'an order that is due could not be read');
        isOver ||= endsTheSweep.has(error.kind);
      }
      if (isRead) return 'read';
      return errors[0]?.kind === 'not_found' ? 'unknown' : 'failed';
    } catch (error) {
      // One order that cannot be asked for, or kept, does not hold up the others; without a database nothing can be.
      log.error({ orderId, ...errorFields(error) }, 'an order that is due could not be read');
      isOver ||= error instanceof StoreError && error.code === 'unavailable';
      return 'failed';
    }
  };

  const work = async (): Promise<void> => {
    for (let orderId = orders.shift(); orderId !== undefined; orderId = orders.shift())
      count[isOver || signal?.aborted ? 'failed' : await readOne(orderId)]++;
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (due > 0) log.info({ due, ...count }, 'what was due has been read');
  return { due, ...count, removed: await removed(options, log) };
}

/** How many messages are removed by a statement, and by how many statements of a sweep; what is left is for the next one. */
const batch = { messages: 1000, most: 10 };

/** Removes what was acknowledged long ago. What cannot be removed now is no reason for a sweep to fail: the next one does it. */
async function removed({ store, now, keepDays = 7, signal }: SweepOptions, log: Log): Promise<number> {
  if (keepDays === 0) return 0;
  const before = new Date(Date.parse(now()) - keepDays * 86_400_000).toISOString();
  let sum = 0;
  try {
    for (let times = 0; times < batch.most && !signal?.aborted; times++) {
      const count = await store.removeAcknowledged(before, batch.messages);
      sum += count;
      if (count < batch.messages) break;
    }
  } catch (error) {
    log.error(errorFields(error), 'messages that were acknowledged long ago could not be removed');
  }
  if (sum > 0) log.info({ messages: sum, before }, 'messages that were acknowledged long ago are removed');
  return sum;
}

/** Failures that the next order would meet as well. */
const endsTheSweep: ReadonlySet<ApiError['kind']> = new Set([
  'unauthorised',
  'too_many_requests',
  'network',
  'timeout',
]);

/** How long the outcome of a refund request is waited for before it is looked up, in seconds. */
const patience = 60;

/** Orders with refund requests of unknown outcome. They are looked up again each time that twice as long has passed. */
async function unanswered({ store, now }: SweepOptions, limit: number): Promise<readonly string[]> {
  const since = new Map<string, number>();
  for (const { orderId, refund } of await store.unanswered(patience, limit))
    since.set(
      orderId,
      Math.min(since.get(orderId) ?? Number.POSITIVE_INFINITY, Date.parse(refund.requestedAt as string)),
    );
  const orders: string[] = [];
  for (const [orderId, asked] of since) {
    const readAt = (await store.read(orderId))?.readAt;
    const readAfter = readAt ? Date.parse(readAt) - asked : -1;
    if (readAfter < 0 || Date.parse(now()) - asked >= 2 * readAfter) orders.push(orderId);
  }
  return orders;
}
