/**
 * Values as text that is the same wherever it is written, and its digest.
 */
import { createHash } from 'node:crypto';

/** A digest: the SHA-256 of a text, in lower-case hexadecimal digits. */
export type Sha256 = (text: string) => Promise<string>;

/** SHA-256 by Node. Web Crypto would take three trips to another thread for each entry. */
export const nodeSha256: Sha256 = async (text) => createHash('sha256').update(text).digest('hex');

/** Keys as JSON: the words of our own are few, and come again and again. */
const keyTexts = new Map<string, string>();

function keyText(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (keyTexts.size < 1_000 && key.length < 50) keyTexts.set(key, text);
  return text;
}

/**
 * A plain value as JSON with the keys of every object in order, and without those that are `undefined`.
 *
 * @param known what members of an object are in this form, as far as that is known already.
 */
export function canonical(value: unknown, known?: Readonly<Record<string, string>>): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one)).join(',')}]`;
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const held = (value as Readonly<Record<string, unknown>>)[key];
    // A key may have the name of what any object has.
    const text = known !== undefined && Object.hasOwn(known, key) ? known[key] : canonical(held);
    if (held !== undefined) members += `${members && ','}${keyText(key)}:${text}`;
  }
  return `{${members}}`;
}
