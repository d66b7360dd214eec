/**
 * Card data found and masked (decision D16): no card number, code or expiry date is kept, only the last four digits.
 */

import { jsonCopy } from './json-copy.ts';

/** A JSON value without card data, and where card data was found in it. */
export interface Masked {
  /** A copy of the value; nothing of the original is changed. */
  readonly value: unknown;
  /** Dotted paths of what was masked and should not have been there; expiry dates are left out, every order has one. */
  readonly masked: readonly string[];
}

/**
 * Masks card data in a JSON value: card fields by their name, and card numbers in all other text, in whole numbers and
 * in key names. Known id and digest fields stay as they are. Works level by level, so no nesting is too deep.
 *
 * @example
 * maskCardData({ note: 'card 4111 1111 1111 1111' }); // { value: { note: 'card ************1111' }, masked: ['note'] }
 */
export function maskCardData(json: unknown): Masked {
  const { value, changed } = jsonCopy(json, {
    name: maskText,
    value: (held, key) => fieldRule(key).mask(held),
    tells: (key) => fieldRule(key).flagged,
  });
  return { value, masked: changed };
}

/**
 * Masks the card numbers in a text: each standalone run of 13 to 19 digits of any alphabet that begins like a card and passes
 * Luhn becomes asterisks and its last four digits. Up to three blanks, dashes, dots, slashes, characters that are not seen and
 * the like may stand between two digits. Digits inside a longer token stay.
 */
export function maskText(text: string): string {
  return text.replace(digitRuns, maskRun);
}

/** How the values under a key are masked, and whether a hit is worth telling. */
interface FieldRule {
  readonly mask: (held: unknown) => unknown;
  readonly flagged: boolean;
}

const freeText: FieldRule = { mask: maskFound, flagged: true };
const exempt: FieldRule = { mask: (held) => held, flagged: false };
const cardNumber: FieldRule = { mask: maskAllButLastFour, flagged: true };
const securityCode: FieldRule = { mask: withhold, flagged: true };
const expiryDate: FieldRule = { mask: withhold, flagged: false };

/** The fields whose name decides; any other is free text. Source: MultiSafepay's order JSON and direct order request. */
const fieldRules = {
  transaction_id: exempt,
  order_id: exempt,
  refund_id: exempt,
  refund_order_id: exempt,
  new_order_id: exempt,
  reference_transaction_id: exempt,
  external_transaction_id: exempt,
  acs_transaction_id: exempt,
  ds_transaction_id: exempt,
  recurring_id: exempt,
  site_id: exempt,
  terminal_id: exempt,
  application_id: exempt,
  authorization_code: exempt,
  cavv: exempt,
  signature: exempt,
  card_number: cardNumber,
  pan: cardNumber,
  card_cvc: securityCode,
  card_cvv: securityCode,
  cvc: securityCode,
  cvv: securityCode,
  security_code: securityCode,
  card_expiry_date: expiryDate,
  expiry_date: expiryDate,
} as const satisfies Record<string, FieldRule>;

function fieldRule(key: string): FieldRule {
  const name = key.toLowerCase();
  return Object.hasOwn(fieldRules, name) ? fieldRules[name as keyof typeof fieldRules] : freeText;
}

/** A whole number beyond 2^53 has lost its last digits, so Luhn cannot be asked: masked if it begins like a card. */
function maskFound(held: unknown): unknown {
  if (typeof held === 'string') return maskText(held);
  if (!Number.isInteger(held)) return held;
  const digits = String(held);
  if (!Number.isSafeInteger(held)) return isCardLong(digits) && beginsLikeCard(digits) ? maskDigits(digits) : held;
  const shown = maskText(digits);
  return shown === digits ? held : shown;
}

function maskAllButLastFour(held: unknown): unknown {
  if (typeof held !== 'string' && typeof held !== 'number') return held;
  const text = String(held);
  const shown = text.replace(/\d(?=(?:\D*\d){4})/g, '*');
  return shown === text ? held : shown;
}

function withhold(held: unknown): unknown {
  return held === null || held === '' || typeof held === 'boolean' ? held : '****';
}

/** Digits in groups, as people write card numbers; not next to a letter or another digit, nor the end of a mask. */
const digitRuns =
  /(?<![\p{L}\p{N}]|\*{9})\p{Nd}+(?:[\s\p{Zs}\p{Pd}\p{Cf}._/\\|,:;·•+~]{1,3}\p{Nd}+)*(?![\p{L}\p{N}])/gu;

/** Masks the card numbers in a run: whichever neighbouring groups form one, the longest first. */
function maskRun(run: string): string {
  if (run.length < cardLengths.from) return run;
  const groups = [...run.matchAll(/\p{Nd}+/gu)];
  let shown = '';
  let done = 0;
  for (let first = 0; first < groups.length; first++) {
    const card = longestCard(groups, first);
    if (card === undefined) continue;
    shown += run.slice(done, groups[first]?.index) + maskDigits(card.digits);
    done = card.end;
    first = card.last;
  }
  return shown + run.slice(done);
}

/** The longest card number that begins with a group: its digits, its last group and where that ends. */
function longestCard(groups: readonly RegExpExecArray[], first: number) {
  let card: { readonly digits: string; readonly last: number; readonly end: number } | undefined;
  let digits = '';
  for (const [place, group] of groups.slice(first, first + cardLengths.to).entries()) {
    digits += asciiOf(group[0]);
    if (digits.length > cardLengths.to) break;
    if (isCardNumber(digits)) card = { digits, last: first + place, end: group.index + group[0].length };
  }
  return card;
}

/** Digits of any alphabet as 0 to 9: Unicode has the ten of each one after the other. */
function asciiOf(digits: string): string {
  if (/^\d+$/.test(digits)) return digits;
  const digitOf = (digit: string): number => {
    const code = digit.codePointAt(0) as number;
    let before = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
    return before % 10;
  };
  return Array.from(digits, digitOf).join('');
}

function maskDigits(digits: string): string {
  return '*'.repeat(digits.length - 4) + digits.slice(-4);
}

function isCardNumber(digits: string): boolean {
  return isCardLong(digits) && beginsLikeCard(digits) && passesLuhn(digits);
}

/** How many digits a card number has, from and to. */
const cardLengths = { from: 13, to: 19 } as const;

function isCardLong(digits: string): boolean {
  return digits.length >= cardLengths.from && digits.length <= cardLengths.to;
}

/** The first digits of card numbers (IIN), from and to, by scheme. Source: ISO/IEC 7812 and the schemes' own ranges. */
const iinRanges = {
  visa: [['4', '4']],
  mastercard: [
    ['51', '55'],
    ['2221', '2720'],
  ],
  amex: [
    ['34', '34'],
    ['37', '37'],
  ],
  /** With all that begins with 6: Bancontact (6703), Discover, UnionPay. */
  maestro: [
    ['50', '50'],
    ['56', '58'],
    ['6', '6'],
  ],
  diners: [
    ['300', '305'],
    ['36', '36'],
    ['38', '39'],
  ],
  jcb: [['3528', '3589']],
  mir: [['2200', '2204']],
} as const satisfies Record<string, readonly (readonly [from: string, to: string])[]>;

const iinRows = Object.values(iinRanges).flat();

function beginsLikeCard(digits: string): boolean {
  return iinRows.some(([from, to]) => {
    const begin = digits.slice(0, from.length);
    return begin >= from && begin <= to;
  });
}

/** The Luhn check: from the right, every second digit doubled, the digits of all added up: a multiple of ten. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits.at(-1 - place)) * (place % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}
