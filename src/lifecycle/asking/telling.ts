/**
 * A fact of our own, told of one transaction: added to its evidence, or refused.
 */
import {
  type ChartFact,
  isRefused,
  type MinorUnits,
  type Refusal,
  type RefusalFacts,
  refusal,
} from '../../../machines/index.ts';
import type { Cell, NumberedCell, ProfileValue } from '../../relation/index.ts';
import { isCollected, isHeld, isOpen } from '../belief/belief.ts';
import { isOwnAttempt, latestAttempt } from '../belief/captures.ts';
import { isGivenBack } from '../belief/held.ts';
import { collectedAmount } from '../belief/money.ts';
import { append, type Timeline } from '../belief/timeline.ts';
import { InputError } from '../input-error.ts';
import type { Payment } from '../payment.ts';
import type { Sighting } from '../sighting.ts';
import { defined } from '../values.ts';
import { takenBy } from './snapshot.ts';

/** A refusal, as a step answers it. */
export const no = (found: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: found,
});

/** What a request asks for: an amount in minor units, or all that is left. */
interface AskedFor {
  readonly amount?: MinorUnits;
  readonly all?: true;
  readonly currency?: string;
}

/** The refusal of an idempotency key that was used for another request: what was asked for then, and now. */
export function keyReused(code: 'refund_key_reused' | 'capture_key_reused', key: string, was: AskedFor, now: AskedFor) {
  const amountOf = ({ all, amount }: AskedFor): string | number => (all ? 'all' : (amount as number));
  const currencies = was.currency !== now.currency && { earlierCurrency: was.currency, amountCurrency: now.currency };
  return no(
    refusal(code, defined<RefusalFacts>({ key, earlier: amountOf(was), amount: amountOf(now), ...currencies })),
  );
}

/** Whether a transaction id belongs to an attempt, a refund or a chargeback already. */
export function isTaken({ attempts, refunds }: Payment, id: string): boolean {
  return [...attempts, ...refunds].some((one) => one.transactionId === id);
}

/** What is certain of several cells, as a sighting: the state and the profile parts they share. */
export function seenAt(cells: readonly Cell[], told: string): Sighting {
  const shared = (key: 'threeD' | 'authenticated' | 'softDeclined'): ProfileValue | undefined => {
    const values = new Set(cells.map(({ profile }) => profile[key]));
    return values.size === 1 ? [...values][0] : undefined;
  };
  const states = new Set(cells.map(({ state }) => state));
  return defined<Sighting>({
    told,
    state: states.size === 1 ? [...states][0] : undefined,
    threeD: shared('threeD') as Sighting['threeD'],
    authenticated: shared('authenticated') as Sighting['authenticated'],
    softDeclined: shared('softDeclined') as Sighting['softDeclined'],
  });
}

/** Adds what a fact tells to a timeline, or says why it cannot be. */
export function tell(timeline: Timeline, cells: readonly NumberedCell[], fact: ChartFact): Timeline | Refusal {
  const taken = takenBy(cells, fact);
  return isRefused(taken)
    ? taken
    : append(
        timeline,
        seenAt(
          taken.map(({ to }) => to),
          fact.at,
        ),
      );
}

/**
 * The attempt a fact is about: by its id, else the only open one, else the latest.
 *
 * @throws InputError if there is none, or more than one is open.
 */
export function attemptOf(payment: Payment, id: string | undefined): number {
  const { attempts } = payment;
  if (id !== undefined) {
    const found = attempts.findIndex((one) => one.transactionId === id);
    if (found >= 0) return found;
    throw new InputError(
      'fact.transactionId',
      `order ${payment.orderId} has no attempt "${id}"`,
      `It has ${names(attempts)}.`,
    );
  }
  const open = attempts.flatMap((one, index) => (isOwnAttempt(one) && isOpen(payment, one) ? [index] : []));
  if (open.length > 1)
    throw new InputError(
      'fact.transactionId',
      `order ${payment.orderId} has ${open.length} open attempts`,
      `Say which: ${names(attempts)}.`,
    );
  const [sole = latestAttempt(payment)] = open;
  if (sole < 0)
    throw new InputError('fact', `order ${payment.orderId} has no attempt yet`, 'Begin with the fact order.created.');
  return sole;
}

/** The ids of several transactions, as an error message lists them. */
export const names = (of: readonly { readonly transactionId?: string }[]): string =>
  of.map(({ transactionId }) => transactionId ?? 'one without an id').join(', ') || 'none';

/** The attempts and captures from which a refund can be asked without saying which: collected, and not given back in full if others are not. */
export function refundableAttempts(payment: Payment): readonly number[] {
  const held = payment.attempts.flatMap((one, index) =>
    isHeld(payment, one) && collectedAmount(payment, index) !== 0 ? [index] : [],
  );
  const left = held.filter((index) => !isGivenBack(payment, index));
  return left.length > 0 ? left : held;
}

/** The attempt a refund is asked of: the one named, else the only one; -1 if none is collected. @throws InputError if it must be said which. */
export function collectedAttempt(payment: Payment, id: string | undefined): number {
  if (id !== undefined) return attemptOf(payment, id);
  const [sole = -1, another] = refundableAttempts(payment);
  if (another !== undefined)
    throw new InputError(
      'fact.transactionId',
      `order ${payment.orderId} was collected ${payment.attempts.filter((one) => isCollected(payment, one)).length} times`,
      `Say which: ${names(payment.attempts)}.`,
    );
  return sole;
}
