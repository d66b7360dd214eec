/**
 * Where money is, in words.
 */
import type { MoneyPlace } from '../../machines/index.ts';

const placeTexts: Readonly<Record<MoneyPlace, string>> = {
  customer: 'with the customer',
  issuer: 'reserved at the issuer',
  multisafepay: 'at MultiSafepay',
  american_express: 'at American Express',
  collector: 'with whoever collected',
  outside: 'with another payment method',
};

/** Where money may be, in words. */
export function placesText(places: readonly MoneyPlace[]): string {
  return places.map((place) => placeTexts[place]).join(' or ');
}
