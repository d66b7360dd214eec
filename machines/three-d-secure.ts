/**
 * 3-D Secure: may this brand be paid this way, and where does this authentication outcome lead?
 * Permissions return a reason or nothing; routes sort every outcome into one of a few places.
 */
import {
  type BrandRow,
  brands,
  type CardBrand,
  type CardRule,
  type Collector,
  type CollectorRow,
  collectorRows,
  type LowValueLimit,
  lowValueLimits,
  type ThreeDMode,
} from './cards.ts';
import { defaultEdition, type Edition } from './editions.ts';
import { currencies, type MinorUnits, type MoneyRows, moneyRules } from './money.ts';
import { type Refusal, refusal } from './refusals.ts';
import { decided, from, type Grounds, stated } from './sources.ts';

/** What the card rules look at: finite, so that every case can be listed. No amount is in it, only whether it is low. */
export interface CardCase {
  /** Who collects. */
  readonly collector: Collector;
  /** The edition the payment was opened under. */
  readonly edition: Edition;
  /** The card's brand. */
  readonly brand: CardBrand;
  /** Whether the amount is at most the edition's limit for low values (decision D2). */
  readonly lowValue: boolean;
}

/** Where an authentication outcome may lead. */
export type OutcomeRoute = 'authorise' | 'stay' | 'decline' | 'authorise_if_non_3d_allowed';

/** What an authentication outcome means, and where it leads. */
export interface OutcomeRow extends Grounds {
  readonly means: string;
  readonly leads: OutcomeRoute;
}

/** Every authentication outcome (`transStatus`), what it means and where it leads (decision D9). The founding page has no letters. */
export const outcomes = {
  Y: {
    means: 'authenticated',
    leads: 'authorise',
    ...from(stated('outcome-y-2025', '3D-3', 'D9'), 'outcome-y-2025', 'authenticated-sample-2025'),
  },
  A: { means: 'authentication attempted', leads: 'authorise', ...from(decided('D9'), 'outcome-a-2025') },
  C: { means: 'challenge required', leads: 'stay', ...from(decided('D9'), 'outcome-c-2025') },
  D: { means: 'decoupled challenge', leads: 'stay', ...decided('D9') },
  N: {
    means: 'not authenticated',
    leads: 'decline',
    ...from(stated('outcome-n-2025', 'TX-4', 'D9'), 'outcome-n-2025', 'failed-sample-2025'),
  },
  R: { means: 'rejected by the issuer', leads: 'decline', ...from(decided('D9'), 'outcome-r-2025') },
  U: {
    means: 'could not be performed',
    leads: 'authorise_if_non_3d_allowed',
    ...from(decided('D9'), 'outcome-u-2025'),
  },
  I: { means: 'information only', leads: 'authorise_if_non_3d_allowed', ...decided('D9') },
} as const satisfies Readonly<Record<string, OutcomeRow>>;

/** An authentication outcome: the letter that 3-D Secure answers. */
export type Outcome = keyof typeof outcomes;

/** Every authentication outcome. */
export const outcomeLetters = Object.keys(outcomes) as Outcome[];

/** The rows of the card rules. */
export interface CardRows extends MoneyRows {
  readonly brands: Readonly<Record<CardBrand, BrandRow>>;
  readonly collectors: Readonly<Record<Collector, CollectorRow>>;
  readonly lowValue: Readonly<Record<Edition, LowValueLimit>>;
  readonly outcomes: Readonly<Record<Outcome, OutcomeRow>>;
}

/** A card with what its soft decline depends on. */
export interface SoftDeclineCase extends CardCase {
  readonly authenticated: boolean;
  readonly softDeclined: boolean;
}

/** What is asked of the card rules. */
export interface CardRules {
  /** The rule row for a brand and a 3-D mode under an edition. */
  cardRule(edition: Edition, brand: CardBrand, mode: ThreeDMode): CardRule;
  /** The brands that a collector can collect. */
  brandsOf(collector: Collector): readonly CardBrand[];
  /** Whether an amount is at most the limit for low values; in another currency than the limit's it is not (decision D2). */
  isLowValue(amount: MinorUnits, currency: string, edition?: Edition): boolean;
  /** Why this brand may not be paid with (or without) 3-D Secure; nothing if it may (CARD-1 to CARD-5, decisions D2, D3). */
  refuseThreeD(asked: CardCase, mode: ThreeDMode): Refusal | undefined;
  /** Why this collector may not collect this brand; nothing if it may (MID-0, decision D4). */
  refuseCollector(asked: CardCase): Refusal | undefined;
  /** Why an order may not be created this way; nothing if it may. The collector is asked first. */
  refuseOrder(asked: CardCase, mode: ThreeDMode): Refusal | undefined;
  /** The 3-D mode of a request that does not say: with 3-D Secure wherever the brand allows it (3D-1, 3D-2). */
  defaultThreeD(asked: CardCase): ThreeDMode;
  /** Whether an outcome proves that the customer was authenticated (Y), or that it was attempted (A). */
  authenticates(outcome: Outcome): boolean;
  /** Where this outcome leads for this card: on to authorisation, stay, or declined (decision D9). */
  routeOutcome(asked: CardCase, outcome: Outcome): 'authorise' | 'stay' | 'decline';
  /**
   * Where an issuer's "authentication required" leads: back to authentication at most once per attempt, if nothing was
   * authenticated or attempted before and the brand may be paid with 3-D Secure; otherwise declined (decision D17).
   */
  routeSoftDecline(asked: SoftDeclineCase): 'authenticate' | 'decline';
}

/** The card rules, by their rows. */
export function cardRules(rows: CardRows): CardRules {
  const { moneyText } = moneyRules(rows);
  const cardRule: CardRules['cardRule'] = (edition, brand, mode) => rows.brands[brand].cards[edition][mode];
  const refuseThreeD: CardRules['refuseThreeD'] = ({ edition, brand, lowValue }, mode) => {
    const rule = cardRule(edition, brand, mode);
    if (rule.answer === 'allowed' || (rule.answer === 'low_value' && lowValue)) return undefined;
    const { amount, currency } = rows.lowValue[edition];
    const limit = rule.answer === 'low_value' && { limit: moneyText(amount, currency) };
    return refusal(rule.refusal, { brand, threeD: mode, edition, ...limit }, rule);
  };
  const refuseCollector: CardRules['refuseCollector'] = ({ collector, brand }) => {
    const { name, collectedBy } = rows.brands[brand];
    if (collectedBy.includes(collector)) return undefined;
    const row = rows.collectors[collector];
    return refusal('own_mid_brand', { brand: name, collector: row.name }, row);
  };
  return {
    cardRule,
    brandsOf: (collector) =>
      (Object.keys(rows.brands) as CardBrand[]).filter((brand) => rows.brands[brand].collectedBy.includes(collector)),
    isLowValue: (amount, currency, edition = defaultEdition) => {
      const limit = rows.lowValue[edition];
      return currency === limit.currency && amount <= limit.amount;
    },
    refuseThreeD,
    refuseCollector,
    refuseOrder: (asked, mode) => refuseCollector(asked) ?? refuseThreeD(asked, mode),
    defaultThreeD: (asked) =>
      refuseThreeD(asked, '3-D') === undefined || refuseThreeD(asked, 'non-3-D') !== undefined ? '3-D' : 'non-3-D',
    authenticates: (outcome) => rows.outcomes[outcome].leads === 'authorise',
    routeOutcome: (asked, outcome) => {
      const { leads } = rows.outcomes[outcome];
      if (leads !== 'authorise_if_non_3d_allowed') return leads;
      return refuseThreeD(asked, 'non-3-D') === undefined ? 'authorise' : 'decline';
    },
    routeSoftDecline: (asked) => {
      if (asked.authenticated || asked.softDeclined) return 'decline';
      return refuseThreeD(asked, '3-D') === undefined ? 'authenticate' : 'decline';
    },
  };
}

/** The rows of the card rules as they stand. */
export const cardRows: CardRows = {
  brands,
  collectors: collectorRows,
  lowValue: lowValueLimits,
  outcomes,
  currencies,
};

const standing: CardRules = cardRules(cardRows);

/** The rule row for a brand and a 3-D mode under an edition. */
export const cardRule: CardRules['cardRule'] = (...asked) => standing.cardRule(...asked);

/** The brands that a collector can collect. */
export const brandsOf: CardRules['brandsOf'] = (...asked) => standing.brandsOf(...asked);

/** Whether an amount is at most the limit for low values; in another currency than the limit's it is not (decision D2). */
export const isLowValue: CardRules['isLowValue'] = (...asked) => standing.isLowValue(...asked);

/** Why this brand may not be paid with (or without) 3-D Secure; nothing if it may (CARD-1 to CARD-5, decisions D2, D3). */
export const refuseThreeD: CardRules['refuseThreeD'] = (...asked) => standing.refuseThreeD(...asked);

/** Why this collector may not collect this brand; nothing if it may (MID-0, decision D4). */
export const refuseCollector: CardRules['refuseCollector'] = (...asked) => standing.refuseCollector(...asked);

/** Why an order may not be created this way; nothing if it may. The collector is asked first. */
export const refuseOrder: CardRules['refuseOrder'] = (...asked) => standing.refuseOrder(...asked);

/** The 3-D mode of a request that does not say: with 3-D Secure wherever the brand allows it (3D-1, 3D-2). */
export const defaultThreeD: CardRules['defaultThreeD'] = standing.defaultThreeD;

/** Whether an outcome proves that the customer was authenticated (Y), or that it was attempted (A). */
export const authenticates: CardRules['authenticates'] = standing.authenticates;

/** Where this outcome leads for this card: on to authorisation, stay, or declined (decision D9). */
export const routeOutcome: CardRules['routeOutcome'] = (...asked) => standing.routeOutcome(...asked);

/**
 * Where an issuer's "authentication required" leads: back to authentication at most once per attempt, if nothing was
 * authenticated or attempted before and the brand may be paid with 3-D Secure; otherwise declined (decision D17).
 */
export const routeSoftDecline: CardRules['routeSoftDecline'] = (...asked) => standing.routeSoftDecline(...asked);
