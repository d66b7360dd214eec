/**
 * The editions of the rules. A payment is opened under one edition and keeps its rules and output words for life (decision D1);
 * what an edition says of a card, a refund or a limit is a row beside that.
 */
import { documented, from, type Grounds, stated } from './sources.ts';

/** What is an edition's own. */
export interface EditionRow extends Grounds {
  /** The edition in words. */
  readonly title: string;
  /** How this edition spells the order status of a forced reversal. */
  readonly chargebackWord: 'chargeback' | 'chargedback';
}

/** Every edition, oldest first. `2019-10` is the founding document; `2025-08` the vendor's published rules as last seen. */
export const editions = {
  '2019-10': {
    title: 'the founding document of October 2019',
    chargebackWord: 'chargedback',
    ...from(documented('D1'), 'founding', 'chargedback-2019'),
  },
  '2025-08': {
    title: "the vendor's published rules of August 2025",
    chargebackWord: 'chargeback',
    ...stated('order-words-2025', 'D1'),
  },
} as const satisfies Readonly<Record<string, EditionRow>>;

/** The name of an edition. */
export type Edition = keyof typeof editions;

/** The names of all editions, oldest first. */
export const editionNames = Object.keys(editions) as Edition[];

/** The edition of our own requests when nothing else is configured (decision D1). */
export const defaultEdition: Edition = '2019-10';
