/**
 * What an order is for, and what is held for it: by card, and by methods outside the charts (decision D25).
 */

import { type MinorUnits, mayBeOneMethod, type Position, type Settlement } from '../../../machines/index.ts';
import { rulesInForce } from '../in-force.ts';
import type { Attempt, Money, OutsidePart, OutsideTransaction, Payment } from '../payment.ts';
import { compareRecency } from '../recency.ts';
import { isKnown } from '../report.ts';
import { defined } from '../values.ts';
import { countsOf, holds, isChargedBack, isHeld, possibleOfAttempt } from './belief.ts';
import { isAuthorised, isOwnAttempt, membersOf } from './captures.ts';
import {
  collectedAmount,
  isGivenBackKnown,
  outsideAmount,
  positionOfAttempt,
  positionOfFamily,
  unownedOf,
} from './money.ts';
import { activeAmountOf } from './refunded-total.ts';

/**
 * What the order is for: as the merchant said it last, else the largest amount that one of our own requests asked for.
 * Missing if nobody said it, or our requests were for several currencies.
 */
export function expectedOf(payment: Payment): Money | undefined {
  if (payment.expected) return payment.expected;
  const asked = payment.attempts.flatMap((attempt) => (isOwnAttempt(attempt) ? (attempt.asked ?? []) : []));
  const [first] = asked;
  if (first === undefined || asked.some(({ currency }) => currency !== first.currency)) return undefined;
  return asked.reduce((most, one) => (one.amount > most.amount ? one : most));
}

/** What is held for an order. Amounts in minor units of one currency. */
export interface Held {
  /** What is certain: collected by card or settled outside, and neither given back in full nor taken back. */
  readonly certain: MinorUnits;
  /** What may be held at most; infinite if an amount or a currency is not known. */
  readonly possible: MinorUnits;
  /** Something is held, or may be, in another currency. */
  readonly otherCurrency: boolean;
}

/** What an outside transaction has come to. */
export function settlementOfOutside({ order, transaction, ...one }: OutsideTransaction): Settlement {
  // A word that nobody knows tells nothing for certain.
  if (!isKnown(order) || (transaction !== undefined && !isKnown(transaction))) return 'open';
  return rulesInForce().settlementOf(defined({ ...one, order, transaction }));
}

/** What an attempt may hold for its order: for certain, perhaps, or not (any more). */
export function heldByAttempt(payment: Payment, index: number): 'yes' | 'no' | 'unknown' {
  const attempt = payment.attempts[index];
  if (attempt === undefined || attempt.asRead !== undefined) return 'no';
  const collected = holds(possibleOfAttempt(payment, attempt), ({ meta }) => meta.counts === 'collected');
  if (collected === 'no') return 'no';
  if (isGivenBack(payment, index)) return 'no';
  const isKnown = isGivenBackKnown(payment, index) && !attempt.provedOnly && !mayBeGivenBack(payment, index);
  return collected === 'yes' && isKnown ? 'yes' : 'unknown';
}

/** Whether a capture may have been given back in full: by what was given back of its authorisation's captures, nobody says of which. */
export function mayBeGivenBack(payment: Payment, index: number): boolean {
  const of = unownedOf(payment, index);
  const unowned = of.refunded + of.unattributed;
  if (unowned === 0) return false;
  const { collected, refunded, reserved, unattributed } = positionOfAttempt(payment, index);
  return refunded + reserved + unattributed + unowned >= collected;
}

/** Whether a collected attempt was given back in full, reserved and unattributed refunds counted, chargebacks not. */
export function isGivenBack(payment: Payment, index: number): boolean {
  const isBack = ({ collected, refunded, reserved, unattributed }: Position): boolean =>
    collected > 0 && refunded + reserved + unattributed >= collected;
  const own = positionOfAttempt(payment, index);
  return isBack(own) || (own.collected > 0 && isBack(positionOfFamily(payment, index)));
}

/**
 * Whether a part of the order by an outside method is held. One that we asked back counts as given back; one beside a card that
 * did not pay, or not for good, is in sight and nothing certain (decision D26). What its own transaction came to counts (D38).
 */
export function heldByPart(payment: Payment, part: OutsidePart): 'yes' | 'no' | 'unknown' {
  const { family, status, askedBack, beside } = part;
  const own = ownTransactions(payment).get(part);
  const settlement = own && settlementOfOutside(own);
  if ((askedBack && isAskedBack(payment)) || settlement === 'given_back') return 'no';
  const index = payment.attempts.findIndex(({ transactionId }) => transactionId === beside);
  const attempt = payment.attempts[index];
  if (attempt && isMixedGivenBack(payment, index)) return 'no';
  const held = rulesInForce().isPartHeld(family, status);
  // An entry keeps its word, whatever its transaction comes to.
  const isOpen = settlement === 'open' || (settlement === 'unpaid' && compareRecency(own?.at, part.at) === 'newer');
  return held === 'yes' && (isOpen || !(attempt && isPaidFor(payment, index))) ? 'unknown' : held;
}

/** Whether what we asked back, all of it, has not come to nothing. */
function isAskedBack({ refunds }: Payment): boolean {
  const asked = refunds.filter(({ all }) => all);
  return asked.length === 0 || asked.some((one) => countsOf(one) !== 'nothing');
}

/** Whether an attempt is held, or a capture of it. */
export function isPaidFor(payment: Payment, index: number): boolean {
  return membersOf(payment, index).some((at) => isHeld(payment, payment.attempts[at] as Attempt));
}

/** Whether refunds have used up an attempt's card share and all outside parts beside it. */
function isMixedGivenBack(payment: Payment, index: number): boolean {
  const { cardShare } = payment.attempts[index] ?? {};
  if (cardShare === undefined) return false;
  const whole = cardShare + outsideAmount(payment, payment.attempts[index] as Attempt);
  // What an authorisation says was refunded in all is without what its captures are known to have given back.
  const given = membersOf(payment, index).reduce(
    (sum, at) => sum + Math.max(payment.attempts[at]?.reported?.amount ?? 0, activeAmountOf(payment, at)),
    0,
  );
  return given >= whole;
}

/**
 * What is held for the order in a currency.
 *
 * @param besides leaves out the attempt at this place, with its captures.
 */
export function heldFor(payment: Payment, currency: string | undefined, besides?: number): Held {
  const listed = new Set(ownTransactions(payment).values());
  const counted: readonly Counted[] = [
    ...payment.attempts.flatMap((attempt, index) =>
      isWith(besides, index, attempt)
        ? []
        : {
            held: heldByAttempt(payment, index),
            amount: attempt.provedOnly ? undefined : collectedAmount(payment, index),
            currency: attempt.currency,
          },
    ),
    ...payment.parts.map((part) => ({ ...part, held: heldByPart(payment, part) })),
    ...payment.outside
      .filter((one) => !listed.has(one))
      .map((one) => ({ ...one, held: heldBy[settlementOfOutside(one)] })),
  ];
  let [certain, possible, otherCurrency] = [0, 0, false];
  for (const { held, amount, currency: inCurrency } of counted) {
    if (held === 'no') continue;
    if (inCurrency !== undefined && currency !== undefined && inCurrency !== currency) {
      otherCurrency = true;
    } else {
      const isKnown = amount !== undefined && inCurrency !== undefined;
      possible += isKnown ? amount : Number.POSITIVE_INFINITY;
      if (held === 'yes' && isKnown) certain += amount;
    }
  }
  return { certain, possible, otherCurrency };
}

/** Whether an attempt is the one at a place, or a capture of it. */
const isWith = (place: number | undefined, index: number, { captureOf }: Attempt): boolean =>
  place !== undefined && (index === place || captureOf === place);

/** The outside transactions that are the money of a part which the order lists, each of one: it is counted once. */
function ownTransactions({ parts, outside }: Payment): ReadonlyMap<OutsidePart, OutsideTransaction> {
  const free = [...outside].sort((a, b) => Number(isSettled(b)) - Number(isSettled(a)));
  const own = new Map<OutsidePart, OutsideTransaction>();
  for (const part of parts) {
    const at = free.findIndex((one) => isSameMoney(part, one));
    for (const one of at < 0 ? [] : free.splice(at, 1)) own.set(part, one);
  }
  return own;
}

const isSettled = (one: OutsideTransaction): boolean => settlementOfOutside(one) === 'settled';

const isSameMoney = (part: OutsidePart, one: OutsideTransaction): boolean =>
  mayBeOneMethod(part, one) && isSameAmount(part, one);

/** Whether two payments are of the same amount in the same currency. */
export const isSameAmount = (a: Partial<Money>, b: Partial<Money>): boolean =>
  a.amount === b.amount && a.currency === b.currency;

interface Counted {
  readonly held: 'yes' | 'no' | 'unknown';
  readonly amount?: MinorUnits | undefined;
  readonly currency?: string | undefined;
}

const heldBy = {
  settled: 'yes',
  given_back: 'no',
  unpaid: 'no',
  open: 'unknown',
} as const satisfies Record<Settlement, Counted['held']>;

/**
 * What is certainly still missing of what the order is for: 0 if it may all be there, or what is held is not known.
 * `undefined` if nobody has said what the order is for.
 *
 * @param besides leaves out the attempt at this place, with its captures.
 */
export function missingOf(payment: Payment, besides?: number): Money | undefined {
  const expected = expectedOf(payment);
  if (expected === undefined) return undefined;
  const { possible } = heldFor(payment, expected.currency, besides);
  const missing = expected.amount - possible - heldForReview(payment, besides);
  return { amount: Math.max(0, missing), currency: expected.currency };
}

/** What waits for review, or to be captured, and may still be collected, in minor units; infinite if an amount is not known. */
function heldForReview(payment: Payment, besides?: number): MinorUnits {
  return payment.attempts.reduce((sum, attempt, index) => {
    const isOther =
      !isWith(besides, index, attempt) && attempt.asRead === undefined && heldByAttempt(payment, index) === 'no';
    return isOther && mayWait(payment, attempt)
      ? sum + (collectedAmount(payment, index) ?? Number.POSITIVE_INFINITY)
      : sum;
  }, 0);
}

const mayWait = (payment: Payment, attempt: Attempt): boolean =>
  isOwnAttempt(attempt) &&
  holds(possibleOfAttempt(payment, attempt), ({ meta }) => meta.counts === 'held' || meta.counts === 'authorised') !==
    'no';

/** What is certainly authorised for the order in a currency, and not captured: reserved at the issuer, in minor units. */
export function authorisedFor(
  payment: Payment,
  currency: string | undefined,
  counts: (attempt: Attempt) => boolean = () => true,
): MinorUnits {
  return payment.attempts.reduce((sum, attempt, index) => {
    const isMeant = isAuthorised(payment, attempt) === 'yes' && (currency ?? attempt.currency) === attempt.currency;
    return isMeant && counts(attempt) ? sum + (collectedAmount(payment, index) ?? 0) : sum;
  }, 0);
}

/**
 * Whether an attempt's amount is what was asked, what the order is for, or what may have been missing of it just before: as far
 * as is certain, no other (decision D25). The card's share alone may be what was missing. Nothing said: nothing differs.
 */
export function isAmountExpected(payment: Payment, index: number): boolean {
  const { asked, amount, currency, cardShare } = payment.attempts[index] as Attempt;
  const expected = expectedOf(payment);
  if (!isOwnAttempt(payment.attempts[index] as Attempt)) return true;
  if (asked && asked.amount === amount && asked.currency === currency) return true;
  if (expected === undefined) return asked === undefined;
  if (currency !== expected.currency || amount === undefined) return currency === undefined || amount === undefined;
  if (amount === expected.amount) return true;
  const { certain } = heldFor(payment, currency, index);
  const least = missingOf(payment, index)?.amount ?? 0;
  const isMissing = (part: MinorUnits): boolean => part >= least && part <= expected.amount - certain;
  return isMissing(amount) || (cardShare !== undefined && isMissing(cardShare));
}

/** Whether a chargeback stands against something that counts for the order. */
export function isOrderChargedBack(payment: Payment): boolean {
  return payment.attempts.some(
    (attempt, index) =>
      attempt.asRead === undefined &&
      (attempt.word === 'chargeback' || isChargedBack(payment, index)) &&
      !isGivenBack(payment, index),
  );
}
