/**
 * Violations that a status read which may correct has ruled out (decision D36).
 */

import type { RefusalCode } from '../../../machines/index.ts';
import { countsOf, isHeld, isTakenBack, possibleOfAttempt, possibleOfRefund } from '../belief/belief.ts';
import { familyOf, isOverCaptured } from '../belief/captures.ts';
import { expectedOf, heldFor, isAmountExpected } from '../belief/held.ts';
import { cardAmount, positionOfAttempt } from '../belief/money.ts';
import { isActive } from '../belief/refunded-total.ts';
import { rulesInForce } from '../in-force.ts';
import { type Attempt, type Payment, type Refund, refundsOf, type Violation } from '../payment.ts';
import type { Report } from '../report.ts';
import type { Draft } from './draft.ts';
import { isMadeUnder } from './refund.ts';
import { wordDisagrees } from './total.ts';

/** What a violation is about: an attempt, at its place, and one of its refunds or chargebacks if it names one. */
interface About {
  readonly payment: Payment;
  readonly index: number;
  readonly attempt: Attempt;
  readonly refund: Refund | undefined;
  /** The read by which it is looked at again. */
  readonly report: Report;
}

/**
 * Whether a violation still holds, by what is known now, for each code that later knowledge can rule out. A code that is not
 * here happened, and stands.
 */
const stillHolds: Partial<Readonly<Record<RefusalCode, (about: About) => boolean>>> = {
  double_loss: ({ payment, index }) => positionOfAttempt(payment, index).doubleLoss,
  // Where the collection was taken back as well, it may have come before the ending that was told first.
  late_payment: ({ payment, attempt }) => !isTakenBack(payment, attempt),
  collected_twice: ({ payment }) => {
    const held = payment.attempts.flatMap((one, index) => (isHeld(payment, one) ? [familyOf(payment, index)] : []));
    return new Set(held).size > 1;
  },
  captured_more_than_authorised: ({ payment, index, attempt }) => isOverCaptured(payment, index, cardAmount(attempt)),
  collection_taken_back: ({ payment, attempt }) => isTakenBack(payment, attempt),
  ending_changed: ({ attempt }) => attempt.asRead !== undefined,
  amount_differs: ({ payment, index }) => !isAmountExpected(payment, index),
  collected_more_than_ordered: ({ payment }) => {
    const expected = expectedOf(payment);
    return expected === undefined || heldFor(payment, expected.currency).certain > expected.amount;
  },
  order_word_disagrees: ({ payment, index, attempt, report }) =>
    attempt.transactionId !== report.transactionId || wordDisagrees(payment, index, report),
  refunded_total_below: (about) => isTotalBelow(about),
  refunded_amount_fell: (about) => {
    const { fallen = 0, disbelieved } = about.attempt.reported ?? {};
    return fallen > 0 || disbelieved !== undefined || isTotalBelow(about, () => true);
  },
  chargeback_unexpected: ({ attempt }) => rulesInForce().refuseChargeback(attempt.brand) !== undefined,
  // The read has told a word that is known.
  dispute_word_unknown: ({ refund, report }) => refund?.dispute?.seen.at(-1)?.at !== report.recency,
  own_mid_brand: (about) => isBroken(about, 'own_mid_brand'),
  brand_requires_3d: (about) => isBroken(about, 'brand_requires_3d'),
  brand_forbids_3d: (about) => isBroken(about, 'brand_forbids_3d'),
  amount_requires_3d: (about) => isBroken(about, 'amount_requires_3d'),
  refund_chargeback_attached: ({ payment, index, refund }) =>
    refund !== undefined &&
    countsOf(refund) !== 'nothing' &&
    refundsOf(payment, index).some((one) => one.kind === 'chargeback' && isMadeUnder(refund, one)),
  refund_came_back: ({ refund }) => refund === undefined || countsOf(refund) === 'nothing',
  // Whether it was made on the day of its payment is another question once it is of another payment.
  refund_not_cancellable: ({ refund }) =>
    refund === undefined || possibleOfRefund(refund).broken.some(({ code }) => code === 'refund_not_cancellable'),
  refund_made_after_all: ({ refund }) => refund === undefined || countsOf(refund) !== 'nothing',
};

/** The codes that speak of one refund: told of one that MultiSafepay has not named yet, they stand without an id. */
const ofRefunds: readonly RefusalCode[] = [
  'refund_chargeback_attached',
  'refund_came_back',
  'refund_not_cancellable',
  'refund_made_after_all',
];

/** Whether MultiSafepay's refunded total is less than the refunds that are known: by their ids, unless others count as well. */
function isTotalBelow(
  { payment, index, attempt }: About,
  belongs = ({ transactionId }: Refund): boolean => transactionId !== undefined,
): boolean {
  const known = refundsOf(payment, index).reduce(
    (sum, one) => (isActive(one) && belongs(one) ? sum + (one.amount ?? 0) : sum),
    0,
  );
  return attempt.reported !== undefined && attempt.reported.amount < known;
}

const isBroken = ({ payment, attempt }: About, code: RefusalCode): boolean =>
  possibleOfAttempt(payment, attempt).broken.some((one) => one.code === code);

/**
 * Withdraws what a read of an attempt rules out, of the attempt itself and of what was given or taken back of it; and, where
 * something was corrected, what was concluded from it of any other attempt.
 */
export function withWithdrawals(
  draft: Draft,
  report: Report,
): { readonly draft: Draft; readonly withdrawn: readonly Violation[] } {
  const { payment } = draft;
  const isOwn = (one: Attempt): boolean =>
    one.transactionId !== undefined && one.transactionId === report.transactionId;
  const withdrawn: Violation[] = [];
  const violations = payment.violations.map((one): Violation => {
    const holds = stillHolds[one.code];
    if (one.withdrawn || holds === undefined || draft.violations.includes(one)) return one;
    const about = aboutOf(payment, one, report);
    // What is lost twice of an authorisation is lost of all its captures together, and each of them tells of it.
    const mayTell = ({ attempt, index }: About): boolean =>
      draft.corrected ||
      isOwn(attempt) ||
      (one.code === 'double_loss' && payment.attempts.some((other) => isOwn(other) && other.captureOf === index));
    if (about.length === 0 || !about.every(mayTell) || about.some(holds)) return one;
    const taken: Violation = { ...one, withdrawn: report.recency === undefined ? {} : { at: report.recency } };
    withdrawn.push(taken);
    return taken;
  });
  if (withdrawn.length === 0) return { draft, withdrawn };
  return { draft: { ...draft, payment: { ...payment, violations }, news: true }, withdrawn };
}

/**
 * What a violation may be about: the attempt, or the refund or chargeback, of its id. One that was told of a refund before
 * MultiSafepay named the refund may be about each that no violation of its own tells of.
 */
function aboutOf(payment: Payment, { code, transactionId }: Violation, report: Report): readonly About[] {
  const refundsMeant = payment.refunds.filter((one) =>
    transactionId === undefined
      ? ofRefunds.includes(code) && !payment.violations.some((other) => other.code === code && isAbout(other, one))
      : one.transactionId === transactionId,
  );
  const ofRefund = (refund: Refund): About[] => {
    const attempt = payment.attempts[refund.of];
    return attempt ? [{ payment, index: refund.of, attempt, refund, report }] : [];
  };
  if (refundsMeant.length > 0 || transactionId === undefined) return refundsMeant.flatMap(ofRefund);
  return payment.attempts.flatMap((attempt, index) =>
    attempt.transactionId === transactionId ? [{ payment, index, attempt, refund: undefined, report }] : [],
  );
}

/** Whether a violation names this refund. */
const isAbout = ({ transactionId }: Violation, refund: Refund): boolean =>
  transactionId !== undefined && transactionId === refund.transactionId;
