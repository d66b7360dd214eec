/**
 * Goal: the canonical form that digests are over is that of RFC 8785, so that others can compute them: with `jq`, or with any library of
 * that standard. The vectors are those of the RFC.
 */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../src/store/canonical.ts';

/** Numbers by their IEEE 754 bits, with what they are printed as (RFC 8785, appendix B). */
const numbers: readonly (readonly [bits: string, printed: string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

describe('the canonical form (RFC 8785)', () => {
  it('should be that of the example of section 3.2.2', () => {
    const example = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonical(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('should sort keys by their UTF-16 code units, as section 3.2.3', () => {
    const example = JSON.parse(
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",' +
        '"\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}',
    );
    const values = [...canonical(example).matchAll(/:"([^"]+)"/g)].map(([, value]) => value);
    expect(values).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each(numbers)('should print the number of bits %s as %s, as appendix B', (bits, printed) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(`0x${bits}`));
    expect(canonical(view.getFloat64(0))).toBe(printed);
  });

  const hasJq = (): boolean => {
    try {
      execFileSync('jq', ['--version']);
      return true;
    } catch {
      return false;
    }
  };

  it.skipIf(!hasJq())('should be what jq -cS prints of an entry: ASCII keys, whole numbers', () => {
    const entry = {
      n: 12,
      body: { type: 'order.created', at: '2026-01-02T03:04:05.000Z', words: 'ö "€"\n' },
      a: [1, null],
    };
    expect(execFileSync('jq', ['-cSj', '.'], { input: JSON.stringify(entry), encoding: 'utf8' })).toBe(
      canonical(entry),
    );
  });
});
