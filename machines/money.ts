/**
 * Money in minor units (cents), as whole numbers that are exact in JavaScript; and the currencies, with how their amounts are
 * printed (decision D37).
 */
import { decided, type Grounds } from './sources.ts';

/** An amount in minor units of its currency: a whole number, never a fraction. */
export type MinorUnits = number;

/** A currency of the law. */
export interface CurrencyRow extends Grounds {
  /** How many digits are printed after the point. They serve printing only: amounts are compared as sent. */
  readonly digits: number;
  /** Whether ISO has withdrawn the code; it is still read. */
  readonly withdrawn: boolean;
}

/** The day of which the list of currencies is. */
export const currenciesAsOf = '2025-08-01';

const listed = (digits: number, codes: string, withdrawn = false): [string, CurrencyRow][] =>
  codes.split(' ').map((code) => [code, { digits, withdrawn, ...decided('D37') }]);

/**
 * The currencies by code, with the minor units of ISO 4217 as of {@link currenciesAsOf}; metals, funds and units of account are
 * left out. The withdrawn ones are on the vendor's list for cards, so they are read. The vendor names JPY alone as without
 * digits; ISO, which is followed, names sixteen.
 */
export const currencies: Readonly<Record<string, CurrencyRow>> = Object.fromEntries([
  ...listed(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'),
  ...listed(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...listed(
    2,
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC ' +
      'CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
      'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR ' +
      'NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT ' +
      'TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG',
  ),
  ...listed(2, 'HRK VEF', true),
]);

/** The rows that amounts are read and printed by. */
export interface MoneyRows {
  readonly currencies: Readonly<Record<string, CurrencyRow>>;
}

/** What is asked of the currencies. */
export interface MoneyRules {
  /** Whether a word is a currency code of the law. */
  isCurrency(value: unknown): value is string;
  /** How many digits a currency has after the point; `undefined` if the law does not know it. */
  digitsOf(currency: string): number | undefined;
  /** An amount as people write it, without the currency: 2500 of EUR is `25.00`. Exact. */
  amountText(amount: MinorUnits, currency: string): string;
  /** An amount with its currency, as `EUR 25.00`; the number of minor units where the currency or its digits are not known. */
  moneyText(amount: MinorUnits, currency: string | undefined): string;
}

/** What is asked of the currencies, by their rows. */
export function moneyRules({ currencies: rows }: MoneyRows): MoneyRules {
  const digitsOf = (currency: string): number | undefined =>
    Object.hasOwn(rows, currency) ? rows[currency]?.digits : undefined;
  const amountText = (amount: MinorUnits, currency: string): string => {
    const digits = digitsOf(currency);
    if (digits === undefined) return `${amount} minor units`;
    const text = String(amount).padStart(digits + 1, '0');
    return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  };
  return {
    isCurrency: (value): value is string => typeof value === 'string' && digitsOf(value) !== undefined,
    digitsOf,
    amountText,
    moneyText: (amount, currency) =>
      currency === undefined ? `${amount} minor units` : `${currency} ${amountText(amount, currency)}`,
  };
}

/** Whether a number can be an amount: whole, not negative, and exact (at most 2^53 − 1 minor units). */
export function isAmount(value: unknown): value is MinorUnits {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

const standing: MoneyRules = moneyRules({ currencies });

/** Whether a word is a currency code of ISO 4217, or a withdrawn one that is still read. */
export const isCurrency: MoneyRules['isCurrency'] = standing.isCurrency;

/** How many digits a currency has after the point; `undefined` if the law does not know it. */
export const currencyDigits: MoneyRules['digitsOf'] = (...asked) => standing.digitsOf(...asked);

/** An amount in minor units as people write it, without the currency: 2500 of EUR is `25.00`. Exact. */
export const amountText: MoneyRules['amountText'] = (...asked) => standing.amountText(...asked);

/** An amount with its currency, as `EUR 25.00`; the number of minor units where the currency or its digits are not known. */
export const moneyText: MoneyRules['moneyText'] = (...asked) => standing.moneyText(...asked);
