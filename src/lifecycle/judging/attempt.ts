/**
 * What a report says of an attempt, judged: what is known of it for life, and its place in the evidence.
 */

import {
  type AttemptFlow,
  authenticates,
  type Claim,
  type Collector,
  claimsMoney,
  isRefused,
  type OrderStatus,
  outcomes,
  type Refusal,
  type RefusalCode,
  type RefusalFacts,
  refusal,
  type Shown,
  type TransactionStatus,
} from '../../../machines/index.ts';
import { attemptTimeline, holds, isCollected, isHeld, possibleOfAttempt } from '../belief/belief.ts';
import { familyOf, isByHand, membersOf } from '../belief/captures.ts';
import { expectedOf, heldFor, isAmountExpected } from '../belief/held.ts';
import { withOwnersFound } from '../belief/owners.ts';
import { place } from '../belief/timeline.ts';
import { lawInForce } from '../in-force.ts';
import { type Attempt, type Money, type Payment, refundsOf, type Violation } from '../payment.ts';
import { compareRecency, latest } from '../recency.ts';
import type { Report } from '../report.ts';
import type { Sighting } from '../sighting.ts';
import { defined, differs } from '../values.ts';
import {
  claimOfCapture,
  isOnlyAsked,
  withAskedCheck,
  withListedCaptures,
  withNothingReleased,
  withRemainderCheck,
  withTakenBack,
} from './capture.ts';
import {
  andThen,
  type Draft,
  earliest,
  type Judged,
  notJudged,
  type Stop,
  withCorrection,
  withViolations,
} from './draft.ts';
import { withListed } from './listing.ts';
import { ofCardPart, type Split, splitOf, withParts } from './parts.ts';
import { placeInAttempt, saysMore } from './placing.ts';
import { withTotal } from './total.ts';
import { withWord } from './word.ts';

/** Judges a report about an attempt: its words, then what it lists, then the refunded total. */
export function judgeAttempt(known: Draft, index: number, told: Report): Judged {
  const draft = withNothingReleased(known, index, told);
  const split = splitOf(told);
  const report = ofCardPart(told, split);
  const before = draft.payment.attempts[index] as Attempt;
  const learnt = learn(draft, before, report);
  const changed = withSplit(learnt.attempt, before, split, report);
  const claim = claimOfReport(draft, index, changed, report);
  if (isRefused(claim)) return learnt.otherwise ?? notJudged(claim, report);
  const sighting = defined<Sighting>({ at: report.recency, ...claim.shown, ...seenOfThreeD(report, claim.shown) });
  // What fits before what is known is of the past: a read of it corrects nothing, and a notification from before a read contradicts nothing.
  const isPast =
    learnt.changed.length > 0 && place(attemptTimeline(draft.payment, before), sighting).where === 'before';
  if (learnt.otherwise && !(isPast && isFromBeforeRead(before, report))) return learnt.otherwise;
  const learned = isPast ? before : changed;
  const saysHowMuch = learned.provedOnly && report.amount !== undefined && claimsMoney(claim.shown);
  let judged = placeInAttempt(draft, index, saysHowMuch ? withoutProof(learned) : learned, sighting, report);
  const violate = (...codes: readonly RefusalCode[]): void => {
    const found = codes.map((code) => defined<Violation>({ code, transactionId: learned.transactionId }));
    judged = andThen(judged, (next) => withViolations(next, found));
  };
  for (const code of isPast ? [] : learnt.changed)
    judged = andThen(judged, (next) => withCorrection(next, defined({ code, transactionId: learned.transactionId })));
  if (outcomeDisagrees(report, claim.shown)) violate('authentication_disagrees');
  if (claim.undocumented) violate('pair_undocumented');
  if (split.as === 'split' && !isOlderSplit(before, report))
    judged = andThen(judged, (next) => withPartsOf(next, split.parts));
  if (split.as === 'does not add up') violate('parts_do_not_add_up');
  judged = andThen(judged, (next) => withOrderCheck(next, index, draft.payment));
  judged = andThen(judged, (next) => withAskedCheck(next, index, before));
  judged = andThen(judged, (next) => withListedCaptures(next, index, report));
  judged = andThen(judged, (next) => withTakenBack(next, index, before, report));
  judged = andThen(judged, (next) => withOwners(next, index, draft.payment));
  judged = andThen(judged, (next) => withListed(next, index, report));
  judged = andThen(judged, (next) => withOwners(next, index, draft.payment));
  judged = andThen(judged, (next) => withRemainderCheck(next, index, report));
  judged = andThen(judged, (next) => withWord(next, index, draft.payment, claim.word, report));
  judged = andThen(judged, (next) => withTotal(next, index, report, draft.payment));
  return andThen(judged, (next) => withMoreCheck(next, index, draft.payment));
}

/** The draft with what is kept with an authorisation moved to the captures that must have borne it. */
function withOwners(draft: Draft, index: number, before: Payment): Draft {
  const payment = withOwnersFound(draft.payment, familyOf(draft.payment, index), before);
  return payment === draft.payment ? draft : { ...draft, payment };
}

const withoutProof = ({ provedOnly: _, ...attempt }: Attempt): Attempt => attempt;

/** What a report adds to what is known of an attempt for life, and what a read that may correct has changed of it. */
interface Learnt {
  readonly attempt: Attempt;
  readonly changed: readonly RefusalCode[];
  /** What a report that may not correct comes to, unless it is of the past. */
  readonly otherwise?: Stop;
}

/** Whether a report is older than a status read of its attempt, which said amount and brand: what else was seen of it may not have. */
const isFromBeforeRead = ({ read }: Attempt, { recency }: Report): boolean =>
  read !== undefined && compareRecency(recency, read) === 'older';

/**
 * Takes over brand, amount and id. What we only asked for yields to what is reported; what was reported before yields to a read
 * that may correct, with a violation that names the change (decisions D25, D28).
 */
function learn({ payment, mayCorrect }: Draft, attempt: Attempt, report: Report): Learnt {
  const brand = report.method && 'brand' in report.method ? report.method.brand : undefined;
  const changed: RefusalCode[] = [];
  let otherwise: Stop | undefined;
  if (differs(attempt.brand, brand)) {
    otherwise = notJudged(refusal('brand_changed', { known: String(attempt.brand), reported: String(brand) }), report);
    changed.push('brand_changed');
  }
  const { amount, currency } = report;
  if (!isOnlyAsked(attempt) && (differs(attempt.amount, amount) || differs(attempt.currency, currency))) {
    const stop = notJudged(refusal('amount_changed', changeOf(attempt, report)), report);
    // Of a collection that is known, less or other money may be there than is believed.
    otherwise ??= isCollected(payment, attempt) ? { ...stop, moneyMayHaveLeft: true } : stop;
    changed.push('amount_changed');
  }
  const told = {
    transactionId: attempt.transactionId ?? report.transactionId,
    brand: brand ?? attempt.brand,
    amount: amount ?? attempt.amount,
    currency: currency ?? attempt.currency,
    created: earliest(attempt.created, report.created),
    read: report.channel === 'status_read' ? latest(attempt.read, report.recency) : attempt.read,
    ...captureTold(attempt, report),
  };
  const isKnown = isToldAlready(attempt, told);
  // The same object is the same evidence: what was derived of it is not derived again.
  const learned = isKnown ? attempt : defined<Attempt>({ ...attempt, ...told });
  return defined<Learnt>({ attempt: learned, changed, otherwise: mayCorrect ? undefined : otherwise });
}

/** What a report says of how an attempt is captured, and by when. */
function captureTold(
  { captureOf, capture, captureBefore: known, captureInferred }: Attempt,
  { manualCapture, captureBefore }: Report,
): { readonly [Told in 'capture' | 'captureBefore' | 'captureInferred']: Attempt[Told] | undefined } {
  if (captureOf !== undefined || !manualCapture) return { capture, captureBefore: known, captureInferred };
  return { capture: 'manual', captureBefore: captureBefore ?? known, captureInferred: undefined };
}

/** Whether every field of an attempt is already as it is told. */
function isToldAlready<Told extends Partial<Record<keyof Attempt, unknown>>>(attempt: Attempt, told: Told): boolean {
  for (const key in told) if (told[key] !== attempt[key as unknown as keyof Attempt]) return false;
  return true;
}

const changeOf = (known: Partial<Money>, reported: Partial<Money>): RefusalFacts =>
  defined<RefusalFacts>({
    knownCurrency: known.currency,
    knownAmount: known.amount,
    reportedCurrency: reported.currency,
    reportedAmount: reported.amount,
  } as RefusalFacts);

/** Whether a list of methods is older than what is known of the attempt, its split included: it changes nothing. */
function isOlderSplit({ cardShare, smallestShare, seen }: Attempt, { recency }: Report): boolean {
  return (cardShare ?? smallestShare) !== undefined && compareRecency(recency, seen.at(-1)?.at) === 'older';
}

/** The card's share of the amount, if the report's list splits it. */
function withSplit(attempt: Attempt, before: Attempt, split: Split, report: Report): Attempt {
  if (split.as === 'whole' || isOlderSplit(before, report)) return attempt;
  const { smallestShare: _, ...rest } = attempt;
  if (split.as === 'split') return { ...rest, cardShare: split.cardShare };
  return split.smallestShare === undefined || attempt.cardShare !== undefined
    ? attempt
    : { ...rest, smallestShare: split.smallestShare };
}

function withPartsOf(draft: Draft, parts: Extract<Split, { as: 'split' }>['parts']): Draft {
  const payment = withParts(draft.payment, parts);
  return payment === draft.payment ? draft : { ...draft, payment, news: true };
}

/** What an attempt is, as far as is known. */
function flowOf({ capture, captureOf }: Attempt): AttemptFlow {
  if (captureOf !== undefined) return 'capture';
  return capture === undefined ? 'payment' : 'authorisation';
}

/** What the report's words claim, with what is known around them. */
function claimOfReport(draft: Draft, index: number, attempt: Attempt, report: Report): Claim | Refusal {
  const { payment, mayCorrect } = draft;
  const { related = [] } = report;
  const chargeback =
    refundsOf(payment, index).some(({ kind, ownerInferred }) => kind === 'chargeback' && !ownerInferred) ||
    (isByHand(attempt) && refundsOf(payment, index).some(({ kind }) => kind === 'chargeback')) ||
    related.some(({ kind }) => kind === 'chargeback');
  const collectedBy: readonly Collector[] | undefined =
    attempt.brand && lawInForce().rows.brands[attempt.brand].collectedBy;
  return claimOfCapture(
    payment,
    attempt.captureOf === undefined ? undefined : payment.attempts[index],
    defined({
      order: report.order as OrderStatus,
      transaction: report.transaction as TransactionStatus | undefined,
      amount: report.amount,
      ownMid: payment.collector === 'american_express',
      brandMayOwnMid: collectedBy === undefined || collectedBy.includes('american_express'),
      brandMayCapture: attempt.brand === undefined || lawInForce().rows.brands[attempt.brand].capture.manual,
      flow: flowOf(attempt),
      remains: (report.captureRemaining ?? 0) > 0,
      chargeback,
      mayCorrect,
    }),
  );
}

/**
 * What the report shows of 3-D Secure. An outcome that forbids the payment while the words say that there is money leaves the
 * outcome aside (decision D9).
 */
function seenOfThreeD(report: Report, shown: Shown): Pick<Sighting, 'threeD' | 'authenticated'> {
  const { outcome, threeDAsked } = report;
  if (outcome === undefined) return threeDAsked ? { threeD: '3-D' } : {};
  if (outcomes[outcome].leads === 'stay' || outcomeDisagrees(report, shown)) return { threeD: '3-D' };
  return { threeD: '3-D', authenticated: authenticates(outcome) };
}

/** Whether the outcome forbids the payment, and the words say that there is money all the same (decision D9). */
function outcomeDisagrees({ outcome }: Report, shown: Shown): boolean {
  return outcome !== undefined && outcomes[outcome].leads === 'decline' && claimsMoney(shown);
}

/** Whether an attempt is news to what the order holds: held or collected now, and not so before, or told otherwise. */
function isNewMoney(before: Payment, payment: Payment, index: number): boolean {
  const attempt = payment.attempts[index] as Attempt;
  const was = before.attempts[index];
  const holdsMoney = (of: Payment, one: Attempt): boolean =>
    holds(possibleOfAttempt(of, one), ({ meta }) => meta.counts !== 'nothing') === 'yes';
  if (!holdsMoney(payment, attempt)) return false;
  return (
    was === undefined || !holdsMoney(before, was) || isCollectedNow(before, payment, index) || saysMore(was, attempt)
  );
}

function isCollectedNow(before: Payment, payment: Payment, index: number): boolean {
  const was = before.attempts[index];
  return isHeld(payment, payment.attempts[index] as Attempt) && !(was && isHeld(before, was));
}

/** Whether more is certainly held than the order is for; `undefined` if nobody said what it is for. */
function isMoreThanOrdered(payment: Payment): boolean | undefined {
  const expected = expectedOf(payment);
  return expected && heldFor(payment, expected.currency).certain > expected.amount;
}

/**
 * Holds what was collected against what was asked, and against what the order is for (decision D25). An amount that was not
 * asked is no violation if it is just what was still missing.
 */
function withOrderCheck(draft: Draft, index: number, before: Payment): Draft {
  if (!draft.news) return draft;
  const { payment } = draft;
  if (!isNewMoney(before, payment, index)) return draft;
  const { transactionId } = payment.attempts[index] as Attempt;
  const codes: RefusalCode[] = [];
  if (!isAmountExpected(payment, index)) codes.push('amount_differs');
  const another = payment.attempts.some(
    (one, other) => familyOf(payment, other) !== familyOf(payment, index) && isHeld(payment, one),
  );
  if (isCollectedNow(before, payment, index) && another && isMoreThanOrdered(payment) !== false)
    codes.push('collected_twice');
  return withViolations(
    draft,
    codes.map((code) => defined<Violation>({ code, transactionId })),
  );
}

/** Says that more is held than the order is for, once all is known that the report says was given back of it (decision D25). */
function withMoreCheck(draft: Draft, index: number, before: Payment): Draft {
  const { payment } = draft;
  // What an authorisation lists of its captures is news of them.
  const isNews = membersOf(payment, index).some((at) => isNewMoney(before, payment, at));
  if (!isNews || !isMoreThanOrdered(payment)) return draft;
  const { transactionId } = payment.attempts[index] as Attempt;
  return withViolations(draft, [defined<Violation>({ code: 'collected_more_than_ordered', transactionId })]);
}
