/**
 * The HMAC of notifications by `node:crypto`, on the thread that asks.
 *
 * Web Crypto hands each of its calls to a thread of a pool and waits for it: for a kilobyte that takes ten times as long as the work itself.
 */
import type { SubtleHmac } from '../multisafepay/runtime.ts';

/** The part of `node:crypto` that makes and compares an HMAC. */
export interface NodeCrypto {
  createHmac(
    hash: 'sha512',
    key: Uint8Array,
  ): { update(data: Uint8Array): { digest(): Uint8Array & { readonly buffer: ArrayBufferLike } } };
  timingSafeEqual(one: Uint8Array, other: Uint8Array): boolean;
}

/** The part of Web Crypto that makes and checks an HMAC, by `node:crypto`: the comparison takes the same time wherever the bytes differ. */
export function hmacBy({ createHmac, timingSafeEqual }: NodeCrypto): SubtleHmac {
  const signatureOf = (key: unknown, data: Uint8Array) =>
    createHmac('sha512', key as Uint8Array)
      .update(data)
      .digest();
  return {
    importKey: async (_format, key) => key,
    sign: async (_algorithm, key, data) => Uint8Array.from(signatureOf(key, data)).buffer,
    verify: async (_algorithm, key, signature, data) => {
      const right = signatureOf(key, data);
      return signature.length === right.length && timingSafeEqual(signature, right);
    },
  };
}
