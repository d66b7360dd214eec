/**
 * Goal: only card data reveals card data; something of its shape, or a copy, is refused with the way out.
 */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/index.ts';
import { CardData, revealed } from '../../src/multisafepay/cardholder-data.ts';

const fields = { card_number: '4111111111111111', card_expiry_date: '3012' };

describe('card data', () => {
  it('should be revealed as it was given, as a copy', () => {
    const given = { ...fields };
    const card = new CardData(given);
    given.card_expiry_date = '0000';
    expect(revealed(card)).toEqual(fields);
  });

  it('should be refused where it is a copy, or only of its shape', () => {
    const refused = new InputError('card', 'no card data', 'Give a CardData, and no copy of one.');
    expect(() => revealed({ ...new CardData(fields) } as CardData)).toThrow(refused);
    expect(() => revealed(fields as unknown as CardData)).toThrow(refused);
  });
});
