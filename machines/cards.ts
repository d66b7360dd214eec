/**
 * What a chart may know about a card: its brand, and nothing else. Never a number, an expiry date or a code (decision D16).
 * One row for each brand is all that the law says of it; how MultiSafepay spells it is the wire's.
 */
import type { Edition } from './editions.ts';
import type { Limit } from './limits.ts';
import type { MinorUnits } from './money.ts';
import type { RefusalCode } from './refusals.ts';
import { decided, documented, from, type Grounds, inferred, stated } from './sources.ts';

/** The two ways to pay by card: with 3-D Secure authentication, or without. */
export const threeDModes = ['3-D', 'non-3-D'] as const;

/** With 3-D Secure (`3-D`) or without it (`non-3-D`). It belongs to the current authorisation (decision D17). */
export type ThreeDMode = (typeof threeDModes)[number];

/** Who collects the money of a payment: a matter of configuration, no payload shows it (decision D4). */
export const collectors = ['multisafepay', 'american_express'] as const;

/** Who collects: MultiSafepay, or American Express on the merchant's own MID. */
export type Collector = (typeof collectors)[number];

/** What the law says of who collects. Which brands it collects stands with each brand. */
export interface CollectorRow extends Grounds {
  /** The name as people write it. */
  readonly name: string;
}

/** The row of each collector. */
export const collectorRows = {
  multisafepay: { name: 'MultiSafepay', ...documented('TX-8') },
  american_express: { name: 'American Express (own MID)', ...documented('MID-0', 'D4') },
} as const satisfies Record<Collector, CollectorRow>;

/**
 * May a brand be paid this way? `allowed`, `refused` with the refusal's code, or `low_value`: allowed up to the edition's
 * limit for low values, above that (or in another currency) refused with the code.
 */
export type CardRule = Grounds &
  ({ readonly answer: 'allowed' } | { readonly answer: 'low_value' | 'refused'; readonly refusal: RefusalCode });

/** What the law says of a brand. */
export interface BrandRow {
  /** The name as people write it. */
  readonly name: string;
  /** How it may be paid directly, under each edition, with 3-D Secure and without. */
  readonly cards: Readonly<Record<Edition, Readonly<Record<ThreeDMode, CardRule>>>>;
  /** Who can collect it; own MID is American Express only (MID-0, decision D4). */
  readonly collectedBy: readonly Collector[];
  /** Whether a chargeback is expected; where none is, one is booked as a violation (REF-3, decision D13). */
  readonly chargeback: Grounds & { readonly expected: boolean };
  /** Whether it may be authorised now and captured by hand, and for how long (CAP-5, CAP-6, decision D33). */
  readonly capture: CaptureRule;
}

/** Whether a brand may be captured by hand; if so, after how many days the issuer may end an authorisation. */
export type CaptureRule =
  | (Limit & { readonly manual: true; readonly days: number })
  | (Grounds & { readonly manual: false });

const allowed = (grounds: Grounds): CardRule => ({ answer: 'allowed', ...grounds });
const refused = (refusal: RefusalCode, grounds: Grounds): CardRule => ({ answer: 'refused', refusal, ...grounds });
const lowValueOnly = (refusal: RefusalCode, grounds: Grounds): CardRule => ({
  answer: 'low_value',
  refusal,
  ...grounds,
});
const eitherWay = (grounds: Grounds): Record<ThreeDMode, CardRule> => ({
  '3-D': allowed(grounds),
  'non-3-D': allowed(grounds),
});
const only3D = (grounds: Grounds): Record<ThreeDMode, CardRule> => ({
  '3-D': allowed(grounds),
  'non-3-D': refused('brand_requires_3d', grounds),
});

const captured = (days: number): CaptureRule & { readonly manual: true } => ({
  manual: true,
  days,
  larger: 'widens',
  ...from(stated('capture-days-2025', 'CAP-5', 'CAP-6'), 'capture-days-2025', 'capture-brands-2025'),
});
const neverCaptured = { manual: false, ...stated('capture-brands-2025', 'CAP-6') } as const satisfies CaptureRule;

const chargebackExpected = { expected: true, ...documented('REF-3', 'D13') } as const;

/** The brands of server-to-server direct payments (CARD-1 to CARD-6), a row for each. */
export const brands = {
  visa: {
    name: 'Visa',
    cards: { '2019-10': eitherWay(documented('CARD-1')), '2025-08': eitherWay(stated('visa-2025', 'CARD-1')) },
    collectedBy: ['multisafepay'],
    chargeback: chargebackExpected,
    capture: captured(7),
  },
  mastercard: {
    name: 'Mastercard',
    cards: { '2019-10': eitherWay(documented('CARD-2')), '2025-08': eitherWay(stated('mastercard-2025', 'CARD-2')) },
    collectedBy: ['multisafepay'],
    chargeback: chargebackExpected,
    capture: captured(30),
  },
  maestro: {
    name: 'Maestro',
    cards: { '2019-10': only3D(documented('CARD-3')), '2025-08': only3D(stated('maestro-2025', 'CARD-3')) },
    collectedBy: ['multisafepay'],
    // A debit card: the founding page speaks of credit cards.
    chargeback: { expected: true, ...stated('maestro-chargeback-2019', 'REF-3', 'D13') },
    capture: captured(30),
  },
  amex: {
    name: 'American Express',
    cards: {
      '2019-10': {
        '3-D': refused('brand_forbids_3d', documented('CARD-4', '3D-2')),
        'non-3-D': allowed(documented('CARD-4', '3D-2')),
      },
      '2025-08': {
        '3-D': allowed(stated('amex-2025', 'D2')),
        'non-3-D': lowValueOnly('amount_requires_3d', from(decided('D2'), 'amex-2025')),
      },
    },
    collectedBy: ['multisafepay', 'american_express'],
    chargeback: chargebackExpected,
    capture: neverCaptured,
  },
  bancontact: {
    name: 'Bancontact',
    cards: {
      '2019-10': only3D(documented('CARD-5')),
      '2025-08': {
        '3-D': refused('direct_not_supported', stated('bancontact-direct-2025', 'D3')),
        'non-3-D': refused('direct_not_supported', stated('bancontact-direct-2025', 'D3')),
      },
    },
    collectedBy: ['multisafepay'],
    chargeback: { expected: false, ...from(inferred('D13'), 'bancontact-pairs-2019', 'bancontact-chargeback-2025') },
    capture: neverCaptured,
  },
} as const satisfies Readonly<Record<string, BrandRow>>;

/** The two ways to capture a payment: at once, as a payment of the transaction chart, or by hand, after it was authorised. */
export const captureModes = ['automatic', 'manual'] as const;

/** How a payment is captured: at once (`automatic`), or by hand in one or more captures (`manual`; decision D33). */
export type CaptureMode = (typeof captureModes)[number];

/** A card brand: the mark on the card that the rules switch on. */
export type CardBrand = keyof typeof brands;

/** Every card brand, in the order of the rows. */
export const cardBrands = Object.keys(brands) as [CardBrand, ...CardBrand[]];

/** Up to which amount a value is low. */
export interface LowValueLimit extends Limit {
  /** The highest amount that counts as low, in minor units. */
  readonly amount: MinorUnits;
  /** In any other currency no amount is low. */
  readonly currency: string;
}

/** Up to which amount a value is low, under each edition (decision D2). Under 2019-10 no card rule asks. */
export const lowValueLimits = {
  '2019-10': { amount: 3000, currency: 'EUR', larger: 'widens', ...decided('D2') },
  '2025-08': { amount: 3000, currency: 'EUR', larger: 'widens', ...from(decided('D2'), 'amex-2025') },
} as const satisfies Record<Edition, LowValueLimit>;

/** The brands' names as people write them. */
export const brandNames = /* @__PURE__ */ namesOf(brands);

/** The collectors' names as people write them. */
export const collectorNames = /* @__PURE__ */ namesOf(collectorRows);

function namesOf<Key extends string>(
  rows: Readonly<Record<Key, { readonly name: string }>>,
): Readonly<Record<Key, string>> {
  const named = Object.entries<{ readonly name: string }>(rows).map(([key, { name }]) => [key, name]);
  return Object.fromEntries(named) as Record<Key, string>;
}
