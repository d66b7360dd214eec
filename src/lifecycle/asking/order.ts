/**
 * Our own order: a payment is asked for (decision D10).
 */
import {
  type CardFact,
  captureModes,
  cardBrands,
  defaultEdition,
  defaultThreeD,
  firstRefusal,
  isAmount,
  isRefused,
  type LawRules,
  type Refusal,
  refusal,
  requestedProfile,
  type StateMeta,
  threeDModes,
} from '../../../machines/index.ts';
import type { ChartId, NumberedCell, Row } from '../../relation/index.ts';
import { holds, possibleOfAttempt } from '../belief/belief.ts';
import { missingOf, settlementOfOutside } from '../belief/held.ts';
import { lawInForce, rulesInForce } from '../in-force.ts';
import { InputError } from '../input-error.ts';
import type { Attempt, Money, Payment } from '../payment.ts';
import { readCurrency, readId, readInstant, readMoney, readOneOf, shown } from '../read.ts';
import { readShape } from '../shape.ts';
import { defined } from '../values.ts';
import { type Answer, answerNo, answerUnknown, curedNow, yes } from './answer.ts';
import type { OrderCreated } from './facts.ts';
import { type Stepped, takenBy } from './snapshot.ts';
import { isTaken, no, seenAt } from './telling.ts';

/** What an order has come to, when another attempt is to be started. */
export function standingOf(payment: Payment): Parameters<LawRules['refuseAttempt']>[0] {
  const someCounts = (counts: StateMeta['counts']): boolean =>
    payment.attempts.some(
      (one) => !one.asRead && holds(possibleOfAttempt(payment, one), ({ meta }) => meta.counts === counts) !== 'no',
    );
  return {
    collected: someCounts('collected'),
    uncleared: someCounts('held'),
    authorised: someCounts('authorised'),
    settledOutside: payment.outside.some((one) => ['settled', 'open'].includes(settlementOfOutside(one))),
    moneyMayBeHeld: payment.alarms.some(({ code }) => code === 'money_may_be_held'),
  };
}

/** Whether an order asks for no more than what is certainly still missing of what the order is for (decision D25). */
function asksForTheRest(payment: Payment, { amount, currency }: Money): boolean {
  const missing = missingOf(payment);
  return missing !== undefined && missing.currency === currency && amount <= missing.amount;
}

/** Whether the rules of the order admit another attempt of some amount. */
export function mayTryAgain(payment: Payment): boolean {
  const asksForTheRest = (missingOf(payment)?.amount ?? 0) > 0;
  return rulesInForce().refuseAttempt({ ...standingOf(payment), asksForTheRest }) === undefined;
}

/** Why this order may not be created; nothing if it may. Rules of the card come before rules of the order. */
export function refuseOrderCreated(payment: Payment, fact: OrderCreated): Refusal | undefined {
  const taken = orderRow(payment, fact);
  const reasons = [
    isRefused(taken) ? taken : undefined,
    fact.capture === 'manual' && !lawInForce().rows.brands[fact.brand].capture.manual
      ? refusal('capture_brand', { brand: fact.brand })
      : undefined,
    fact.amount === 0 ? refusal('order_amount_not_positive', { amount: fact.amount }) : undefined,
    rulesInForce().refuseAttempt({ ...standingOf(payment), asksForTheRest: asksForTheRest(payment, fact) }),
    fact.transactionId !== undefined && isTaken(payment, fact.transactionId)
      ? refusal('transaction_known', { transaction: String(fact.transactionId) })
      : undefined,
  ];
  const reason = firstRefusal(reasons.filter((one) => one !== undefined));
  return reason && curedNow(payment, reason);
}

/**
 * Whether a customer may be let pay now, by whatever method: the rules of the order, without those of a card. For a page of MultiSafepay's,
 * a Payment Component or a token, of which no one knows the card before it is paid (decision D10).
 */
export function mayOrder(payment: Payment, money: Money): Answer {
  readShape(payment);
  readMoney(money, '');
  const reason = rulesInForce().refuseAttempt({
    ...standingOf(payment),
    asksForTheRest: asksForTheRest(payment, money),
  });
  if (!reason) return yes;
  return reason.cure === 'status_read' ? answerUnknown(curedNow(payment, reason)) : answerNo(reason);
}

/** Whether an order is asked to be captured by hand, and its brand can be. */
const isByHand = ({ capture, brand }: OrderCreated): boolean =>
  capture === 'manual' && lawInForce().rows.brands[brand].capture.manual;

/** The edge our order takes, under the payment's edition and collector, or the card rule that refuses it. */
function orderRow(payment: Payment, fact: OrderCreated): Row | Refusal {
  const { brand, amount, currency } = fact;
  const collector = isByHand(fact) ? 'multisafepay' : (payment.collector ?? 'multisafepay');
  const asked = {
    collector,
    edition: payment.edition ?? defaultEdition,
    brand,
    lowValue: rulesInForce().isLowValue(amount, currency, payment.edition),
  };
  const chart: ChartId | undefined = isByHand(fact) ? 'authorisation' : undefined;
  const opening = lawInForce().relation.openingWith(chart, { ...requestedProfile(asked) }) as NumberedCell;
  const created = { type: fact.type, at: fact.at, threeD: fact.threeD ?? defaultThreeD(asked) } satisfies CardFact;
  const taken = takenBy([opening], created);
  return isRefused(taken) ? taken : (taken[0] as Row);
}

/**
 * The payment with another attempt, if the rules of its card and of the order admit it.
 *
 * @throws InputError if a field of the fact cannot be read.
 */
export function createOrder(payment: Payment, fact: OrderCreated): Stepped<Payment> {
  readInstant(fact.at, 'fact.at');
  if (fact.transactionId !== undefined) readId(fact.transactionId, 'fact.transactionId');
  readOneOf(fact.brand, cardBrands, 'fact.brand');
  if (fact.threeD !== undefined) readOneOf(fact.threeD, threeDModes, 'fact.threeD');
  if (fact.capture !== undefined) readOneOf(fact.capture, captureModes, 'fact.capture');
  readAmount(fact);
  const reason = refuseOrderCreated(payment, fact);
  if (reason) return no(reason);
  const row = orderRow(payment, fact) as Row;
  const { transactionId, brand, amount, currency, at } = fact;
  const attempt = defined<Attempt>({
    transactionId,
    brand,
    amount,
    currency,
    asked: { amount, currency },
    requestedAt: at,
    capture: isByHand(fact) ? 'manual' : undefined,
    seen: [seenAt([row.to], at)],
  });
  return { ok: true, next: { ...payment, attempts: [...payment.attempts, attempt] } };
}

/** @throws InputError unless amount and currency are such. */
function readAmount({ amount, currency }: { readonly amount: number; readonly currency: string }): void {
  if (!isAmount(amount))
    throw new InputError('fact.amount', `${shown(amount)} is not a whole number of minor units`, 'EUR 25.00 is 2500.');
  readCurrency(currency, 'fact.currency');
}
