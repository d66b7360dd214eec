/**
 * A report about a method outside the charts: kept, never judged (decision D38).
 */
import type { OrderStatus, TransactionStatus } from '../../../machines/index.ts';
import { settlementOfOutside } from '../belief/held.ts';
import type { OutsideTransaction } from '../payment.ts';
import { compareRecency } from '../recency.ts';
import type { Report } from '../report.ts';
import { defined } from '../values.ts';
import type { Draft } from './draft.ts';

/** Keeps what a report says of an outside transaction: the newest of each transaction id counts. */
export function keepOutside(draft: Draft, report: Report): Draft {
  const { payment } = draft;
  if (takesBack(report)) return withDoubt(draft, report);
  const at = payment.outside.findIndex(({ transactionId }) => transactionId === report.transactionId);
  const known = payment.outside[at];
  const told = toldOf(report);
  if (!known) return { ...draft, payment: { ...payment, outside: [...payment.outside, told] }, news: true };
  const time = compareRecency(told.at, known.at);
  const isSame = contentOf(told) === contentOf(known);
  if (isSame && !known.contradicted) {
    const later = time === 'newer' ? { ...known, at: told.at } : known;
    return {
      ...draft,
      payment: { ...payment, outside: payment.outside.with(at, defined(later)) },
      older: time === 'older',
    };
  }
  if (time === 'older') return { ...draft, older: true };
  const next = defined<OutsideTransaction>({
    ...told,
    wasSettled: known.wasSettled || settlementOfOutside(known) === 'settled' || undefined,
    contradicted: time === 'unknown' && !draft.mayCorrect ? true : undefined,
  });
  return { ...draft, payment: { ...payment, outside: payment.outside.with(at, next) }, news: true };
}

/** A refund or chargeback of an outside payment: what it takes from is no longer certain. */
function withDoubt(draft: Draft, { reference }: Report): Draft {
  const { payment } = draft;
  const at = payment.outside.findIndex(({ transactionId }) => reference !== undefined && transactionId === reference);
  const known = payment.outside[at];
  if (!known || known.contradicted) return draft;
  return {
    ...draft,
    payment: { ...payment, outside: payment.outside.with(at, { ...known, contradicted: true }) },
    news: true,
  };
}

const takesBack = ({ kind, negative, reference }: Report): boolean =>
  negative === true || reference !== undefined || (kind !== undefined && kind !== 'payment');

function toldOf({ transactionId, method, order, transaction, amount, currency, amountRefunded, recency }: Report) {
  const { outside, family } = method as Extract<NonNullable<Report['method']>, { outside: string }>;
  return defined<OutsideTransaction>({
    transactionId,
    method: outside,
    family,
    order: order as OrderStatus,
    transaction: transaction as TransactionStatus | undefined,
    amount,
    currency,
    amountRefunded,
    at: recency,
  });
}

/** What is told, but for its time and what was concluded. */
const contentOf = ({ at: _, wasSettled: __, contradicted: ___, ...said }: OutsideTransaction): string =>
  JSON.stringify(Object.entries(said).sort());
