/**
 * An authorisation and its captures: what was captured of it, what was released, and what remains (decision D33). A capture is a
 * transaction of its own that collects, so it stands among the attempts, with the place of its authorisation.
 */
import { type MinorUnits, orderWords } from '../../../machines/index.ts';
import type { Attempt, Payment } from '../payment.ts';
import { compareRecency } from '../recency.ts';
import { holds, isChargedBack, isCollected, possibleOfAttempt } from './belief.ts';

/** The place of the attempt that this one belongs to: of the authorisation, if it is a capture; else its own. */
export function familyOf(payment: Payment, index: number): number {
  return payment.attempts[index]?.captureOf ?? index;
}

/** Whether an attempt is one of its own, no capture of another. */
export const isOwnAttempt = ({ captureOf }: Attempt): boolean => captureOf === undefined;

/**
 * The place of the latest attempt that is no capture of another; -1 before the first. Reports arrive in any order: an attempt that was made
 * before another is not the latest, though it was heard of last.
 */
export function latestAttempt({ attempts }: Payment): number {
  const own = attempts.filter(isOwnAttempt);
  return attempts.findLastIndex(
    (one) => isOwnAttempt(one) && own.every((other) => compareRecency(one.created, other.created) !== 'older'),
  );
}

/** The captures of an attempt, by their places. */
export function capturesOf({ attempts }: Payment, index: number): readonly number[] {
  return attempts.flatMap(({ captureOf }, at) => (captureOf === index ? [at] : []));
}

/** An authorisation and its captures, by their places, the authorisation first; of any other attempt itself alone. */
export function membersOf(payment: Payment, index: number): readonly number[] {
  const head = familyOf(payment, index);
  return [head, ...capturesOf(payment, head)];
}

/** Whether an attempt is an authorisation: captured by hand, and no capture itself. */
export const isByHand = ({ capture, captureOf }: Attempt): boolean => capture !== undefined && captureOf === undefined;

/** Where what is given back of an attempt may be kept: with it, or as long as nothing says of which capture, with the authorisation. */
export function keptWith(payment: Payment, index: number): readonly number[] {
  const head = familyOf(payment, index);
  return head === index ? membersOf(payment, index) : [index, head];
}

/**
 * The payment without the word `chargeback` of an attempt, where that is answered by what is told of the chargeback itself; that of
 * an authorisation is answered by what its captures tell of theirs (decision D33). One that was said after all that are known were
 * reversed is of another.
 *
 * @param before the payment before that was told: what stood until then.
 */
export function withoutWord(payment: Payment, index: number, before: Payment): Payment {
  let { attempts } = payment;
  for (const at of [index, familyOf(payment, index)]) {
    const members = [at, ...capturesOf(payment, at)];
    const [stands, stood] = [payment, before].map((of) => members.some((one) => isChargedBack(of, one)));
    const { word, ...attempt } = attempts[at] as Attempt;
    const isLater = !stands && isAfterChargebacks(payment, members, attempt.wordAt);
    if ((word === 'chargeback' || isLater) && (stands || stood))
      attempts = attempts.with(at, isLater ? { ...attempt, word: 'chargeback' } : attempt);
  }
  return attempts === payment.attempts ? payment : { ...payment, attempts };
}

/** Whether a time is later than all that was seen of the chargebacks of some attempts. */
export const isAfterChargebacks = ({ refunds }: Payment, members: readonly number[], at: string | undefined): boolean =>
  at !== undefined &&
  refunds.every(
    ({ kind, of, seen }) =>
      kind !== 'chargeback' || !members.includes(of) || compareRecency(at, seen.at(-1)?.at) === 'newer',
  );

/** What was captured of an authorisation by captures that are known one by one, in minor units. */
export function capturedOf(payment: Payment, index: number): MinorUnits {
  return sumOf(payment, index, (one) => isCollected(payment, one));
}

/** What we asked to capture of an authorisation without a known outcome yet, in minor units. */
export function askedOf(payment: Payment, index: number): MinorUnits {
  return sumOf(payment, index, (one) => isCaptureUndecided(payment, one));
}

function sumOf(payment: Payment, index: number, counts: (capture: Attempt) => boolean): MinorUnits {
  return payment.attempts.reduce(
    (sum, one) => (one.captureOf === index && counts(one) ? sum + (one.amount ?? 0) : sum),
    0,
  );
}

/** What was released of an authorisation by cancellations that are known one by one, in minor units. */
export function releasedOf({ released = [] }: Attempt): MinorUnits {
  return released.reduce((sum, { amount = 0 }) => sum + amount, 0);
}

/** Whether a capture request of ours has no known outcome yet. */
export function isCaptureUndecided(payment: Payment, capture: Attempt): boolean {
  if (capture.captureOf === undefined) return false;
  return holds(possibleOfAttempt(payment, capture), ({ meta }) => meta.counts === 'authorised') !== 'no';
}

/** Whether an amount is authorised and not captured at once: for certain, perhaps, or not. */
export function isAuthorised(payment: Payment, attempt: Attempt): 'yes' | 'no' | 'unknown' {
  if (attempt.capture === undefined || attempt.asRead !== undefined) return 'no';
  return holds(possibleOfAttempt(payment, attempt), ({ meta }) => meta.counts === 'authorised');
}

/** Whether what was reserved was released: nothing more is held, and something was before. */
export function isReleased(payment: Payment, attempt: Attempt): boolean {
  return (
    attempt.seen.some(({ order }) => order === orderWords.paid) &&
    holds(possibleOfAttempt(payment, attempt), ({ meta }) => meta.counts === 'nothing') === 'yes'
  );
}

/** Whether more was captured of an authorisation than was authorised, or anything once it was released: given what it is for. */
export function isOverCaptured(payment: Payment, index: number, whole: MinorUnits | undefined): boolean {
  const attempt = payment.attempts[index] as Attempt;
  if (whole !== undefined && capturedOf(payment, index) > whole - releasedOf(attempt)) return true;
  if (!isReleased(payment, attempt)) return false;
  const released = attempt.seen.at(-1)?.at;
  return payment.attempts.some(
    (one) => one.captureOf === index && isCollected(payment, one) && compareRecency(one.created, released) === 'newer',
  );
}

/**
 * What of an attempt no capture and no release is known to explain, in minor units: all of it, where it is captured at once.
 * Of an authorisation that says that nothing remains, this is what was captured without being known one by one.
 */
export function unexplainedOf(payment: Payment, index: number, whole: MinorUnits | undefined): MinorUnits | undefined {
  const attempt = payment.attempts[index] as Attempt;
  if (attempt.capture === undefined || whole === undefined) return whole;
  return Math.max(0, whole - capturedOf(payment, index) - releasedOf(attempt));
}
