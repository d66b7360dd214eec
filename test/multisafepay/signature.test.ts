/**
 * Goal: what MultiSafepay signed is believed, and nothing else is: not one bit of the body or of the signature may change,
 * and neither may its age or the key. Checked against MultiSafepay's own vectors and against Node's HMAC.
 */
import { createHmac, webcrypto } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/lifecycle/input-error.ts';
import { type SignatureOptions, signNotification, verifySignature } from '../../src/multisafepay/index.ts';
import { verifySignatureOf } from '../../src/multisafepay/signature.ts';

const corpus = new URL('../../../shared/corpus/hmac-vectors.json', import.meta.url);
const present = existsSync(corpus);
if (!present) console.info(`signature vectors skipped: there is no ${corpus.pathname}`);

const { subtle } = webcrypto;
const key = '0123456789abcdef0123456789abcdef01234567';
const signedAt = 1_700_000_000;
const body = new TextEncoder().encode('{"order_id":"order-1",  "status":"completed"}');

/** The header as the documentation tells to make it, with Node's HMAC instead of ours. */
function headerOf(bytes: Uint8Array, secret: string, at: number | string = signedAt): string {
  const hex = createHmac('sha512', secret).update(`${at}:`).update(bytes).digest('hex');
  return Buffer.from(`${at}:${hex}`).toString('base64');
}

/** Verifies so many seconds after the signature. */
function verify(header: string | null, bytes = body, options: Partial<SignatureOptions> = {}, later = 0) {
  const runtime = { subtle, now: () => (signedAt + later) * 1000 };
  return verifySignature(header, bytes, { keys: key, runtime, ...options });
}

interface Vector {
  readonly name: string;
  readonly apiKey: string;
  readonly authHeader: string;
  readonly timestamp: string;
  readonly payload: string;
  readonly expected: boolean;
}

describe.skipIf(!present)("MultiSafepay's own vectors", () => {
  const { vectors } = present
    ? (JSON.parse(readFileSync(corpus, 'utf8')) as { vectors: readonly Vector[] })
    : { vectors: [] };

  it('should be verified, and refused where blanks of the body are lost', async () => {
    const answers = vectors.map(async ({ apiKey, authHeader, timestamp, payload }) => {
      const runtime = { subtle, now: () => Number(timestamp) * 1000 };
      return verifySignature(authHeader, new TextEncoder().encode(payload), { keys: apiKey, runtime });
    });
    expect((await Promise.all(answers)).map(({ ok }) => ok)).toEqual(vectors.map(({ expected }) => expected));
    expect(new Set(vectors.map(({ expected }) => expected))).toEqual(new Set([true, false]));
  });

  it('should be made by us as well', async () => {
    for (const { apiKey, authHeader, timestamp, payload } of vectors.filter(({ expected }) => expected)) {
      const signing = { key: apiKey, at: Number(timestamp), runtime: { subtle } };
      expect(await signNotification(new TextEncoder().encode(payload), signing)).toBe(authHeader);
    }
  });
});

describe('a signature', () => {
  it("should be believed if Node's HMAC made it, and say when", async () => {
    expect(await verify(headerOf(body, key))).toEqual({ ok: true, at: signedAt });
  });

  it.each([null, '', '   '])('should be missing: %j', async (header) => {
    expect(await verify(header)).toEqual({ ok: false, because: 'missing' });
  });

  const good = headerOf(body, key);
  const [timestamp, hex = ''] = atob(good).split(':');
  const nextLetter = (end: string) => String.fromCharCode(end.charCodeAt(0) + 1);
  it.each([
    ['no base64', '%%%'],
    ['no colon', btoa('1700000000')],
    ['no timestamp', btoa(`:${hex}`)],
    ['a timestamp that is no number', btoa(`17e8:${hex}`)],
    ['a negative timestamp', btoa(`-${timestamp}:${hex}`)],
    ['a signature cut short', btoa(`${timestamp}:${hex.slice(2)}`)],
    ['a signature in capitals', btoa(`${timestamp}:${hex.toUpperCase()}`)],
    ['more after it', btoa(`${timestamp}:${hex}:more`)],
    ['no padding', good.replace(/=+$/, '')],
    ['a blank inside', `${good.slice(0, 8)} ${good.slice(8)}`],
    ['another spelling of the same bytes', good.replace(/.==$/, (end) => `${nextLetter(end)}==`)],
    ['a huge header', 'QUFB'.repeat(100_000)],
  ])('should be malformed with %s', async (_what, header) => {
    expect(await verify(header)).toEqual({ ok: false, because: 'malformed' });
  });

  it('should be refused under another key, and over a body that was parsed and written again', async () => {
    expect(await verify(headerOf(body, `${key}x`))).toEqual({ ok: false, because: 'mismatch' });
    const again = new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(body))));
    expect(await verify(good, again)).toEqual({ ok: false, because: 'mismatch' });
  });

  it('should not be moved to another time', async () => {
    const moved = btoa(`${signedAt + 1}:${hex}`);
    expect(await verify(moved)).toEqual({ ok: false, because: 'mismatch' });
  });
});

describe('freshness', () => {
  const header = headerOf(body, key);

  it.each([
    [600, {}, undefined],
    [601, {}, 'stale'],
    [-600, {}, undefined],
    [-601, {}, 'future'],
    [60, { freshness: 60 }, undefined],
    [61, { freshness: 60 }, 'stale'],
    [-61, { freshness: 60 }, 'future'],
    [1e9, { freshness: 0 }, undefined],
    [-1e9, { freshness: 0 }, undefined],
  ])('should be judged %d seconds later with %j: %s', async (later, options, because) => {
    expect(await verify(header, body, options, later)).toEqual(
      because === undefined ? { ok: true, at: signedAt } : { ok: false, because },
    );
  });

  it.each([3600, -3600])('should say of another key that it is another key, %d seconds later', async (later) => {
    expect(await verify(headerOf(body, 'another key'), body, {}, later)).toEqual({ ok: false, because: 'mismatch' });
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('should not be switched off by %d', async (freshness) => {
    await expect(verify(header, body, { freshness })).rejects.toThrow(InputError);
  });
});

describe('keys', () => {
  it('should be tried one after the other while one is being replaced', async () => {
    const keys = ['the new key', key];
    expect(await verify(headerOf(body, key), body, { keys })).toEqual({ ok: true, at: signedAt });
    expect(await verify(headerOf(body, 'the new key'), body, { keys })).toEqual({ ok: true, at: signedAt });
    expect(await verify(headerOf(body, 'an old key'), body, { keys })).toEqual({ ok: false, because: 'mismatch' });
  });

  it('should be trimmed', async () => {
    expect(await verify(headerOf(body, key), body, { keys: `  ${key}\n` })).toEqual({ ok: true, at: signedAt });
  });

  it.each(['', '  ', [], [key, '']])('should never be blank: %j', async (keys) => {
    await expect(verify(headerOf(body, ''), body, { keys })).rejects.toThrow(InputError);
  });
});

describe('a signature that may be of several sites', () => {
  const sites = ['of the first', ['of the second', 'its new one'], 'of the third'];
  const by = (header: string | null, later = 0) =>
    verifySignatureOf(header, body, { sites, runtime: { subtle, now: () => (signedAt + later) * 1000 } });

  it.each([
    ['of the first', 0],
    ['of the second', 1],
    ['its new one', 1],
    ['of the third', 2],
  ])('should be of the one whose key made it, whenever that was: %s', async (secret, site) => {
    const header = headerOf(body, secret);
    expect(await by(header)).toEqual({ answer: { ok: true, at: signedAt }, site });
    expect(await by(header, 601)).toEqual({ answer: { ok: false, because: 'stale' }, site });
    expect(await by(header, -601)).toEqual({ answer: { ok: false, because: 'future' }, site });
  });

  it.each([
    ['missing', null],
    ['malformed', '%%%'],
    ['mismatch', headerOf(body, 'of nobody')],
  ])('should be of the last one where it is %s', async (because, header) => {
    expect(await by(header)).toEqual({ answer: { ok: false, because }, site: 2 });
  });

  it('should need a key of each', async () => {
    const runtime = { subtle, now: () => signedAt * 1000 };
    await expect(verifySignatureOf(null, body, { sites: [key, ' '], runtime })).rejects.toThrow(/^keys: an API key/);
    await expect(verify(null, body, { freshness: -1 })).rejects.toThrow(/^freshness: no number of seconds/);
  });
});

describe('whatever the body and the key', () => {
  const anyBody = fc.uint8Array({ maxLength: 300 });
  const anyKey = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter((text) => text.trim() !== '');
  const flip = (bytes: Uint8Array, bit: number) => {
    const changed = Uint8Array.from(bytes);
    const place = Math.floor(bit / 8) % bytes.length;
    changed[place] = (changed[place] ?? 0) ^ (1 << (bit % 8));
    return changed;
  };

  propertyTest.prop([anyBody, anyKey])('should sign as Node does, and verify what it signed', async (bytes, secret) => {
    const header = await signNotification(bytes, { key: secret, at: signedAt, runtime: { subtle } });
    expect(header).toBe(headerOf(bytes, secret.trim()));
    expect(await verify(header, bytes, { keys: secret })).toEqual({ ok: true, at: signedAt });
  });

  propertyTest.prop([fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat()])(
    'should refuse a body with one bit changed',
    async (bytes, bit) => {
      expect(await verify(headerOf(bytes, key), flip(bytes, bit))).toEqual({ ok: false, because: 'mismatch' });
    },
  );

  it('should refuse a header with any one bit changed', async () => {
    const header = Buffer.from(headerOf(body, key), 'latin1');
    const refused = new Map<string, number>();
    for (let bit = 0; bit < header.length * 8; bit++) {
      const changed = Buffer.from(flip(header, bit)).toString('latin1');
      const answer = await verify(changed, body, { freshness: 0 });
      expect(answer.ok, changed).toBe(false);
      if (!answer.ok) refused.set(answer.because, (refused.get(answer.because) ?? 0) + 1);
    }
    console.info(`${header.length * 8} headers with one bit changed: ${JSON.stringify(Object.fromEntries(refused))}`);
  });

  propertyTest.prop([fc.string({ unit: 'binary', maxLength: 300 })])(
    'should never throw over a header, whatever it holds',
    async (header) => {
      expect((await verify(header)).ok).toBe(false);
    },
  );
});
