/**
 * Where the money of an attempt and of a whole order stands, and the pairs that are shown for it.
 */
import {
  type AttemptLedger,
  type Pair,
  type Position,
  positionOf,
  projection,
  samePair,
  totalPosition,
} from '../../../machines/index.ts';
import { type Attempt, type Payment, refundsOf } from '../payment.ts';
import { defined } from '../values.ts';
import { countsOf, isCollected, possibleOfAttempt } from './belief.ts';
import type { Possible } from './timeline.ts';

/** The ledger of an attempt: what positions are computed from. */
export function ledgerOf(payment: Payment, index: number): AttemptLedger {
  const attempt = payment.attempts[index] as Attempt;
  return defined<AttemptLedger>({
    collected: isCollected(payment, attempt) ? attempt.amount : 0,
    entries: refundsOf(payment, index).map((refund) =>
      defined({ counts: countsOf(refund), amount: refund.amount, reported: refund.reported }),
    ),
    reportedRefunded: attempt.reported?.amount ?? 0,
    unattributed: attempt.reported?.unattributed ?? 0,
    word: attempt.word,
  });
}

/** Where the money of one attempt stands, in minor units (decision D16a). */
export function positionOfAttempt(payment: Payment, index: number): Position {
  return positionOf(ledgerOf(payment, index));
}

/** Where the money of the whole order stands, in minor units (decision D16a). */
export function position(payment: Payment): Position {
  return totalPosition(payment.attempts.map((_, index) => positionOfAttempt(payment, index)));
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
  return pairsOf(possibleOfAttempt(payment, payment.attempts[index] as Attempt));
}

/** The pairs an attempt is shown with: if it is collected, the projection of its refunds and chargebacks (decision D18). */
export function statusOfAttempt(payment: Payment, index: number): readonly Pair[] {
  const attempt = payment.attempts[index] as Attempt;
  const pairs = pairsOfAttempt(payment, index);
  if (!isCollected(payment, attempt)) return pairs;
  const standing = positionOfAttempt(payment, index);
  return pairs.flatMap((own) => projection(own, standing, attempt.word));
}

/** The pairs shown for the order: those of its collected attempt, else of its latest. Empty before the first. */
export function statusOf(payment: Payment): readonly Pair[] {
  const { attempts } = payment;
  const collected = attempts.findIndex((attempt) => isCollected(payment, attempt));
  const shown = collected >= 0 ? collected : attempts.length - 1;
  return shown < 0 ? [] : statusOfAttempt(payment, shown);
}
