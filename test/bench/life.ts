/**
 * The life that every row of the benchmark lives: a Visa payment of EUR 25.00 under the edition of 2025, from the order to
 * the merchant's approval, past a soft decline and three authentication outcomes.
 */
import type { CardCase, CardFact, CardProfile } from '../../machines/index.ts';
import type { StateOf } from '../../src/index.ts';

/** A state of a card payment, dotted. */
export type CardState = StateOf<'transaction'>;

/** Where a life stands. */
export interface Standing {
  readonly state: string;
  readonly profile: CardProfile;
}

/**
 * One way to live a life. Each has a loop of its own over the facts: a shared one would see every competitor's functions,
 * and the engine would no longer inline any of them.
 */
export interface Competitor<Begun = unknown, Ended = unknown> {
  readonly name: string;
  /** What a life starts from, made before anything is timed. */
  begin(asked: CardCase): Begun;
  /** The whole life, from making what has to be made for each; it stops, or stays, where a fact is not taken. */
  live(begun: Begun, facts: readonly CardFact[]): Ended;
  /** Where it ended. */
  shows(ended: Ended): Standing;
}

/** Our card: EUR 25.00 is low value. */
export const visa: CardCase = { collector: 'multisafepay', edition: '2025-08', brand: 'visa', lowValue: true };

/** An amount in cents that is low value, or is not. */
export const amountOf = ({ lowValue }: CardCase): number => (lowValue ? 2500 : 5000);

const at = '2026-01-31T12:00:00Z';

/** The eight facts. */
export const facts: readonly CardFact[] = [
  { type: 'order.created', at, threeD: 'non-3-D' },
  { type: 'authorisation.soft_declined', at },
  { type: 'authentication.completed', at, outcome: 'C' },
  { type: 'authentication.completed', at, outcome: 'D' },
  { type: 'authentication.completed', at, outcome: 'Y' },
  { type: 'authorisation.approved', at },
  { type: 'screening.held', at },
  { type: 'review.approved', at },
];

/** Where the life must end. */
export const end: Standing = {
  state: 'completed',
  profile: { ...visa, threeD: '3-D', authenticated: true, softDeclined: true },
};
