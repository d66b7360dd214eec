/**
 * A payment of our own: opened, and configured afterwards.
 */
import { type Collector, collectors, defaultEdition, type Edition, editionNames } from '../../../machines/index.ts';
import { attemptTimeline } from '../belief/belief.ts';
import { isLawful } from '../belief/timeline.ts';
import { InputError } from '../input-error.ts';
import { emptyPayment, type Payment } from '../payment.ts';
import { readOneOf } from '../read.ts';
import { freeze } from '../values.ts';

/** What a payment is opened with. */
export interface OpenPayment {
  readonly orderId: string;
  /** Defaults to `2019-10`. */
  readonly edition?: Edition;
  /** Defaults to `multisafepay`; own MID is `american_express`. */
  readonly collector?: Collector;
}

/**
 * Opens a payment of our own: edition and collector are configured from here on.
 *
 * @throws InputError if the order id is empty, or the edition or the collector is not known.
 * @example
 * const payment = openPayment({ orderId: 'order-1001' });
 */
export function openPayment(asked: OpenPayment): Payment {
  if (asked.edition !== undefined) readOneOf(asked.edition, editionNames, 'edition');
  if (asked.collector !== undefined) readOneOf(asked.collector, collectors, 'collector');
  return freeze({
    ...emptyPayment(asked.orderId),
    edition: asked.edition ?? defaultEdition,
    collector: asked.collector ?? 'multisafepay',
  });
}

/**
 * Says afterwards under which edition a payment stands, or who collects: the cure of `collector_not_configured` and
 * `collector_mismatch`. What was seen stays; read the status again for what was set aside.
 *
 * @throws InputError if the edition or the collector is not known, or what was seen cannot have happened so.
 */
export function configure(payment: Payment, said: Omit<OpenPayment, 'orderId'>): Payment {
  if (said.edition !== undefined) readOneOf(said.edition, editionNames, 'edition');
  if (said.collector !== undefined) readOneOf(said.collector, collectors, 'collector');
  const next: Payment = { ...payment, ...said };
  const against = next.attempts.find((attempt) => !isLawful(attemptTimeline(next, attempt)));
  if (against)
    throw new InputError(
      'collector',
      `what was reported of transaction ${against.transactionId ?? 'without an id'} cannot have happened so`,
      'Leave it as it is, and look at the order at MultiSafepay.',
    );
  return freeze(next);
}
