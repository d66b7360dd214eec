/**
 * Calls to MultiSafepay as durable side effects of a handler: what each came to is journaled, and told again when the handler is run again.
 *
 * A side effect is carried out at least once, and what acts must not be done twice. So a call that acts is announced first, in a step of its
 * own, and only who made that step sends: whoever comes after it, in a process that began anew, knows only that it may have been sent, and
 * MultiSafepay is read.
 */
import { randomUUID } from 'node:crypto';
import type { ObjectContext } from '@restatedev/restate-sdk';
import type { ApiAnswer, Client, OrderRead } from '../multisafepay/index.ts';
import { answered, errorOf } from './answer.ts';

/** What of a context is needed. */
export type Steps = Pick<ObjectContext, 'run'>;

/** Carries out a step once it is known under its name, or tells what it came to. What it throws is an answer, too. */
export async function step<T>(context: Steps, name: string, act: () => Promise<T>): Promise<T> {
  const came = await context.run(name, () => answered(act), fewTries);
  if ('problem' in came) throw errorOf(came.problem);
  return came.came;
}

/** What fails for a reason that nobody expects is tried a few times; then the call ends with that reason. */
const fewTries = { maxRetryAttempts: 3, initialRetryInterval: 100, maxRetryInterval: 1_000 } as const;

/** Calls that were announced by this process, and not sent yet. */
const announced = new Set<string>();

/** Sends once: who cannot be sure that nothing was sent is told so, and sends nothing. */
async function once<T>(context: Steps, name: string, send: () => Promise<ApiAnswer<T>>): Promise<ApiAnswer<T>> {
  const ticket = await step(context, `begin ${name}`, async () => {
    const own = randomUUID();
    announced.add(own);
    return own;
  });
  return step(context, name, async () =>
    announced.delete(ticket) ? send() : { ok: false, error: { kind: 'outcome_unknown', retry: false } },
  );
}

/** What of an order is journaled: the report, never the document, which may hold personal data. */
const reportAlone = async (reading: Promise<ApiAnswer<OrderRead>>): Promise<ApiAnswer<OrderRead>> => {
  const read = await reading;
  return read.ok ? { ok: true, data: { report: read.data.report } as OrderRead } : read;
};

/** A client whose calls are steps of a handler. Those that are not named here are never made by one. */
export function durableClient(context: Steps, client: Client): Client {
  return {
    ...client,
    getOrder: (orderId) => step(context, `read ${orderId}`, () => reportAlone(client.getOrder(orderId))),
    getTransaction: (id) => step(context, `read transaction ${id}`, () => reportAlone(client.getTransaction(id))),
    refund: (order) => once(context, `refund ${order.refundId}`, () => client.refund(order)),
    capture: (order) => once(context, `capture ${order.captureId}`, () => client.capture(order)),
    cancelOrder: (orderId) => once(context, `cancel ${orderId}`, () => client.cancelOrder(orderId)),
    cancelReservation: (asked) =>
      once(context, `cancel the reservation of ${asked.orderId}`, () => client.cancelReservation(asked)),
    cancelRefund: (orderId, transactionId) =>
      once(context, `cancel refund ${transactionId}`, () => client.cancelRefund(orderId, transactionId)),
  };
}
