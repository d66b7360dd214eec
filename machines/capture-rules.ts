/**
 * May this much be captured now? Every reason why not, in order of precedence (decision D33).
 */
import { isAmount, type MinorUnits } from './money.ts';
import { firstRefusal, type Refusal, refusal } from './refusals.ts';

/** What is known of an authorisation when a capture is asked for. Amounts in minor units. */
export interface CaptureLedger {
  /** Whether the amount is known to be authorised, and the reservation to stand. */
  readonly authorised: boolean;
  /**
   * What remains at most: authorised − captured − asked for − released, never below 0. Where a request of ours has no known
   * outcome, it counts as asked for.
   */
  readonly remaining: MinorUnits;
  /** Whether the authorised amount, and that of every capture and release reported, is known. */
  readonly remainingKnown: boolean;
  /** The authorisation's currency, if known. */
  readonly currency?: string;
  /** By when the issuer keeps the reservation, an instant; missing if nothing says it. */
  readonly expires?: string;
}

/** A capture as asked for. */
export interface CaptureAsk {
  /** In minor units; positive. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** When, as an ISO 8601 instant. */
  readonly at: string;
  readonly ledger: CaptureLedger;
}

/**
 * Why a capture may not be asked for; nothing if it may. A reservation whose time is up may have ended: that is asked of
 * MultiSafepay, never assumed (decision D15).
 */
export function refuseCapture({ amount, currency, at, ledger }: CaptureAsk): Refusal | undefined {
  const no: Refusal[] = [];
  if (!ledger.authorised) no.push(refusal('capture_not_authorised'));
  if (!isAmount(amount) || amount === 0) no.push(refusal('capture_amount_not_positive', { amount }));
  if (ledger.currency !== undefined && ledger.currency !== currency)
    no.push(refusal('capture_currency_differs', { asked: currency, authorisation: ledger.currency }));
  if (amount > ledger.remaining) no.push(refusal('capture_exceeds_remainder', { amount, remaining: ledger.remaining }));
  if (!ledger.remainingKnown || (ledger.authorised && ledger.currency === undefined))
    no.push(refusal('capture_remainder_unknown'));
  if (ledger.expires !== undefined && Date.parse(at) > Date.parse(ledger.expires))
    no.push(refusal('capture_may_be_late', { at, expires: ledger.expires }));
  return firstRefusal(no);
}
