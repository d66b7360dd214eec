/**
 * MultiSafepay's refunded total beside the refunds known one by one (decision D16a).
 */

import { type Attempt, type Payment, type Refund, refundsOf } from '../payment.ts';
import { compareRecency, earliestInstant, latest, latestInstant } from '../recency.ts';
import { defined } from '../values.ts';
import { countsOf } from './belief.ts';
import { membersOf } from './captures.ts';
import { isGivenBackKnown, ownPosition, positionOfFamily } from './money.ts';

/** Whether a refund counts in MultiSafepay's refunded total: reserved or completed. */
export function isActive(refund: Refund): boolean {
  const counts = countsOf(refund);
  return refund.kind === 'refund' && (counts === 'reserved' || counts === 'refunded');
}

/** What the active refunds of an attempt come to, in minor units: those whose amount is known. */
export function activeAmountOf(payment: Payment, index: number): number {
  return sumOf(refundsOf(payment, index).filter(isActive));
}

/** What refunds come to, in minor units: those whose amount is known. */
export function sumOf(refunds: readonly Refund[]): number {
  return refunds.reduce((sum, { amount = 0 }) => sum + amount, 0);
}

/** What the refunds that the total of an attempt is known to include come to, in minor units. */
export function countedAmount(refunds: readonly Refund[], index: number): number {
  return sumOf(refunds.filter((one) => one.of === index && one.counted));
}

/**
 * Whether a refund was certainly made before a time of MultiSafepay's: by its own time, or by our request's if even the
 * earliest instant that the time can mean is later.
 */
export function certainlyBefore(made: Made, at: string | undefined): boolean {
  if (compareRecency(made.created, at) === 'older') return true;
  const { requestedAt } = made;
  return at !== undefined && requestedAt !== undefined && Date.parse(requestedAt) < Date.parse(earliestInstant(at));
}

/** Whether a time of MultiSafepay's is before a request of ours, as late as it can mean: it tells whole seconds. */
export const isBeforeRequest = (at: string, requestedAt: string): boolean =>
  latestInstant(at) <= Date.parse(requestedAt) - 1000;

/** Whether something was certainly made after a time of MultiSafepay's. */
export const isMadeAfter = ({ created, requestedAt }: Made, at: string | undefined): boolean =>
  compareRecency(created, at) === 'newer' ||
  (at !== undefined && requestedAt !== undefined && isBeforeRequest(at, requestedAt));

/** Whether no time denies that a refund was made before a time of MultiSafepay's; by our request, as late as that time can mean. */
export function mayBeBefore({ created, requestedAt }: Made, at: string | undefined): boolean {
  if (at === undefined) return false;
  if (created !== undefined) return compareRecency(created, at) === 'unknown';
  return requestedAt !== undefined && !isBeforeRequest(at, requestedAt);
}

/** Whether a refund has ended without giving anything back: cancelled or declined. */
export const isEnded = (refund: Refund): boolean => refund.kind === 'refund' && countsOf(refund) === 'nothing';

/** What the refunds of an attempt that were cancelled or declined come to, in minor units. */
export function endedAmountOf(payment: Payment, index: number, counts = (_: Refund): boolean => true): number {
  return sumOf(refundsOf(payment, index).filter((one) => isEnded(one) && counts(one)));
}

/**
 * Whether a refund that has ended is certainly not in a total: it ended before that was told, or the known refunds leave no room for it.
 *
 * @param room what of the total no known refund explains, in minor units; negative, if it is below what is known.
 */
export function isOutOfTotal({ amount = 0, seen }: Refund, at: string | undefined, room: number): boolean {
  return (room >= 0 && amount > room) || (at !== undefined && compareRecency(seen.at(-1)?.at, at) === 'older');
}

/** What a refund is known by, if it has an id: MultiSafepay's, else our own. */
const idOf = ({ transactionId, refundId }: Refund): string | undefined => transactionId ?? refundId;

/**
 * Keeps the total in step with the refunds: one that was in it and is released leaves it, and one first heard of now that
 * was certainly made before it explains a part of it, if it has room for it. One that it had no room for, and that is released,
 * explains what it fell by, and answers the order word that it bore out. A fall that was not believed is, once what ended explains it.
 *
 * @param before the payment before the refunds changed: what was heard of already.
 */
export function keepInStep(payment: Payment, index: number, before: Payment): Payment {
  return withoutWordOfEnded(withTotalInStep(payment, index, before), index, before);
}

function withTotalInStep(payment: Payment, index: number, before: Payment): Payment {
  const attempt = payment.attempts[index] as Attempt;
  if (!attempt.reported) return payment;
  if (attempt.reported.fallen === undefined && refundsOf(payment, index).length === 0) return payment;
  let { amount, at, unattributed, released, disbelieved, disbelievedAt, fallen = 0 } = attempt.reported;
  const heardOf = new Set(before.refunds.map((one) => one.transactionId));
  const endedBefore = new Set(before.refunds.filter(isEnded).map(idOf));
  const endsNow = (one: Refund): boolean => isEnded(one) && !endedBefore.has(idOf(one));
  const roomBefore = amount - countedAmount(payment.refunds, index);
  let room = roomBefore;
  // What left the total as it ended now may have ended before that was told, and another have stood in its place.
  let left = 0;
  const refunds = payment.refunds.map((refund): Refund => {
    if (refund.of !== index) return refund;
    const { amount: own = 0 } = refund;
    if (refund.counted && !isActive(refund)) {
      // What had ended before the total was told is not in it: that is made up by another.
      if (compareRecency((refund.asRead ?? refund.seen.at(-1))?.at, at) === 'older') {
        unattributed += own;
        room += own;
      } else {
        amount = Math.max(0, amount - own);
        left += own;
      }
      released += own;
      const { counted: _, ...rest } = refund;
      return rest;
    }
    if (endsNow(refund) && !isMadeAfter(refund, at)) fallen = Math.max(0, fallen - own);
    const isNew = !refund.counted && isActive(refund) && !heardOf.has(refund.transactionId);
    const isRest = own === unattributed && refund.created !== undefined && mayBeBefore(refund, at);
    if (!isNew || own > room || !(isRest || certainlyBefore(refund, at))) return refund;
    room -= own;
    unattributed = Math.max(0, unattributed - own);
    return { ...refund, counted: true };
  });
  released += endedAmountOf(
    payment,
    index,
    (one) => !one.counted && endsNow(one) && isOutOfTotal(one, at, room + left),
  );
  // One that there was no room for beside what has left now may have stood in its place: it explains the rest of a fall.
  const instead = refundsOf(payment, index).filter(
    (one) => isEnded(one) && !endsNow(one) && isOutOfTotal(one, at, roomBefore) && !isOutOfTotal(one, at, room + left),
  );
  released = Math.max(0, released - Math.max(0, ...instead.map(({ amount: own = 0 }) => own - left)));
  const ended = endedAmountOf(payment, index);
  // What has left the total since may have been in that one, too: below it, nothing of the fall is left to be explained.
  if (disbelieved !== undefined && disbelieved <= amount && disbelieved >= amount - Math.max(0, ended - released)) {
    unattributed = Math.max(0, disbelieved - countedAmount(refunds, index));
    released = Math.max(released, Math.min(ended, released + amount - disbelieved));
    amount = disbelieved;
    at = latest(at, disbelievedAt);
    disbelieved = undefined;
    disbelievedAt = undefined;
  }
  const reported = defined<NonNullable<Attempt['reported']>>({
    amount,
    at,
    unattributed,
    released,
    disbelieved,
    disbelievedAt,
    fallen: fallen || undefined,
  });
  return { ...payment, refunds, attempts: payment.attempts.with(index, { ...attempt, reported }) };
}

/**
 * The payment without an order word that its refunds bore out, as the total that came with the word says, until one of them was cancelled
 * or declined; a word that came after that total may be of another refund.
 */
function withoutWordOfEnded(payment: Payment, index: number, before: Payment): Payment {
  const members = membersOf(payment, index);
  const endedOf = (of: Payment): number =>
    members.flatMap((at) => refundsOf(of, at)).filter((one) => countsOf(one) === 'nothing').length;
  if (endedOf(payment) <= endedOf(before)) return payment;
  let next = payment;
  for (const at of members) {
    const { word, ...attempt } = next.attempts[at] as Attempt;
    const isExplained = attempt.reported && compareRecency(attempt.seen.at(-1)?.at, attempt.reported.at) !== 'newer';
    if (!isExplained || !isOfRefunds(word) || !isOfRefunds(before.attempts[at]?.word)) continue;
    if (!isGivenBackKnown(before, at) || isGivenBackKnown(next, at)) continue;
    const positionOf = attempt.captureOf === undefined ? positionOfFamily : ownPosition;
    const { refunded, reserved, unattributed } = positionOf(next, at);
    const left = refunded + reserved + unattributed > 0 ? { word: 'partial_refunded' as const } : {};
    next = { ...next, attempts: next.attempts.with(at, { ...attempt, ...left }) };
  }
  return next;
}

/** Whether an order word says that all or a part was refunded. */
export function isOfRefunds(word: string | undefined): boolean {
  return word === 'refunded' || word === 'partial_refunded';
}

/** When something was made: MultiSafepay's time, without a zone, or the instant of our own request. */
interface Made {
  readonly created?: string | undefined;
  readonly requestedAt?: string | undefined;
}

/** The days it may have been at MultiSafepay, whose clock is one or two hours ahead of UTC. */
function daysOf({ created, requestedAt }: Made): readonly string[] {
  if (created !== undefined) return [created.slice(0, 10)];
  if (requestedAt === undefined) return [];
  return [1, 2].map((hours) => new Date(Date.parse(requestedAt) + hours * 3_600_000).toISOString().slice(0, 10));
}

/** Whether a refund was made on the day of the payment, which makes it a reversal (decision D12); `undefined` in doubt. */
export function sameDay(payment: Made | undefined, refund: Made): boolean | undefined {
  const days = new Set([...daysOf(payment ?? {}), ...daysOf(refund)]);
  if (daysOf(payment ?? {}).length === 0 || daysOf(refund).length === 0) return undefined;
  if (days.size === 1) return true;
  return daysOf(refund).some((day) => daysOf(payment ?? {}).includes(day)) ? undefined : false;
}
