/**
 * An authorisation and its captures, judged: what a capture's own report says, what an authorisation lists, and whether what
 * remains is explained (decision D33).
 */
import {
  type AttemptWords,
  type Claim,
  chartPairs,
  claimsMoney,
  curedBy,
  impliesCollected,
  isRefused,
  type OrderStatus,
  orderWords,
  type Refusal,
  refusal,
  type Shown,
} from '../../../machines/index.ts';
import { holds, isCollected, isHeld, isOpen, possibleOfAttempt } from '../belief/belief.ts';
import {
  capturedOf,
  capturesOf,
  isAuthorised,
  isOverCaptured,
  isOwnAttempt,
  isReleased,
  unexplainedOf,
} from '../belief/captures.ts';
import { cardAmount } from '../belief/money.ts';
import { lawInForce, rulesInForce } from '../in-force.ts';
import type { Alarm, Attempt, Payment, Violation } from '../payment.ts';
import { compareRecency, latest } from '../recency.ts';
import { isKnown, type RelatedTransaction, type Report } from '../report.ts';
import type { Sighting } from '../sighting.ts';
import { defined, differs } from '../values.ts';
import {
  andThen,
  type Draft,
  earliest,
  type Judged,
  notJudged,
  saysMoney,
  withAttempt,
  withCorrection,
  withViolations,
} from './draft.ts';
import { placeInAttempt } from './placing.ts';

/**
 * Which attempt a capture or a release is of: the one that it refers to, else the only one that is authorised, or may be, and could
 * bear it (decision D31); `undefined` if nothing says.
 */
export function authorisationOf(payment: Payment, report: Report): number | undefined {
  const { reference } = report;
  const candidates = payment.attempts.flatMap((one, index) => (isCandidate(payment, one) ? [index] : []));
  if (reference !== undefined) return candidates.find((index) => payment.attempts[index]?.transactionId === reference);
  const able = candidates.filter((index) => couldBear(payment, index, report));
  const byHand = able.filter((index) => payment.attempts[index]?.capture !== undefined);
  const [sole, another] = byHand.length > 0 ? byHand : able;
  return another === undefined ? sole : undefined;
}

/**
 * Whether a capture or a release that says of no attempt that it is of it could be of this one: it is of its brand, no more than
 * was authorised, and this one did not end unpaid. Beside other attempts of the order, it is no more than remains, in the same currency,
 * and this one is known to be captured by hand.
 */
function couldBear(payment: Payment, index: number, { method, amount = 0, currency }: Report): boolean {
  const attempt = payment.attempts[index] as Attempt;
  if (method && 'brand' in method && differs(attempt.brand, method.brand)) return false;
  const isUnpaid = !isOpen(payment, attempt) && !isCollected(payment, attempt) && !isReleased(payment, attempt);
  if (isUnpaid) return false;
  const whole = cardAmount(attempt) ?? Infinity;
  if (payment.attempts.filter(isOwnAttempt).length === 1) return amount <= whole;
  if (attempt.capture === undefined) return false;
  return amount <= whole - capturedOf(payment, index) && !differs(attempt.currency, currency);
}

/** Whether a capture can be of this attempt: it is captured by hand, or nothing says that it is not. */
function isCandidate(payment: Payment, attempt: Attempt): boolean {
  if (attempt.captureOf !== undefined) return false;
  if (attempt.capture !== undefined) return true;
  const byHand: Attempt = { ...attempt, capture: 'manual' };
  return possibleOfAttempt(payment, byHand).cells.length > 0;
}

/** The request of ours that a capture is, by the order id that we gave it; else by its amount alone, if it is known by no id. */
export function captureAsked(
  payment: Payment,
  of: number,
  { orderId, amount }: { readonly orderId?: string | undefined; readonly amount?: number | undefined },
): number {
  const waiting = capturesOf(payment, of).filter((at) => payment.attempts[at]?.transactionId === undefined);
  const named = waiting.find((at) => orderId !== undefined && payment.attempts[at]?.captureId === orderId);
  if (named !== undefined || orderId !== undefined) return named ?? -1;
  return waiting.find((at) => payment.attempts[at]?.amount === amount) ?? -1;
}

/** The capture of an attempt that has a transaction id, and this order id as its own; -1 if none has. */
export function captureUnder({ attempts }: Payment, of: number, orderId: string | undefined): number {
  if (orderId === undefined) return -1;
  return attempts.findIndex(
    (one) => one.captureOf === of && one.transactionId !== undefined && (one.orderId ?? one.captureId) === orderId,
  );
}

/**
 * The draft with a capture of an attempt that is met for the first time, as its last attempt.
 *
 * @param isInferred nothing said of which attempt it is.
 */
export function withNewCapture(draft: Draft, of: number, orderId: string | undefined, isInferred?: true): Draft {
  const { payment } = draft;
  const { brand } = payment.attempts[of] as Attempt;
  const capture = defined<Attempt>({ captureOf: of, captureInferred: isInferred, orderId, brand, seen: [] });
  return { ...draft, payment: { ...payment, attempts: [...payment.attempts, capture] }, news: true };
}

/**
 * A capture proves that its attempt was authorised, and is captured by hand.
 *
 * @param at when it was made, MultiSafepay's time; the time of the report if that is not known.
 */
export function withProofOfAuthorisation(draft: Draft, of: number, at: string | undefined, report: Report): Judged {
  const attempt = draft.payment.attempts[of] as Attempt;
  const isListed = report.transactionId !== undefined && report.transactionId === attempt.transactionId;
  const isInferred = attempt.capture === undefined && !isListed && report.reference === undefined;
  const byHand = defined<Attempt>({ ...attempt, capture: 'manual', captureInferred: isInferred || undefined });
  const possible = possibleOfAttempt(draft.payment, byHand);
  if (possible.cells.length === 0) return notJudged(curedBy(refusal('capture_brand'), 'person'), report);
  const passed = holds(possible, ({ meta }) => meta.counts !== 'nothing');
  if (passed === 'yes' || isReleased(draft.payment, byHand))
    return attempt.capture === undefined ? withAttempt(draft, of, byHand) : draft;
  return placeInAttempt(
    draft,
    of,
    byHand,
    defined<Sighting>({ at: at ?? report.recency, order: orderWords.paid }),
    report,
  );
}

/** Books the captures that an authorisation lists, and what was released of it. */
export function withListedCaptures(draft: Draft, index: number, report: Report): Judged {
  return (report.related ?? []).reduce<Judged>(
    (judged, one) =>
      andThen(judged, (next) => {
        if (one.kind === 'capture')
          return andThen(withProofOfAuthorisation(next, index, one.created, report), (proved) =>
            withListedCapture(proved, index, one, report),
          );
        return one.kind === 'auth-cancellation' ? withReleased(next, index, one, report) : next;
      }),
    draft,
  );
}

function withListedCapture(draft: Draft, of: number, listed: RelatedTransaction, report: Report): Judged {
  const { payment } = draft;
  const { transactionId: id, orderId, amount, currency, created, status } = listed;
  const named = { transaction: id ?? 'unnamed', type: 'capture' };
  if (!isKnown(status)) return notJudged(refusal('word_unknown', { word: status.unknown, ...named }), report);
  const met = id === undefined ? -1 : payment.attempts.findIndex((one) => one.transactionId === id);
  const under = captureUnder(payment, of, orderId);
  // One order id is one capture: another transaction under it is none that is known (CAP-2).
  if (met >= 0 ? payment.attempts[met]?.captureOf !== of : id !== undefined && under >= 0)
    return notJudged(refusal('transaction_unclassified', named), report);
  const known = met >= 0 ? met : under >= 0 ? under : captureAsked(payment, of, { orderId, amount });
  // Without an id it cannot be told from others: where all of it is collected anyway, it says nothing new.
  if (id === undefined && known < 0)
    return isCollected(payment, payment.attempts[of] as Attempt)
      ? draft
      : notJudged(refusal('transaction_unclassified', named), report);
  const claim = claimOfCapture(payment, payment.attempts[known], {
    order: status,
    flow: 'capture',
    remains: false,
    ownMid: false,
    brandMayOwnMid: false,
    brandMayCapture: true,
    chargeback: false,
    mayCorrect: draft.mayCorrect,
  });
  if (isRefused(claim)) return notJudged({ ...claim, facts: { ...claim.facts, ...named } }, report);
  const begun = known >= 0 ? draft : withNewCapture(draft, of, orderId);
  const at = known >= 0 ? known : begun.payment.attempts.length - 1;
  const capture = begun.payment.attempts[at] as Attempt;
  const isChanged = !isOnlyAsked(capture) && differs(capture.amount, amount);
  // A read of the authorisation has the amount as it is, unless the capture itself was told later (decision D28).
  const isRead = draft.mayCorrect && compareRecency(report.recency, capture.seen.at(-1)?.at) !== 'older';
  if (isChanged && !isRead)
    return notJudged(refusal('amount_changed', { known: Number(capture.amount), reported: Number(amount) }), report);
  const foreign = inOtherCurrency(payment, of, currency);
  if (foreign) return notJudged(foreign, report);
  const learned = defined<Attempt>({
    ...capture,
    captureInferred: undefined,
    transactionId: id ?? capture.transactionId,
    orderId: orderId ?? capture.orderId,
    amount: amount ?? capture.amount,
    currency: currency ?? capture.currency ?? payment.attempts[of]?.currency,
    created: earliest(capture.created, created),
  });
  const { transaction: _, ...itself } = report;
  const told: Report = { ...itself, order: status };
  const judged = placeInAttempt(begun, at, learned, sightingOf(claim.shown, listed, report), told);
  const changed = andThen(judged, (next) =>
    isChanged ? withCorrection(next, defined({ code: 'amount_changed' as const, transactionId: id })) : next,
  );
  const asked = andThen(changed, (next) => withAskedCheck(next, at, capture));
  return andThen(asked, (next) => withCaptureCheck(next, of));
}

/** Whether MultiSafepay has not shown an attempt or capture yet: what we asked for yields to what it reports (decision D25). */
export function isOnlyAsked({ asked, captureId, seen }: Attempt): boolean {
  return (asked !== undefined || captureId !== undefined) && seen.every(({ told }) => told !== undefined);
}

/** Says that a capture of ours was made of another amount than we asked for (decision D25). */
export function withAskedCheck(draft: Draft, at: number, before: Attempt): Draft {
  const { captureOf, asked, amount, transactionId } = draft.payment.attempts[at] as Attempt;
  const wished = asked?.amount ?? before.amount;
  if (captureOf === undefined || !isOnlyAsked(before) || !differs(wished, amount)) return draft;
  return withViolations(draft, [defined<Violation>({ code: 'amount_differs', transactionId })]);
}

/**
 * Takes the captures of an authorisation back with it: one that says that nothing remains counts what they captured, so a read that
 * has it void says that of them, unless it lists them as captured (decision D27). Where a read no longer says so, neither is it said
 * of them. Each capture keeps its own time: a read of its own may correct it.
 */
export function withTakenBack(draft: Draft, index: number, before: Attempt, { related = [] }: Report): Draft {
  const attempt = draft.payment.attempts[index] as Attempt;
  const { asRead, captureOf } = attempt;
  if (captureOf !== undefined || (asRead === undefined) === (before.asRead === undefined)) return draft;
  // While something remained, it said nothing of what was captured.
  if (!isCollected(draft.payment, attempt)) return draft;
  const listed = new Set(related.flatMap(({ kind, transactionId }) => (kind === 'capture' ? [transactionId] : [])));
  const said = asRead ?? before.asRead;
  const isOfIts = (one: Attempt): boolean =>
    one.asRead?.at === undefined && one.asRead?.order === said?.order && one.asRead?.transaction === said?.transaction;
  return capturesOf(draft.payment, index).reduce((next, at) => {
    const capture = next.payment.attempts[at] as Attempt;
    if (asRead === undefined) {
      const { asRead: _, ...rest } = capture;
      return isOfIts(capture) ? withAttempt(next, at, rest) : next;
    }
    if (!isHeld(next.payment, capture) || listed.has(capture.transactionId)) return next;
    const { at: __, ...words } = asRead;
    const { transactionId } = capture;
    return withCorrection(
      withAttempt(next, at, { ...capture, asRead: words }),
      defined<Violation>({ code: 'collection_taken_back', transactionId }),
    );
  }, draft);
}

/** Why a capture in this currency cannot be one of an authorisation; nothing if it can. */
export function inOtherCurrency(payment: Payment, of: number, currency: string | undefined): Refusal | undefined {
  const known = payment.attempts[of]?.currency;
  if (!differs(known, currency)) return undefined;
  return curedBy(
    refusal('capture_currency_differs', { asked: String(currency), authorisation: String(known) }),
    'person',
  );
}

/**
 * What a list shows of a capture: that it was made is as old as the capture, or as the report if that does not say; whatever else
 * comes of it is as new as the report.
 */
const sightingOf = (shown: Shown, { created }: RelatedTransaction, { recency }: Report): Sighting =>
  defined<Sighting>({ at: claimsMoney(shown) ? (created ?? recency) : recency, ...shown });

/**
 * What the words of a capture claim. A capture that is known to be collected is contradicted by the words of a payment that holds
 * nothing, whatever chart has them, as any collection is (decision D27).
 */
export function claimOfCapture(payment: Payment, capture: Attempt | undefined, words: AttemptWords): Claim | Refusal {
  const claim = rulesInForce().claimOf(words);
  if (!isRefused(claim) || capture === undefined || !isCollected(payment, capture)) return claim;
  const { order, transaction } = words;
  const shown = defined<Shown>({ order, transaction });
  const isOfPayment = chartPairs.authorisation.some(
    (one) => one.order === order && (transaction === undefined || one.transaction === transaction),
  );
  return isOfPayment && !claimsMoney(shown) ? { shown } : claim;
}

/** Books a cancellation of what was reserved, once. A full one, and one of the rest, is told by the authorisation's own words. */
export function withReleased(
  draft: Draft,
  of: number,
  { transactionId, amount, status }: RelatedTransaction,
  report: Report,
): Judged {
  if (!isKnown(status))
    return notJudged(refusal('word_unknown', { word: status.unknown, type: 'auth-cancellation' }), report);
  const attempt = draft.payment.attempts[of] as Attempt;
  const named = { transaction: transactionId ?? 'unnamed', type: 'auth-cancellation' };
  if (!isCandidate(draft.payment, attempt))
    return notJudged(curedBy(refusal('capture_brand', named), 'person'), report);
  // Known as captured at once, a payment has nothing that could be released: no money moves by this alone (decision D27).
  if (attempt.capture === undefined && isCollected(draft.payment, attempt))
    return notJudged(refusal('capture_mode_unknown', named), report);
  const outcome = releases(status);
  if (outcome === 'unknown') return notJudged(refusal('pair_undocumented', { order: status, ...named }), report);
  if (outcome === 'no') return draft;
  const { released = [] } = attempt;
  const isSame = (one: { readonly transactionId?: string; readonly amount?: number }): boolean =>
    transactionId === undefined ? one.amount === amount : one.transactionId === transactionId;
  if (released.some(isSame)) return draft;
  const next = withAttempt(draft, of, {
    ...attempt,
    capture: 'manual',
    released: [...released, defined({ transactionId, amount })],
  });
  return { ...next, news: true };
}

/** Whether a cancellation with this word has come through: by the word of what is released, or of what is done. */
function releases(status: OrderStatus): 'yes' | 'no' | 'unknown' {
  const { released, declined } = lawInForce().rows.states.authorisation;
  if (status === released.pair?.order || status === orderWords.paid) return 'yes';
  return status === declined.pair?.order ? 'no' : 'unknown';
}

/** Flags captures that together exceed what was authorised, or that were made once it was released. */
export function withCaptureCheck(told: Draft, of: number): Draft {
  const draft = withNothingReleased(told, of);
  const attempt = draft.payment.attempts[of] as Attempt;
  const { transactionId } = attempt;
  if (!draft.news || !isOverCaptured(draft.payment, of, cardAmount(attempt))) return draft;
  return withViolations(draft, [defined<Violation>({ code: 'captured_more_than_authorised', transactionId })]);
}

/**
 * Without the words by which an authorisation was believed to be released, of which its captures had left nothing by then: they are an alarm.
 * One that is told so now is collected before that is judged.
 *
 * @param report what is told of it now.
 */
export function withNothingReleased(draft: Draft, of: number, report?: Report): Draft {
  const { payment } = draft;
  const attempt = payment.attempts[of] as Attempt;
  const { transactionId, seen, released } = attempt;
  const since = payment.attempts.reduce<string | undefined>(
    (last, one) => (one.captureOf === of ? latest(last, one.created) : last),
    undefined,
  );
  const at = report ? report.recency : seen.at(-1)?.at;
  const isSaid = report ? isAuthorised(payment, attempt) === 'yes' && !saysMoney(report) : isReleased(payment, attempt);
  const isAll = !released && unexplainedOf(payment, of, cardAmount(attempt)) === 0;
  if (!isSaid || !isAll || compareRecency(at, since) !== 'newer') return draft;
  const kept = report ? seen : seen.filter((one) => compareRecency(one.at, since) !== 'newer');
  const proof: Sighting = { at: latest(since, kept.at(-1)?.at) as string, collected: true };
  const next = withAttempt(draft, of, { ...attempt, seen: [...kept, proof] });
  if (report) return next;
  const alarm = defined<Alarm>({ code: 'money_may_have_left', transactionId, at, because: 'no_lawful_history' });
  return { ...next, payment: { ...next.payment, alarms: [...payment.alarms, alarm] } };
}

/**
 * Holds what remains to be captured, as the report says it, against the captures and releases that are known. Less than they
 * explain is not a collection, and more than those that were there leave is none that is certain: the report is set aside, and the
 * order read (decisions D14, D33).
 */
export function withRemainderCheck(draft: Draft, index: number, report: Report): Judged {
  const { captureRemaining: remaining, recency, order } = report;
  const attempt = draft.payment.attempts[index] as Attempt;
  if (remaining === undefined || isAuthorised(draft.payment, attempt) === 'no') return draft;
  // Words of a payment that holds nothing were said before the authorisation that is believed: nothing was reserved that could remain.
  if (!saysMoney(report)) return draft;
  const explained = unexplainedOf(draft.payment, index, cardAmount(attempt));
  const isOlder = compareRecency(recency, attempt.seen.at(-1)?.at) === 'older';
  if (explained === undefined || isOlder || impliesCollected(order as OrderStatus)) return draft;
  const most = remainingAt(draft.payment, index, report);
  if (remaining >= explained && (most === undefined || remaining <= most)) return draft;
  const isLess = remaining < explained;
  return {
    ...notJudged(
      refusal(isLess ? 'capture_remainder_unexplained' : 'capture_remainder_unknown', { explained, remaining }),
      report,
    ),
    moneyMayBeHeld: isLess,
    moneyMayHaveLeft: !isLess,
  };
}

/**
 * What can have remained at most when a report was made, in minor units: what was authorised less the captures that it lists, or that
 * were certainly made before it. A release is no bound: it has no time. Nothing if what was authorised is not known.
 */
function remainingAt(payment: Payment, index: number, { recency, related = [] }: Report): number | undefined {
  const attempt = payment.attempts[index] as Attempt;
  const whole = cardAmount(attempt);
  if (whole === undefined) return undefined;
  const listed = new Set(related.map(({ transactionId }) => transactionId).filter((id) => id !== undefined));
  const isListed = (id: string | undefined): boolean => id !== undefined && listed.has(id);
  const captured = capturesOf(payment, index).reduce((sum, at) => {
    const one = payment.attempts[at] as Attempt;
    const wasMade = isListed(one.transactionId) || compareRecency(one.created, recency) === 'older';
    return isHeld(payment, one) && wasMade ? sum + (one.amount ?? 0) : sum;
  }, 0);
  return Math.max(0, whole - captured);
}
