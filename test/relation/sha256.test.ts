/**
 * Goal: a law can be named wherever it is compiled: our SHA-256 is that of the standard, of the runtime, and of every text.
 */
import { createHash } from 'node:crypto';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/relation/index.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('SHA-256 without crypto of the runtime', () => {
  it('should be that of the examples of FIPS 180-4', () => {
    expect(sha256Of('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Of('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    );
  });

  it.each(['', 'abc', 'é', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(63), 'x'.repeat(64), '€'.repeat(5000)])(
    'should be that of the runtime: %#',
    (text) => {
      expect(sha256Of(text)).toBe(hashOf(text));
    },
  );

  test.prop([fc.string({ unit: 'grapheme', maxLength: 300 })])(
    'should be that of the runtime, for any text',
    (text) => {
      expect(sha256Of(text)).toBe(hashOf(text));
    },
  );
});
