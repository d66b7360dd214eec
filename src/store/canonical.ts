/**
 * Values as text that is the same wherever it is written, and its digest.
 */
import { createHash } from 'node:crypto';

/** A digest: the SHA-256 of a text, in lower-case hexadecimal digits. */
export type Sha256 = (text: string) => Promise<string>;

/** SHA-256 by Node. Web Crypto would take three trips to another thread for each entry. */
export const nodeSha256: Sha256 = async (text) => createHash('sha256').update(text).digest('hex');

/** A value as JSON with the keys of every object in order, and without those that are `undefined`. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) =>
    typeof held === 'object' && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}
