/**
 * SHA-256 as the core asks for it: the core has no crypto of its own.
 */
import { createHash } from 'node:crypto';

/** The SHA-256 of a text in UTF-8, in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
