/**
 * Money in minor units (cents), as whole numbers that are exact in JavaScript.
 */

/** An amount in minor units of its currency: a whole number, never a fraction. */
export type MinorUnits = number;

/** The currencies of ISO 4217 in use (list of 2025). */
export const currencies: ReadonlySet<string> = new Set(
  (
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY ' +
    'COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ' +
    'ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK ' +
    'MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF ' +
    'SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU ' +
    'UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG BGN'
  ).split(' '),
);

/** Whether a number can be an amount: whole, not negative, and exact (at most 2^53 − 1 minor units). */
export function isAmount(value: unknown): value is MinorUnits {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether a word is a currency code of ISO 4217. */
export function isCurrency(value: unknown): value is string {
  return typeof value === 'string' && currencies.has(value);
}

/** The highest amount that counts as low value: EUR 30.00, in cents (decision D2). */
export const lowValueLimit = { amount: 3000, currency: 'EUR' } as const;

/** Whether an amount is at most EUR 30.00; any other currency is not (decision D2). */
export function isLowValue(amount: MinorUnits, currency: string): boolean {
  return currency === lowValueLimit.currency && amount <= lowValueLimit.amount;
}
