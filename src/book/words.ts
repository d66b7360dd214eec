/**
 * The words that the book puts on what the law names: places of money, guards, sources, profiles.
 */
import {
  type Basis,
  brandNames,
  type CardBrand,
  type Counts,
  type Grounds,
  type MoneyPlace,
  type OutcomeRoute,
  type Pair,
  type PassageName,
  passagesOf,
  type Source,
  type ThreeDMode,
} from '../../machines/index.ts';
import type { ChartId, ProfileValue } from '../relation/index.ts';
import { type GuardName, lowValueText } from '../words/index.ts';
import { cites, code, joined, type Piece, type Text } from './document.ts';

export { counted } from '../words/index.ts';

/** The flows by their names, and what each is. */
export const flowWords = {
  transaction: { name: 'Transaction', about: 'a card payment that MultiSafepay collects' },
  'own-mid': { name: 'Own MID', about: "an American Express payment on the merchant's own MID" },
  authorisation: { name: 'Authorisation', about: 'a card payment that is authorised now and captured by hand' },
  capture: { name: 'Capture', about: 'one capture of what is authorised, an order of its own' },
  refund: { name: 'Refund and chargeback', about: 'one refund, or one chargeback, of a collected payment' },
  dispute: { name: 'Dispute', about: 'the dispute that a chargeback may carry' },
} as const satisfies Record<ChartId, { readonly name: string; readonly about: string }>;

/** Who holds the money, in words. */
export const placeWords = {
  customer: 'the customer: nothing has moved, or it has been given back or taken back',
  issuer: "the customer's bank (the issuer), which has reserved the amount",
  multisafepay: 'MultiSafepay, on the merchant’s balance there',
  american_express: 'American Express, on the merchant’s own balance there',
  collector: 'whoever collected it: MultiSafepay, or American Express on own MID',
  outside: 'a method outside these charts: a bank, a wallet, a credit or a gift card',
} as const satisfies Record<MoneyPlace, string>;

/** How an amount counts, in words. */
export const countsWords = {
  nothing: 'not at all',
  held: 'as held, not as collected',
  authorised: 'as authorised, not as collected',
  collected: 'as collected',
  reserved: 'as set aside for a refund',
  refunded: 'as refunded',
  charged_back: 'as charged back',
} as const satisfies Record<Counts, string>;

/** What each guard asks. */
const guardWords = {
  permits3D: 'with 3-D Secure, and nothing refuses that to this brand and collector',
  permitsCapture: 'every capture rule admits it',
  permitsNon3D: 'without 3-D Secure, and nothing refuses that to this brand, amount and collector',
  routesOnToAuthorisation: 'the outcome leads on to authorisation',
  routesToChallenge: 'the outcome asks the customer for more',
  routesToDeclined: 'the outcome ends the payment',
  routesBackToAuthentication:
    'the issuer asks for the first time, nothing was authenticated, and the brand allows 3-D Secure',
  routesSoftDeclineToDeclined:
    'the issuer has asked before, or something was authenticated, or the brand forbids 3-D Secure',
  permitsRefund: 'no rule on refunds refuses it',
  permitsRefundCancellation: 'it is no same-day reversal',
} as const satisfies Record<GuardName, string>;

/** What a guard asks, in words; whatever has no words is a bug that the build must meet. */
export function guardText(name: string): string {
  if (!Object.hasOwn(guardWords, name)) throw new Error(`bug: the book has no words for the guard "${name}"`);
  return guardWords[name as GuardName];
}

/** Where an authentication outcome leads, in words. */
export const leadsWords = {
  authorise: 'on to authorisation',
  stay: 'stays: the customer is asked',
  decline: 'ends the payment as declined',
  authorise_if_non_3d_allowed: 'on to authorisation if the brand may be paid without 3-D Secure, else declined',
} as const satisfies Record<OutcomeRoute, string>;

/** The short names of sources, as tables write them. */
export const sourceWords = {
  founding: 'founding',
  'vendor-2019': 'vendor 2019',
  'vendor-2025': 'vendor 2025',
  decisions: 'register',
} as const satisfies Record<Source, string>;

/** How firm a rule is, in words. */
export const basisWords = {
  documented: 'the vendor says so',
  inferred: 'it follows from what the vendor says',
  decided: 'we settled it, because the sources are silent or contradict each other',
} as const satisfies Record<Basis, string>;

/** A mode of payment in words. */
export const modeWords = {
  '3-D': 'with 3-D Secure',
  'non-3-D': 'without 3-D Secure',
} as const satisfies Record<ThreeDMode, string>;

/** A pair as the requirements write it; a dash where there is none. */
export const pairCell = (pair: Pair | null): Text => (pair ? [code(`(${pair.order}, ${pair.transaction})`)] : '–');

/** What stands behind something, in two cells: the ids; and the basis with the source, and where the vendor says it. */
export function groundsCells(grounds: Grounds): readonly [Text, Text] {
  const { ids, basis, source } = grounds;
  const found = passagesOf(grounds);
  const said = `${basis}, ${sourceWords[source]}`;
  return [cites(ids), found.length === 0 ? said : [`${said}: `, ...passageLinks(found)]];
}

/** Passages, each leading to where the book has it. */
export const passageLinks = (names: readonly PassageName[]): readonly Piece[] =>
  joined(
    names.map((name) => [{ to: passagePlace(name), text: name }]),
    ', ',
  );

/** The id of the place where the book has a passage. */
export const passagePlace = (name: PassageName): string => `source-${name.toLowerCase()}`;

/** A key of a profile with its values, in words. */
export function profileWords(key: string, values: readonly ProfileValue[]): string {
  const shown = values.map(String);
  switch (key) {
    case 'brand':
      return `the brand is ${values.map((value) => brandNames[value as CardBrand]).join(' or ')}`;
    case 'lowValue':
      return shown.includes('true')
        ? `the amount is at most ${lowValueText()}`
        : `the amount is above ${lowValueText()}, or in another currency`;
    case 'threeD':
      return `it is paid ${values.map((value) => (value === 'none' ? 'in no way yet' : modeWords[value as ThreeDMode])).join(' or ')}`;
    case 'authenticated':
      return shown.includes('true') ? 'the customer was authenticated' : 'the customer was not authenticated';
    case 'softDeclined':
      return shown.includes('true')
        ? 'the issuer has asked for authentication'
        : 'the issuer has not asked for authentication';
    case 'sameDay':
      return shown.includes('true') ? 'it is a same-day reversal' : 'it is no same-day reversal';
    default:
      return `${key} is ${shown.join(' or ')}`;
  }
}

/** Words as the beginning of a sentence. */
export const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
