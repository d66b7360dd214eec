/**
 * Goal: a value has one text, whoever wrote it and in whatever order its keys were given, so that its digest can be proved
 * years later.
 */
import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { canonical, isSame } from '../../src/store/canonical.ts';

/** The definition: JSON with the keys of every object in order. */
const defined = (value: unknown): string =>
  JSON.stringify(value, (_, held: unknown) =>
    typeof held === 'object' && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );

describe('the canonical text', () => {
  it.prop([fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' })])('should be JSON with its keys in order', (value) => {
    // Keys like numbers come first in any object: the definition cannot order them.
    fc.pre(!/"\d+":/.test(JSON.stringify(value)));
    expect(canonical(value)).toBe(defined(value));
  });

  it('should have keys that any object has', () => {
    const text = '{"__proto__":1,"constructor":{"toString":2},"valueOf":[3]}';
    expect(canonical(JSON.parse(text))).toBe(text);
  });

  it('should not tell apart what is missing and what is undefined', () => {
    expect(canonical({ b: 1, a: undefined, c: { d: undefined } })).toBe('{"b":1,"c":{}}');
    expect(canonical([undefined])).toBe('[null]');
  });

  it('should not depend on the order in which keys were given', () => {
    expect(canonical({ b: [{ z: 1, y: 2 }], a: 'é' })).toBe(canonical({ a: 'é', b: [{ y: 2, z: 1 }] }));
  });
});

describe('two values', () => {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, undefined, true, 0, -0, 1, '', 'a', '1', '"', '\ud800'),
      fc.array(
        tie('value').map((one) => one ?? null),
        { maxLength: 3 },
      ),
      fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__', 'constructor'), tie('value'), { maxKeys: 3 }),
    ),
  }));

  it.prop([value, value], { numRuns: 1000 })('should be the same if their texts are', (one, other) => {
    expect(isSame(one ?? null, other ?? null)).toBe(canonical(one) === canonical(other));
  });

  it.prop([value])('should be the same as what is read back of one, whatever the order of its keys', (one) => {
    const back: unknown = JSON.parse(canonical(one));
    expect([isSame(one ?? null, back), isSame(back, one ?? null)]).toEqual([true, true]);
  });

  it.each([
    [{ a: 1 }, { a: 1, b: 2 }],
    [
      { a: 1, b: undefined },
      { b: 2, a: 1 },
    ],
    [
      { a: undefined, b: 1 },
      { a: 1, b: undefined },
    ],
    [[1, 2], [1]],
    [[1], { 0: 1 }],
    [{}, []],
    [{}, null],
    ['1', 1],
    [{ toString: undefined, a: { constructor: 1 } }, { a: {} }],
  ])('should be told apart: %j and %j', (one, other) => {
    expect([isSame(one, other), isSame(other, one)]).toEqual([false, false]);
  });
});
