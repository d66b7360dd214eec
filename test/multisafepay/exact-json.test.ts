/**
 * Goal: JSON is read as `JSON.parse` reads it, and a whole number that JavaScript cannot hold keeps every digit (D29).
 */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/multisafepay/index.ts';

describe('a number', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['90071992547409931', '90071992547409931'],
    ['{"a":12345678901234567890123}', { a: '12345678901234567890123' }],
    ['[1,\n 9007199254740992 ,2]', [1, '9007199254740992', 2]],
  ])('should keep its digits as text where it cannot hold them: %s', (json, value) =>
    expect(parseJson(json)).toEqual(value),
  );

  it.each([
    '9007199254740991',
    '{"a":1234567890123456}',
    '-9007199254740993',
    '12345678901234567.5',
    '0.12345678901234567',
    '1e12345678901234567',
    '1E-1234567890123456789',
    '12345678901234567e2',
    '123456789012345',
  ])('should stay a number where it can, or is negative, a fraction or has an exponent: %s', (json) =>
    expect(parseJson(json)).toEqual(JSON.parse(json)),
  );
});

describe('a text', () => {
  it.each([
    '{"12345678901234567":"12345678901234567"}',
    String.raw`{"a":"\"12345678901234567","b":"\\","c":":12345678901234567,"}`,
    String.raw`["\u0022",":[12345678901234567]"]`,
  ])('should stay as it is, whatever digits it holds, beside a number or not: %s', (json) => {
    expect(parseJson(json)).toEqual(JSON.parse(json));
    expect(parseJson(`[${json},12345678901234567]`)).toEqual([JSON.parse(json), '12345678901234567']);
  });

  it('should stay as it is where it is all that there is', () =>
    expect(parseJson('" 12345678901234567"')).toBe(' 12345678901234567'));
});

describe('what is not JSON', () => {
  it.each(['{12345678901234567:1}', '[012345678901234567]', '[12345678901234567', '["12345678901234567]', '--1', ''])(
    'should be refused as JSON.parse refuses it: %s',
    (json) => {
      expect(() => JSON.parse(json)).toThrow(SyntaxError);
      expect(() => parseJson(json)).toThrow(SyntaxError);
    },
  );
});

describe('any document', () => {
  const long = fc.bigInt({ min: 2n ** 53n, max: 10n ** 30n });
  const marked = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue({ maxDepth: 1 }),
      long,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
    ),
  })).value;

  /** The document as JSON, each long number as a bare number; and what it should be read as. */
  const written = (value: unknown): string => {
    if (typeof value === 'bigint') return String(value);
    if (Array.isArray(value)) return ` [${value.map(written).join(' ,\t')}]\n`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    return `{ ${Object.entries(value).map(([key, held]) => `${JSON.stringify(key)}: ${written(held)}`)}}`;
  };
  const asRead = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (_, held: unknown) => (isTooLong(held) ? String(held) : held)));
  const isTooLong = (held: unknown): boolean =>
    typeof held === 'bigint' || (typeof held === 'number' && /^\d+$/.test(String(held)) && !Number.isSafeInteger(held));

  propertyTest.prop([marked])('should be read with every digit, and otherwise as JSON.parse reads it', (value) => {
    const json = written(value);
    expect(parseJson(json)).toEqual(asRead(value));
    expect(withoutDigits(parseJson(json))).toEqual(withoutDigits(JSON.parse(json)));
  });

  propertyTest.prop([fc.json({ maxDepth: 5 })])('should be read the same on both ways', (json) => {
    const plain = asRead(JSON.parse(json));
    expect(parseJson(json)).toEqual(plain);
    expect(parseJson(`[12345678901234567,${json}]`)).toEqual(['12345678901234567', plain]);
  });

  it('should be given to the reviver like JSON.parse does, long numbers as text', () => {
    const seen: unknown[] = [];
    const reviver = (_key: string, value: unknown) => {
      seen.push(value);
      return value;
    };
    expect(parseJson('{"a":[1,12345678901234567]}', reviver)).toEqual({ a: [1, '12345678901234567'] });
    expect(seen).toContain('12345678901234567');
  });

  /** Long whole numbers as the numbers they are without their last digits. */
  function withoutDigits(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value), (_, held: unknown) =>
      typeof held === 'string' && /^\d{16,}$/.test(held) ? Number(held) : held,
    );
  }
});
