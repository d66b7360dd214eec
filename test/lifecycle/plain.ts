/**
 * Reports as plain values, for laws over amounts and times: nothing of the wire, and nothing of the cases that are worked by hand.
 * Seconds count from nine o'clock on 2 February 2026, as MultiSafepay's clock shows it.
 */
import { fc } from '@fast-check/vitest';
import {
  observe,
  type Payment,
  type RelatedTransaction,
  type Report,
  type Verdict,
} from '../../src/lifecycle/index.ts';

/** A time of MultiSafepay's: whole seconds, no zone. */
export const time = (seconds: number): string =>
  new Date(Date.UTC(2026, 1, 2, 9, 0, seconds)).toISOString().slice(0, 19);

/** An amount in minor units. */
export const amounts = fc.integer({ min: 1, max: 50_000 });

/** Words of a report: of the order, and of the transaction. */
export type Words = readonly [order: Report['order'], transaction: Report['transaction']];

/** What a payment is when it is paid. */
export const completed: Words = ['completed', 'completed'];

/** A notification about the Visa payment of an order under a transaction id. */
export function notifiedOf(
  id: string,
  [order, transaction]: Words,
  seconds: number,
  more: Partial<Report> = {},
): Report {
  return {
    channel: 'notification',
    orderId: 'order-1',
    kind: 'payment',
    transactionId: id,
    order,
    ...(transaction !== undefined && { transaction }),
    method: { brand: 'visa' },
    currency: 'EUR',
    recency: time(seconds),
    ...more,
  };
}

/** The same, as MultiSafepay answers when it is asked. */
export const readOf = (id: string, words: Words, seconds: number, more: Partial<Report> = {}): Report =>
  notifiedOf(id, words, seconds, { channel: 'status_read', ...more });

/** A refund or chargeback that a report lists. */
export function entryOf(
  kind: 'refund' | 'chargeback' | 'reverse-chargeback',
  id: string | undefined,
  amount: number,
  status: RelatedTransaction['status'],
  made: number,
  more: Partial<RelatedTransaction> = {},
): RelatedTransaction {
  const named = id === undefined ? {} : { transactionId: id };
  return { ...named, kind, amount, currency: 'EUR', status, created: time(made), ...more };
}

/** A refund or chargeback by its own report, which says of which payment it is only if `more` has a reference. */
export function ownOf(
  kind: 'refund' | 'chargeback',
  id: string,
  amount: number,
  [order, transaction]: Words,
  { made, told }: { readonly made: number; readonly told: number },
  more: Partial<Report> = {},
): Report {
  return {
    channel: 'notification',
    orderId: 'order-1',
    kind,
    transactionId: id,
    order,
    ...(transaction !== undefined && { transaction }),
    amount,
    currency: 'EUR',
    created: time(made),
    recency: time(told),
    ...more,
  };
}

/** What reports come to, one after the other, and the payment after the last. */
export function heard(
  start: Payment | undefined,
  ...reports: readonly Report[]
): { readonly payment: Payment; readonly verdicts: readonly Verdict[]; readonly last: Verdict } {
  let payment = start;
  const verdicts = reports.map((report) => {
    const observed = observe(payment, report);
    payment = observed.payment;
    return observed.verdict;
  });
  const last = verdicts.at(-1);
  if (payment === undefined || last === undefined) throw new Error('nothing is known of the order');
  return { payment, verdicts, last };
}

/** The payment after some reports. */
export const knownOf = (...reports: readonly Report[]): Payment => heard(undefined, ...reports).payment;

/** What a verdict is, with the code of its reason. */
export const saidBy = (verdict: Verdict): string =>
  'refusal' in verdict ? `${verdict.verdict} ${verdict.refusal.code}` : verdict.verdict;

/** The codes of the alarms that stand open. */
export const alarmsOpen = ({ alarms }: Payment): readonly string[] => alarms.map(({ code }) => code);

/** The codes of the violations that stand. */
export const violationsLeft = ({ violations }: Payment): readonly string[] =>
  violations.filter(({ withdrawn }) => withdrawn === undefined).map(({ code }) => code);
