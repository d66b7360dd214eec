/**
 * A report about a method outside the charts: kept, never judged (decision D38).
 */
import { isUnfinished } from '../../../machines/index.ts';
import { expectedOf, heldFor, isSameAmount, settlementOfOutside } from '../belief/held.ts';
import type { OutsideTransaction, Violation } from '../payment.ts';
import { compareRecency } from '../recency.ts';
import { isKnown, type Report } from '../report.ts';
import { defined, differs } from '../values.ts';
import { type Draft, withViolations } from './draft.ts';

/**
 * Keeps what a report says of an outside transaction: the newest of each transaction id counts. What is certainly settled counts
 * in what was collected of the order (decision D38).
 */
export function keepOutside(draft: Draft, report: Report): Draft {
  if (takesBack(report)) return withDoubt(draft, report);
  const kept = withoutSaid(withNewest(draft, report), report);
  const expected = expectedOf(kept.payment);
  if (!kept.news || expected === undefined) return kept;
  const { certain } = heldFor(kept.payment, expected.currency);
  const isMore = certain > expected.amount && certain > heldFor(draft.payment, expected.currency).certain;
  const more = defined<Violation>({ code: 'collected_more_than_ordered', transactionId: report.transactionId });
  return isMore ? withViolations(kept, [more]) : kept;
}

/** How an outside payment that a person settles is kept: a later correction replaces it. */
export const bySaying = 'as a person says';

/** The draft without what a person said is settled, where the transaction that settled it is known now: from here on that counts. */
function withoutSaid(draft: Draft, report: Report): Draft {
  const { payment } = draft;
  const known = payment.outside.find((one) => isOf(one, report)) as OutsideTransaction;
  if (!['settled', 'given_back'].includes(settlementOfOutside(known))) return draft;
  const outside = payment.outside.filter((one) => one.method !== bySaying || !isSameAmount(one, known));
  return { ...draft, payment: { ...payment, outside } };
}

function withNewest(draft: Draft, report: Report): Draft {
  const { payment } = draft;
  const index = payment.outside.findIndex((one) => isOf(one, report));
  const known = payment.outside[index];
  const told = toldOf(report);
  if (!known) return { ...draft, payment: { ...payment, outside: [...payment.outside, told] }, news: true };
  const time = compareRecency(told.at, known.at);
  const isSame = contentOf(told) === contentOf(known);
  const saysAgain = isSame && (!known.contradicted || (time === 'unknown' && !draft.mayCorrect));
  if (saysAgain) {
    const later = time === 'newer' ? { ...known, at: told.at } : known;
    return {
      ...draft,
      payment: { ...payment, outside: payment.outside.with(index, defined(later)) },
      older: time === 'older',
    };
  }
  // Begun is the past of whatever came of it within the same second, as it is of a card payment (decision D27).
  const isBegun = ({ order }: OutsideTransaction): boolean => isKnown(order) && isUnfinished(order);
  const isPast = time === 'unknown' && isBegun(told) && !isBegun(known);
  const wasPast = time === 'unknown' && isBegun(known) && !isBegun(told);
  if (time === 'older' || isPast) {
    // That it was settled once is so whenever it is heard of.
    const wasSettled = known.wasSettled || saysSettled(told) || undefined;
    const outside = payment.outside.with(index, defined({ ...known, wasSettled }));
    return { ...draft, payment: { ...payment, outside }, older: true };
  }
  const next = defined<OutsideTransaction>({
    ...told,
    wasSettled: known.wasSettled || saysSettled(known) || undefined,
    contradicted: time === 'unknown' && !wasPast && !draft.mayCorrect ? true : undefined,
  });
  return { ...draft, payment: { ...payment, outside: payment.outside.with(index, next) }, news: true };
}

/** Whether the words of a report say that it is settled, whatever else was said of the same time. */
function saysSettled({ contradicted: _, ...words }: OutsideTransaction): boolean {
  return settlementOfOutside(words) === 'settled';
}

/**
 * A refund or chargeback of an outside payment: what it takes from is no longer certain. Without a reference, that is every
 * payment by its method which could bear it.
 */
function withDoubt(draft: Draft, report: Report): Draft {
  const { payment } = draft;
  const isMeant = (one: OutsideTransaction): boolean =>
    report.reference === undefined ? couldBear(one, report) : one.transactionId === report.reference;
  const outside = payment.outside.map(
    // What was given back in full is not in doubt by what gave it back.
    (one): OutsideTransaction =>
      isMeant(one) && !one.contradicted && settlementOfOutside(one) !== 'given_back'
        ? { ...one, contradicted: true }
        : one,
  );
  const isKnown = payment.outside.some(isMeant) && outside.every((one, index) => one === payment.outside[index]);
  return isKnown ? draft : { ...draft, payment: { ...payment, outside }, news: true };
}

function couldBear(one: OutsideTransaction, report: Report): boolean {
  const { outside } = methodOf(report);
  const { amount = 0, currency } = report;
  return one.method === outside && !differs(one.currency, currency) && (one.amount ?? amount) >= amount;
}

/** Whether a report is about a transaction that is kept; one without an id by its method. */
function isOf({ transactionId, method }: OutsideTransaction, report: Report): boolean {
  return transactionId === report.transactionId && (transactionId !== undefined || method === methodOf(report).outside);
}

const methodOf = ({ method }: Report): Extract<NonNullable<Report['method']>, { outside: string }> =>
  method as Extract<NonNullable<Report['method']>, { outside: string }>;

const takesBack = ({ kind, negative, reference }: Report): boolean =>
  negative === true || reference !== undefined || (kind !== undefined && kind !== 'payment');

function toldOf(report: Report): OutsideTransaction {
  const { transactionId, order, transaction, amount, currency, amountRefunded, recency } = report;
  const { outside, family } = methodOf(report);
  return defined<OutsideTransaction>({
    transactionId,
    method: outside,
    family,
    order,
    transaction,
    amount,
    currency,
    amountRefunded,
    at: recency,
  });
}

/** What is told, but for its time and what was concluded. */
const contentOf = ({ at: _, wasSettled: __, contradicted: ___, ...said }: OutsideTransaction): string =>
  JSON.stringify(Object.entries(said).sort());
