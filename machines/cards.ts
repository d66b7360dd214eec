/**
 * What a chart may know about a card: its brand, and nothing else. Never a number, an expiry date or a code (decision D16).
 */

/** The card brands of server-to-server direct payments (CARD-1 to CARD-6). */
export const cardBrands = ['visa', 'mastercard', 'maestro', 'amex', 'bancontact'] as const;

/** A card brand: the mark on the card that the rules switch on. */
export type CardBrand = (typeof cardBrands)[number];

/** The brands' names as people write them. */
export const brandNames = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  maestro: 'Maestro',
  amex: 'American Express',
  bancontact: 'Bancontact',
} as const satisfies Record<CardBrand, string>;

/** The two ways to pay by card: with 3-D Secure authentication, or without. */
export const threeDModes = ['3-D', 'non-3-D'] as const;

/** With 3-D Secure (`3-D`) or without it (`non-3-D`). It belongs to the current authorisation (decision D17). */
export type ThreeDMode = (typeof threeDModes)[number];

/** Who collects the money of a payment: a matter of configuration, no payload shows it (decision D4). */
export const collectors = ['multisafepay', 'american_express'] as const;

/** Who collects: MultiSafepay, or American Express on the merchant's own MID. */
export type Collector = (typeof collectors)[number];

/** The collectors' names as people write them. */
export const collectorNames = {
  multisafepay: 'MultiSafepay',
  american_express: 'American Express (own MID)',
} as const satisfies Record<Collector, string>;
