/**
 * Goal: amounts are printed with the minor units of ISO 4217, in every runtime alike, and a currency that is unknown to the law is
 * not guessed at (D37).
 */
import { describe, expect, it } from 'vitest';
import {
  amountText,
  currencies,
  currenciesAsOf,
  currencyDigits,
  isAmount,
  isCurrency,
  moneyRules,
  moneyText,
} from '../../machines/index.ts';

describe('how amounts are printed (D37)', () => {
  it.each([
    [1500000, 'COP', 'COP 15000.00'],
    [1500250, 'IQD', 'IQD 1500.250'],
    [1, 'KWD', 'KWD 0.001'],
    [250000, 'HUF', 'HUF 2500.00'],
    [75000, 'HRK', 'HRK 750.00'],
    [100, 'VEF', 'VEF 1.00'],
    [500, 'JPY', 'JPY 500'],
    [0, 'EUR', 'EUR 0.00'],
    [2500, 'EUR', 'EUR 25.00'],
    [Number.MAX_SAFE_INTEGER, 'EUR', 'EUR 90071992547409.91'],
  ])('should be, for %s minor units of %s, %s', (amount, currency, text) => {
    expect(moneyText(amount, currency)).toBe(text);
  });

  it('should say minor units where the digits or the currency are not known', () => {
    expect(moneyText(2500, 'XXX')).toBe('XXX 2500 minor units');
    expect(moneyText(2500, '__proto__')).toBe('__proto__ 2500 minor units');
    expect(moneyText(2500, undefined)).toBe('2500 minor units');
  });

  it('should be without the currency where that is not asked for', () => {
    expect(amountText(2500, 'EUR')).toBe('25.00');
    expect(amountText(5, 'KWD')).toBe('0.005');
    expect(amountText(2500, 'XXX')).toBe('2500 minor units');
  });

  it('should follow the rows of the law that is asked', () => {
    const { EUR, ...others } = currencies;
    const rules = moneyRules({ currencies: { ...others, EUR: { ...EUR, digits: 3 } as NonNullable<typeof EUR> } });
    expect(rules.moneyText(2500, 'EUR')).toBe('EUR 2.500');
    expect(moneyRules({ currencies: others }).isCurrency('EUR')).toBe(false);
  });
});

describe('the currencies of the law (D37)', () => {
  const codes = Object.keys(currencies);
  const withDigits = (digits: number): string[] => codes.filter((code) => currencyDigits(code) === digits).sort();

  it('should have no digits, or three, exactly where ISO 4217 says so', () => {
    expect(withDigits(0).join(' ')).toBe('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF');
    expect(withDigits(3).join(' ')).toBe('BHD IQD JOD KWD LYD OMR TND');
    expect(withDigits(2)).toHaveLength(codes.length - 16 - 7);
  });

  it('should be read though withdrawn where the vendor lists them, and be of a stated day', () => {
    expect(codes.filter((code) => currencies[code]?.withdrawn)).toEqual(['HRK', 'VEF']);
    expect(isCurrency('HRK') && isCurrency('VEF')).toBe(true);
    expect(currenciesAsOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
});

describe('what can be an amount, and what a currency', () => {
  it.each([0, 1, Number.MAX_SAFE_INTEGER])('should be an amount: %s', (value) => {
    expect(isAmount(value)).toBe(true);
  });

  it.each([-1, 0.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined, [1]])(
    'should be no amount: %s',
    (value) => {
      expect(isAmount(value)).toBe(false);
    },
  );

  it.each([['eur'], [''], [['EUR']], [978], [null], [undefined], ['toString']])(
    'should be no currency: %j',
    (value) => {
      expect(isCurrency(value)).toBe(false);
    },
  );
});
