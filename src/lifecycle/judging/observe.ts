/**
 * What MultiSafepay reports, judged: one verdict per report, and the payment as it stands after it (decision D0).
 *
 * A report is split into what it says of its own transaction, of each refund and chargeback, and of the refunded total
 * (D18). The parts are judged in that order on a draft; if one cannot be believed, the whole report is set aside.
 */
import { type Pair, type Refusal, type RefusalFacts, refusal, samePair } from '../../../machines/index.ts';
import { lawRelation } from '../../relation/index.ts';
import { isCollected, possibleOfAttempt, possibleOfRefund } from '../belief/belief.ts';
import { pairsOf } from '../belief/money.ts';
import type { Possible } from '../belief/timeline.ts';
import { type Alarm, type Attempt, emptyPayment, type Payment, type Violation } from '../payment.ts';
import { compareRecency, latest } from '../recency.ts';
import { isKnown, type Report } from '../report.ts';
import type { Sighting } from '../sighting.ts';
import { defined, differs, freeze } from '../values.ts';
import type { Subject, Verdict } from '../verdict.ts';
import { claimOfReport, outcomeDisagrees, placeInAttempt, seenOfThreeD, withWord } from './attempt.ts';
import { type Classification, classify } from './classify.ts';
import {
  andThen,
  type Draft,
  earliest,
  type Judged,
  notJudged,
  type Stop,
  stopped,
  withViolations,
  wordsOf,
} from './draft.ts';
import { judgeOwnRefund, judgeOwnReversal, withListed } from './refund.ts';
import { withTotal } from './total.ts';

/** What observing comes to: the verdict, and the payment after it (`undefined` while nothing is believed of the order). */
export interface Observed {
  readonly verdict: Verdict;
  readonly payment: Payment | undefined;
}

/**
 * Judges a report about an order.
 *
 * @param payment the payment so far; `undefined` if the order is first met here, with edition and collector open.
 * @param report what MultiSafepay says.
 * @returns the verdict, and the next payment. State and money change only on `applied`; an `illegal` or `unknown` report
 *   may leave an alarm, a `stale` one may rule out an explanation, a `duplicate` moves the time of the last news.
 */
export function observe(payment: Payment | undefined, report: Report): Observed {
  const before = payment ?? emptyPayment(report.orderId);
  const classified = classification(before, report);
  const judged = judge(before, report, classified);
  const subject = subjectOf(classified);
  if (stopped(judged)) return setAside(payment, before, report, subject, judged);
  return conclude(before, report, subject, judged);
}

/**
 * Sets a report aside whatever it would have come to, for a reason that is not the report's own: what it says of money is
 * kept as an alarm.
 */
export function leaveUnknown(payment: Payment | undefined, report: Report, because: Refusal): Observed {
  const before = payment ?? emptyPayment(report.orderId);
  const subject = subjectOf(classification(before, report));
  return setAside(payment, before, report, subject, notJudged(because, report));
}

function classification(payment: Payment, report: Report): Classification {
  const set = (found: Refusal): Classification => ({ as: 'unclassified', refusal: found });
  const ours = payment.orderId === report.orderId || payment.refunds.some((one) => one.orderId === report.orderId);
  if (!ours) return set(refusal('order_differs', { payment: payment.orderId, report: report.orderId }));
  if (!isKnown(report.order)) return set(refusal('word_unknown', { word: report.order.unknown }));
  if (report.transaction !== undefined && !isKnown(report.transaction))
    return set(refusal('word_unknown', { word: report.transaction.unknown }));
  return classify(payment, report);
}

function subjectOf(classified: Classification): Subject {
  switch (classified.as) {
    case 'attempt':
    case 'new attempt':
      return 'payment';
    case 'refund':
      return classified.kind;
    case 'reversal':
      return 'chargeback';
    default:
      return classified.as;
  }
}

function judge(before: Payment, report: Report, classified: Classification): Judged {
  const draft: Draft = { payment: before, news: false, older: false, narrowed: false, violations: [] };
  switch (classified.as) {
    case 'unclassified':
      return notJudged(classified.refusal, report);
    case 'settled outside':
      return judgeSettledOutside(draft, report);
    case 'reversal':
      return judgeOwnReversal(draft, report, classified.of);
    case 'refund':
      return judgeOwnRefund(draft, report, classified);
    case 'new attempt': {
      const opened = { ...before, attempts: [...before.attempts, { seen: [] }] };
      return judgeAttempt({ ...draft, payment: opened, news: true }, before.attempts.length, report);
    }
    case 'attempt': {
      const judged = judgeAttempt(draft, classified.index, report);
      if (!classified.onlyIfKnown || stopped(judged) || !judged.news) return judged;
      return notJudged(refusal('transaction_not_identified'), report);
    }
  }
}

/** Judges a report about an attempt: its words, then what it lists, then the refunded total. */
function judgeAttempt(draft: Draft, index: number, report: Report): Judged {
  const attempt = draft.payment.attempts[index] as Attempt;
  const brand = report.method && 'brand' in report.method ? report.method.brand : undefined;
  if (differs(attempt.brand, brand))
    return notJudged(refusal('brand_changed', { known: String(attempt.brand), reported: String(brand) }), report);
  if (differs(attempt.amount, report.amount) || differs(attempt.currency, report.currency))
    return notJudged(
      refusal(
        'amount_changed',
        defined<RefusalFacts>({
          knownCurrency: attempt.currency,
          knownAmount: attempt.amount,
          reportedCurrency: report.currency,
          reportedAmount: report.amount,
        }),
      ),
      report,
    );
  const learned = defined<Attempt>({
    ...attempt,
    transactionId: attempt.transactionId ?? report.transactionId,
    brand: attempt.brand ?? brand,
    amount: attempt.amount ?? report.amount,
    currency: attempt.currency ?? report.currency,
    created: earliest(attempt.created, report.created),
    read: report.channel === 'status_read' ? latest(attempt.read, report.recency) : attempt.read,
  });
  const claim = claimOfReport(draft.payment, index, learned, report);
  if ('code' in claim) return notJudged(claim, report);
  const sighting = defined<Sighting>({
    at: report.recency,
    ...claim.shown,
    ...seenOfThreeD(report, claim.shown),
    voidVoid: report.voidVoid,
  });
  let judged = placeInAttempt(draft, index, learned, sighting, report);
  if (outcomeDisagrees(report, claim.shown)) {
    const disagrees = defined<Violation>({ code: 'authentication_disagrees', transactionId: learned.transactionId });
    judged = andThen(judged, (next) => withViolations(next, [disagrees]));
  }
  judged = andThen(judged, (next) => withListed(next, index, report));
  judged = andThen(judged, (next) => withWord(next, index, draft.payment, claim.word, report));
  return andThen(judged, (next) => withTotal(next, index, report, draft.payment));
}

function judgeSettledOutside(draft: Draft, report: Report): Judged {
  const { settledOutside } = draft.payment;
  const id = report.transactionId;
  if (id === undefined) return notJudged(refusal('transaction_not_identified'), report);
  if (settledOutside.includes(id)) return draft;
  return { ...draft, payment: { ...draft.payment, settledOutside: [...settledOutside, id] }, news: true };
}

/** The verdict on a report all of whose parts are believed. */
function conclude(before: Payment, report: Report, about: Subject, draft: Draft): Observed {
  const settled = alarmsSettledBy(before, report, draft.payment);
  const alarms = draft.payment.alarms.filter((alarm) => !settled.includes(alarm));
  const applied = draft.news || settled.length > 0;
  const repeated = !applied && before.lateNews === nameOf(report);
  const payment = freeze({
    ...draft.payment,
    ...(settled.length > 0 && { alarms }),
    ...(applied && draft.older && { lateNews: nameOf(report) }),
  });
  const base = baseOf(before, payment, report, about);
  if (applied) return { payment, verdict: { ...base, verdict: 'applied', violations: draft.violations, settled } };
  if (draft.older && !repeated) return { payment, verdict: { ...base, verdict: 'stale', narrowed: draft.narrowed } };
  return { payment, verdict: { ...base, verdict: 'duplicate' } };
}

/** What tells a report from others well enough to know it when it comes again at once. */
function nameOf({ channel, transactionId, recency, related, amountRefunded, ...report }: Report): string {
  return [channel, transactionId, wordsOf(report), recency, related?.length, amountRefunded].join(' ');
}

/** The alarms that an authoritative read of their transaction settles, unless it is older than what raised them (D21). */
function alarmsSettledBy(before: Payment, report: Report, after: Payment): readonly Alarm[] {
  if (report.channel !== 'status_read') return [];
  const covers = ({ transactionId: id }: Alarm): boolean =>
    id === undefined ||
    id === report.transactionId ||
    after.refunds.some(
      (one) =>
        (one.transactionId === id || one.reversedBy === id) &&
        after.attempts[one.of]?.transactionId === report.transactionId,
    );
  const asNew = ({ at }: Alarm): boolean =>
    at === undefined || at === report.recency || compareRecency(report.recency, at) === 'newer';
  return before.alarms.filter((alarm) => covers(alarm) && asNew(alarm));
}

/** The verdict on a report that is set aside: state and money stay, an alarm may be kept. */
function setAside(payment: Payment | undefined, before: Payment, report: Report, about: Subject, stop: Stop): Observed {
  const alarms: Alarm[] = [];
  const raise = (code: Alarm['code']): number =>
    alarms.push(defined({ code, transactionId: report.transactionId, at: report.recency, because: stop.refusal.code }));
  const known = before.attempts.find(
    (one) => one.transactionId !== undefined && one.transactionId === report.transactionId,
  );
  const booked = stop.stop === 'unknown' && known !== undefined && isCollected(before, known);
  if (stop.moneyMayBeHeld && !booked) raise('money_may_be_held');
  if (stop.moneyMayHaveLeft) raise('money_may_have_left');
  const base = baseOf(before, before, report, about);
  const { moneyMayBeHeld, harmless } = stop;
  const verdict: Verdict =
    stop.stop === 'illegal'
      ? {
          ...base,
          verdict: 'illegal',
          refusal: stop.refusal,
          legal: legalFrom(before, report),
          moneyMayBeHeld,
          harmless,
          alarms,
        }
      : { ...base, verdict: 'unknown', refusal: stop.refusal, moneyMayBeHeld, alarms };
  // Money that may be held is remembered even of a payment that is first met here, so that it is not asked for twice.
  const kept = payment ?? (stop.moneyMayBeHeld && about === 'payment' ? before : undefined);
  return { verdict, payment: kept && freeze(withAlarms(kept, alarms)) };
}

/** How many alarms are kept one by one; more are kept for the order as a whole. */
const mostAlarms = 50;

/** Keeps alarms, one for each transaction and code: the newest. */
function withAlarms(payment: Payment, raised: readonly Alarm[]): Payment {
  const same = (a: Alarm, b: Alarm): boolean => a.code === b.code && a.transactionId === b.transactionId;
  const fresh = (
    payment.alarms.length < mostAlarms ? raised : raised.map(({ transactionId: _, ...one }) => one)
  ).filter(
    (alarm) => !payment.alarms.some((known) => same(known, alarm) && compareRecency(alarm.at, known.at) !== 'newer'),
  );
  if (fresh.length === 0) return payment;
  return {
    ...payment,
    alarms: [...payment.alarms.filter((known) => !fresh.some((one) => same(one, known))), ...fresh],
  };
}

function baseOf(before: Payment, after: Payment, report: Report, about: Subject) {
  return defined<Pick<Verdict, 'orderId' | 'transactionId' | 'about' | 'from' | 'to'>>({
    orderId: report.orderId,
    transactionId: report.transactionId,
    about,
    from: pairsShown(before, report),
    to: pairsShown(after, report),
  });
}

/** What is possible of the report's own transaction, if it is known: by its id; without one, of the latest attempt. */
function possibleOfReported(payment: Payment, { transactionId: id }: Report): Possible | undefined {
  const refund = payment.refunds.find((one) => id !== undefined && one.transactionId === id);
  if (refund) return possibleOfRefund(refund);
  const named = payment.attempts.find((one) => one.transactionId === id);
  const attempt = id === undefined ? (named ?? payment.attempts.at(-1)) : named;
  return attempt && possibleOfAttempt(payment, attempt);
}

function pairsShown(payment: Payment, report: Report): readonly Pair[] {
  const found = possibleOfReported(payment, report);
  return found ? pairsOf(found) : [];
}

/** The pairs that could lawfully come next for the report's own transaction. */
function legalFrom(payment: Payment, report: Report): readonly Pair[] {
  const found = possibleOfReported(payment, report);
  if (!found) return [];
  const relation = lawRelation();
  const now = pairsOf(found);
  const next = pairsOf({ cells: relation.list(relation.reach(found.set, 'all')) });
  return next.filter((shown) => !now.some((known) => samePair(known, shown)));
}
