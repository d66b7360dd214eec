/**
 * Our own capture requests, facts told of captures, and what may be done with what is authorised (decision D33).
 */
import {
  type CaptureFact,
  type CaptureLedger,
  isRefused,
  type MinorUnits,
  type Refusal,
  refusal,
} from '../../../machines/index.ts';
import { attemptTimeline, holds, possibleOfAttempt } from '../belief/belief.ts';
import {
  askedOf,
  familyOf,
  isAuthorised,
  isCaptureUndecided,
  isOwnAttempt,
  unexplainedOf,
} from '../belief/captures.ts';
import { cardAmount } from '../belief/money.ts';
import { withOwnersFound } from '../belief/owners.ts';
import { lawInForce, rulesInForce } from '../in-force.ts';
import { InputError } from '../input-error.ts';
import type { Attempt, Payment } from '../payment.ts';
import { fieldsOf, readCurrency, readId, readInstant, readNumber } from '../read.ts';
import { latestInstant } from '../recency.ts';
import { readShape } from '../shape.ts';
import { defined, hoursAfter, unbounded } from '../values.ts';
import { type Answer, answerAlarmed, answerNo, answerUnknown, curedNow, yes } from './answer.ts';
import type { AboutCapture, CaptureRequested } from './facts.ts';
import { readFact, type Stepped } from './snapshot.ts';
import { keyReused, names, no, tell } from './telling.ts';

/** The places of the attempts that are, or may be, authorised to be captured by hand. */
function authorisedAttempts(payment: Payment): readonly number[] {
  return payment.attempts.flatMap((one, index) =>
    isOwnAttempt(one) && isAuthorised(payment, one) !== 'no' ? [index] : [],
  );
}

/** Whether the rules may admit a capture of some amount: something remains of what is, or may be, authorised, as far as is known. */
export function mayBeCaptured(payment: Payment): boolean {
  return authorisedAttempts(payment).some((index) => {
    const { remaining, remainingKnown } = captureLedger(payment, index);
    return remaining > 0 || !remainingKnown;
  });
}

/** The ledger a capture request is judged by. */
function captureLedger(payment: Payment, index: number): CaptureLedger {
  const attempt = payment.attempts[index];
  if (!attempt) return { authorised: false, remaining: 0, remainingKnown: true };
  const unexplained = unexplainedOf(payment, index, cardAmount(attempt));
  const amountsKnown = payment.attempts.every(
    (one) => one.captureOf !== index || one.amount !== undefined || !counts(payment, one),
  );
  const releasesKnown = (attempt.released ?? []).every(({ amount }) => amount !== undefined);
  const { alarms } = payment;
  const expires = captureTime(attempt);
  return defined<CaptureLedger>({
    authorised: isAuthorised(payment, attempt) === 'yes',
    // While nobody has said what was authorised, nothing is too much: how much remains is not known, and no request is admitted.
    remaining: unexplained === undefined ? unbounded : Math.max(0, unexplained - askedOf(payment, index)),
    remainingKnown: unexplained !== undefined && amountsKnown && releasesKnown && alarms.length === 0,
    currency: attempt.currency,
    expires: expires === undefined ? undefined : new Date(latestInstant(expires)).toISOString(),
  });
}

const counts = (payment: Payment, capture: Attempt): boolean =>
  holds(possibleOfAttempt(payment, capture), ({ meta }) => meta.counts !== 'nothing') !== 'no';

/** By when a reservation is to be captured: as MultiSafepay says it, else by the brand's days from when it was made. */
function captureTime({ captureBefore, created, brand, seen, requestedAt }: Attempt): string | undefined {
  if (captureBefore !== undefined) return captureBefore;
  const rule = brand && lawInForce().rows.brands[brand].capture;
  const began = created ?? seen[0]?.at ?? requestedAt;
  if (!rule?.manual || began === undefined) return undefined;
  return hoursAfter(began, rule.days * 24);
}

const hour = 3_600_000;

/** The attempt a capture is asked of: the one named, else the only one; -1 if none is authorised. @throws InputError if it must be said which. */
function authorisedAttempt(payment: Payment, id: string | undefined): number {
  if (id !== undefined) {
    const found = payment.attempts.findIndex((one) => one.transactionId === id && isOwnAttempt(one));
    if (found >= 0) return found;
    throw new InputError(
      'fact.transactionId',
      `order ${payment.orderId} has no attempt "${id}"`,
      `It has ${names(payment.attempts.filter(isOwnAttempt))}.`,
    );
  }
  const authorised = authorisedAttempts(payment);
  if (authorised.length > 1)
    throw new InputError(
      'fact.transactionId',
      `order ${payment.orderId} has ${authorised.length} attempts that are authorised`,
      `Say which: ${names(authorised.map((index) => payment.attempts[index] as Attempt))}.`,
    );
  return authorised[0] ?? payment.attempts.findLastIndex(isOwnAttempt);
}

/**
 * The payment with a capture of ours that is asked for from here on, if the capture rules admit it: what it asks for counts as
 * taken until its outcome is known. The same key again is the same capture (`repeated`); the same key for another amount is refused.
 *
 * @throws InputError if a field cannot be read, or it must be said which attempt is meant.
 */
export function requestCapture(payment: Payment, fact: CaptureRequested): Stepped<Payment> {
  readInstant(fact.at, 'fact.at');
  const { captureId, at, amount, currency, key = captureId } = fact;
  readId(captureId, 'fact.captureId');
  readId(key, 'fact.key');
  readNumber(amount, 'fact.amount');
  readCurrency(currency, 'fact.currency');
  const earlier = payment.attempts.find(
    (one) => one.captureId !== undefined && (one.key === key || one.captureId === captureId),
  );
  if (earlier) {
    // What it was made of in the end may be another amount (decision D25).
    const asked = earlier.asked ?? earlier;
    const isSame = asked.amount === amount && asked.currency === currency && earlier.key === key;
    return isSame ? { ok: true, next: payment, repeated: true } : keyReused('capture_key_reused', key, asked, fact);
  }
  if (captureId === payment.orderId)
    throw new InputError(
      'fact.captureId',
      `"${captureId}" is the order's own id`,
      'A capture is an order of its own: give it another id.',
    );
  const of = authorisedAttempt(payment, fact.transactionId);
  const ledger = captureLedger(payment, of);
  const blank = defined<Attempt>({
    captureOf: Math.max(of, 0),
    captureId,
    key,
    requestedAt: at,
    amount,
    currency,
    asked: { amount, currency },
    brand: payment.attempts[of]?.brand,
    seen: [],
  });
  const asked = { type: fact.type, at, ask: { amount, currency, at, ledger } } satisfies CaptureFact;
  const told = tell(attemptTimeline(payment, blank), possibleOfAttempt(payment, blank).cells, asked);
  if (isRefused(told)) return no(curedNow(payment, told));
  return { ok: true, next: { ...payment, attempts: [...payment.attempts, { ...blank, seen: told.seen }] } };
}

/**
 * The payment after a fact about one of its captures, or why that cannot happen now.
 *
 * @throws InputError if the fact cannot be read, or the payment has no such capture.
 */
export function tellCapture(
  payment: Payment,
  fact: AboutCapture<Exclude<CaptureFact, { type: 'capture.requested' }>>,
): Stepped<Payment> {
  readFact(fact, 'capture');
  const index = payment.attempts.findIndex(
    (one) =>
      one.captureOf !== undefined &&
      ((fact.captureId !== undefined && one.captureId === fact.captureId) ||
        (fact.transactionId !== undefined && one.transactionId === fact.transactionId)),
  );
  const capture = payment.attempts[index];
  if (!capture)
    throw new InputError(
      'fact.captureId',
      `order ${payment.orderId} has no such capture`,
      'Give the captureId it was requested with, or its transactionId.',
    );
  const told = tell(attemptTimeline(payment, capture), possibleOfAttempt(payment, capture).cells, fact);
  if (isRefused(told)) return no(told);
  const next = { ...payment, attempts: payment.attempts.with(index, { ...capture, seen: told.seen }) };
  return { ok: true, next: withOwnersFound(next, familyOf(payment, index), payment) };
}

/**
 * What remains to be captured, in minor units: authorised, and neither captured, asked for nor released.
 *
 * @param transactionId which attempt, if more than one is authorised.
 * @throws InputError if it must be said which attempt is meant, or there is none of that id.
 */
export function remainingOf(payment: Payment, transactionId?: string): MinorUnits {
  readShape(payment);
  const { authorised, remaining } = captureLedger(payment, authorisedAttempt(payment, transactionId));
  return authorised ? remaining : 0;
}

/**
 * What stands of the reservation of an attempt, in minor units, as far as it is known, and by when it is to be captured; nothing if it has
 * none.
 */
export function reservationOf(
  payment: Payment,
  index: number,
): { readonly remaining?: MinorUnits; readonly before?: string } | undefined {
  const attempt = payment.attempts[index];
  if (attempt === undefined || isAuthorised(payment, attempt) !== 'yes') return undefined;
  const { remaining } = captureLedger(payment, index);
  return defined({ remaining: remaining === unbounded ? undefined : remaining, before: captureTime(attempt) });
}

/** What is asked about a capture: how much, in what currency, when. */
export interface MayCapture {
  /** In minor units. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** An ISO 8601 instant; the time of the reservation is judged by it. */
  readonly at: string;
  /** Which attempt, if more than one is authorised. */
  readonly transactionId?: string;
}

/** Whether this much may be captured now: the capture rules, asked without booking anything (decision D33). */
export function mayCapture(payment: Payment, asked: MayCapture): Answer {
  readShape(payment);
  const { amount, at, currency } = fieldsOf(asked, '', 'a question about a capture says how much');
  readInstant(at, 'at');
  readCurrency(currency, 'currency');
  readNumber(amount, 'amount');
  const authorised = authorisedAttempts(payment);
  if (asked.transactionId === undefined && authorised.length > 1)
    return answerUnknown(refusal('authorisation_not_said', { authorised: authorised.length }));
  const index = authorisedAttempt(payment, asked.transactionId);
  const ledger = captureLedger(payment, index);
  const refuse = (by: CaptureLedger): Refusal | undefined =>
    rulesInForce().refuseCapture({ amount, currency, at, ledger: by });
  const reason = refuse(ledger);
  if (!reason) return yes;
  const attempt = payment.attempts[index];
  const isOpen = attempt !== undefined && isAuthorised(payment, attempt) === 'unknown';
  // A certain no comes before any doubt (decision D36): what would be refused at best is refused.
  const atBest = refuse({
    ...ledger,
    authorised: ledger.authorised || isOpen,
    remaining: Math.min(unbounded, ledger.remaining + (index < 0 ? 0 : askedOf(payment, index))),
    remainingKnown: true,
  });
  if (atBest && atBest.cure !== 'status_read') return answerNo(atBest);
  if (!atBest && reason.code === 'capture_exceeds_remainder')
    return answerUnknown(curedNow(payment, refusal('capture_outcome_unknown')));
  return reason.cure === 'status_read' || isOpen ? answerUnknown(curedNow(payment, reason)) : answerNo(reason);
}

/** Whether a reservation may be cancelled: something remains of it that was neither captured nor released (CAP-4). */
export function mayCancelReservation(payment: Payment): Answer {
  readShape(payment);
  const authorised = authorisedAttempts(payment);
  const left = authorised.filter((index) => captureLedger(payment, index).remaining > 0);
  const undecided = authorised.length > 0 && payment.attempts.some((one) => isCaptureUndecided(payment, one));
  if (left.length === 0 && !undecided) return answerNo(refusal('capture_not_authorised'));
  if (payment.alarms.length > 0) return answerAlarmed(payment);
  if (undecided) return answerUnknown(curedNow(payment, refusal('capture_outcome_unknown')));
  const isCertain = left.some((index) => isAuthorised(payment, payment.attempts[index] as Attempt) === 'yes');
  return isCertain ? yes : answerUnknown(curedNow(payment, refusal('capture_remainder_unknown')));
}

/**
 * By when what is reserved is to be captured, of the attempt whose time is up first: MultiSafepay's time, without a zone, or an
 * instant if only a request of ours began it. A passed time is a question for MultiSafepay, never an ending (decision D15).
 *
 * @returns `undefined` if nothing is reserved that remains to be captured.
 */
export function captureBefore(payment: Payment): string | undefined {
  readShape(payment);
  const times = authorisedAttempts(payment).flatMap((index) =>
    captureLedger(payment, index).remaining > 0 ? (captureTime(payment.attempts[index] as Attempt) ?? []) : [],
  );
  return times.sort((a, b) => latestInstant(a) - latestInstant(b))[0];
}

/** By when each reservation that remains is to be captured, as a question for MultiSafepay. */
export function captureQuestions(
  payment: Payment,
): readonly { readonly transactionId?: string; readonly due: string; readonly ids: readonly string[] }[] {
  return authorisedAttempts(payment).flatMap((index) => {
    const attempt = payment.attempts[index] as Attempt;
    const due = captureTime(attempt);
    const rule = attempt.brand && lawInForce().rows.brands[attempt.brand].capture;
    if (due === undefined || captureLedger(payment, index).remaining === 0) return [];
    return [defined({ transactionId: attempt.transactionId, due, ids: rule?.ids ?? [] })];
  });
}

/** Whether a reservation is certainly in time at an instant. */
export function isInTime(attempt: Attempt, at: string): boolean {
  const time = captureTime(attempt);
  return time !== undefined && Date.parse(at) <= latestInstant(time) - hour;
}
