/**
 * MultiSafepay's refunded total, judged beside the refunds known one by one (decision D16a).
 */

import { impliesCollected, type MinorUnits, refusal, type StateMeta } from '../../../machines/index.ts';
import { countsShown } from '../belief/belief.ts';
import { capturesOf, familyOf } from '../belief/captures.ts';
import { positionOfAttempt } from '../belief/money.ts';
import { withTotalExplained } from '../belief/owners.ts';
import {
  activeAmountOf,
  certainlyBefore,
  countedAmount,
  endedAmountOf,
  isActive,
  isEnded,
  isOutOfTotal,
  keepInStep,
  mayBeBefore,
  sumOf,
} from '../belief/refunded-total.ts';
import { rulesInForce } from '../in-force.ts';
import { type Attempt, type Payment, type Refund, refundsOf, type Violation } from '../payment.ts';
import { compareRecency, latest } from '../recency.ts';
import { isKnown, type RelatedTransaction, type Report } from '../report.ts';
import { defined } from '../values.ts';
import { type Draft, type Judged, notJudged, withAttempt, withCorrection, withViolations } from './draft.ts';

/** Judges MultiSafepay's refunded total (decision D16a). */
export function withTotal(draft: Draft, index: number, report: Report, before: Payment): Judged {
  const draftSettled = totalInStep(draft, index, before);
  const { amountRefunded, recency, related = [] } = report;
  if (amountRefunded === undefined) return withLossCheck(draftSettled, index);
  const { payment } = draftSettled;
  // What is known to be given back of its captures explains the total of an authorisation, if that includes them (decision D33).
  const ofCaptures = capturesOf(payment, index).reduce((sum, at) => sum + activeAmountOf(payment, at), 0);
  const total = Math.max(0, amountRefunded - endedSince(payment, index, report) - ofCaptures);
  const attempt = payment.attempts[index] as Attempt;
  const last = attempt.reported;
  const time = compareRecency(recency, last?.at);
  if (last && (time === 'older' || (time === 'unknown' && draft.older))) return withLossCheck(draftSettled, index);
  const released = endedAmountOf(payment, index);
  const was = last?.amount ?? 0;
  const facts = { was, reported: total };
  const listed = new Set(related.map((one) => one.transactionId));
  // An entry without an id is known by having been seen in this very report.
  const listsUnnamed = related.some((one) => one.transactionId === undefined);
  const isListed = (one: Refund): boolean =>
    (one.transactionId !== undefined && listed.has(one.transactionId)) ||
    (listsUnnamed && recency !== undefined && one.seen.at(-1)?.at === recency);
  const made = refundsOf(payment, index).filter((one) => isListed(one) && isActive(one));
  const listedTotal = sumOf(made);
  const accounted = report.channel === 'status_read' && listedTotal === total && total > 0;
  // A refund that was found to be of another attempt takes with it what it had released of this one.
  const knownReleased = Math.min(released, last?.released ?? 0);
  const since = released - knownReleased;
  const hasFallen = total < was - since && !accounted;
  if (hasFallen && !draft.mayCorrect) {
    if (last?.disbelieved !== total) {
      // One that is newer is disbelieved already.
      if (compareRecency(recency, last?.disbelievedAt) === 'older') return withLossCheck(draftSettled, index);
      if (!draft.news)
        return {
          ...notJudged(refusal('refunded_amount_fell', facts), report),
          moneyMayHaveLeft: report.order === 'chargeback',
        };
    }
    const fell = defined<Violation>({ code: 'refunded_amount_fell', transactionId: attempt.transactionId });
    const disbelievedAt = latest(last?.disbelievedAt, recency);
    const kept = defined({ ...(last as NonNullable<Attempt['reported']>), disbelieved: total, disbelievedAt });
    const next = withAttempt(draftSettled, index, { ...attempt, reported: kept });
    return withLossCheck(withViolations(next, [fell]), index);
  }
  const isIn = (one: Refund): boolean => one.counted === true || isListed(one) || certainlyBefore(one, recency);
  const shown = refundsOf(payment, index).filter((one) => isActive(one) && one.reported);
  const certain = shown.filter(isIn);
  // Two of one amount are not made at once: what makes up just the rest is it, where no time denies that.
  const isNews = (one: Refund): boolean => one.created !== undefined || total > was;
  const likely = shown.filter((one) => !isIn(one) && isNews(one) && mayBeBefore(one, recency));
  const isRest = sumOf(likely) === total - sumOf(certain);
  const inTotal = new Set(isRest ? [...certain, ...likely] : certain);
  const refunds = payment.refunds.map((refund): Refund => {
    const { counted: _, ...rest } = refund;
    return refund.of !== index ? refund : inTotal.has(refund) ? { ...rest, counted: true } : rest;
  });
  const explained = countedAmount(refunds, index);
  const found = explained - countedAmount(payment.refunds, index);
  // In the same second, a total below the refunds it is known to include was told before the last of them.
  if (time === 'unknown' && last && total < explained && report.channel === 'notification')
    return withLossCheck(draftSettled, index);
  // In the same second, a rise must be made up of known refunds, and a fall come with the refund that was released.
  const listsRelease = refunds.some((one) => one.of === index && isListed(one) && isEnded(one));
  const decided = total > was ? explained === total : listsRelease;
  const undecidable = time === 'unknown' && last !== undefined && total !== was && released > 0 && !decided;
  if (undecidable && report.channel === 'notification')
    return notJudged(refusal('order_of_reports_unknown', facts), report);
  const unattributed = Math.max(0, total - explained);
  const at = time === 'newer' || last?.at === undefined ? recency : last.at;
  const reported = defined<NonNullable<Attempt['reported']>>({
    amount: total,
    at,
    unattributed,
    // What has explained a fall explains no other; a total that rises again may have what was released in it.
    released: Math.max(
      Math.min(released, knownReleased + was - total),
      endedAmountOf(payment, index, (one) => isOutOfTotal(one, at, total - explained)),
    ),
    fallen: fallenAfter({ last, total, unattributed, hasFallen, found }) || undefined,
  });
  const news = total !== was || unattributed !== (last?.unattributed ?? 0);
  const next = withAttempt({ ...draftSettled, payment: { ...payment, refunds } }, index, { ...attempt, reported });
  const id = attempt.transactionId;
  const fell = hasFallen
    ? withCorrection(next, defined({ code: 'refunded_amount_fell' as const, transactionId: id }))
    : next;
  // An id beats the total: of what the report lists, and of all that it should include where one has told itself since the last total.
  const isNamed = (one: Refund): boolean => one.of === index && isActive(one) && one.transactionId !== undefined;
  const named = sumOf(refunds.filter((one) => isNamed(one) && (isListed(one) || (found > 0 && one.counted))));
  const below = defined<Violation>({ code: 'refunded_total_below', transactionId: id });
  const checked = total < named && !draft.older ? withViolations(fell, [below]) : fell;
  const taken = { ...checked, news: checked.news || news };
  // The same total in the same second may be an earlier report again: its word is not held against what came after.
  const again = time === 'unknown' && last !== undefined && !news;
  return withLossCheck(again ? taken : withWordCheck(taken, index, report), index);
}

/**
 * What a report's total still included of refunds that are known to have ended since: by its list, or by the times. The total of an
 * authorisation includes those of its captures.
 *
 * @param byTimes counts those alone that ended certainly later than the report.
 */
export function endedSince(
  payment: Payment,
  index: number,
  { related = [], amountRefunded = 0, recency }: Report,
  byTimes = false,
): MinorUnits {
  const entries = new Map(related.map((one) => [one.transactionId, one]));
  const members = [index, ...capturesOf(payment, index)];
  const ended = members
    .flatMap((at) => refundsOf(payment, at))
    .filter((one) => {
      if (!isEnded(one)) return false;
      const listed = one.transactionId === undefined ? undefined : entries.get(one.transactionId);
      const counts = listed && countsListed(listed);
      const isLater = compareRecency((one.asRead ?? one.seen.at(-1))?.at, recency) === 'newer';
      const wasMade = counts === undefined ? isLater && certainlyBefore(one, recency) : counts !== 'nothing';
      return wasMade && (isLater || !byTimes);
    });
  return Math.min(amountRefunded, sumOf(ended));
}

/**
 * What came back by the total alone: it grows with what a read that may correct no longer has, and shrinks as the total rises
 * again; as refunds are shown that were released, the total kept in step with them has done that already.
 */
function fallenAfter(told: {
  readonly last: Attempt['reported'];
  readonly total: MinorUnits;
  readonly unattributed: MinorUnits;
  readonly hasFallen: boolean;
  /** What of the unattributed rest is found to be refunds that are known, in minor units. */
  readonly found: MinorUnits;
}): MinorUnits {
  const { last, total, unattributed, hasFallen, found } = told;
  const known = last?.fallen ?? 0;
  const fall = (last?.amount ?? 0) - total;
  const gone = (last?.unattributed ?? 0) - Math.max(0, found) - unattributed;
  if (hasFallen) return known + Math.min(fall, Math.max(0, gone));
  return Math.max(0, known - Math.max(0, total - (last?.amount ?? 0)));
}

/** The draft with the total kept in step with its refunds. */
export function totalInStep(draft: Draft, index: number, before: Payment): Draft {
  const payment = withTotalExplained(keepInStep(draft.payment, index, before), index, before);
  return payment === draft.payment ? draft : { ...draft, payment };
}

/** The order word beside the refunded total of the same report (decision D18). */
function withWordCheck(draft: Draft, index: number, report: Report): Draft {
  if (!wordDisagrees(draft.payment, index, report)) return draft;
  const { transactionId } = draft.payment.attempts[index] as Attempt;
  return withViolations(draft, [defined({ code: 'order_word_disagrees', transactionId })]);
}

/** Whether the order word of a report disagrees with the refunded total in it. */
export function wordDisagrees(payment: Payment, index: number, report: Report): boolean {
  const { order, amountRefunded: total = 0, related = [] } = report;
  const { amount } = payment.attempts[index] as Attempt;
  if (amount === undefined || !isKnown(order) || !impliesCollected(order)) return false;
  const { reserved, unattributed } = positionOfAttempt(payment, index);
  // What is listed as reserved was so when the report was made, whatever has come of it since.
  const listsReserved = related.some((one) => countsListed(one) === 'reserved');
  const inPart = total > 0 && (total < amount || reserved + unattributed > 0 || listsReserved);
  return order === 'refunded' ? total < amount : order === 'partial_refunded' && !inPart;
}

/** How a refund counts as an entry of a list has it. */
function countsListed({ kind = 'refund', status }: RelatedTransaction): StateMeta['counts'] | undefined {
  if (kind !== 'refund' || !isKnown(status)) return undefined;
  const claim = rulesInForce().claimOfRefund(kind, status, undefined);
  return 'shown' in claim ? countsShown(claim.shown) : undefined;
}

/** Flags refunds and chargebacks that together exceed what was collected, as reported (decision D16a). */
export function withLossCheck(draft: Draft, index: number): Draft {
  // Where nothing was given or taken back, nothing can be lost.
  if (draft.payment.refunds.length === 0 && draft.payment.attempts[index]?.reported === undefined) return draft;
  if (!positionOfAttempt(draft.payment, index).doubleLoss) return draft;
  const id = draft.payment.attempts[familyOf(draft.payment, index)]?.transactionId;
  return withViolations(draft, [defined({ code: 'double_loss', transactionId: id })]);
}
