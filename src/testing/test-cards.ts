/**
 * The published test cards and what becomes of them, per edition. A card is known by its brand and its last four digits;
 * no card number is written here, kept or shown (decision D16).
 *
 * Source: MultiSafepay documentation, "Test payment details" (2019-10) and "Testing" (2025-08).
 */
import type { CardBrand, Edition, ThreeDMode } from '../../machines/index.ts';

/** The class of a fact of the card charts, as the relation names it. */
export type CourseFact = string;

/** What becomes of a payment by a test card: which fact comes where the chart waits for one. */
export interface Course {
  /** Whether the card is enrolled for 3-D Secure. */
  readonly threeD: ThreeDMode;
  readonly authentication: CourseFact;
  readonly authorisation: CourseFact;
  readonly screening: CourseFact;
  /** What ends the hold of the fraud filter, three minutes after it began. */
  readonly review?: CourseFact;
}

/** A test card: its brand, its last four digits, and what becomes of it. */
export interface TestCard {
  readonly brand: CardBrand;
  readonly last4: string;
  readonly course: Course;
}

/** How long the fraud filter holds a test payment, in seconds. */
export const reviewSeconds = 180;

const paid: Course = {
  threeD: '3-D',
  authentication: 'authentication.completed Y',
  authorisation: 'authorisation.approved',
  screening: 'screening.passed',
};
const notEnrolled: Course = { ...paid, threeD: 'non-3-D' };
const notAuthenticated: Course = { ...paid, authentication: 'authentication.completed N' };
const noFunds: Course = { ...paid, authorisation: 'authorisation.declined' };
const heldThenPaid: Course = { ...paid, screening: 'screening.held', review: 'review.approved' };
const heldThenVoid: Course = { ...heldThenPaid, review: 'transaction.cancelled' };
const withoutThreeD = (course: Course): Course => ({ ...course, threeD: 'non-3-D' });

const card = (brand: CardBrand, last4: string, course: Course): TestCard => ({ brand, last4, course });

/** In both editions. */
const always: readonly TestCard[] = [
  card('visa', '1111', paid),
  card('visa', '0008', heldThenVoid),
  card('visa', '0003', heldThenPaid),
  card('visa', '1114', notAuthenticated),
  card('visa', '8884', noFunds),
];

/** The published test cards of each edition. */
export const testCards: Readonly<Record<Edition, readonly TestCard[]>> = {
  '2019-10': [
    ...always,
    card('visa', '3335', notEnrolled),
    card('mastercard', '0004', notEnrolled),
    card('maestro', '0005', paid),
    card('amex', '0005', notEnrolled),
    card('amex', '0004', withoutThreeD(noFunds)),
    card('amex', '1000', withoutThreeD(heldThenVoid)),
    card('bancontact', '0005', paid),
    card('bancontact', '0045', notAuthenticated),
    card('bancontact', '0011', noFunds),
  ],
  '2025-08': [
    ...always,
    card('visa', '0019', paid),
    card('mastercard', '0004', paid),
    card('maestro', '0011', paid),
    card('amex', '0015', paid),
    card('amex', '0004', notAuthenticated),
    card('amex', '1000', heldThenVoid),
  ],
};

/** The test card of an edition with these last four digits, of this brand if it is known; nothing if none was published. */
export function testCard(edition: Edition, brand: CardBrand | undefined, last4: string): TestCard | undefined {
  return testCards[edition].find((one) => one.last4 === last4 && (brand === undefined || one.brand === brand));
}
