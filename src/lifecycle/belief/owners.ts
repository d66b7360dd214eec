/**
 * Of which capture something was given or taken back that an authorisation lists: of the only one that can bear it (decision D33).
 */
import type { Attempt, Payment, Refund } from '../payment.ts';
import { defined, differs } from '../values.ts';
import { amountOf, countsOf, isHeld } from './belief.ts';
import { capturesOf, isByHand } from './captures.ts';
import { collectedAmount, ownPosition } from './money.ts';
import { certainlyBefore, isActive, keepInStep } from './refunded-total.ts';

/**
 * The payment with every refund, chargeback and request that is kept with an authorisation moved to the capture that must have borne
 * it. As long as several can, or what was captured without being known one by one, it stays.
 *
 * @param before the payment before the report: what was heard of already.
 */
export function withOwnersFound(payment: Payment, head: number, before: Payment): Payment {
  const attempt = payment.attempts[head];
  if (
    attempt === undefined ||
    attempt.captureInferred ||
    !isByHand(attempt) ||
    !payment.refunds.some(({ of }) => of === head)
  )
    return payment;
  const captures = capturesOf(payment, head).filter((at) => isHeld(payment, payment.attempts[at] as Attempt));
  if (captures.length === 0) return payment;
  let next = payment;
  for (;;) {
    const found = next.refunds.flatMap((one, at) => {
      const owner = one.of === head ? ownerOf(next, head, captures, one) : undefined;
      return owner === undefined ? [] : [{ at, owner }];
    })[0];
    if (found === undefined) return next;
    next = keepInStep(moved(next, head, found.at, found.owner), found.owner, before);
  }
}

/**
 * The payment with the refunded total of an authorisation explained by what its capture is now known to have given back: a refund that
 * was not heard of before, and that was certainly made before the total was told, is a part of it.
 *
 * @param before the payment before the report: what was heard of already.
 */
export function withTotalExplained(payment: Payment, index: number, before: Payment): Payment {
  const head = payment.attempts[index]?.captureOf;
  const attempt = head === undefined ? undefined : payment.attempts[head];
  if (head === undefined || attempt?.reported === undefined || attempt.reported.unattributed === 0) return payment;
  const { reported } = attempt;
  const heardOf = new Set(before.refunds.map(({ transactionId }) => transactionId));
  const explained = payment.refunds.reduce((sum, one) => {
    const isPart =
      one.of === index && isActive(one) && !heardOf.has(one.transactionId) && certainlyBefore(one, reported.at);
    const share = isPart ? (one.amount ?? 0) : 0;
    return sum + share <= reported.unattributed ? sum + share : sum;
  }, 0);
  if (explained === 0) return payment;
  const amount = reported.amount - explained;
  const unattributed = reported.unattributed - explained;
  const attempts = payment.attempts.with(head, { ...attempt, reported: { ...reported, amount, unattributed } });
  return { ...payment, attempts };
}

/** The only capture that can bear a refund or chargeback which is kept with its authorisation; nothing if that is not certain. */
function ownerOf(payment: Payment, head: number, captures: readonly number[], refund: Refund): number | undefined {
  const amount = amountOf(refund);
  if (amount === undefined || countsOf(refund) === 'nothing') return undefined;
  const rest = isHeld(payment, payment.attempts[head] as Attempt) ? (collectedAmount(payment, head) ?? amount) : 0;
  if (rest >= amount) return undefined;
  const [sole, another] = captures.filter((at) => {
    const { collected, chargedBack, refundable } = ownPosition(payment, at);
    const left = refund.kind === 'chargeback' ? collected - chargedBack : refundable;
    return left >= amount && !differs(payment.attempts[at]?.currency, refund.currency);
  });
  return another === undefined ? sole : undefined;
}

/** The payment with a record moved from an authorisation to a capture: what the authorisation's total had of it, it has no more. */
function moved(payment: Payment, head: number, refundIndex: number, owner: number): Payment {
  const { counted, ...rest } = payment.refunds[refundIndex] as Refund;
  const refunds = payment.refunds.with(refundIndex, { ...rest, of: owner, ownerInferred: true });
  const { reported, ...attempt } = payment.attempts[head] as Attempt;
  if (!counted || !reported) return { ...payment, refunds };
  const amount = Math.max(0, reported.amount - (rest.amount ?? 0));
  const attempts = payment.attempts.with(head, defined<Attempt>({ ...attempt, reported: { ...reported, amount } }));
  return { ...payment, refunds, attempts };
}
