/**
 * Goal: no card number, code or expiry date survives, and nothing else is harmed (decision D16).
 */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { maskCardData, maskText } from '../../src/multisafepay/index.ts';
import { cardNumber, testCards, writtenCardNumber } from './card-numbers.ts';

describe('maskText', () => {
  it.each(testCards)('should mask the test card %s but for its last four digits', (card) => {
    expect(maskText(`paid with ${card}, thanks`)).toBe(
      `paid with ${'*'.repeat(card.length - 4)}${card.slice(-4)}, thanks`,
    );
  });

  it('should mask a card number written in groups', () => {
    expect(maskText('4111 1111 1111 1111')).toBe('************1111');
    expect(maskText('4111-1111-1111-1111')).toBe('************1111');
  });

  it('should find a card number between other groups of digits', () => {
    expect(maskText('order 12 4111 1111 1111 1111 25')).toBe('order 12 ************1111 25');
    expect(maskText('5500000000000004 4111111111111111')).toBe('************0004 ************1111');
  });

  it('should leave what is no card number', () => {
    for (const text of [
      '4111111111111112', // fails Luhn
      '1111111111111117', // no card begins so
      '411111111116', // twelve digits pass Luhn, too few
      '41111111111111111113', // twenty digits
      'x4111111111111111', // inside a longer token
      '4111111111111111x',
      '2025-03-24T15:49:54',
      'bd86c8da131234567890',
    ])
      expect(maskText(text)).toBe(text);
  });

  propertyTest.prop([writtenCardNumber, fc.constantFrom('', 'card ', '(', 'é: '), fc.constantFrom('', '.', ' x')])(
    'should mask every card number, however it is grouped',
    (written, before, after) => {
      const digits = written.replace(/\D/g, '');
      expect(maskText(before + written + after)).toBe(
        `${before}${'*'.repeat(digits.length - 4)}${digits.slice(-4)}${after}`,
      );
    },
  );

  propertyTest.prop([
    fc.array(fc.oneof(fc.constantFrom(' ', '-', '*', 'x', '4111', '12'), cardNumber)).map((p) => p.join('')),
  ])('should find nothing more in what it has masked', (text) => {
    expect(maskText(maskText(text))).toBe(maskText(text));
  });

  it('should not read the last four digits of a mask as the beginning of another card number', () => {
    const once = '************4111 111111111111';
    expect(maskText('5500000000024111 111111111111')).toBe(once);
    expect(maskText(once)).toBe(once);
  });

  it('should take time in proportion to the text', () => {
    // Of the processor, in milliseconds: other work on the machine does not count.
    const timeFor = (text: string): number => {
      const before = process.cpuUsage();
      maskText(text);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    for (const [piece, end, times] of [
      ['1 ', '', 25_000],
      ['4', '', 250_000],
      ['4', 'x', 250_000],
    ] as const) {
      const once = timeFor(piece.repeat(times) + end);
      const fourfold = timeFor(piece.repeat(4 * times) + end);
      // By the square of its length it would be sixteen times. What takes less than 50 ms is too short to be compared.
      expect(fourfold).toBeLessThan(8 * Math.max(once, 50));
    }
  });
});

describe('maskCardData', () => {
  it('should mask card numbers in text, whole numbers and key names, and say where', () => {
    const json = { note: 'card 4111111111111111', list: [{ n: 5500000000000004 }], '4111111111111111': true };
    expect(maskCardData(json)).toEqual({
      value: { note: 'card ************1111', list: [{ n: '************0004' }], '************1111': true },
      masked: expect.arrayContaining(['note', 'list.0.n', '************1111']),
    });
    expect(json.note).toBe('card 4111111111111111');
  });

  it('should mask card fields by their name, and not report expiry dates', () => {
    expect(maskCardData({ card_number: '4111x1111', CARD_CVC: 123, card_expiry_date: 2512, cvc: null })).toEqual({
      value: { card_number: '****x1111', CARD_CVC: '****', card_expiry_date: '****', cvc: null },
      masked: ['card_number', 'CARD_CVC'],
    });
  });

  it('should leave ids and digests that look like card numbers', () => {
    const json = {
      transaction_id: 4111111111111111,
      order_id: '4111111111111111',
      details: { recurring_id: 5500000000000004 },
    };
    expect(maskCardData(json)).toEqual({ value: json, masked: [] });
  });

  it('should mask a whole number that is too large for Luhn to be asked', () => {
    expect(maskCardData({ n: JSON.parse('4111111111111111110') }).value).toEqual({
      n: expect.stringMatching(/^\*{15}\d{4}$/),
    });
    expect(maskCardData({ n: JSON.parse('1111111111111111110') }).masked).toEqual([]);
  });

  it('should not mask the noise of decimal fractions', () => {
    expect(maskCardData({ amount: 0.1 + 0.2, rate: 0.4111111111111111 }).masked).toEqual([]);
  });

  it('should treat prototype-polluting keys as plain data', () => {
    const json: unknown = JSON.parse(
      '{"__proto__":{"polluted":"4111111111111111"},"constructor":{"prototype":{"polluted":1}}}',
    );
    const { value, masked } = maskCardData(json);
    expect(JSON.stringify(value)).toBe(
      '{"__proto__":{"polluted":"************1111"},"constructor":{"prototype":{"polluted":1}}}',
    );
    expect(masked).toEqual(['__proto__.polluted']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('should not overflow the stack on deep nesting', () => {
    let deep: unknown = '4111111111111111';
    for (let level = 0; level < 100_000; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
    const { masked } = maskCardData(deep);
    expect(masked).toHaveLength(1);
    expect(masked[0]?.split('.')).toHaveLength(100_000);
  });

  propertyTest.prop([fc.jsonValue()])('should leave JSON without card data as it is', (json) => {
    fc.pre(!/\d(?:\D{0,3}\d){12}/.test(JSON.stringify(json)));
    expect(maskCardData(json)).toEqual({ value: json, masked: [] });
  });

  propertyTest.prop([
    cardNumber,
    fc.jsonValue(),
    fc.array(fc.constantFrom('note', 'items', '__proto__', 'amount'), { maxLength: 5 }),
  ])('should mask a card number wherever it is', (card, beside, path) => {
    const json = path.reduceRight<unknown>((inner, key) => [Object.fromEntries([[key, inner]]), beside], `x ${card} y`);
    const { value, masked } = maskCardData(json);
    expect(JSON.stringify(value)).not.toContain(card);
    expect(masked.length).toBeGreaterThan(0);
  });
});
