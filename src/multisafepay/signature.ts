/**
 * The signature of a notification: HMAC-SHA512 of its timestamp and its raw body, under the API key of the site.
 * Source: MultiSafepay documentation, "Webhook" (own solution).
 */
import { InputError } from '../lifecycle/input-error.ts';
import { joined } from './raw-body.ts';
import type { Runtime } from './runtime.ts';

/**
 * Why a signature is not believed, in order of precedence. `stale` and `future` are MultiSafepay's own, made at another time than
 * our clock has: an old one sent again, or our clock is wrong.
 */
export type SignatureProblem = 'missing' | 'malformed' | 'mismatch' | 'stale' | 'future';

/** Whether MultiSafepay signed a body, and when: seconds since 1970. */
export type SignatureAnswer =
  | { readonly ok: true; readonly at: number }
  | { readonly ok: false; readonly because: SignatureProblem };

/** How signatures are verified. */
export interface SignatureOptions {
  /** The API key of the site; while a key is being replaced, the old one and the new one. */
  readonly keys: string | readonly string[];
  /** How many seconds a signature may be away from now, either way; 0 for no limit. 600 if not given. */
  readonly freshness?: number;
  readonly runtime: Pick<Runtime, 'subtle' | 'now'>;
}

/**
 * Verifies the `Auth` header of a notification over its body: the bytes as they came, never parsed and written again.
 *
 * @throws InputError if there is no key, or one is blank, or the freshness is no number of seconds.
 * @example
 * await verifySignature(headers.get('Auth'), body, { keys: apiKey, runtime });
 */
export async function verifySignature(
  header: string | null,
  body: Uint8Array,
  { keys, ...options }: SignatureOptions,
): Promise<SignatureAnswer> {
  const { answer } = await verifySignatureOf(header, body, { ...options, sites: [keys] });
  return answer;
}

/** How signatures of several sites are verified: with the keys of each. */
export interface SignatureOfSites extends Omit<SignatureOptions, 'keys'> {
  readonly sites: readonly SignatureOptions['keys'][];
}

/**
 * Verifies a signature that may be of several sites, as `verifySignature` does: the place of the one whose key made it comes with the
 * answer, or that of the last one if nobody's did.
 */
export async function verifySignatureOf(
  header: string | null,
  body: Uint8Array,
  { sites, freshness = 600, runtime }: SignatureOfSites,
): Promise<{ readonly answer: SignatureAnswer; readonly site: number }> {
  const candidates = sites.map(readKeys);
  const last = sites.length - 1;
  const no = (because: SignatureProblem, site = last) => ({ answer: { ok: false, because }, site }) as const;
  if (!Number.isFinite(freshness) || freshness < 0)
    throw new InputError('freshness', 'no number of seconds', 'Give 0 or more; 0 accepts signatures of any age.');
  if (header === null || header.trim() === '') return no('missing');
  const signed = readHeader(header.trim());
  if (signed === undefined) return no('malformed');
  const site = await madeBy(signed, messageOf(signed.timestamp, body), candidates, runtime);
  if (site === undefined) return no('mismatch');
  const at = Number(signed.timestamp);
  const age = runtime.now() / 1000 - at;
  if (freshness > 0 && age > freshness) return no('stale', site);
  if (freshness > 0 && age < -freshness) return no('future', site);
  return { answer: { ok: true, at }, site };
}

/** The place of the site that one of its keys made a signature for; `undefined` if none did. */
async function madeBy(
  { signature }: { readonly signature: Uint8Array<ArrayBuffer> },
  message: Uint8Array<ArrayBuffer>,
  sites: readonly (readonly string[])[],
  runtime: Pick<Runtime, 'subtle'>,
): Promise<number | undefined> {
  for (const [site, keys] of sites.entries())
    for (const key of keys) {
      const hmac = await importKey(key, 'verify', runtime);
      if (await runtime.subtle.verify('HMAC', hmac, signature, message)) return site;
    }
  return undefined;
}

/**
 * Signs a body as MultiSafepay does: the value of its `Auth` header. For simulators and tests.
 *
 * @param at seconds since 1970.
 */
export async function signNotification(
  body: Uint8Array,
  { key, at, runtime }: { readonly key: string; readonly at: number; readonly runtime: Pick<Runtime, 'subtle'> },
): Promise<string> {
  const [first = ''] = readKeys(key);
  const timestamp = String(at);
  const hmac = await importKey(first, 'sign', runtime);
  const signature = new Uint8Array(await runtime.subtle.sign('HMAC', hmac, messageOf(timestamp, body)));
  const hex = Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return btoa(`${timestamp}:${hex}`);
}

const signedForm = /^(\d{1,15}):([0-9a-f]{128})$/;

/** The timestamp and the signature in a header. Only one way to write them is read: what base64 and PHP write. */
function readHeader(header: string) {
  const text = fromBase64(header);
  const [, timestamp, hex] = signedForm.exec(text ?? '') ?? [];
  if (text === undefined || timestamp === undefined || hex === undefined || btoa(text) !== header) return undefined;
  return { timestamp, signature: Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)) };
}

function fromBase64(header: string): string | undefined {
  try {
    return atob(header);
  } catch {
    return undefined;
  }
}

function messageOf(timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined([new TextEncoder().encode(`${timestamp}:`), body]);
}

/** Keys without the blanks around them, as MultiSafepay's own SDKs read them. */
function readKeys(keys: string | readonly string[]): readonly string[] {
  const trimmed = (typeof keys === 'string' ? [keys] : keys).map((key) => key.trim());
  if (trimmed.length === 0 || trimmed.includes(''))
    throw new InputError('keys', 'an API key is missing or blank', 'Give the API key of the site, from the dashboard.');
  return trimmed;
}

function importKey(key: string, usage: 'sign' | 'verify', { subtle }: Pick<Runtime, 'subtle'>): Promise<unknown> {
  const bytes = joined([new TextEncoder().encode(key)]);
  return subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-512' }, false, [usage]);
}
