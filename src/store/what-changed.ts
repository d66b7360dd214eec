/**
 * What an entry changed, in words: for whoever acts on what is new and keeps no memory of how a payment stood before. Derived
 * from the payment before and after the entry, and from what it came to; nothing is told from the name of a status.
 */
import { lawRows } from '../../machines/index.ts';
import { isGivenBack } from '../lifecycle/belief/held.ts';
import {
  type Alarm,
  type Attempt,
  countsOf,
  type Dispute,
  holds,
  isHeld,
  isOpen,
  isTakenBack,
  type Payment,
  pairsOf,
  positionOfAttempt,
  possibleOfAttempt,
  possibleOfRefund,
  type Refund,
  safeToShip,
  wordOfDispute,
} from '../lifecycle/index.ts';
import type { Came, Told } from './entry.ts';

/**
 * What an entry can have changed.
 *
 * - `became_paid`: `safeToShip` says yes now, and did not before. `no_longer_paid`: it said yes, and does not now. Of one order the
 *   two come in turns, `became_paid` first.
 * - `attempt_collected`: an attempt is certain to be collected, of whatever amount. `attempt_ended`: it ended unpaid.
 *   `attempt_taken_back`: what was collected is not, by a status read.
 * - `refund_reserved`, `refund_completed`, `refund_cancelled`, `refund_declined`: a refund stands so now. `refund_came_back`: one
 *   that was completed is not any more. `refunded_total_rose`: MultiSafepay says that more was refunded than its refunds explain.
 * - `charged_back`: a chargeback stands against what counts for the order. `charged_back_after_refund`: one stands against an
 *   attempt that was given back in full. `chargeback_reversed`: one was, whole or in part. `dispute_moved`: the dispute of one has another
 *   status, or another date to answer by.
 * - `set_aside`: the report is not believed, and waits for a person. `resolved`: a person has answered what was set aside.
 * - `corrected`: what was kept is booked otherwise, by a status read or a person.
 * - `alarm_opened`, `alarm_closed`: money may be held or have left; that is settled.
 * - `violation`: a rule was broken. `violation_withdrawn`: one was not, after all.
 */
export const changeWords = [
  'became_paid',
  'no_longer_paid',
  'attempt_collected',
  'attempt_ended',
  'attempt_taken_back',
  'refund_reserved',
  'refund_completed',
  'refund_cancelled',
  'refund_declined',
  'refund_came_back',
  'refunded_total_rose',
  'charged_back',
  'charged_back_after_refund',
  'chargeback_reversed',
  'dispute_moved',
  'set_aside',
  'resolved',
  'corrected',
  'alarm_opened',
  'alarm_closed',
  'violation',
  'violation_withdrawn',
] as const;

/** Something that an entry has changed. */
export type ChangeWord = (typeof changeWords)[number];

/** What an entry changed, each word once, in the order of `changeWords`; nothing, if nothing that is named here. */
export function whatChanged(before: Payment | undefined, told: Told, came: Came): readonly ChangeWord[] {
  const words = new Set([...wordsOf(told, came), ...(before === came.payment ? [] : between(before, came.payment))]);
  return changeWords.filter((word) => words.has(word));
}

/** What the verdict says. */
function wordsOf(told: Told, { verdict, violations, answer, corrects, answers }: Came): ChangeWord[] {
  const words: ChangeWord[] = [];
  if (verdict === 'illegal' || verdict === 'unknown') words.push('set_aside');
  if (answers !== undefined || (told.kind === 'correction' && 'resolve' in told.body)) words.push('resolved');
  if (corrects) words.push('corrected');
  if (violations.length > 0) words.push('violation');
  if ('withdrawn' in answer && answer.withdrawn.length > 0) words.push('violation_withdrawn');
  return words;
}

/** What is otherwise than before. */
function between(before: Payment | undefined, after: Payment | undefined): ChangeWord[] {
  if (after === undefined) return [];
  const words: ChangeWord[] = [];
  const [wasPaid, isPaid] = [isPaidFor(before), isPaidFor(after)];
  if (isPaid && !wasPaid) words.push('became_paid');
  if (wasPaid && !isPaid) words.push('no_longer_paid');
  for (const [index, attempt] of after.attempts.entries()) words.push(...ofAttempt(before, after, attempt, index));
  for (const [index, refund] of after.refunds.entries()) words.push(...ofRefund(before, after, refund, index));
  const [open, opened] = [before?.alarms ?? [], after.alarms];
  if (opened.some((alarm) => !isAmong(alarm, open))) words.push('alarm_opened');
  if (open.some((alarm) => !isAmong(alarm, opened))) words.push('alarm_closed');
  return words;
}

/**
 * Whether the goods may go out, for what the merchant has said that the order is for. Where nothing was collected, by whatever
 * method, they may not: most entries are of such orders, and are asked no more.
 */
function isPaidFor(payment: Payment | undefined): boolean {
  if (payment === undefined) return false;
  const { attempts, parts, outside } = payment;
  const mayBe = parts.length > 0 || outside.length > 0 || attempts.some((attempt) => isHeld(payment, attempt));
  return mayBe && safeToShip(payment).answer === 'yes';
}

function ofAttempt(before: Payment | undefined, after: Payment, attempt: Attempt, index: number): ChangeWord[] {
  const words: ChangeWord[] = [];
  const was = before?.attempts[index];
  const isAsItWas =
    before !== undefined &&
    was === attempt &&
    before.refunds === after.refunds &&
    before.edition === after.edition &&
    before.collector === after.collector;
  if (isAsItWas) return words;
  const wasHeld = before && was ? isHeld(before, was) : false;
  if (isHeld(after, attempt) && !wasHeld) words.push('attempt_collected');
  if (isTakenBack(after, attempt) && !(before && was && isTakenBack(before, was))) words.push('attempt_taken_back');
  const hasEnded = (payment: Payment, one: Attempt): boolean =>
    !isOpen(payment, one) && holds(possibleOfAttempt(payment, one), ({ meta }) => meta.counts !== 'nothing') === 'no';
  if (hasEnded(after, attempt) && !(before && was && hasEnded(before, was))) words.push('attempt_ended');
  const total = attempt.reported;
  if ((total?.unattributed ?? 0) > (was?.reported?.unattributed ?? 0)) words.push('refunded_total_rose');
  if ((total?.fallen ?? 0) > (was?.reported?.fallen ?? 0)) words.push('refund_came_back');
  // The word of the order alone may say so, before any chargeback is listed; each that is listed is told for itself.
  const isAttached = positionOfAttempt(after, index).chargebackAttached;
  const wasAttached = before !== undefined && was !== undefined && positionOfAttempt(before, index).chargebackAttached;
  if (isAttached && !wasAttached) words.push(chargedBack(after, index));
  if (wasAttached && !isAttached) words.push('chargeback_reversed');
  return words;
}

/** How a chargeback of an attempt is told: whether it is against what counts for the order. */
const chargedBack = (payment: Payment, index: number): ChangeWord =>
  isGivenBack(payment, index) || payment.attempts[index]?.asRead !== undefined
    ? 'charged_back_after_refund'
    : 'charged_back';

function ofRefund(before: Payment | undefined, after: Payment, refund: Refund, index: number): ChangeWord[] {
  if (before?.refunds[index] === refund) return [];
  const was = before && refundBefore(before, refund, index);
  const [countsBefore, counts] = [was ? countsOf(was) : 'nothing', countsOf(refund)];
  const words: ChangeWord[] = [];
  if ((refund.reversedInPart ?? 0) > (was?.reversedInPart ?? 0)) words.push('chargeback_reversed');
  if (refund.dispute && isMoved(was?.dispute, refund.dispute)) words.push('dispute_moved');
  if (counts === countsBefore) {
    if (was === undefined && refund.kind === 'refund') words.push(endedAs(refund));
    return words;
  }
  if (counts === 'reserved') words.push('refund_reserved');
  if (counts === 'refunded') words.push('refund_completed');
  if (counts === 'charged_back') {
    const wasListed = before?.refunds.some((one) => one.of === refund.of && countsOf(one) === 'charged_back');
    if (wasListed) words.push(chargedBack(after, refund.of));
  }
  if (counts === 'nothing' && countsBefore === 'reserved') words.push(endedAs(refund));
  if (countsBefore === 'refunded') words.push('refund_came_back');
  if (countsBefore === 'charged_back') words.push('chargeback_reversed');
  return words;
}

const isMoved = (before: Dispute | undefined, after: Dispute): boolean =>
  before === undefined || before.due !== after.due || wordOfDispute(before) !== wordOfDispute(after);

/** How a refund ended that gave nothing back. */
function endedAs(refund: Refund): ChangeWord {
  const { order } = lawRows.states.refund.declined.pair ?? {};
  const shown = refund.asRead ? [refund.asRead] : pairsOf(possibleOfRefund(refund));
  return shown.some((one) => one.order === order) ? 'refund_declined' : 'refund_cancelled';
}

/** The same refund or chargeback as it was: by MultiSafepay's id or ours; by its place while it has neither. */
function refundBefore({ refunds }: Payment, { transactionId, refundId }: Refund, index: number): Refund | undefined {
  const byId = refunds.find(
    (one) =>
      (transactionId !== undefined && one.transactionId === transactionId) ||
      (refundId !== undefined && one.refundId === refundId),
  );
  if (byId) return byId;
  const there = refunds[index];
  const isNameless = there?.transactionId === undefined && there?.refundId === undefined;
  return isNameless || (transactionId === undefined && refundId === undefined) ? there : undefined;
}

const isAmong = (alarm: Alarm, alarms: readonly Alarm[]): boolean =>
  alarms.some(({ code, transactionId }) => code === alarm.code && transactionId === alarm.transactionId);
