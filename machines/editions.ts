/**
 * The rules as rows, per edition. A payment is opened under one edition and keeps its rules and output words for life (decision D1).
 */
import type { CardBrand, Collector, ThreeDMode } from './cards.ts';
import type { RefusalCode } from './refusals.ts';
import { decided, documented, type Grounds, inferred } from './sources.ts';

/**
 * May a brand be paid this way? `allowed`, `refused` with the refusal's code, or `low_value`: allowed up to EUR 30.00,
 * above that (or in another currency) refused with the code.
 */
export type CardRule = Grounds &
  ({ readonly answer: 'allowed' } | { readonly answer: 'low_value' | 'refused'; readonly refusal: RefusalCode });

/** One edition of the rules. */
export interface EditionRules {
  /** The edition in words. */
  readonly title: string;
  /** How this edition spells the order status of a forced reversal. */
  readonly chargebackWord: 'chargeback' | 'chargedback';
  /** Brand by 3-D mode, for direct payments. */
  readonly cards: Readonly<Record<CardBrand, Readonly<Record<ThreeDMode, CardRule>>>>;
}

const allowed = (grounds: Grounds): CardRule => ({ answer: 'allowed', ...grounds });
const refused = (refusal: RefusalCode, grounds: Grounds): CardRule => ({ answer: 'refused', refusal, ...grounds });
const lowValueOnly = (refusal: RefusalCode, grounds: Grounds): CardRule => ({
  answer: 'low_value',
  refusal,
  ...grounds,
});

const vendor2025 = (...ids: string[]): Grounds => ({ ids, basis: 'documented', source: 'vendor-2025' });

/** Every edition, oldest first. `2019-10` is the founding document; `2025-08` the vendor's published rules as last seen. */
export const editions = {
  '2019-10': {
    title: 'the founding document of October 2019',
    chargebackWord: 'chargedback',
    cards: {
      visa: { '3-D': allowed(documented('CARD-1')), 'non-3-D': allowed(documented('CARD-1')) },
      mastercard: { '3-D': allowed(documented('CARD-2')), 'non-3-D': allowed(documented('CARD-2')) },
      maestro: {
        '3-D': allowed(documented('CARD-3')),
        'non-3-D': refused('brand_requires_3d', documented('CARD-3')),
      },
      amex: {
        '3-D': refused('brand_forbids_3d', documented('CARD-4', '3D-2')),
        'non-3-D': allowed(documented('CARD-4', '3D-2')),
      },
      bancontact: {
        '3-D': allowed(documented('CARD-5')),
        'non-3-D': refused('brand_requires_3d', documented('CARD-5')),
      },
    },
  },
  '2025-08': {
    title: "the vendor's published rules of August 2025",
    chargebackWord: 'chargeback',
    cards: {
      visa: { '3-D': allowed(vendor2025('CARD-1')), 'non-3-D': allowed(vendor2025('CARD-1')) },
      mastercard: { '3-D': allowed(vendor2025('CARD-2')), 'non-3-D': allowed(vendor2025('CARD-2')) },
      maestro: {
        '3-D': allowed(vendor2025('CARD-3')),
        'non-3-D': refused('brand_requires_3d', vendor2025('CARD-3')),
      },
      amex: {
        '3-D': allowed(vendor2025('D2')),
        'non-3-D': lowValueOnly('amount_requires_3d', decided('D2')),
      },
      bancontact: {
        '3-D': refused('direct_not_supported', vendor2025('D3')),
        'non-3-D': refused('direct_not_supported', vendor2025('D3')),
      },
    },
  },
} as const satisfies Record<string, EditionRules>;

/** The name of an edition. */
export type Edition = keyof typeof editions;

/** The names of all editions, oldest first. */
export const editionNames = Object.keys(editions) as Edition[];

/** The edition of our own requests when nothing else is configured (decision D1). */
export const defaultEdition: Edition = '2019-10';

/** Which brands each collector can collect; own MID is American Express only (MID-0, decision D4). */
export const collectorRules = {
  multisafepay: { brands: ['visa', 'mastercard', 'maestro', 'amex', 'bancontact'], ...documented('TX-8') },
  american_express: { brands: ['amex'], ...documented('MID-0', 'D4') },
} as const satisfies Record<Collector, Grounds & { readonly brands: readonly CardBrand[] }>;

/** For which brands a chargeback is expected; for the others it is booked as a violation (REF-3, decision D13). */
export const chargebackRules = {
  visa: { expected: true, ...documented('REF-3', 'D13') },
  mastercard: { expected: true, ...documented('REF-3', 'D13') },
  maestro: { expected: true, ...documented('REF-3', 'D13') },
  amex: { expected: true, ...documented('REF-3', 'D13') },
  bancontact: { expected: false, ...inferred('D13') },
} as const satisfies Record<CardBrand, Grounds & { readonly expected: boolean }>;
