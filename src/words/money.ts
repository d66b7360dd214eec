/**
 * Amounts as people write them. Exact: no floating point.
 */
import type { MinorUnits } from '../../machines/index.ts';

const digitsOf = new Map<string, number>();

/** How many digits a currency has after the point. */
export function currencyDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  digitsOf.set(currency, digits);
  return digits;
}

/** An amount in minor units as people write it, without the currency: 2500 of EUR is `25.00`. Exact. */
export function amountText(amount: MinorUnits, currency: string): string {
  const digits = currencyDigits(currency);
  const text = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** An amount with its currency, as `EUR 25.00`; the bare number of minor units where the currency is not known. */
export function moneyText(amount: MinorUnits, currency: string | undefined): string {
  return currency === undefined ? `${amount} minor units` : `${currency} ${amountText(amount, currency)}`;
}
