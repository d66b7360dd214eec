/**
 * Reconciliation: what is due is read at MultiSafepay, and the answers are judged as status reads. What cannot be read
 * changes nothing: it stays due, and an answer that says nothing never overwrites what is known.
 */
import { deadlines, type Payment } from '../lifecycle/index.ts';
import type { ApiAnswer, ApiError, Client, OrderRead } from '../multisafepay/index.ts';
import type { Store } from '../store/index.ts';
import { type Log, silent } from './log.ts';

/** What a sweep needs. */
export interface SweepOptions {
  readonly store: Pick<Store, 'due' | 'receive' | 'read'>;
  readonly client: Pick<Client, 'getOrder' | 'getTransaction'>;
  /** Now, an ISO 8601 instant. */
  readonly now: () => string;
  /** How many orders at most; 200 if left out. */
  readonly limit?: number;
  /** How many are read at once; 4 if left out. */
  readonly atOnce?: number;
  readonly log?: Log;
}

/** What a sweep came to: how many orders. */
export interface Swept {
  readonly due: number;
  readonly read: number;
  /** MultiSafepay does not know them. */
  readonly unknown: number;
  /** Could not be read; they come again. */
  readonly failed: number;
}

/** Reads what is due, once. It gives up early when MultiSafepay cannot be reached or asks to be spared. */
export async function sweep(options: SweepOptions): Promise<Swept> {
  const { store, client, now, limit = 200, atOnce = 4, log = silent } = options;
  const orders = [...(await store.due(limit))];
  const due = orders.length;
  const count = { read: 0, unknown: 0, failed: 0 };
  let over: ApiError['kind'] | undefined;

  const take = async (read: ApiAnswer<OrderRead>, about: Readonly<Record<string, string>>) => {
    if (read.ok) return (await store.receive(read.data.report)).payment;
    log.warn({ ...about, ...read.error }, 'an order that is due could not be read');
    if (endsTheSweep.has(read.error.kind)) over = read.error.kind;
    return read.error;
  };

  const readOne = async (orderId: string): Promise<void> => {
    const came = await take(await client.getOrder(orderId), { orderId });
    if (came !== undefined && 'kind' in came) {
      count[came.kind === 'not_found' ? 'unknown' : 'failed']++;
      return;
    }
    count.read++;
    // An order is read by one of its attempts. What still waits for an answer is read by its own id.
    for (const transactionId of came ? stillAsked(came, now()) : []) {
      if (over !== undefined) return;
      await take(await client.getTransaction(transactionId), { orderId, transactionId });
    }
  };

  const work = async (): Promise<void> => {
    for (let orderId = orders.shift(); orderId !== undefined; orderId = orders.shift()) {
      if (over === undefined) await readOne(orderId);
      else count.failed++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (due > 0) log.info({ due, ...count }, 'what was due has been read');
  return { due, ...count };
}

/** Failures that the next order would meet as well. */
const endsTheSweep: ReadonlySet<ApiError['kind']> = new Set([
  'unauthorised',
  'too_many_requests',
  'network',
  'timeout',
]);

/** The transactions that an alarm, or a deadline that has passed, still asks about. */
function stillAsked(payment: Payment, now: string): readonly string[] {
  const asked = [
    ...payment.alarms,
    ...deadlines(payment).filter(({ due }) => Date.parse(due.endsWith('Z') ? due : `${due}Z`) <= Date.parse(now)),
  ];
  return [...new Set(asked.flatMap(({ transactionId }) => transactionId ?? []))];
}
