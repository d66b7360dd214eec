/**
 * Handlers as shops write them: one that is correct, made of `observe`, and the mistakes of `incidents.md`.
 */
import type { Collector } from '../../machines/index.ts';
import { observe, openPayment, type Payment, position, step } from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import type { Effect, Handler, MakeHandler, NotificationRequest, ShopWorld } from '../../src/testing/chaos.ts';

const api = 'https://testapi.multisafepay.com/v1/json';
const ok = { status: 200, body: 'OK' };

/** Ten lines around `observe`: the payment is stored, what follows from it is done once. */
export const correct =
  (collector: Collector): MakeHandler =>
  ({ fetch, now }) => {
    const payments = new Map<string, Payment>();
    const effects = new Set<string>();
    const refunds = new Map<string, number>();
    const payment = (orderId: string): Payment => payments.get(orderId) ?? openPayment({ orderId, collector });
    /** The order that a capture's own order was authorised by. */
    const owners = new Map<string, string>();
    const take = (told: string, json: unknown): void => {
      const report = readOrder(json);
      if (report.authorisationOrderId !== undefined) owners.set(told, report.authorisationOrderId);
      const orderId = owners.get(told) ?? told;
      const observed = observe(payment(orderId), report).payment ?? payment(orderId);
      payments.set(orderId, observed);
      if (position(observed).collected > 0) effects.add('ship');
    };
    const read = async (orderId: string): Promise<void> => {
      const answer = await fetch(new Request(`${api}/orders/${orderId}`));
      take(orderId, await answer.json());
    };
    return {
      notify: async (request) => {
        if (request.method === 'GET') await read(orderIdOf(request));
        else take(orderIdOf(request), JSON.parse(request.body));
        return ok;
      },
      state: async (orderId) => {
        const { collected, refunded, chargedBack } = position(payment(orderId));
        return { paid: collected > 0, refunded, chargedBack };
      },
      effects: async () => [...effects].map((kind) => ({ kind })),
      reconcile: async (orderId) => {
        await read(orderId);
        for (const { orderId: own } of payment(orderId).attempts) if (own !== undefined) await read(own);
      },
      refund: async (orderId, amount) => {
        const refundId = `refund-${refunds.size + 1}`;
        const asked = { type: 'refund.requested', at: now(), refundId, amount, currency: 'EUR' } as const;
        const stepped = step(payment(orderId), asked);
        if (!stepped.ok) return;
        payments.set(orderId, stepped.next);
        refunds.set(refundId, amount);
        const body = JSON.stringify({ amount, currency: 'EUR', var1: refundId });
        await fetch(new Request(`${api}/orders/${orderId}/refunds`, { method: 'POST', body }));
      },
    };
  };

/** What a naive shop keeps of an order. */
interface Row {
  paid: boolean;
  refunded: number;
  chargedBack: number;
  readonly effects: Effect[];
}

/** An order JSON, as far as naive shops look at it. */
interface Told {
  readonly status: string;
  readonly financial_status: string;
  readonly amount: number;
  readonly amount_refunded?: number;
  readonly type?: string;
  readonly related_transactions?:
    | readonly { type: string; status: string; amount: number; transaction_id: number }[]
    | null;
}

/** A shop that keeps a row for each order, and does this with what it is told. */
function shop(take: (row: Row, told: Told, world: ShopWorld) => void | Promise<void>): MakeHandler {
  return (world): Handler => {
    const rows = new Map<string, Row>();
    const rowOf = (orderId: string): Row => {
      const row = rows.get(orderId) ?? { paid: false, refunded: 0, chargedBack: 0, effects: [] };
      rows.set(orderId, row);
      return row;
    };
    return {
      notify: async (request) => {
        const orderId = orderIdOf(request);
        await take(rowOf(orderId), await toldBy(request, orderId, world), world);
        return ok;
      },
      state: async (orderId) => rowOf(orderId),
      effects: async (orderId) => rowOf(orderId).effects,
    };
  };
}

async function toldBy({ method, body }: NotificationRequest, orderId: string, { fetch }: ShopWorld): Promise<Told> {
  if (method === 'POST') return JSON.parse(body);
  const answer = await fetch(new Request(`${api}/orders/${orderId}`));
  return ((await answer.json()) as { data: Told }).data;
}

function orderIdOf({ url }: NotificationRequest): string {
  return new URL(url).searchParams.get('transactionid') ?? '';
}

const sumOf = (told: Told, type: string): number =>
  (told.related_transactions ?? [])
    .filter((one) => one.type === type && one.status === 'completed')
    .reduce((sum, { amount }) => sum + amount, 0);

const paidWords = ['completed', 'refunded', 'partial_refunded', 'chargedback', 'chargeback'];

/** Money back, as the order JSON lists it; what is told by a refund's own transaction is left out. */
function bookMoneyBack(row: Row, told: Told): void {
  if (told.type !== undefined) return;
  row.refunded = Math.max(row.refunded, sumOf(told, 'refund'));
  row.chargedBack = sumOf(told, 'chargeback') - sumOf(told, 'reverse-chargeback');
}

function shipOnce(row: Row): void {
  if (row.paid && row.effects.length === 0) row.effects.push({ kind: 'ship' });
}

const isPaid = (told: Told): boolean =>
  told.type === undefined && paidWords.includes(told.status) && told.financial_status !== 'uncleared';

/** The mistakes, by what the shop does, with the invariant that they break. */
export const naive: Readonly<Record<string, MakeHandler>> = {
  /** late-expired-cancels-paid, late-initialized-reopens */
  'the last notification wins': shop((row, told) => {
    if (told.type !== undefined) return;
    row.paid = isPaid(told);
    bookMoneyBack(row, told);
    shipOnce(row);
  }),
  /** double-invoice */
  'every completed notification ships': shop((row, told) => {
    row.paid ||= isPaid(told);
    bookMoneyBack(row, told);
    if (told.type === undefined && told.status === 'completed' && row.paid) row.effects.push({ kind: 'ship' });
  }),
  /** double-invoice, by a race: the check and the act are apart */
  'the stock is asked between the check and the shipment': shop(async (row, told, { fetch }) => {
    row.paid ||= isPaid(told);
    bookMoneyBack(row, told);
    if (!row.paid || row.effects.length > 0) return;
    await fetch(new Request(`${api}/orders/order-1001`));
    row.effects.push({ kind: 'ship' });
  }),
  /** own-mid-counted-as-paid-or-unpaid: the transaction status is never read */
  'a completed order is paid, whatever its transaction status': shop((row, told) => {
    row.paid ||= told.type === undefined && paidWords.includes(told.status);
    bookMoneyBack(row, told);
    shipOnce(row);
  }),
  /** uncleared-ignored, the other way round: held money is taken for money */
  'uncleared is as good as completed': shop((row, told) => {
    row.paid ||= isPaid(told) || told.status === 'uncleared';
    bookMoneyBack(row, told);
    shipOnce(row);
  }),
  'what is held is shipped already': shop((row, told) => {
    row.paid ||= isPaid(told);
    bookMoneyBack(row, told);
    if (told.status === 'uncleared' && row.effects.length === 0) row.effects.push({ kind: 'ship' });
  }),
  'refunds and chargebacks are ignored': shop((row, told) => {
    row.paid ||= isPaid(told);
    shipOnce(row);
  }),
  /** refund-done-at-creation */
  'the refunded total is taken for refunded': shop((row, told) => {
    row.paid ||= isPaid(told);
    bookMoneyBack(row, told);
    if (told.type === undefined) row.refunded = told.amount_refunded ?? row.refunded;
    shipOnce(row);
  }),
  /** unknown-status-typeerror, five-of-twelve-statuses */
  'an unknown status is an error': shop((row, told) => {
    if (!['initialized', 'uncleared', 'completed', 'declined', 'expired', 'void'].includes(told.status))
      throw new TypeError(`unhandled status ${told.status}`);
    row.paid ||= isPaid(told);
    shipOnce(row);
  }),
  /** rejected-confirmation-refunds-again: what is not decided yet is refused, and resent for ever */
  'a notification without a body is refused': (world) => {
    const inner = shop((row, told) => {
      row.paid ||= isPaid(told);
      bookMoneyBack(row, told);
      shipOnce(row);
    })(world) as Handler;
    return {
      ...inner,
      notify: async (request) => (request.method === 'GET' ? { status: 400, body: 'no body' } : inner.notify(request)),
    };
  },
  /** concurrent-refunds */
  'what is left is looked up before a refund, and booked after it': (world) => {
    const inner = correct('multisafepay')(world) as Handler;
    let asked = 0;
    return {
      ...inner,
      refund: async (orderId, amount) => {
        if (asked + amount > amount) return;
        const body = JSON.stringify({ amount, currency: 'EUR' });
        await world.fetch(new Request(`${api}/orders/${orderId}/refunds`, { method: 'POST', body }));
        asked += amount;
      },
    };
  },
};
