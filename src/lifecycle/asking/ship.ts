/**
 * May the goods go out? (Decision D25.)
 */

import type { ShippingStanding } from '../../../machines/index.ts';
import { isTakenBack } from '../belief/belief.ts';
import { hasProvisionalReversal } from '../belief/dispute.ts';
import {
  authorisedFor,
  expectedOf,
  heldByAttempt,
  heldByPart,
  heldFor,
  isGivenBack,
  isOrderChargedBack,
  mayBeGivenBack,
  settlementOfOutside,
} from '../belief/held.ts';
import { isGivenBackKnown, position } from '../belief/money.ts';
import { rulesInForce } from '../in-force.ts';
import { currencyOf, type Money, type Payment } from '../payment.ts';
import { fieldsOf, readInstant, readMoney } from '../read.ts';
import { readShape } from '../shape.ts';
import { defined } from '../values.ts';
import { type Answer, curedNow, ownMidWarnings } from './answer.ts';
import { isInTime } from './captures.ts';

/**
 * Whether the goods may go out: what is certainly held for the order reaches what it is for, and nothing of it is taken back.
 * On own MID the money is at American Express, and its chargebacks may never be reported here (decision D6).
 *
 * @param expected what the order is for, in minor units; left out, what `configure`, `openPayment` or the largest
 *   `order.created` said. Nothing said: `unknown`, with the reason `order_amount_unknown`.
 * @param options what else may count.
 * @throws InputError if the amount is no positive whole number of minor units, or the currency is not one of ISO 4217.
 * @example
 * safeToShip(payment, { amount: 12500, currency: 'EUR' }).answer; // 'yes', 'no' or 'unknown'
 */
export function safeToShip(payment: Payment, expected?: Money, options: ShipOptions = {}): Answer {
  readShape(payment);
  if (expected !== undefined) readMoney(expected, 'expected');
  const { onAuthorisation } = fieldsOf(options, 'options', 'the options are an object') as ShipOptions;
  if (onAuthorisation !== undefined) readInstant(onAuthorisation, 'options.onAuthorisation');
  const standing = standingOf(payment, expected ?? expectedOf(payment), onAuthorisation);
  const refused = rulesInForce().refuseShipping(standing);
  if (refused) return { ...refused, because: refused.because.map((reason) => curedNow(payment, reason)), warnings: [] };
  const isReserved = standing.certain < (standing.expected ?? 0);
  const warnings = [...(isReserved ? [rulesInForce().saysOf('ship_not_captured')] : []), ...ownMidWarnings(payment)];
  return { answer: 'yes', because: [], warnings };
}

/** What else may count when goods are to go out. */
export interface ShipOptions {
  /**
   * Ship on authorisation: at this instant (ISO 8601), what is reserved and whose time is not up counts beside what is collected,
   * with a warning (decision D33). Left out, only what is collected counts.
   */
  readonly onAuthorisation?: string;
}

function standingOf(
  payment: Payment,
  expected: Money | undefined,
  onAuthorisation: string | undefined,
): ShippingStanding {
  const { attempts, alarms, outside } = payment;
  const currency = expected?.currency ?? currencyOf(payment);
  const held = heldFor(payment, currency);
  const counting = attempts.flatMap((_, index) => (heldByAttempt(payment, index) === 'no' ? [] : [index]));
  return defined<ShippingStanding>({
    expected: expected?.amount,
    ...held,
    authorised: authorisedFor(payment, currency),
    counted:
      onAuthorisation === undefined ? 0 : authorisedFor(payment, currency, (one) => isInTime(one, onAuthorisation)),
    chargedBack: isOrderChargedBack(payment),
    reversalProvisional: counting.some((index) => hasProvisionalReversal(payment, index)),
    doubleLoss: position(payment).doubleLoss,
    takenBack: attempts.some((attempt) => isTakenBack(payment, attempt)),
    givenBack:
      attempts.some((_, index) => isGivenBack(payment, index)) ||
      outside.some((one) => settlementOfOutside(one) === 'given_back'),
    // What others cover for certain does not wait for it.
    givenBackUnknown:
      held.certain < (expected?.amount ?? Number.POSITIVE_INFINITY) &&
      counting.some((index) => !isGivenBackKnown(payment, index) || mayBeGivenBack(payment, index)),
    outsideOpen:
      outside.some((one) => settlementOfOutside(one) === 'open') ||
      payment.parts.some((part) => heldByPart(payment, part) === 'unknown'),
    alarms: alarms.map(({ because }) => because),
    moneyMayBeHeld: alarms.some(({ code }) => code === 'money_may_be_held'),
  });
}
