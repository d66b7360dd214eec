/**
 * Values as text that is the same wherever it is written, and its digest.
 */
import { hash } from 'node:crypto';

/** A digest: the SHA-256 of a text, in lower-case hexadecimal digits. */
export type Sha256 = (text: string) => Promise<string>;

/** SHA-256 by Node. Web Crypto would take three trips to another thread for each entry. */
export const nodeSha256: Sha256 = async (text) => hash('sha256', text);

/** Keys as JSON: the words of our own are few, and come again and again. */
const keyTexts = new Map<string, string>();

function keyText(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (keyTexts.size < 1_000 && key.length < 50) keyTexts.set(key, text);
  return text;
}

/** What stands in JSON otherwise than as it is: quotes, backslashes, control characters, surrogates. */
const isEscaped = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A string as JSON. Most need no escape, and are not looked at twice. */
const textOf = (value: string): string => (isEscaped.test(value) ? JSON.stringify(value) : `"${value}"`);

/** The keys of an object, in order. They are few, and mostly in order: each is put in its place among those before. */
function keysOf(value: object): readonly string[] {
  const keys = Object.keys(value);
  if (keys.length > 50) return keys.sort();
  for (let at = 1; at < keys.length; at++) {
    const key = keys[at] as string;
    let place = at;
    for (; place > 0 && (keys[place - 1] as string) > key; place--) keys[place] = keys[place - 1] as string;
    keys[place] = key;
  }
  return keys;
}

/** A plain value as JSON with the keys of every object in order, and without those that are `undefined`. */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return textOf(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one)).join(',')}]`;
  let members = '';
  for (const key of keysOf(value)) {
    const held = (value as Readonly<Record<string, unknown>>)[key];
    if (held !== undefined) members += `${members && ','}${keyText(key)}:${canonical(held)}`;
  }
  return `{${members}}`;
}

/** Whether two plain values are the same in canonical form. */
export function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return one === other;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!(Array.isArray(one) && Array.isArray(other)) || one.length !== other.length) return false;
    return one.every((each, at) => isSame(each, other[at]));
  }
  const [ours, theirs] = [one, other] as [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
  let left = 0;
  for (const key of Object.keys(theirs)) if (theirs[key] !== undefined) left++;
  for (const key of Object.keys(ours)) {
    if (ours[key] === undefined) continue;
    if (!Object.hasOwn(theirs, key) || !isSame(ours[key], theirs[key])) return false;
    left--;
  }
  return left === 0;
}
