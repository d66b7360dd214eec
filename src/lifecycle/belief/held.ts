/**
 * What an order is for, and what is held for it: by card, and by methods outside the charts (decision D25).
 */
import { isPartHeld, type MinorUnits, type Settlement, settlementOf } from '../../../machines/index.ts';
import {
  type Attempt,
  type Money,
  type OutsidePart,
  type OutsideTransaction,
  type Payment,
  refundsOf,
} from '../payment.ts';
import { holds, isChargedBack, possibleOfAttempt } from './belief.ts';
import { cardAmount, outsideAmount, positionOfAttempt } from './money.ts';
import { isActive } from './refunded-total.ts';

/**
 * What the order is for: as the merchant said it last, else the largest amount that one of our own requests asked for.
 * Missing if nobody said it, or our requests were for several currencies.
 */
export function expectedOf(payment: Payment): Money | undefined {
  if (payment.expected) return payment.expected;
  const asked = payment.attempts.flatMap((attempt) => attempt.asked ?? []);
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
export function settlementOfOutside(one: OutsideTransaction): Settlement {
  return settlementOf(one);
}

/** What an attempt may hold for its order: for certain, perhaps, or not (any more). */
export function heldByAttempt(payment: Payment, index: number): 'yes' | 'no' | 'unknown' {
  const attempt = payment.attempts[index];
  if (attempt === undefined || attempt.asRead !== undefined) return 'no';
  const collected = holds(possibleOfAttempt(payment, attempt), ({ meta }) => meta.counts === 'collected');
  if (collected === 'no') return 'no';
  if (isGivenBack(payment, index)) return 'no';
  return collected === 'yes' && positionOfAttempt(payment, index).refundableKnown ? 'yes' : 'unknown';
}

/** Whether a collected attempt was given back in full, reserved and unattributed refunds counted, chargebacks not. */
export function isGivenBack(payment: Payment, index: number): boolean {
  const { collected, refunded, reserved, unattributed } = positionOfAttempt(payment, index);
  return collected > 0 && refunded + reserved + unattributed >= collected;
}

/** Whether a part of the order by an outside method is held. One that we asked back counts as given back. */
export function heldByPart(payment: Payment, { family, status, askedBack }: OutsidePart): 'yes' | 'no' | 'unknown' {
  if (askedBack || isMixedGivenBack(payment)) return 'no';
  return isPartHeld(family, status);
}

/** Whether refunds have used up the card's share and all outside parts. */
function isMixedGivenBack(payment: Payment): boolean {
  return payment.attempts.some(({ cardShare, currency, reported }, index) => {
    if (cardShare === undefined) return false;
    const known = refundsOf(payment, index).reduce((sum, one) => (isActive(one) ? sum + (one.amount ?? 0) : sum), 0);
    return Math.max(reported?.amount ?? 0, known) >= cardShare + outsideAmount(payment.parts, currency);
  });
}

/**
 * What is held for the order in a currency.
 *
 * @param besides leaves out the attempt at this place.
 */
export function heldFor(payment: Payment, currency: string | undefined, besides?: number): Held {
  const counted: readonly Counted[] = [
    ...payment.attempts.flatMap((attempt, index) =>
      index === besides
        ? []
        : { held: heldByAttempt(payment, index), amount: cardAmount(attempt), currency: attempt.currency },
    ),
    ...payment.parts.map((part) => ({ ...part, held: heldByPart(payment, part) })),
    ...payment.outside
      .filter((one) => !payment.parts.some((part) => isSameMoney(part, one)))
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

/** Whether an outside transaction is the money of a part that the order lists: it is counted once. */
const isSameMoney = (part: OutsidePart, one: OutsideTransaction): boolean =>
  part.method === one.method && part.amount === one.amount && part.currency === one.currency;

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
 * @param besides leaves out the attempt at this place.
 */
export function missingOf(payment: Payment, besides?: number): Money | undefined {
  const expected = expectedOf(payment);
  if (expected === undefined) return undefined;
  const { possible } = heldFor(payment, expected.currency, besides);
  const missing = expected.amount - possible - heldForReview(payment, besides);
  return { amount: Math.max(0, missing), currency: expected.currency };
}

/** What waits for review and may still be collected, in minor units; infinite if an amount is not known. */
function heldForReview(payment: Payment, besides?: number): MinorUnits {
  return payment.attempts.reduce((sum, attempt, index) => {
    const isOther = index !== besides && attempt.asRead === undefined && heldByAttempt(payment, index) === 'no';
    return isOther && mayWait(payment, attempt) ? sum + (cardAmount(attempt) ?? Number.POSITIVE_INFINITY) : sum;
  }, 0);
}

const mayWait = (payment: Payment, attempt: Attempt): boolean =>
  holds(possibleOfAttempt(payment, attempt), ({ meta }) => meta.counts === 'held') !== 'no';

/** Whether a chargeback stands against something that counts for the order. */
export function isOrderChargedBack(payment: Payment): boolean {
  return payment.attempts.some(
    (attempt, index) =>
      attempt.asRead === undefined &&
      (attempt.word === 'chargeback' || isChargedBack(payment, index)) &&
      !isGivenBack(payment, index),
  );
}
