/**
 * Where the money of an attempt and of a whole order stands, and the pairs that are shown for it.
 */

import {
  type AttemptLedger,
  type MinorUnits,
  type Pair,
  type Position,
  pair,
  samePair,
} from '../../../machines/index.ts';
import { rulesInForce } from '../in-force.ts';
import { type Attempt, type OutsidePart, type Payment, refundsOf } from '../payment.ts';
import { defined } from '../values.ts';
import { amountOf, countsOf, isCollected, isHeld, isTakenBack, possibleOfAttempt } from './belief.ts';
import { capturesOf, isOwnAttempt, unexplainedOf } from './captures.ts';
import type { Possible } from './timeline.ts';

/** What of an attempt's amount the card pays: its share, where several methods split the order (decision D26). */
export function cardAmount({ cardShare, amount }: Attempt): MinorUnits | undefined {
  return cardShare ?? amount;
}

/** The sum of the outside parts that are listed beside an attempt's card, in its currency. */
export function outsideAmount({ parts }: Payment, { cardShare, transactionId, currency }: Attempt): MinorUnits {
  if (cardShare === undefined) return 0;
  const isBeside = (part: OutsidePart): boolean => part.beside === transactionId && part.currency === currency;
  return parts.reduce((sum, part) => (isBeside(part) ? sum + part.amount : sum), 0);
}

/**
 * What an attempt has collected if it is collected, in minor units: the card's share; of an authorisation, what no known capture
 * and no release explains (decision D33).
 */
export function collectedAmount(payment: Payment, index: number): MinorUnits | undefined {
  return unexplainedOf(payment, index, cardAmount(payment.attempts[index] as Attempt));
}

/** The ledger of an attempt: what positions are computed from. */
export function ledgerOf(payment: Payment, index: number): AttemptLedger {
  const attempt = payment.attempts[index] as Attempt;
  const collected = isCollected(payment, attempt) ? collectedAmount(payment, index) : 0;
  const ofCaptures = unattributedOfCaptures(payment, index, collected);
  return defined<AttemptLedger>({
    collected,
    takenBack: isTakenBack(payment, attempt),
    outside: outsideAmount(payment, attempt),
    atMost: attempt.cardShare === undefined ? attempt.smallestShare : undefined,
    entries: refundsOf(payment, index).map((refund) =>
      defined({ counts: countsOf(refund), amount: amountOf(refund), reported: refund.reported }),
    ),
    reportedRefunded: (attempt.reported?.amount ?? 0) - ofCaptures,
    unattributed: (attempt.reported?.unattributed ?? 0) - ofCaptures,
    fallen: attempt.reported?.fallen ?? 0,
    word: attempt.word,
  });
}

/**
 * What of an authorisation's refunded total no refund explains, and its captures must have given back, in minor units: of which of
 * them is not known (decision D33).
 */
function unattributedOfCaptures(payment: Payment, index: number, collected: MinorUnits | undefined): MinorUnits {
  const { unattributed = 0 } = payment.attempts[index]?.reported ?? {};
  if (unattributed === 0 || collected === undefined || capturesOf(payment, index).length === 0) return 0;
  return Math.max(0, unattributed - collected);
}

/** Where the money of one attempt stands, in minor units (decision D16a). */
export function positionOfAttempt(payment: Payment, index: number): Position {
  const standing = rulesInForce().positionOf(ledgerOf(payment, index));
  const of = payment.attempts[index]?.captureOf;
  if (of === undefined || !standing.refundableKnown) return standing;
  const collected = isCollected(payment, payment.attempts[of] as Attempt) ? collectedAmount(payment, of) : 0;
  return { ...standing, refundableKnown: unattributedOfCaptures(payment, of, collected) === 0 };
}

/** Where the money of the whole order stands, in minor units (decision D16a). */
export function position(payment: Payment): Position {
  return rulesInForce().totalPosition(payment.attempts.map((_, index) => positionOfAttempt(payment, index)));
}

/** The pairs of a possible set, each once. */
export function pairsOf({ cells }: Pick<Possible, 'cells'>): Pair[] {
  const pairs: Pair[] = [];
  for (const { meta } of cells) {
    const { pair } = meta;
    if (pair && !pairs.some((known) => samePair(known, pair))) pairs.push(pair);
  }
  return pairs;
}

/** The pairs an attempt can show now; one, if its status is certain. Empty before anything exists at MultiSafepay. */
export function pairsOfAttempt(payment: Payment, index: number): readonly Pair[] {
  const attempt = payment.attempts[index] as Attempt;
  const { asRead } = attempt;
  const pairs = pairsOf(possibleOfAttempt(payment, attempt));
  return asRead?.transaction === undefined ? pairs : [pair(asRead.order, asRead.transaction)];
}

/** The pairs an attempt is shown with: if it is collected, the projection of its refunds and chargebacks (decision D18). */
export function statusOfAttempt(payment: Payment, index: number): readonly Pair[] {
  const attempt = payment.attempts[index] as Attempt;
  const pairs = pairsOfAttempt(payment, index);
  if (!isHeld(payment, attempt)) return pairs;
  const standing = positionOfAttempt(payment, index);
  return pairs.flatMap((own) => rulesInForce().projection(own, standing, attempt.word));
}

/**
 * The pairs shown for the order: those of a collected attempt that was not given back in full, else of any collected one, else
 * of the latest; a capture is shown by its authorisation. Empty before the first.
 */
export function statusOf(payment: Payment): readonly Pair[] {
  const { attempts } = payment;
  const held = attempts.flatMap((attempt, index) => (isOwnAttempt(attempt) && isHeld(payment, attempt) ? [index] : []));
  const left = held.find((index) => positionOfAttempt(payment, index).refundable > 0);
  const shown = left ?? held[0] ?? attempts.findLastIndex(isOwnAttempt);
  return shown < 0 ? [] : statusOfAttempt(payment, shown);
}
