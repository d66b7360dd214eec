/**
 * 3-D Secure: may this brand be paid this way, and where does this authentication outcome lead?
 * Permissions return a reason or nothing; routes sort every outcome into one of a few places.
 */
import { brandNames, type CardBrand, type Collector, collectorNames, type ThreeDMode } from './cards.ts';
import { type CardRule, collectorRules, type Edition, editions } from './editions.ts';
import { type Refusal, refusal } from './refusals.ts';
import { decided, documented, type Grounds } from './sources.ts';

/** What the card rules look at: finite, so that every case can be listed. No amount is in it, only whether it is low. */
export interface CardCase {
  /** Who collects. */
  readonly collector: Collector;
  /** The edition the payment was opened under. */
  readonly edition: Edition;
  /** The card's brand. */
  readonly brand: CardBrand;
  /** Whether the amount is at most EUR 30.00 (decision D2). */
  readonly lowValue: boolean;
}

/** The rule row for a brand and a 3-D mode under an edition. */
export function cardRule(edition: Edition, brand: CardBrand, mode: ThreeDMode): CardRule {
  return editions[edition].cards[brand][mode];
}

/** Why this brand may not be paid with (or without) 3-D Secure; nothing if it may (CARD-1 to CARD-5, decisions D2, D3). */
export function refuseThreeD(asked: CardCase, mode: ThreeDMode): Refusal | undefined {
  const { edition, brand, lowValue } = asked;
  const rule = cardRule(edition, brand, mode);
  if (rule.answer === 'allowed' || (rule.answer === 'low_value' && lowValue)) return undefined;
  return refusal(rule.refusal, { brand, threeD: mode, edition }, rule);
}

/** Why this collector may not collect this brand; nothing if it may (MID-0, decision D4). */
export function refuseCollector(asked: CardCase): Refusal | undefined {
  const { collector, brand } = asked;
  const rule = collectorRules[collector];
  if ((rule.brands as readonly CardBrand[]).includes(brand)) return undefined;
  return refusal('own_mid_brand', { brand: brandNames[brand], collector: collectorNames[collector] }, rule);
}

/** Why an order may not be created this way; nothing if it may. The collector is asked first. */
export function refuseOrder(asked: CardCase, mode: ThreeDMode): Refusal | undefined {
  return refuseCollector(asked) ?? refuseThreeD(asked, mode);
}

/** The 3-D mode of a request that does not say: with 3-D Secure wherever the brand allows it (3D-1, 3D-2). */
export function defaultThreeD(asked: CardCase): ThreeDMode {
  return refuseThreeD(asked, '3-D') === undefined || refuseThreeD(asked, 'non-3-D') !== undefined ? '3-D' : 'non-3-D';
}

/** Where an authentication outcome may lead. */
export type OutcomeRoute = 'authorise' | 'stay' | 'decline' | 'authorise_if_non_3d_allowed';

/** Every authentication outcome (`transStatus`), what it means and where it leads (decision D9). */
export const outcomes = {
  Y: { means: 'authenticated', leads: 'authorise', ...documented('3D-3', 'D9') },
  A: { means: 'authentication attempted', leads: 'authorise', ...decided('D9') },
  C: { means: 'challenge required', leads: 'stay', ...decided('D9') },
  D: { means: 'decoupled challenge', leads: 'stay', ...decided('D9') },
  N: { means: 'not authenticated', leads: 'decline', ...documented('TX-4', 'D9') },
  R: { means: 'rejected by the issuer', leads: 'decline', ...decided('D9') },
  U: { means: 'could not be performed', leads: 'authorise_if_non_3d_allowed', ...decided('D9') },
  I: { means: 'information only', leads: 'authorise_if_non_3d_allowed', ...decided('D9') },
} as const satisfies Record<string, Grounds & { readonly means: string; readonly leads: OutcomeRoute }>;

/** An authentication outcome: the letter that 3-D Secure answers. */
export type Outcome = keyof typeof outcomes;

/** Every authentication outcome. */
export const outcomeLetters = Object.keys(outcomes) as Outcome[];

/** Whether an outcome proves that the customer was authenticated (Y), or that it was attempted (A). */
export function authenticates(outcome: Outcome): boolean {
  return outcomes[outcome].leads === 'authorise';
}

/** Where this outcome leads for this card: on to authorisation, stay, or declined (decision D9). */
export function routeOutcome(asked: CardCase, outcome: Outcome): 'authorise' | 'stay' | 'decline' {
  const { leads } = outcomes[outcome];
  if (leads !== 'authorise_if_non_3d_allowed') return leads;
  return refuseThreeD(asked, 'non-3-D') === undefined ? 'authorise' : 'decline';
}

/**
 * Where an issuer's "authentication required" leads: back to authentication at most once per attempt, if nothing was
 * authenticated or attempted before and the brand may be paid with 3-D Secure; otherwise declined (decision D17).
 */
export function routeSoftDecline(
  asked: CardCase & { readonly authenticated: boolean; readonly softDeclined: boolean },
): 'authenticate' | 'decline' {
  if (asked.authenticated || asked.softDeclined) return 'decline';
  return refuseThreeD(asked, '3-D') === undefined ? 'authenticate' : 'decline';
}
