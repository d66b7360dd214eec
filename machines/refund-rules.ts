/**
 * May this much be given back now? Every reason why not, in order of precedence (decisions D12, D16a).
 */
import { type BrandRow, brands, type CardBrand } from './cards.ts';
import { defaultEdition, type Edition } from './editions.ts';
import type { Limit } from './limits.ts';
import { isAmount, type MinorUnits } from './money.ts';
import { firstRefusal, type Refusal, refusal } from './refusals.ts';
import { from, type Grounds, inferred, stated } from './sources.ts';

/** What limits a refund under an edition. */
export interface RefundLimits {
  /** How many days after collection a card payment can be refunded. */
  readonly window: Limit & { readonly days: number };
  /** For how many minutes the same amount again counts as a probable duplicate (vendor's error 1034). */
  readonly duplicates: Limit & { readonly minutes: number };
}

/**
 * What limits a refund, under each edition (decision D12). The rule on duplicates is first written in February 2020: under the edition
 * before, that it held then is inferred.
 */
export const refundLimits = {
  '2019-10': limitsFrom(
    stated('refund-window-2019', 'D12'),
    from(inferred('D12'), 'duplicate-refund-2020', 'refund-error-2025'),
  ),
  '2025-08': limitsFrom(stated('refund-window-2025', 'D12'), stated('refund-error-2025', 'D12')),
} as const satisfies Record<Edition, RefundLimits>;

function limitsFrom(window: Grounds, duplicates: Grounds): RefundLimits {
  return {
    window: { days: 180, larger: 'widens', ...window },
    duplicates: { minutes: 5, larger: 'narrows', ...duplicates },
  };
}

/** What is known of the money of one collected attempt when a refund is asked for. Amounts in minor units. */
export interface RefundLedger {
  /** Whether the attempt is known to be collected. */
  readonly collected: boolean;
  /** The edition whose limits hold; the default edition if it is not said. */
  readonly edition?: Edition;
  /** What is left: collected − reserved − refunded − charged back, never below 0. */
  readonly refundable: MinorUnits;
  /** Whether every refund and chargeback reported has an amount. */
  readonly refundableKnown: boolean;
  /** What was given or taken back of this capture or of another of its authorisation: nothing says of which. Left out: nothing. */
  readonly ownerUnknown?: MinorUnits;
  /** The payment's currency, if known. */
  readonly currency?: string;
  /** The earliest date known of the payment, an instant; the window is counted from it, to be on the safe side. */
  readonly earliest?: string;
  readonly chargebackAttached: boolean;
  /** Whether a chargeback was reversed whose dispute is not closed (decision D34). Left out: no. */
  readonly reversalProvisional?: boolean;
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

const minute = 60_000;
const day = 24 * 60 * minute;

/** The rows of the refund rules. */
export interface RefundRows {
  readonly refunds: Readonly<Record<Edition, RefundLimits>>;
  readonly brands: Readonly<Record<CardBrand, Pick<BrandRow, 'chargeback'>>>;
}

/** What is asked of the refund rules. */
export interface RefundRules {
  /** Why this refund would be late; nothing if it is within the window of the earliest date known, or no date is known. */
  refuseLateRefund(at: string, earliest: string | undefined, edition?: Edition): Refusal | undefined;
  /** Why a refund may not be asked for; nothing if it may. */
  refuseRefund(ask: RefundAsk): Refusal | undefined;
  /** Why a reserved refund may not be cancelled; nothing if it may (a same-day reversal cannot, decision D12). */
  refuseRefundCancellation(profile: { readonly sameDay: boolean }): Refusal | undefined;
  /** Why no chargeback is expected for this brand; nothing if one is, or the brand is not known (REF-3, decision D13). */
  refuseChargeback(brand: CardBrand | undefined): Refusal | undefined;
}

/** The refund rules, by their rows. */
export function refundRules(rows: RefundRows): RefundRules {
  const refuseLateRefund: RefundRules['refuseLateRefund'] = (at, earliest, edition = defaultEdition) => {
    const { window } = rows.refunds[edition];
    if (earliest === undefined || Date.parse(at) - Date.parse(earliest) <= window.days * day) return undefined;
    return refusal('refund_too_late', { at, earliest, days: window.days });
  };
  const refuseRefund: RefundRules['refuseRefund'] = ({ amount, currency, at, intentional, ledger }) => {
    const { edition = defaultEdition } = ledger;
    const no: Refusal[] = [];
    if (!ledger.collected) no.push(refusal('refund_not_collected'));
    if (!isAmount(amount) || amount === 0) no.push(refusal('refund_amount_not_positive', { amount }));
    if (ledger.currency !== undefined && ledger.currency !== currency)
      no.push(refusal('refund_currency_differs', { asked: currency, payment: ledger.currency }));
    const late = refuseLateRefund(at, ledger.earliest, edition);
    if (late) no.push(late);
    if (ledger.chargebackAttached) no.push(refusal('refund_chargeback_attached'));
    if (ledger.reversalProvisional) no.push(refusal('refund_dispute_open'));
    if (!ledger.refundableKnown || (ledger.collected && ledger.currency === undefined))
      no.push(refusal('refundable_unknown'));
    if (ledger.outcomeUnknown) no.push(refusal('refund_outcome_unknown'));
    if (amount > ledger.refundable)
      no.push(refusal('refund_exceeds_refundable', { amount, refundable: ledger.refundable }));
    const { ownerUnknown = 0 } = ledger;
    if (ownerUnknown > 0 && amount > ledger.refundable - ownerUnknown) no.push(refusal('refund_owner_unknown'));
    const { minutes } = rows.refunds[edition].duplicates;
    const twin = ledger.earlier.find(
      (before) => before.amount === amount && Math.abs(Date.parse(at) - Date.parse(before.at)) <= minutes * minute,
    );
    if (twin && !intentional) no.push(refusal('refund_probably_duplicate', { amount, earlier: twin.at, minutes }));
    return firstRefusal(no);
  };
  return {
    refuseLateRefund,
    refuseRefund,
    refuseRefundCancellation: ({ sameDay }) => (sameDay ? refusal('refund_not_cancellable') : undefined),
    refuseChargeback: (brand) => {
      if (brand === undefined || rows.brands[brand].chargeback.expected) return undefined;
      return refusal('chargeback_unexpected', { brand }, rows.brands[brand].chargeback);
    },
  };
}

/** The rows of the refund rules as they stand. */
export const refundRows: RefundRows = { refunds: refundLimits, brands };

const standing: RefundRules = /* @__PURE__ */ refundRules(refundRows);

/** Why this refund would be late; nothing if it is within the window of the earliest date known, or no date is known. */
export const refuseLateRefund: RefundRules['refuseLateRefund'] = (...asked) => standing.refuseLateRefund(...asked);

/** Why a refund may not be asked for; nothing if it may. */
export const refuseRefund: RefundRules['refuseRefund'] = (...asked) => standing.refuseRefund(...asked);

/** Why a reserved refund may not be cancelled; nothing if it may (a same-day reversal cannot, decision D12). */
export const refuseRefundCancellation: RefundRules['refuseRefundCancellation'] = (...asked) =>
  standing.refuseRefundCancellation(...asked);

/** Why no chargeback is expected for this brand; nothing if one is, or the brand is not known (REF-3, decision D13). */
export const refuseChargeback: RefundRules['refuseChargeback'] = (...asked) => standing.refuseChargeback(...asked);
