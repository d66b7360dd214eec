/**
 * Reports for tests, as MultiSafepay sends them: wire JSON, read through `readOrder`, so that the whole path is used.
 * Written by hand and synthetic; the shapes are those of the corpus.
 */
import {
  type CaptureRequested,
  type Collector,
  type Edition,
  type FactFor,
  type Money,
  observe,
  openPayment,
  type Payment,
  type PaymentFact,
  type RefundRequested,
  type Report,
  type Snapshot,
  step,
  type Verdict,
} from '../../src/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';

/** Fields of the wire; `at` is short for `modified`: a time of day on 4 November 2019, or a whole time. */
export type Fields = Readonly<Record<string, unknown>> & { readonly at?: string };

/** The order that all of these are about, unless fields say otherwise: EUR 10.00 by Visa, transaction 7. */
const usual = {
  order_id: 'order-1',
  transaction_id: '7',
  amount: 1000,
  currency: 'EUR',
  created: '2019-11-04T10:00:00',
  payment_details: { type: 'VISA' },
};

/** What that order is for. */
export const expected: Money = { amount: 1000, currency: 'EUR' };

/** An order as a notification carries it. */
export function wire(status: string, financial: string | null, { at = '10:00', ...fields }: Fields = {}): object {
  const modified = at.includes('T') ? at : `2019-11-04T${at}:00`;
  return { ...usual, status, financial_status: financial, modified, ...fields };
}

/** A notification. */
export function notified(status: string, financial: string | null, fields?: Fields): Report {
  return readOrder(wire(status, financial, fields));
}

/** MultiSafepay's answer to our question. */
export function statusRead(status: string, financial: string | null, fields?: Fields): Report {
  return readOrder({ success: true, data: wire(status, financial, fields) });
}

/** The payment details of a brand. */
export const by = (type: string): { readonly payment_details: { readonly type: string } } => ({
  payment_details: { type },
});

/** A refund that an order lists. */
export function refundOf(id: string, amount: number, status: string, more: object = {}): object {
  const created = '2019-11-05T09:00:00';
  return { transaction_id: id, type: 'refund', amount, currency: 'EUR', status, created, modified: created, ...more };
}

/** The payment details of a Visa card that is captured by hand, as long as something remains: until 11 November 2019. */
export const byHand = (remain: number, more: object = {}): { readonly payment_details: object } => ({
  payment_details: {
    type: 'VISA',
    capture: 'manual',
    capture_remain: remain,
    capture_expiry: '2019-11-11T10:00:00',
    ...more,
  },
});

/** An authorisation of EUR 10.00, transaction 7, of which so much remains to be captured. */
export const authorised = (remain = 1000, fields: Fields = {}): Report =>
  notified('completed', 'initialized', { ...byHand(remain), ...fields });

/** A capture that an authorisation lists: its own transaction, under an order id of its own. */
export function captureOf(id: string, amount: number, more: object = {}): object {
  const created = '2019-11-05T09:00:05';
  const own = { order_id: `order-1-c${id}`, created, modified: created };
  return { transaction_id: id, type: 'capture', amount, currency: 'EUR', status: 'completed', ...own, ...more };
}

/** A capture by its own report: transaction and order of its own, which names the order of its authorisation. */
export const ownCapture = (id: string, amount: number, fields: Fields = {}): Report =>
  notified('completed', 'completed', {
    transaction_id: id,
    order_id: `order-1-c${id}`,
    auth_order_id: 'order-1',
    amount,
    created: '2019-11-05T09:00:05',
    at: '2019-11-05T09:00:05',
    ...fields,
  });

/** What a verdict came to, in a word or two: its kind, and the code of its reason. */
export function comesTo(verdict: Verdict): string {
  return 'refusal' in verdict ? `${verdict.verdict} ${verdict.refusal.code}` : verdict.verdict;
}

/** The codes of the violations that a report was the first to show. */
export function violationsOf(verdict: Verdict): readonly string[] {
  return verdict.verdict === 'applied' ? verdict.violations.map(({ code }) => code) : [];
}

/** The codes of the alarms that a report raised. */
export function alarmsOf(verdict: Verdict): readonly string[] {
  return 'alarms' in verdict ? verdict.alarms.map(({ code }) => code) : [];
}

/** All reports, one after the other. */
export function observeAll(
  reports: readonly Report[],
  start?: Payment,
): { readonly payment: Payment; readonly came: readonly string[]; readonly verdicts: readonly Verdict[] } {
  let payment = start;
  const verdicts: Verdict[] = [];
  for (const report of reports) {
    const observed = observe(payment, report);
    payment = observed.payment;
    verdicts.push(observed.verdict);
  }
  if (!payment) throw new Error('nothing is believed of the order');
  return { payment, verdicts, came: verdicts.map(comesTo) };
}

/** A payment as it stands after these reports. */
export function reached(...reports: Report[]): Payment {
  return observeAll(reports).payment;
}

/** A paid order: EUR 10.00 by Visa, unless fields say otherwise. */
export function paid(fields?: Fields): Payment {
  return reached(notified('completed', 'completed', fields));
}

/** An order of ours, opened under an edition and a collector. */
export function opened(edition: Edition = '2019-10', collector: Collector = 'multisafepay'): Payment {
  return openPayment({ orderId: 'order-1', edition, collector });
}

/** The payment after facts that must all be admitted. */
export function told(payment: Payment, ...facts: PaymentFact[]): Payment {
  return facts.reduce((before, fact) => {
    const stepped = step(before, fact);
    if (!stepped.ok) throw new Error(`${fact.type} refused: ${stepped.refusal.code}`);
    return stepped.next;
  }, payment);
}

/** The code of the refusal of a fact; `undefined` if it is admitted. */
export function refusedWith(payment: Payment, fact: PaymentFact): string | undefined {
  const stepped = step(payment, fact);
  return stepped.ok ? undefined : stepped.refusal.code;
}

/** The snapshot after facts that must all be admitted, or the code of the first refusal. */
export function walked(snapshot: object, ...facts: readonly object[]): Snapshot | string {
  let now = snapshot as Snapshot;
  for (const fact of facts) {
    const stepped = step(now, fact as FactFor<Snapshot>);
    if (!stepped.ok) return stepped.refusal.code;
    now = stepped.next as Snapshot;
  }
  return now;
}

/** An instant for facts of our own. */
export const at = '2019-11-04T09:00:00Z';

/** A request for a card payment of EUR 10.00 by Visa, transaction 7, unless fields say otherwise. */
export function ordered(fields: Partial<Extract<PaymentFact, { type: 'order.created' }>> = {}): PaymentFact {
  return { type: 'order.created', at, brand: 'visa', amount: 1000, currency: 'EUR', transactionId: '7', ...fields };
}

/** A request for a capture of EUR 4.00 the next day, unless fields say otherwise. */
export function captureAsked(fields: Partial<CaptureRequested> = {}): PaymentFact {
  return {
    type: 'capture.requested',
    at: '2019-11-05T09:00:00Z',
    captureId: 'capture-1',
    amount: 400,
    currency: 'EUR',
    ...fields,
  };
}

/** A request for a refund of EUR 4.00 the next day, unless fields say otherwise. */
export function refundAsked(fields: Partial<RefundRequested> = {}): PaymentFact {
  return {
    type: 'refund.requested',
    at: '2019-11-05T09:00:00Z',
    refundId: 'refund-1',
    amount: 400,
    currency: 'EUR',
    ...fields,
  };
}
