/**
 * A payment of our own: opened, and configured afterwards.
 */
import {
  type Collector,
  collectors,
  defaultEdition,
  type Edition,
  editionNames,
  type MinorUnits,
} from '../../../machines/index.ts';
import { attemptTimeline } from '../belief/belief.ts';
import { isLawful } from '../belief/timeline.ts';
import { InputError } from '../input-error.ts';
import { emptyPayment, type Money, type Payment } from '../payment.ts';
import { readMoney, readOneOf } from '../read.ts';
import { defined, freeze } from '../values.ts';

/** What is configured of a payment: whatever is given replaces what stood. */
export interface Configuration {
  /** The rules that its requests are judged by. */
  readonly edition?: Edition;
  /** Who collects; own MID is `american_express`. */
  readonly collector?: Collector;
  /** What the order is for, in minor units; with `currency` (decision D25). */
  readonly amount?: MinorUnits;
  /** The currency of `amount`, by ISO 4217. */
  readonly currency?: string;
}

/** What a payment is opened with. Left out, the edition is `2019-10`, and MultiSafepay collects. */
export interface OpenPayment extends Configuration {
  readonly orderId: string;
}

/**
 * Opens a payment of our own: edition and collector are configured from here on.
 *
 * @throws InputError if the order id is empty, the edition, the collector or the currency is not known, or the amount is no
 *   positive whole number of minor units.
 * @example
 * const payment = openPayment({ orderId: 'order-1001', amount: 12500, currency: 'EUR' });
 */
export function openPayment(asked: OpenPayment): Payment {
  readConfiguration(asked);
  return freeze({
    ...emptyPayment(asked.orderId),
    edition: asked.edition ?? defaultEdition,
    collector: asked.collector ?? 'multisafepay',
    ...expectationOf(asked),
  });
}

/**
 * Says afterwards under which edition a payment stands, who collects, or what the order is for: the cure of
 * `collector_not_configured`, `collector_mismatch` and `order_amount_unknown`. What was seen stays; tell again, or read the
 * status again, for what was set aside.
 *
 * @throws InputError as `openPayment`, or if what was seen cannot have happened so.
 */
export function configure(payment: Payment, said: Configuration): Payment {
  readConfiguration(said);
  const { edition = payment.edition, collector = payment.collector } = said;
  const next = defined<Payment>({ ...payment, edition, collector, ...expectationOf(said) });
  const against = next.attempts.find((attempt) => !isLawful(attemptTimeline(next, attempt)));
  if (against)
    throw new InputError(
      'collector',
      `what was reported of transaction ${against.transactionId ?? 'without an id'} cannot have happened so`,
      'Leave it as it is, and look at the order at MultiSafepay.',
    );
  return freeze(next);
}

function readConfiguration({ edition, collector, amount, currency }: Configuration): void {
  if (edition !== undefined) readOneOf(edition, editionNames, 'edition');
  if (collector !== undefined) readOneOf(collector, collectors, 'collector');
  if (amount !== undefined || currency !== undefined) readMoney({ amount, currency }, '');
}

const expectationOf = ({ amount, currency }: Configuration): { readonly expected?: Money } =>
  amount === undefined || currency === undefined ? {} : { expected: { amount, currency } };
