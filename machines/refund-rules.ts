/**
 * May this much be given back now? Every reason why not, in order of precedence (decisions D12, D16a).
 */
import type { CardBrand } from './cards.ts';
import { chargebackRules } from './editions.ts';
import { isAmount, type MinorUnits } from './money.ts';
import { firstRefusal, type Refusal, refusal } from './refusals.ts';

/** How many days after collection a card payment can be refunded (vendor, 2019 and 2025). */
export const refundWindowDays = 180;

/** For how many minutes the same amount counts as a probable duplicate (vendor's error 1034). */
export const duplicateWindowMinutes = 5;

/** What is known of the money of one collected attempt when a refund is asked for. Amounts in minor units. */
export interface RefundLedger {
  /** Whether the attempt is known to be collected. */
  readonly collected: boolean;
  /** What is left: collected − reserved − refunded − charged back, never below 0. */
  readonly refundable: MinorUnits;
  /** Whether every refund and chargeback reported has an amount. */
  readonly refundableKnown: boolean;
  /** The payment's currency, if known. */
  readonly currency?: string;
  /** The earliest date known of the payment, an instant; the window is counted from it, to be on the safe side. */
  readonly earliest?: string;
  readonly chargebackAttached: boolean;
  /** Whether an earlier refund request has no known outcome. */
  readonly outcomeUnknown: boolean;
  /** Refunds asked for before, with when. */
  readonly earlier: readonly { readonly amount: MinorUnits; readonly at: string }[];
}

/** A refund as asked for. */
export interface RefundAsk {
  /** In minor units; positive. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** When, as an ISO 8601 instant. */
  readonly at: string;
  /** The same amount again within minutes is meant. */
  readonly intentional?: boolean;
  readonly ledger: RefundLedger;
}

const minutes = 60_000;
const days = 24 * 60 * minutes;

/** Why this refund would be late; nothing if it is within 180 days of the earliest date known, or no date is known. */
export function refuseLateRefund(at: string, earliest: string | undefined): Refusal | undefined {
  if (earliest === undefined || Date.parse(at) - Date.parse(earliest) <= refundWindowDays * days) return undefined;
  return refusal('refund_too_late', { at, earliest, days: refundWindowDays });
}

/** Why a refund may not be asked for; nothing if it may. */
export function refuseRefund(ask: RefundAsk): Refusal | undefined {
  const { amount, currency, at, ledger } = ask;
  const no: Refusal[] = [];
  if (!ledger.collected) no.push(refusal('refund_not_collected'));
  if (!isAmount(amount) || amount === 0) no.push(refusal('refund_amount_not_positive', { amount }));
  if (ledger.currency !== undefined && ledger.currency !== currency)
    no.push(refusal('refund_currency_differs', { asked: currency, payment: ledger.currency }));
  const late = refuseLateRefund(at, ledger.earliest);
  if (late) no.push(late);
  if (ledger.chargebackAttached) no.push(refusal('refund_chargeback_attached'));
  if (!ledger.refundableKnown || (ledger.collected && ledger.currency === undefined))
    no.push(refusal('refundable_unknown'));
  if (ledger.outcomeUnknown) no.push(refusal('refund_outcome_unknown'));
  if (amount > ledger.refundable)
    no.push(refusal('refund_exceeds_refundable', { amount, refundable: ledger.refundable }));
  const twin = ledger.earlier.find(
    (before) =>
      before.amount === amount && Math.abs(Date.parse(at) - Date.parse(before.at)) <= duplicateWindowMinutes * minutes,
  );
  if (twin && !ask.intentional) no.push(refusal('refund_probably_duplicate', { amount, earlier: twin.at }));
  return firstRefusal(no);
}

/** Why no chargeback is expected for this brand; nothing if one is, or the brand is not known (REF-3, decision D13). */
export function refuseChargeback(brand: CardBrand | undefined): Refusal | undefined {
  if (brand === undefined || chargebackRules[brand].expected) return undefined;
  return refusal('chargeback_unexpected', { brand }, chargebackRules[brand]);
}

/** Why a reserved refund may not be cancelled; nothing if it may (a same-day reversal cannot, decision D12). */
export function refuseRefundCancellation(profile: { readonly sameDay: boolean }): Refusal | undefined {
  return profile.sameDay ? refusal('refund_not_cancellable') : undefined;
}
