/**
 * The HMAC by `node:crypto` and the one by Web Crypto are the same.
 */
import * as nodeCrypto from 'node:crypto';
import { it } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { SubtleHmac } from '../../src/multisafepay/runtime.ts';
import { hmacBy } from '../../src/service/hmac.ts';

const web = crypto.subtle as unknown as SubtleHmac;
const node = hmacBy(nodeCrypto);
const hash = { name: 'HMAC', hash: 'SHA-512' } as const;
const bytes = (least: number) =>
  fc.uint8Array({ minLength: least, maxLength: 300 }).map((array) => Uint8Array.from(array));

const keyOf = (by: SubtleHmac, key: Uint8Array<ArrayBuffer>) =>
  by.importKey('raw', key, hash, false, ['sign', 'verify']);

describe('the HMAC by node:crypto', () => {
  it.prop([bytes(1), bytes(0)])('should be that by Web Crypto', async (key, data) => {
    const made = await node.sign('HMAC', await keyOf(node, key), data);
    expect(new Uint8Array(made)).toEqual(new Uint8Array(await web.sign('HMAC', await keyOf(web, key), data)));
    expect(await web.verify('HMAC', await keyOf(web, key), new Uint8Array(made), data)).toBe(true);
  });

  it.prop([bytes(1), bytes(0), fc.nat({ max: 63 }), fc.integer({ min: 1, max: 255 })])(
    'should believe a signature, and none with a bit, a byte or an end that differs',
    async (key, data, at, by) => {
      const imported = await keyOf(node, key);
      const signature = new Uint8Array(await web.sign('HMAC', await keyOf(web, key), data));
      const verified = (one: Uint8Array<ArrayBuffer>) => node.verify('HMAC', imported, one, data);
      expect(await verified(signature)).toBe(true);
      expect(await verified(signature.map((byte, index) => (index === at ? byte ^ by : byte)))).toBe(false);
      expect(await verified(signature.slice(0, at))).toBe(false);
      expect(await verified(Uint8Array.from([...signature, 0]))).toBe(false);
    },
  );
});
