/**
 * How the cards may be paid: what the requirements and decisions say of each brand, by name.
 */
import { type CardBrand, cardBrands, type Edition, editionNames, type ThreeDMode } from '../../../machines/index.ts';
import type { Row } from '../../relation/index.ts';
import { each } from '../rule.ts';
import { cellText, combined, type Invariant, isLawful, isOf, onRows, say, wordOf } from './invariant.ts';

/** The cards that a rule on direct payments is about. */
interface CardsConcerned {
  readonly brand: CardBrand;
  readonly edition?: Edition;
  readonly lowValue?: boolean;
}

/** A rule on how a brand may be paid: exactly in these ways, whoever of these collects. */
function paidExactly(
  ids: readonly [string, ...string[]],
  says: Invariant['says'],
  { brand, edition, lowValue }: CardsConcerned,
  ways: readonly ThreeDMode[],
): Invariant {
  const concerns = ({ profile }: Row['from']): boolean =>
    profile.brand === brand &&
    (edition === undefined || profile.edition === edition) &&
    (lowValue === undefined || profile.lowValue === lowValue);
  return {
    name: `paid-${brand}${edition ? `-${edition}` : ''}${lowValue === undefined ? '' : lowValue ? '-low' : '-above'}`,
    ids,
    says,
    unit: 'request',
    check: (law) =>
      onRows(
        law,
        (row) => isOf('order.created')(row) && row.from.profile.collector === 'multisafepay' && concerns(row.from),
        (row) =>
          say(
            isLawful(row) !== (ways as readonly string[]).includes(wordOf(row)),
            isLawful(row) ? 'is allowed' : `is refused (${row.broken})`,
          ),
      ),
  };
}

/** How the cards are paid: what the requirements and decisions say of each brand. */
export const cardInvariants: readonly Invariant[] = [
  paidExactly(['CARD-1', '3D-4'], 'Visa may be paid with or without 3-D Secure', { brand: 'visa' }, ['3-D', 'non-3-D']),
  paidExactly(['CARD-2', '3D-4'], 'Mastercard may be paid with or without 3-D Secure', { brand: 'mastercard' }, [
    '3-D',
    'non-3-D',
  ]),
  paidExactly(['CARD-3', '3D-1'], 'Maestro is paid with 3-D Secure only', { brand: 'maestro' }, ['3-D']),
  paidExactly(
    ['CARD-4', '3D-2'],
    'American Express is paid without 3-D Secure only (2019-10)',
    { brand: 'amex', edition: '2019-10' },
    ['non-3-D'],
  ),
  paidExactly(
    ['D2'],
    (rules) =>
      `American Express is paid with 3-D Secure above ${rules.numbersOf('2025-08').limit} and in other currencies (2025-08)`,
    { brand: 'amex', edition: '2025-08', lowValue: false },
    ['3-D'],
  ),
  paidExactly(
    ['D2'],
    (rules) => `American Express may be paid either way up to ${rules.numbersOf('2025-08').limit} (2025-08)`,
    { brand: 'amex', edition: '2025-08', lowValue: true },
    ['3-D', 'non-3-D'],
  ),
  paidExactly(
    ['CARD-5'],
    'Bancontact is paid with 3-D Secure only (2019-10)',
    { brand: 'bancontact', edition: '2019-10' },
    ['3-D'],
  ),
  paidExactly(['D3'], 'Bancontact takes no direct request (2025-08)', { brand: 'bancontact', edition: '2025-08' }, []),
  {
    name: 'no-other-brand',
    ids: ['CARD-6', 'CAP-6', 'D1'],
    says:
      'every brand of the law begins under every edition, and no other does, three of them also to be captured by hand; each may be ' +
      'asked for in both ways',
    unit: 'opening',
    check: ({ relation }) => {
      const openings = relation.list(relation.openings(relation.charts)).filter(({ profile }) => 'brand' in profile);
      const begun = openings.map(({ chart, profile }) => `${chart} ${profile.edition} ${profile.brand}`);
      const brandsOf = { transaction: cardBrands, 'own-mid': cardBrands, authorisation: capturedByHand };
      const expected = Object.entries(brandsOf).flatMap(([chart, brands]) =>
        editionNames.flatMap((edition) => brands.map((brand) => `${chart} ${edition} ${brand}`)),
      );
      return combined(
        each(expected, String, (one) => say(!begun.includes(one), 'does not begin')),
        each(openings, cellText, (cell) => {
          const { chart, profile } = cell;
          const asked = relation.rowsFrom(cell).filter(isOf('order.created'));
          return [
            ...say(!expected.includes(`${chart} ${profile.edition} ${profile.brand}`), 'is no brand of the law'),
            ...say(asked.length !== 2, `can be asked for in ${asked.length} ways`),
          ];
        }),
      );
    },
  },
  {
    name: 'own-mid-is-amex',
    ids: ['MID-0', 'D4'],
    says: 'American Express collects its own cards only, under the same 3-D rule',
    unit: 'request',
    check: (law) => {
      const elsewhere = new Map(
        law.relation.rows
          .filter((row) => isOf('order.created')(row) && row.from.profile.collector === 'multisafepay')
          .map((row) => [askedText(row), isLawful(row)]),
      );
      return onRows(
        law,
        (row) => isOf('order.created')(row) && row.from.profile.collector === 'american_express',
        (row) => {
          const may = row.from.profile.brand === 'amex' && elsewhere.get(askedText(row)) === true;
          return say(isLawful(row) !== may, isLawful(row) ? 'is allowed' : `is refused (${row.broken})`);
        },
      );
    },
  },
];

/** The brands that may be captured by hand (CAP-6). */
const capturedByHand: readonly CardBrand[] = ['visa', 'mastercard', 'maestro'];

const askedText = ({ from: { profile }, fact }: Row): string =>
  [profile.edition, profile.brand, profile.lowValue, fact].join(' ');
