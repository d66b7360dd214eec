/**
 * Card numbers for tests, made without the product's code. Only ranges of test cards and check digits by subtraction.
 */
import fc from 'fast-check';

/** Vendors' published test cards, and numbers that only look like cards. */
export const testCards = [
  '4111111111111111',
  '5500000000000004',
  '2223000048400011',
  '378282246310005',
  '67034500054610009',
  '6799990000000000011',
  '30569309025904',
  '3530111333300000',
] as const;

/** Card numbers of any scheme and length, with a right check digit. */
export const cardNumber: fc.Arbitrary<string> = fc
  .record({
    begin: fc.constantFrom('4', '51', '55', '2221', '2720', '34', '37', '50', '58', '6703', '36'),
    rest: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 18, maxLength: 18 }),
    length: fc.integer({ min: 13, max: 19 }),
  })
  .map(({ begin, rest, length }) => withCheckDigit((begin + rest.join('')).slice(0, length - 1)));

/** A card number as people write it: grouped by blanks or dashes. */
export const writtenCardNumber: fc.Arbitrary<string> = fc
  .tuple(cardNumber, fc.constantFrom('', ' ', '-', '\u00a0'), fc.integer({ min: 3, max: 6 }))
  .map(([digits, between, size]) => (digits.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(between));

function withCheckDigit(begin: string): string {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const digits = [...begin].reverse().map(Number);
  const sum = digits.reduce((total, digit, place) => total + (place % 2 === 0 ? (doubled[digit] ?? 0) : digit), 0);
  return `${begin}${(1000 - sum) % 10}`;
}
