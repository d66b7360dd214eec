/**
 * Reading an order at MultiSafepay, and with it what only the transactions themselves can answer.
 */
import { deadlines, isCaptureUndecided, isUndecided, latestInstant, type Payment } from '../lifecycle/index.ts';
import type { ApiError, Client } from '../multisafepay/index.ts';
import type { Store } from '../store/index.ts';

/** What reading needs. */
export interface ReadOptions {
  readonly store: Pick<Store, 'receive' | 'ask'>;
  readonly client: Pick<Client, 'getOrder' | 'getTransaction'>;
  /** Now, an ISO 8601 instant. */
  readonly now: () => string;
}

/** What reading came to. */
export interface OrderReading {
  /** Whether the order itself was read, and its answer stored. */
  readonly isRead: boolean;
  /** What could not be read. */
  readonly errors: readonly ApiError[];
}

/**
 * Reads an order and stores the answer as a status read. An order is read by one of its attempts: what still waits for an
 * answer is then read by its own id, and so is each capture, and a refund that may be one of ours whose answer was lost.
 */
export async function readOrderNow(orderId: string, { store, client, now }: ReadOptions): Promise<OrderReading> {
  const askedAt = now();
  const read = await client.getOrder(orderId);
  if (!read.ok) return { isRead: false, errors: [read.error] };
  const { payment } = await store.receive({ ...read.data.report, askedAt });
  for (const captureId of payment ? unansweredCaptures(payment) : []) {
    const askedAt = now();
    const own = await client.getOrder(captureId);
    if (own.ok) await store.receive({ ...own.data.report, askedAt });
    else if (own.error.kind !== 'not_found') return { isRead: true, errors: [own.error] };
  }
  for (const transactionId of payment ? stillAsked(payment, now()) : []) {
    const askedAt = now();
    const one = await client.getTransaction(transactionId);
    if (!one.ok) return { isRead: true, errors: [one.error] };
    const report = { ...one.data.report, askedAt };
    await store.receive(report);
    const refundId = payment?.refunds.find((asked) => isUndecided(asked) && isOf(asked, report))?.refundId;
    if (refundId !== undefined)
      await store.ask(orderId, { type: 'transaction.identified', at: now(), transactionId, refundId });
  }
  return { isRead: true, errors: [] };
}

/** Whether a transaction carries the id of a request of ours: it travels in `var1` (decision D22). */
const isOf = (
  { refundId }: Payment['refunds'][number],
  { merchantReference }: { readonly merchantReference?: string },
): boolean => refundId !== undefined && refundId === merchantReference;

/** The order ids of captures that we asked for and of which nothing is known: whether they were made, only those orders tell. */
const unansweredCaptures = (payment: Payment): readonly string[] =>
  payment.attempts.flatMap((one) => (isCaptureUndecided(payment, one) ? (one.captureId ?? []) : []));

/** The transactions that an alarm, or a deadline that has passed, still asks about; and those that may be ours. */
function stillAsked(payment: Payment, now: string): readonly string[] {
  const { alarms, refunds } = payment;
  const passed = deadlines(payment).filter(({ due }) => latestInstant(due) <= Date.parse(now));
  const requests = refunds.filter(isUndecided);
  const mayBeOurs = refunds.filter(
    ({ kind, of, refundId, amount }) =>
      kind === 'refund' && refundId === undefined && requests.some((one) => one.of === of && one.amount === amount),
  );
  const takenByAmount = refunds.filter(({ boundByAmount }) => boundByAmount);
  // What was given back of a capture, its own order alone tells.
  const captures = payment.attempts.filter(({ captureOf }) => captureOf !== undefined);
  return [
    ...new Set(
      [...alarms, ...passed, ...mayBeOurs, ...takenByAmount, ...captures].flatMap(
        ({ transactionId }) => transactionId ?? [],
      ),
    ),
  ];
}
