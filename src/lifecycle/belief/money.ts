/**
 * Where the money of an attempt and of a whole order stands, and the pairs that are shown for it.
 */

import {
  type AttemptLedger,
  type LawRules,
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
import { capturesOf, familyOf, isOwnAttempt, latestAttempt, membersOf, unexplainedOf } from './captures.ts';
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

/** The positions that were computed last: one call asks for those of one or two payments, again and again. */
interface Computed {
  readonly payment: Payment;
  readonly rules: LawRules;
  readonly positions: (Position | undefined)[];
}
let [latest, before]: (Computed | undefined)[] = [];

/** Where the money of one attempt stands by what is known of it alone. */
export function ownPosition(payment: Payment, index: number): Position {
  const rules = rulesInForce();
  // What may still be changed is computed each time.
  const isFixed = [payment, payment.attempts, payment.refunds].every(Object.isFrozen);
  if (!isFixed) return rules.positionOf(ledgerOf(payment, index));
  if (latest?.payment !== payment || latest.rules !== rules) {
    const other = latest;
    latest = before?.payment === payment && before.rules === rules ? before : { payment, rules, positions: [] };
    before = other;
  }
  const { positions } = latest;
  const known = positions[index] ?? rules.positionOf(ledgerOf(payment, index));
  positions[index] = known;
  return known;
}

/**
 * Where the money of an authorisation and its captures stands together, in minor units: of any other attempt, by itself. What is
 * given back of one of them is given back of all, whichever it is (decisions D16a, D33).
 */
export function positionOfFamily(payment: Payment, index: number): Position {
  const members = membersOf(payment, index);
  if (members.length === 1) return ownPosition(payment, members[0] as number);
  const ledgers = members.map((at) => ledgerOf(payment, at));
  const [head] = ledgers as [AttemptLedger];
  const unowned = unattributedOfCaptures(payment, members[0] as number, head.collected);
  const total = (key: 'outside' | 'fallen' | 'unattributed'): MinorUnits =>
    ledgers.reduce((sum, ledger) => sum + (ledger[key] ?? 0), 0);
  const standing = rulesInForce().positionOf(
    defined<AttemptLedger>({
      ...head,
      takenBack: false,
      collected: ledgers.some(({ collected }) => collected === undefined)
        ? undefined
        : ledgers.reduce((sum, { collected = 0 }) => sum + collected, 0),
      outside: total('outside'),
      fallen: total('fallen'),
      unattributed: total('unattributed') + unowned,
      entries: ledgers.flatMap(({ entries }) => entries),
      reportedRefunded: ledgers.reduce((sum, ledger) => sum + givenOf(ledger), unowned),
    } as AttemptLedger),
  );
  const gone = ledgers.reduce((sum, { takenBack, collected = 0 }) => (takenBack ? sum + collected : sum), 0);
  const apart = ledgers.map((ledger) => rulesInForce().positionOf(ledger));
  // A capture loses twice by itself, where it is known that all of it was its own.
  const isLost = members.some((at, which) => {
    const isCertain = refundsOf(payment, at).every(({ ownerInferred }) => !ownerInferred);
    return which > 0 && isCertain && apart[which]?.doubleLoss;
  });
  return {
    ...standing,
    refundable: Math.max(0, standing.refundable - gone),
    // The order of a capture may say so by its word alone, as that of the authorisation may.
    chargebackAttached: apart.some(({ chargebackAttached }) => chargebackAttached),
    doubleLoss: standing.doubleLoss || isLost,
  };
}

/** What a ledger says was given back, as reported: by its total, or by its refunds. */
function givenOf({ entries, reportedRefunded }: AttemptLedger): MinorUnits {
  const listed = entries.reduce(
    (sum, { counts, amount = 0, reported }) =>
      reported && (counts === 'reserved' || counts === 'refunded') ? sum + amount : sum,
    0,
  );
  return Math.max(reportedRefunded, listed);
}

/** What was given or taken back of an authorisation's captures, and nothing says of which. In minor units. */
export interface Unowned {
  readonly refunded: MinorUnits;
  /** What the authorisation's refunded total says, and no refund explains. */
  readonly unattributed: MinorUnits;
  readonly chargedBack: MinorUnits;
  readonly isChargedBack: boolean;
}

/**
 * What was given or taken back of an authorisation's captures without anything saying of which, in minor units, as far as this
 * capture may have borne it; nothing of any other attempt.
 */
export function unownedOf(payment: Payment, index: number): Unowned {
  const head = payment.attempts[index]?.captureOf;
  if (head === undefined) return { refunded: 0, unattributed: 0, chargedBack: 0, isChargedBack: false };
  const { refunded, reserved, chargedBack, chargebackAttached } = ownPosition(payment, head);
  const { unattributed = 0 } = payment.attempts[head]?.reported ?? {};
  return { refunded: refunded + reserved, unattributed, chargedBack, isChargedBack: chargebackAttached };
}

/** Where the money of one attempt stands, in minor units (decision D16a): of a capture, never more than is left of all of them. */
export function positionOfAttempt(payment: Payment, index: number): Position {
  const standing = ownPosition(payment, index);
  const members = membersOf(payment, index);
  if (members.length === 1) return standing;
  const [head] = members as readonly [number];
  const { refundable, refundableKnown, doubleLoss } = positionOfFamily(payment, index);
  const isCapture = head !== index;
  return {
    ...standing,
    refundable: Math.min(standing.refundable, refundable),
    refundableKnown: refundableKnown && (!isCapture || (standing.refundableKnown && unownedTotal(payment, head) === 0)),
    doubleLoss,
  };
}

/** What of an authorisation's refunded total its captures must have given back, in minor units: of which is not known. */
function unownedTotal(payment: Payment, head: number): MinorUnits {
  const collected = isCollected(payment, payment.attempts[head] as Attempt) ? collectedAmount(payment, head) : 0;
  return unattributedOfCaptures(payment, head, collected);
}

/**
 * Whether every amount behind what was given back of an attempt has been reported; of a capture, whether or not it is known that it
 * was of this one.
 */
export function isGivenBackKnown(payment: Payment, index: number): boolean {
  if (!positionOfFamily(payment, index).refundableKnown) return false;
  return familyOf(payment, index) === index || ownPosition(payment, index).refundableKnown;
}

/** Where the money of the whole order stands, in minor units (decision D16a). */
export function position(payment: Payment): Position {
  return rulesInForce().totalPosition(
    payment.attempts.flatMap((attempt, index) => {
      if (!isOwnAttempt(attempt)) return [];
      const members = membersOf(payment, index);
      const refundableKnown = members.every((at) => positionOfAttempt(payment, at).refundableKnown);
      return { ...positionOfFamily(payment, index), refundableKnown };
    }),
  );
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
  if (!attempt.asRead) return pairsOf(possibleOfAttempt(payment, attempt));
  const { asRead, captureOf: _, ...alone } = attempt;
  if (asRead.transaction) return [pair(asRead.order, asRead.transaction)];
  // A read that left the transaction status out has any pair of its word.
  return pairsOf(possibleOfAttempt(payment, { ...alone, seen: [{ order: asRead.order }] }));
}

/** The pairs an attempt is shown with: if it is collected, the projection of its refunds and chargebacks (decision D18). */
export function statusOfAttempt(payment: Payment, index: number): readonly Pair[] {
  const attempt = payment.attempts[index] as Attempt;
  const pairs = pairsOfAttempt(payment, index);
  if (!isHeld(payment, attempt)) return pairs;
  const own = positionOfAttempt(payment, index);
  // Of an authorisation that is captured one by one, what is given back is its captures': it shows its own words.
  const standing =
    own.collected === 0 && capturesOf(payment, index).length > 0
      ? { ...own, refunded: 0, unattributed: 0, chargebackAttached: attempt.word === 'chargeback' }
      : own;
  return pairs.flatMap((shown) => rulesInForce().projection(shown, standing, attempt.word));
}

/**
 * The pairs shown for the order: those of a collected attempt that was not given back in full, else of any collected one, else
 * of the latest; a capture is shown by its authorisation. Empty before the first.
 */
export function statusOf(payment: Payment): readonly Pair[] {
  const { attempts } = payment;
  const held = attempts.flatMap((attempt, index) => (isOwnAttempt(attempt) && isHeld(payment, attempt) ? [index] : []));
  const left = held.find((index) => positionOfFamily(payment, index).refundable > 0);
  const shown = left ?? held[0] ?? latestAttempt(payment);
  return shown < 0 ? [] : statusOfAttempt(payment, shown);
}
