/** Goal: whether a body says a member twice is found in any text that `JSON.parse` takes. */
import { describe, expect, it } from 'vitest';
import { saidTwice } from '../../src/multisafepay/exact-json.ts';

describe('a member that is said twice', () => {
  it('should be found behind a text of any length: evidence of a dispute is one of millions of characters', () => {
    const file = 'x'.repeat(30_000_000);
    expect(saidTwice(`{"evidence":["${file}","${file}"],"reason":"lost","reason":"won"}`)).toBe('reason');
  });

  it('should be found by its name, however it is written, and not inside of texts', () => {
    expect(saidTwice('{"a":[{"b":1},{"b":1,"\\u0062":2}]}')).toBe('a.1.b');
    expect(saidTwice('{"a":[{"b":1},{"b":1,"b":2}],"b":1,"c":2,"c":3}', new Set(['b']))).toBeUndefined();
    expect(saidTwice('{"a":[{"b":1},{"b":1,"b":2}],"b":1,"c":2,"\\u0062":3}', new Set(['b']))).toBe('b');
    expect(saidTwice('{"a":"\\"b\\":1,\\"b\\":2","b":"{","c":"\\\\"}')).toBeUndefined();
  });
});
