/**
 * Goal: the page comes compressed to who reads that, once, and whole to everybody else.
 */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pageAnswers, studioFiles, studioPage } from '../../src/cli/studio-page.ts';

const files = studioFiles();
const answer = pageAnswers(files);
const asked = (headers: Readonly<Record<string, string>>) => (name: string) => headers[name];
const script = '/studio.js';
const zipped = asked({ 'accept-encoding': 'gzip, deflate' });
const browser = asked({ 'accept-encoding': 'gzip, deflate, br, zstd' });

describe('the page as it is served', () => {
  it.each([...files.keys()])('should be the same compressed and as it is: %s', (path) => {
    const [plain, gzip] = [answer(path, asked({})), answer(path, zipped)];
    expect(Buffer.from(plain?.body ?? []).toString()).toBe(files.get(path)?.content);
    expect(gzip?.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip?.body ?? new Uint8Array()).toString()).toBe(files.get(path)?.content);
    expect(plain?.headers).not.toHaveProperty('content-encoding');
    const brotli = answer(path, browser);
    expect(brotli?.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli?.body ?? new Uint8Array()).toString()).toBe(files.get(path)?.content);
    expect(new Set([plain, gzip, brotli].map((one) => one?.headers.etag)).size).toBe(3);
  });

  it.each([
    ['gzip', zipped],
    ['brotli', browser],
  ])(
    'should have at most 80 kB of script, by %s, and 75 kB more once a view of the later script is opened',
    (form, reader) => {
      const [first = 0, later = 0] = [script, '/studio-later.js'].map((path) => answer(path, reader)?.body?.length);
      console.info(`the studio's script by ${form}: ${first} bytes, and ${later} later`);
      expect(first).toBeGreaterThan(10_000);
      expect(first).toBeLessThanOrEqual(80_000);
      expect(later).toBeGreaterThan(10_000);
      expect(later).toBeLessThanOrEqual(75_000);
    },
  );

  it.each(['', 'identity', 'zstd', 'gzip;q=0', 'gzip; q=0.0', '*;q=0', '*, gzip;q=0', 'br;q=0'])(
    'should be as it is for who reads %j',
    (encodings) => {
      expect(answer(script, asked({ 'accept-encoding': encodings }))?.headers).not.toHaveProperty('content-encoding');
    },
  );

  it.each(['br', 'BR', 'gzip, br', 'br;q=0.1, *;q=0'])('should be by brotli for who reads %j', (encodings) => {
    expect(answer(script, asked({ 'accept-encoding': encodings }))?.headers).toHaveProperty('content-encoding', 'br');
  });

  it.each(['gzip', 'GZIP', 'deflate, gzip;q=0.5', '*', 'br;q=0, gzip'])(
    'should be compressed for who reads %j',
    (encodings) => {
      expect(answer(script, asked({ 'accept-encoding': encodings }))?.headers).toHaveProperty(
        'content-encoding',
        'gzip',
      );
    },
  );

  it.each([(tag: string) => tag, (tag: string) => `W/${tag}`, (tag: string) => `"another", ${tag}`, () => '*'])(
    'should not be sent again to who has it: form %#',
    (form) => {
      const tag = answer(script, zipped)?.headers.etag ?? '';
      const again = answer(script, asked({ 'accept-encoding': 'gzip', 'if-none-match': form(tag) }));
      expect(again).toMatchObject({ status: 304, body: null, headers: { etag: tag } });
    },
  );

  it('should be sent to who has another version, or the other form', () => {
    const tag = answer(script, asked({}))?.headers.etag ?? '';
    expect(answer(script, asked({ 'accept-encoding': 'gzip', 'if-none-match': tag }))?.status).toBe(200);
    expect(answer(script, asked({ 'if-none-match': '"another"' }))?.status).toBe(200);
  });

  it('should be nothing for a path that is none of it', async () => {
    expect(answer('/other.js', zipped)).toBeUndefined();
    expect(await studioPage()('/other.js', new Headers())).toBeUndefined();
  });
});
