/**
 * Violations that a status read which may correct has ruled out (decision D36).
 */
import { type RefusalCode, refuseChargeback } from '../../../machines/index.ts';
import { countsOf, isHeld, isTakenBack, possibleOfAttempt } from '../belief/belief.ts';
import { expectedOf, heldFor, missingOf } from '../belief/held.ts';
import { cardAmount, positionOfAttempt } from '../belief/money.ts';
import { isActive } from '../belief/refunded-total.ts';
import { type Attempt, type Payment, type Refund, refundsOf, type Violation } from '../payment.ts';
import { compareRecency } from '../recency.ts';
import type { Report } from '../report.ts';
import type { Draft } from './draft.ts';

/** What a violation is about: an attempt, at its place, and one of its refunds or chargebacks if it names one. */
interface About {
  readonly payment: Payment;
  readonly index: number;
  readonly attempt: Attempt;
  readonly refund: Refund | undefined;
}

/**
 * Whether a violation still holds, by what is known now, for each code that later knowledge can rule out. A code that is not
 * here happened, and stands.
 */
const stillHolds: Partial<Readonly<Record<RefusalCode, (about: About) => boolean>>> = {
  double_loss: ({ payment, index }) => positionOfAttempt(payment, index).doubleLoss,
  collected_twice: ({ payment }) => payment.attempts.filter((one) => isHeld(payment, one)).length > 1,
  collection_taken_back: ({ payment, attempt }) => isTakenBack(payment, attempt),
  ending_changed: ({ attempt }) => attempt.asRead !== undefined,
  amount_differs: ({ payment, index, attempt }) => !isAsExpected(payment, index, attempt),
  collected_more_than_ordered: ({ payment }) => {
    const expected = expectedOf(payment);
    return expected === undefined || heldFor(payment, expected.currency).certain > expected.amount;
  },
  chargeback_unexpected: ({ attempt }) => refuseChargeback(attempt.brand) !== undefined,
  own_mid_brand: (about) => isBroken(about, 'own_mid_brand'),
  brand_requires_3d: (about) => isBroken(about, 'brand_requires_3d'),
  brand_forbids_3d: (about) => isBroken(about, 'brand_forbids_3d'),
  amount_requires_3d: (about) => isBroken(about, 'amount_requires_3d'),
  refund_chargeback_attached: ({ payment, index, refund }) =>
    refund !== undefined &&
    countsOf(refund) !== 'nothing' &&
    refundsOf(payment, index).some(
      (one) => one.kind === 'chargeback' && compareRecency(refund.created, one.created) !== 'older',
    ),
  refunded_total_below: ({ payment, index, attempt }) => (attempt.reported?.amount ?? 0) < namedOf(payment, index),
  order_word_disagrees: ({ payment, index, attempt }) => !isBorneOut(payment, index, attempt),
  refund_came_back: ({ refund }) => refund === undefined || countsOf(refund) === 'nothing',
  refund_made_after_all: ({ refund }) => refund === undefined || countsOf(refund) !== 'nothing',
};

const isBroken = ({ payment, attempt }: About, code: RefusalCode): boolean =>
  possibleOfAttempt(payment, attempt).broken.some((one) => one.code === code);

/** What the refunds that MultiSafepay names come to, in minor units. */
function namedOf(payment: Payment, index: number): number {
  const named = refundsOf(payment, index).filter((one) => one.transactionId !== undefined && isActive(one));
  return named.reduce((sum, { amount = 0 }) => sum + amount, 0);
}

/** Whether the order word that stands is borne out by the refunded total (decision D18). */
function isBorneOut(payment: Payment, index: number, { word, amount = 0, reported }: Attempt): boolean {
  const total = reported?.amount ?? 0;
  const { reserved, unattributed } = positionOfAttempt(payment, index);
  if (word === 'refunded') return total >= amount;
  return word !== 'partial_refunded' || (total > 0 && (total < amount || reserved + unattributed > 0));
}

function isAsExpected(payment: Payment, index: number, attempt: Attempt): boolean {
  return [attempt.asked, missingOf(payment, index), expectedOf(payment)].some(
    (money) =>
      money !== undefined &&
      money.currency === attempt.currency &&
      (money.amount === attempt.amount || money.amount === cardAmount(attempt)),
  );
}

/** Withdraws what a read of an attempt rules out: of the attempt itself, and of what was given or taken back of it. */
export function withWithdrawals(
  draft: Draft,
  report: Report,
): { readonly draft: Draft; readonly withdrawn: readonly Violation[] } {
  const { payment } = draft;
  const index = payment.attempts.findIndex(
    (one) => one.transactionId !== undefined && one.transactionId === report.transactionId,
  );
  const attempt = payment.attempts[index];
  if (!attempt) return { draft, withdrawn: [] };
  const withdrawn: Violation[] = [];
  const violations = payment.violations.map((one): Violation => {
    if (one.withdrawn) return one;
    const refund = refundsOf(payment, index).find(
      ({ transactionId }) => transactionId !== undefined && transactionId === one.transactionId,
    );
    if (one.transactionId !== attempt.transactionId && !refund) return one;
    const holds = stillHolds[one.code];
    if (holds === undefined || draft.violations.includes(one) || holds({ payment, index, attempt, refund })) return one;
    const taken: Violation = { ...one, withdrawn: report.recency === undefined ? {} : { at: report.recency } };
    withdrawn.push(taken);
    return taken;
  });
  if (withdrawn.length === 0) return { draft, withdrawn };
  return { draft: { ...draft, payment: { ...payment, violations }, news: true }, withdrawn };
}
