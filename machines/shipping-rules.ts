/**
 * May the goods go out? What is certainly held for the order must reach what it is for, and nothing of it may be taken back
 * (decisions D25 to D27, D36); what is only reserved counts if the merchant says so (D33). Reasons speak of shipping.
 */
import type { MinorUnits } from './money.ts';
import { type Refusal, type RefusalCode, refusal } from './refusals.ts';

/** What is known of an order when its goods are to go out. Amounts in minor units of the order's currency. */
export interface ShippingStanding {
  /** What the order is for; missing if nobody has said it. */
  readonly expected?: MinorUnits;
  /** What is certainly held: collected by card, or settled outside; without what was given back in full or taken back. */
  readonly certain: MinorUnits;
  /** What may be held at most; infinite if an amount is not known. */
  readonly possible: MinorUnits;
  /** What is authorised and not captured: reserved at the issuer, in the order's currency (decision D33). */
  readonly authorised: MinorUnits;
  /** The part of that which counts as held: reserved in time, where the merchant ships on authorisation; else 0. */
  readonly counted: MinorUnits;
  /** Whether something is held in another currency than the order's. */
  readonly otherCurrency: boolean;
  /** Whether a chargeback stands against what counts. */
  readonly chargedBack: boolean;
  /** Whether a chargeback against what counts was reversed, and its dispute is not closed (decision D34). */
  readonly reversalProvisional: boolean;
  readonly doubleLoss: boolean;
  /** Whether a collection was taken back. */
  readonly takenBack: boolean;
  /** Whether a payment was given back in full. */
  readonly givenBack: boolean;
  /** Whether how much was given or taken back of what counts is not known. */
  readonly givenBackUnknown: boolean;
  /** Whether a method outside the charts has not certainly settled or ended. */
  readonly outsideOpen: boolean;
  /** Why the open alarms were raised. */
  readonly alarms: readonly RefusalCode[];
  /** Whether one of them says that money may be held that the charts do not believe. */
  readonly moneyMayBeHeld: boolean;
}

/** Why the goods may not go out. */
export interface ShippingRefusal {
  readonly answer: 'no' | 'unknown';
  readonly because: readonly Refusal[];
}

/** Why the goods may not go out, or not yet; nothing if they may. A certain no comes before any doubt (decision D36). */
export function refuseShipping(order: ShippingStanding): ShippingRefusal | undefined {
  const no = certainNo(order);
  if (no) return { answer: 'no', because: [no] };
  const { expected } = order;
  const certain = order.certain + order.counted;
  const doubts = [...new Set(order.alarms)].map((code) => refusal(code));
  if (expected === undefined) doubts.push(refusal('order_amount_unknown'));
  if (order.reversalProvisional) doubts.push(refusal('ship_dispute_open'));
  if (order.givenBackUnknown) doubts.push(refusal('ship_given_back_unknown'));
  if (certain < (expected ?? 0)) {
    if (order.outsideOpen) doubts.push(refusal('ship_outside_open'));
    else if (doubts.length === 0) doubts.push(refusal('order_of_reports_unknown'));
  }
  return doubts.length > 0 ? { answer: 'unknown', because: doubts } : undefined;
}

function certainNo(order: ShippingStanding): Refusal | undefined {
  if (order.chargedBack) return refusal('ship_charged_back');
  if (order.doubleLoss) return refusal('double_loss');
  // Money that may be held but is not believed could still reach the total: then no is not certain.
  const most = order.moneyMayBeHeld ? Number.POSITIVE_INFINITY : order.possible + order.counted;
  const { expected = 1 } = order;
  if (most >= expected) return undefined;
  if (order.otherCurrency) return refusal('ship_currency_differs');
  if (order.takenBack) return refusal('ship_taken_back');
  if (order.givenBack) return refusal('ship_given_back');
  const uncaptured = order.authorised - order.counted;
  if (uncaptured > 0 && most + uncaptured >= expected) return refusal('ship_not_captured', { reserved: uncaptured });
  return most === 0 ? refusal('ship_not_paid') : refusal('ship_paid_less', { paid: most, expected });
}
