/**
 * By when a chargeback must be answered, and what its dispute makes of a reversal (decision D34).
 */
import type { CardBrand } from './cards.ts';
import type { StateMeta } from './chart-meta.ts';
import type { Limit } from './limits.ts';
import { stated } from './sources.ts';

/** What limits a dispute. */
export interface DisputeLimits {
  /** How many days the merchant has to answer, counted from the chargeback, for each brand that a source says it of. */
  readonly windows: Readonly<Partial<Record<CardBrand, Limit & { readonly days: number }>>>;
  /** How many days after the payment a cardholder may ask for a chargeback. */
  readonly cardholder: Limit & { readonly days: number };
}

const window = (days: number) =>
  ({ days, larger: 'widens', ...stated('dispute-windows-2025', 'DIS-2', 'D34') }) as const;

/**
 * What limits a dispute, as the vendor's page of 2025 says it; the date that MultiSafepay tells for a chargeback goes before. It says
 * nothing of Maestro.
 */
export const disputeLimits = {
  windows: { visa: window(23), mastercard: window(23), amex: window(20) },
  cardholder: { days: 120, ...stated('dispute-windows-2025', 'DIS-2', 'D34') },
} as const satisfies DisputeLimits;

/** The rows that the dispute rules go by. */
export interface DisputeRows {
  readonly disputes: DisputeLimits;
}

/** What is asked of the dispute rules. */
export interface DisputeRules {
  /** The days that the merchant has to answer a chargeback of this brand; nothing if the brand is not known, or no source says it. */
  daysToAnswer(brand: CardBrand | undefined): number | undefined;
  /** Whether a reversal may still be undone: its chargeback carries a dispute that is not over (decision D34). */
  isReversalProvisional(dispute: StateMeta | undefined): boolean;
}

/** The dispute rules, by their rows. */
export function disputeRules({ disputes }: DisputeRows): DisputeRules {
  return {
    daysToAnswer: (brand) => (brand === undefined ? undefined : disputes.windows[brand]?.days),
    isReversalProvisional: (dispute) => dispute !== undefined && dispute.concludes !== true,
  };
}
