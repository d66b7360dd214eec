/**
 * What a report says of one refund or chargeback, judged: by its own transaction, or listed beside a payment's.
 */

import {
  isRefused,
  type MinorUnits,
  type OrderStatus,
  type RefusalCode,
  refusal,
  type Shown,
  type TransactionStatus,
} from '../../../machines/index.ts';
import type { JudgingLaw } from '../../relation/index.ts';
import {
  countsOf,
  countsShown,
  holds,
  isCollected,
  possibleOfAttempt,
  possibleOfRefund,
  refundTimeline,
} from '../belief/belief.ts';
import { isByHand, keptWith, withoutWord } from '../belief/captures.ts';
import { collectedAmount, outsideAmount, pairsOf, positionOfAttempt, positionOfFamily } from '../belief/money.ts';
import { certainRequest, isOpenAll, mergedRequest, unboundRequest } from '../belief/refund-requests.ts';
import { countedAmount, isBeforeRequest, sameDay } from '../belief/refunded-total.ts';
import { type Placement, place } from '../belief/timeline.ts';
import { lawInForce, rulesInForce } from '../in-force.ts';
import { type Attempt, isReversalOf, type Payment, type Refund, refundsOf, type Violation } from '../payment.ts';
import { compareRecency } from '../recency.ts';
import type { ListedDispute, Report } from '../report.ts';
import type { Sighting } from '../sighting.ts';
import { defined, differs } from '../values.ts';
import type { Classification } from './classify.ts';
import { judgeDispute } from './dispute.ts';
import {
  andThen,
  type Draft,
  earliest,
  type Judged,
  notJudged,
  pairsText,
  type Stop,
  stopped,
  withCorrection,
  withViolations,
} from './draft.ts';
import { withProofOfCollection } from './placing.ts';
import { totalInStep, withLossCheck } from './total.ts';

/** What a report says of one refund or chargeback. */
export interface RefundWords {
  readonly kind: Refund['kind'];
  readonly kindInferred?: true | undefined;
  /** Nothing said which attempt it takes from (decision D31). */
  readonly ownerInferred?: true | undefined;
  readonly transactionId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly order: OrderStatus;
  readonly transaction?: TransactionStatus | undefined;
  readonly amount?: MinorUnits | undefined;
  readonly currency?: string | undefined;
  readonly created?: string | undefined;
  readonly dispute?: ListedDispute | undefined;
}

/** Judges a report about a refund or chargeback by its own transaction. */
export function judgeOwnRefund(draft: Draft, report: Report, found: Extract<Classification, { as: 'refund' }>): Judged {
  const prepared =
    found.request === undefined ? withAnotherFound(draft, report) : withRequestFound(draft, found.request, report);
  const { payment } = prepared;
  const { reference, transactionId } = report;
  const ours = found.request === undefined ? undefined : draft.payment.refunds[found.request]?.refundId;
  const refundIndex =
    prepared === draft && ours === undefined
      ? (found.index ?? -1)
      : payment.refunds.findIndex((one) =>
          ours === undefined ? one.transactionId === transactionId : one.refundId === ours,
        );
  const known = payment.refunds[refundIndex];
  if (known && (report.kind === 'reverse-chargeback' || isReversalOf(known, transactionId))) return draft;
  const referred = payment.attempts.findIndex((one) => reference !== undefined && one.transactionId === reference);
  const isReferred = referred >= 0;
  const of = isReferred
    ? referred
    : (known?.of ?? (reference === undefined ? inferredOwner(payment, found.kind, report) : undefined));
  if (of === undefined)
    return notJudged(refusal(payment.attempts.length === 0 ? 'not_a_payment' : 'refund_owner_unknown'), report);
  const words: RefundWords = {
    kind: found.kind,
    ownerInferred: isReferred || (known && !known.ownerInferred) ? undefined : true,
    transactionId,
    orderId: report.orderId === payment.orderId ? undefined : report.orderId,
    order: report.order as OrderStatus,
    transaction: report.transaction as TransactionStatus | undefined,
    amount: report.amount,
    currency: report.currency,
    created: report.created,
    dispute: report.dispute,
  };
  // One that was listed without an id before is met again here with its id.
  const alike = known ? refundIndex : alikeOf(prepared, keptWith(payment, of), words, true, new Set(), report.recency);
  const judged = withRefund(prepared, of, words, alike >= 0 ? alike : undefined, report);
  return andThen(judged, (next) => {
    const payment = withoutWord(next.payment, of, draft.payment);
    return withLossCheck(totalInStep({ ...next, payment }, of, draft.payment), of);
  });
}

/** Our request, recognised by our id in the report, as one record with what was met of it before. */
function withRequestFound(draft: Draft, requestAt: number, { transactionId, created }: Report): Draft {
  const payment = certainRequest(draft.payment, requestAt, transactionId, created);
  if (payment.refunds[requestAt]?.transactionId === transactionId) return { ...draft, payment };
  const metAt = payment.refunds.findIndex((one) => one.transactionId === transactionId);
  const next = metAt >= 0 && transactionId !== undefined ? mergedRequest(payment, requestAt, metAt) : payment;
  return next === draft.payment ? draft : { ...draft, payment: next, news: true };
}

/** A transaction that carries another id than that of our request: it was taken for that by its amount alone, and is not that one. */
function withAnotherFound(draft: Draft, { transactionId, merchantReference }: Report): Draft {
  const taken = draft.payment.refunds.findIndex(
    (one) => one.boundByAmount && transactionId !== undefined && one.transactionId === transactionId,
  );
  if (taken < 0 || !differs(draft.payment.refunds[taken]?.refundId, merchantReference)) return draft;
  return { ...draft, payment: unboundRequest(draft.payment, taken), news: true };
}

/**
 * Which attempt a refund or chargeback without a reference takes from: the only one that may have been collected and could bear
 * it, if it is certain to be collected (decision D31).
 */
function inferredOwner(payment: Payment, kind: Refund['kind'], { amount = 0, currency }: Report): number | undefined {
  const able = payment.attempts.flatMap((attempt, index) => {
    const collected = holds(possibleOfAttempt(payment, attempt), ({ meta }) => meta.counts === 'collected');
    if (collected === 'no' || attempt.asRead || differs(attempt.currency, currency)) return [];
    const { refundable, unattributed, chargedBack } = positionOfAttempt(payment, index);
    const whole = collectedAmount(payment, index);
    const bears =
      whole === undefined ||
      (kind === 'chargeback'
        ? whole - chargedBack >= amount
        : outsideAmount(payment, attempt) + refundable + unattributed >= amount);
    return bears ? [{ index, collected }] : [];
  });
  const [sole, another] = able;
  if (!sole || another || sole.collected !== 'yes') return undefined;
  // What stands open of another transaction may be another payment, which this takes from; what stands open of this one leaves
  // open whether it is collected still.
  return payment.alarms.length > 0 ? undefined : sole.index;
}

/**
 * Judges what a report says of one refund or chargeback.
 *
 * @param refundIndex the record that it was found to be; `undefined` if it is met for the first time.
 */
export function withRefund(
  draft: Draft,
  told: number,
  words: RefundWords,
  refundIndex: number | undefined,
  report: Report,
): Judged {
  const { transactionId } = words;
  const of = ownerWithin(draft.payment, told, refundIndex);
  if (draft.payment.attempts.some((one) => one.transactionId !== undefined && one.transactionId === transactionId))
    return notJudged(refusal('transaction_unclassified', { transaction: String(transactionId) }), report);
  const owned = refundIndex === undefined ? draft : withOwner(draft, refundIndex, of, words, report);
  if (stopped(owned)) return owned;
  const { payment, mayCorrect } = owned;
  const record = payment.refunds[refundIndex ?? -1];
  const attempt = payment.attempts[of] as Attempt;
  const codes: RefusalCode[] = [];
  const changed: RefusalCode[] = [];
  const rekinded = record !== undefined && record.kind !== words.kind;
  if (rekinded && !record.kindInferred) {
    if (!mayCorrect) return notJudged(refusal('refund_kind_differs', { known: record.kind, said: words.kind }), report);
    changed.push('refund_kind_differs');
  }
  const foreign = differs(attempt.currency, words.currency);
  if (foreign) codes.push('refund_currency_differs');
  const amount = foreign ? undefined : words.amount;
  if (differs(record?.amount, amount) && !(record && isOpenAll(record))) {
    if (!mayCorrect)
      return notJudged(refusal('amount_changed', { known: Number(record?.amount), reported: Number(amount) }), report);
    changed.push('amount_changed');
  }
  const claim = rulesInForce().claimOfRefund(words.kind, words.order, words.transaction);
  if (isRefused(claim)) return notJudged(claim, report);
  const known: Refund = record && !rekinded ? record : { kind: words.kind, of, reported: true, seen: [] };
  const created = earliest(record?.created, words.created);
  const learned = defined<Refund>({
    ...known,
    transactionId: known.transactionId ?? transactionId ?? record?.transactionId,
    orderId: known.orderId ?? words.orderId,
    amount: amount ?? known.amount,
    currency: known.currency ?? words.currency,
    created,
    sameDay: sameDay(attempt, { ...known, created }) ?? known.sameDay,
    kindInferred: record ? (words.kindInferred ?? (rekinded ? undefined : record.kindInferred)) : words.kindInferred,
    ownerInferred: record ? words.ownerInferred && record.ownerInferred : words.ownerInferred,
    reported: true,
  });
  const before = possibleOfRefund(known);
  const placed = placedIn(known, learned, words, claim.shown, owned, report);
  if ('stop' in placed) return placed;
  const { older, turned } = placed;
  if (turned) changed.push(turned);
  const disputed =
    words.kind === 'chargeback' && words.dispute
      ? judgeDispute(learned.dispute, words.dispute, report, mayCorrect)
      : undefined;
  const next: Refund = disputed ? { ...placed.next, dispute: disputed.dispute } : placed.next;
  codes.push(...(disputed?.codes ?? []));
  const after = possibleOfRefund(next);
  codes.push(...after.broken.map(({ code }) => code));
  if (record === undefined || rekinded) codes.push(...brokenByNew(payment, attempt, next));
  const isNewState = after.set !== before.set || rekinded || countsOf(next) !== countsOf(known);
  const learnt =
    record === undefined ||
    record.transactionId !== next.transactionId ||
    record.amount !== next.amount ||
    record.reported !== next.reported;
  let judged: Judged = withViolations(
    {
      ...owned,
      payment: {
        ...payment,
        refunds: record ? payment.refunds.with(refundIndex as number, next) : [...payment.refunds, next],
      },
      news: owned.news || learnt || (isNewState && !older) || disputed?.news === true,
      older: owned.older || (older && !learnt) || disputed?.older === true,
      narrowed: owned.narrowed || (isNewState && older),
    },
    codes.map((code) => defined<Violation>({ code, transactionId: next.transactionId })),
  );
  for (const code of changed)
    judged = andThen(judged, (so) => withCorrection(so, defined({ code, transactionId: next.transactionId })));
  if (countsOf(next) === 'nothing') return judged;
  if (isByHand(attempt)) return andThen(judged, (so) => withBearer(so, of, report));
  return next.ownerInferred ? judged : andThen(judged, (so) => withProofOfCollection(so, of, report));
}

/** The owner of a record that an authorisation tells: the capture that it is known to be of, if it is of one of its captures. */
function ownerWithin(payment: Payment, told: number, refundIndex: number | undefined): number {
  const known = payment.refunds[refundIndex ?? -1]?.of;
  const isOfCapture = known !== undefined && payment.attempts[known]?.captureOf === told;
  return isOfCapture ? known : told;
}

/**
 * What an authorisation lists as given or taken back is of its captures, and proves no other: it is set aside if those that are
 * known cannot have borne it (decision D33).
 */
function withBearer(draft: Draft, of: number, report: Report): Judged {
  const { payment } = draft;
  if (isCollected(payment, payment.attempts[of] as Attempt)) return draft;
  const { collected, refunded, reserved, chargedBack } = positionOfFamily(payment, of);
  const isBorne = collected > 0 && refunded + reserved + chargedBack <= collected;
  return isBorne ? draft : notJudged(refusal('refund_owner_unknown'), report);
}

/**
 * What is known that an entry without an id may be, or an entry with one that was met before without: one of the same amount
 * and kind, of one of these places, the first before the others. One that was made when the entry says so is taken first; then one that stands as the entry says, then one that can
 * have stood so, or can come to it, then one that it contradicts.
 */
export function alikeOf(
  { payment }: Draft,
  among: readonly number[],
  words: RefundWords,
  hasId: boolean,
  taken: ReadonlySet<number>,
  at: string | undefined,
  below: number = matches[2],
): number {
  const claim = rulesInForce().claimOfRefund(words.kind, words.order, words.transaction);
  if (isRefused(claim)) return -1;
  const counts = countsShown(claim.shown);
  const sighting = defined<Sighting>({ at, ...claim.shown });
  const shown = JSON.stringify(sighting);
  let best = { index: -1, rank: below };
  for (const [index, one] of payment.refunds.entries()) {
    const isAlike =
      among.includes(one.of) &&
      one.kind === words.kind &&
      one.amount === words.amount &&
      !taken.has(index) &&
      // A request of ours that waits is looked for as one, by its time as well.
      (one.transactionId === undefined ? !one.refundId || (hasId ? one.boundByAmount : one.reported) : !hasId) &&
      !(counts !== 'nothing' && isRefusedRequest(one));
    const isOfOtherTime = differs(one.created, words.created);
    // An end, or an id, is of the refund that was made when it says so, and of no other.
    if (!isAlike || (isOfOtherTime && (hasId || counts === 'nothing')) || isMadeBefore(words.created, one)) continue;
    const isSame = countsOf(one) === counts;
    // What stands so now may have stood otherwise when this was told.
    const isContrary =
      (!isSame || compareRecency(at, one.seen.at(-1)?.at) === 'older') && contradicts(one, sighting, shown);
    const byTime = isOfOtherTime ? 16 : one.created !== undefined && words.created !== undefined ? 0 : 8;
    // Money that is given back may be another refund of the same amount, but of the same second; one that ended can only be the one that is known.
    if (isContrary && counts !== 'nothing' && byTime > 0) continue;
    const rank =
      byTime +
      (isContrary ? 4 : isSame ? 0 : 2) +
      (one.transactionId === undefined ? 0 : 1) +
      (one.of === among[0] ? 0 : 0.5);
    if (rank < best.rank) best = { index, rank };
    if (rank === 0) break;
  }
  return best.index;
}

/** What a match is better than: made at the same time and standing as the entry says; made at the same time; any. */
export const matches = [2, 8, Number.POSITIVE_INFINITY] as const;

/** Whether something was made before we asked for a refund whose own time is not known, which it cannot be then. */
export function isMadeBefore(created: string | undefined, { created: own, requestedAt }: Refund): boolean {
  return (
    own === undefined && created !== undefined && requestedAt !== undefined && isBeforeRequest(created, requestedAt)
  );
}

/** Whether a refund is a request of ours that MultiSafepay refused when it was asked: what is given back is not that one (decision D31). */
const isRefusedRequest = (refund: Refund): boolean =>
  refund.refundId !== undefined &&
  refund.seen.every(({ told }) => told !== undefined) &&
  refund.seen.length > 0 &&
  countsOf(refund) === 'nothing';

/** What was last found of a record's evidence: a long list asks the same of every record for each of its entries. */
const lastAsked = new WeakMap<readonly Sighting[], Asked & { readonly contrary: boolean }>();

interface Asked {
  readonly law: JudgingLaw;
  readonly sameDay: boolean | undefined;
  /** The sighting, as text. */
  readonly shown: string;
}

/** Whether a sighting of a refund, with its text, has no place in its evidence. */
function contradicts(refund: Refund, sighting: Sighting, shown: string): boolean {
  const law = lawInForce();
  const { sameDay, seen } = refund;
  const last = lastAsked.get(seen);
  if (last && last.shown === shown && last.sameDay === sameDay && last.law === law) return last.contrary;
  const contrary = place(refundTimeline(refund), sighting).where === 'nowhere';
  lastAsked.set(seen, { law, sameDay, shown, contrary });
  return contrary;
}

/** A record with the attempt that a reference or a listing names, where its own was only inferred (decision D31). */
function withOwner(draft: Draft, refundIndex: number, of: number, words: RefundWords, report: Report): Judged {
  const record = draft.payment.refunds[refundIndex] as Refund;
  if (record.of === of) return draft;
  if (!record.ownerInferred || words.ownerInferred)
    return notJudged(refusal('transaction_unclassified', { transaction: words.transactionId ?? 'unnamed' }), report);
  const { counted: _, ownerInferred: __, ...rest } = record;
  const moved = { ...draft.payment, refunds: draft.payment.refunds.with(refundIndex, { ...rest, of }) };
  return { ...draft, payment: withoutShare(moved, record), news: true, corrected: true };
}

/** The refunded total of the attempt that a refund was taken from until now: what it explained of it, nothing explains again. */
function withoutShare(payment: Payment, { of, counted }: Refund): Payment {
  const attempt = payment.attempts[of];
  if (!attempt?.reported || !counted) return payment;
  const explained = countedAmount(payment.refunds, of);
  const reported = { ...attempt.reported, unattributed: Math.max(0, attempt.reported.amount - explained) };
  return { ...payment, attempts: payment.attempts.with(of, { ...attempt, reported }) };
}

/** A record after what was seen of it, and what a read that may correct has turned. */
interface Placed {
  readonly next: Refund;
  readonly older: boolean;
  readonly turned?: RefusalCode;
}

/** Places what was seen of a refund or chargeback in its evidence; what a read that may correct has against it is kept beside. */
function placedIn(
  known: Refund,
  learned: Refund,
  words: RefundWords,
  shown: Shown,
  { mayCorrect, isPast }: Draft,
  report: Report,
): Placed | Stop {
  const { recency } = report;
  const said = `${words.kind} ${words.order}`;
  // A chargeback stays listed when it has been reversed: its own entry takes nothing back (decision D13).
  const over = known.seen.length > 0 && words.kind === 'chargeback' && countsOf(known) === 'nothing';
  if (over) return { next: learned, older: false };
  const { asRead, ...bare } = learned;
  const counts = countsShown(shown) ?? 'nothing';
  if (asRead && !mayCorrect) {
    const time = compareRecency(recency, asRead.at);
    if (counts === countsOf(learned)) return { next: learned, older: time === 'older' };
    if (time !== 'newer') return { next: learned, older: true };
    return contradiction(known, said, 'newer');
  }
  const placed: Placement = place(refundTimeline(bare), defined<Sighting>({ at: recency, ...shown }), isPast);
  // That one was made after all which was refused when it was asked for is not of its past.
  if (placed.where === 'before' && known.transactionId === undefined && isRefusedRequest(known))
    return contradiction(known, said, 'unknown');
  if (placed.where !== 'nowhere')
    return { next: { ...bare, seen: placed.timeline.seen }, older: placed.where === 'before' };
  if (!mayCorrect) return contradiction(known, said, placed.because);
  const was = countsOf(known);
  const next: Refund = {
    ...bare,
    asRead: defined({ order: words.order, transaction: words.transaction, at: recency }),
  };
  if (counts === was) return { next, older: false };
  return { next, older: false, turned: counts === 'nothing' ? 'refund_came_back' : 'refund_made_after_all' };
}

/** What a refund or chargeback comes to that is told otherwise than any history of it has it. */
export function contradiction(known: Refund, reported: string, because: 'newer' | 'older' | 'unknown'): Stop {
  const undecided = because === 'unknown';
  const facts = { was: pairsText(pairsOf(possibleOfRefund(known))), reported };
  return {
    stop: undecided ? 'unknown' : 'illegal',
    refusal: refusal(undecided ? 'order_of_reports_unknown' : 'no_lawful_history', facts),
    moneyMayBeHeld: false,
    moneyMayHaveLeft: because !== 'older',
    harmless: because === 'older',
  };
}

/** The rules that a refund or chargeback we did not ask for breaks; one that ended without being made breaks none. */
function brokenByNew(payment: Payment, attempt: Attempt, refund: Refund): RefusalCode[] {
  if (refund.kind === 'chargeback') {
    const unexpected = rulesInForce().refuseChargeback(attempt.brand);
    return unexpected ? [unexpected.code] : [];
  }
  if (countsOf(refund) === 'nothing') return [];
  const late =
    refund.created &&
    attempt.created &&
    rulesInForce().refuseLateRefund(`${refund.created}Z`, `${attempt.created}Z`, payment.edition);
  // Of a chargeback that was reversed before the refund was heard of, only times can tell.
  const mayTell = (one: Refund): boolean =>
    countsOf(one) === 'charged_back' || (refund.created !== undefined && one.created !== undefined);
  const attached = refundsOf(payment, refund.of).some(
    (one) => one.kind === 'chargeback' && mayTell(one) && isMadeUnder(refund, one),
  );
  return [...(late ? [late.code] : []), ...(attached ? (['refund_chargeback_attached'] as const) : [])];
}

/**
 * Whether a refund was certainly made while a chargeback stood: after it, and before it was reversed. Where no time tells, the
 * one that is heard of later is the later.
 */
export function isMadeUnder({ created }: Refund, chargeback: Refund): boolean {
  if (created === undefined || chargeback.created === undefined) return chargeback.reversedBy === undefined;
  const isReversed = countsOf(chargeback) === 'nothing';
  return (
    compareRecency(created, chargeback.created) === 'newer' &&
    (!isReversed || compareRecency(chargeback.reversedAt, created) === 'newer')
  );
}
