/**
 * Goal: every spelling of a word is one word, and no unknown word is guessed at (decision D8).
 */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { cardBrands, editionNames, orderStatuses, transactionStatuses } from '../../machines/index.ts';
import {
  isSpelledVoid,
  readKind,
  readMethod,
  readOrderWord,
  readTransactionWord,
  spellOrderStatus,
} from '../../src/multisafepay/index.ts';

describe('the order axis', () => {
  it.each(orderStatuses)('should read %s as itself', (status) => expect(readOrderWord(status)).toBe(status));

  it.each(['chargedback', 'chargeback', 'charged_back', 'ChargeBack'])('should read %s as chargeback', (word) =>
    expect(readOrderWord(word)).toBe('chargeback'),
  );

  it.each(['void', 'cancelled', 'canceled', ' Void\n'])('should read %j as void', (word) =>
    expect(readOrderWord(word)).toBe('void'),
  );
});

describe('the transaction axis', () => {
  it.each(transactionStatuses)('should read %s as itself', (status) =>
    expect(readTransactionWord(status)).toBe(status),
  );

  it.each(['void', 'cancelled', 'canceled', 'VOID'])('should read %s as cancelled', (word) =>
    expect(readTransactionWord(word)).toBe('cancelled'),
  );

  it('should not read a word of the order axis only', () =>
    expect(readTransactionWord('chargedback')).toEqual({ unknown: 'chargedback' }));
});

describe('transaction types', () => {
  it.each([
    ['payment', 'payment'],
    ['Refund', 'refund'],
    ['chargeback', 'chargeback'],
    ['reverse-chargeback', 'reverse-chargeback'],
    ['reverse_chargeback', 'reverse-chargeback'],
    ['capture', 'capture'],
    ['auth-cancellation', 'auth-cancellation'],
    ['auth_cancellation', 'auth-cancellation'],
  ])('should read %s as %s', (said, kind) => expect(readKind(said)).toBe(kind));
});

describe('payment methods', () => {
  it.each(cardBrands)('should read %s as itself', (brand) =>
    expect(readMethod(brand.toUpperCase())).toEqual({ brand }),
  );

  it.each([
    ['AMERICAN EXPRESS', 'amex'],
    ['MISTERCASH', 'bancontact'],
  ])('should read %s as %s', (said, brand) => expect(readMethod(said)).toEqual({ brand }));

  it.each(['CREDITCARD', 'ApplePay', 'GOOGLEPAY'])('should hear no brand in %s', (said) =>
    expect(readMethod(said)).toBeUndefined(),
  );

  it.each([
    ['IDEAL', 'bank'],
    ['BLIK', 'bank'],
    ['PAYPAL', 'wallet'],
    ['ALIPAYPLUS', 'wallet'],
    ['KLARNA', 'payLater'],
    ['VVVGIFTCRD', 'giftCard'],
  ])('should know %s as outside, of the family %s', (said, family) => {
    expect(readMethod(said)).toEqual({ outside: said, family });
    expect(readMethod(` ${said.toLowerCase()} `)).toEqual({ outside: said, family });
  });

  it.each(['Coupon::Intersolve', 'coupon::intersolve', ' COUPON::INTERSOLVE '])(
    'should know a gift card by its prefix, and its spellings as one: %s (D26)',
    (said) => expect(readMethod(said)).toEqual({ outside: 'COUPON::INTERSOLVE', family: 'giftCard' }),
  );

  it('should show no card number behind the prefix of a gift card', () =>
    expect(readMethod('Coupon:: 4111111111111111')).toMatchObject({ outside: 'COUPON:: ************1111' }));

  it('should keep a method nobody knows', () => expect(readMethod('BARTER')).toEqual({ unknown: 'BARTER' }));
});

describe('every vocabulary', () => {
  const readers = { readOrderWord, readTransactionWord, readKind, readMethod };

  it.each(Object.entries(readers))('%s should not know inherited keys', (_, read) => {
    for (const word of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(read(word)).toEqual({ unknown: word });
  });

  it.each(Object.entries(readers))('%s should keep an unknown word as said, with card numbers masked', (_, read) => {
    expect(read(' Half Paid ')).toEqual({ unknown: 'Half Paid' });
    expect(read('paid 4111111111111111')).toEqual({ unknown: 'paid ************1111' });
  });

  const anyCase = (word: string) =>
    fc
      .tuple(fc.constantFrom('', ' ', '\t'), fc.constantFrom('', ' ', '\r\n'), fc.mixedCase(fc.constant(word)))
      .map(([before, after, mixed]) => before + mixed + after);

  propertyTest.prop([fc.constantFrom(...orderStatuses).chain((word) => fc.tuple(fc.constant(word), anyCase(word)))])(
    'should not mind letter case and surrounding blanks',
    ([word, said]) => {
      expect(readOrderWord(said)).toBe(word);
      expect(isSpelledVoid(said)).toBe(word === 'void');
    },
  );
});

describe('an edition', () => {
  it('should spell a chargeback its own way', () => {
    expect(spellOrderStatus('2019-10', 'chargeback')).toBe('chargedback');
    expect(spellOrderStatus('2025-08', 'chargeback')).toBe('chargeback');
  });

  it.each(editionNames)('%s should write every order status so that it is read back', (edition) => {
    for (const status of orderStatuses) expect(readOrderWord(spellOrderStatus(edition, status))).toBe(status);
  });
});
