/**
 * Goal: the page comes compressed to who reads that, once, and whole to everybody else.
 */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageAnswers, studioFiles, studioPage } from '../../src/cli/studio-page.ts';
import { type Browser, hasBrowser, startBrowser } from './browser.ts';

const files = studioFiles();
const answer = pageAnswers(files);
const asked = (headers: Readonly<Record<string, string>>) => (name: string) => headers[name];
const script = '/studio.js';
const zipped = asked({ 'accept-encoding': 'gzip, deflate' });
const browserReads = asked({ 'accept-encoding': 'gzip, deflate, br, zstd' });

describe('the page as it is served', () => {
  it.each([...files.keys()])('should be the same compressed and as it is: %s', async (path) => {
    const [plain, gzip] = [await answer(path, asked({})), await answer(path, zipped)];
    expect(Buffer.from(plain?.body ?? []).toString()).toBe(files.get(path)?.content);
    expect(gzip?.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip?.body ?? new Uint8Array()).toString()).toBe(files.get(path)?.content);
    expect(plain?.headers).not.toHaveProperty('content-encoding');
    const brotli = await answer(path, browserReads);
    expect(brotli?.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli?.body ?? new Uint8Array()).toString()).toBe(files.get(path)?.content);
    expect(new Set([plain, gzip, brotli].map((one) => one?.headers.etag)).size).toBe(3);
  });

  it.each(['', 'identity', 'zstd', 'gzip;q=0', 'gzip; q=0.0', '*;q=0', '*, gzip;q=0', 'br;q=0'])(
    'should be as it is for who reads %j',
    async (encodings) => {
      expect((await answer(script, asked({ 'accept-encoding': encodings })))?.headers).not.toHaveProperty(
        'content-encoding',
      );
    },
  );

  it.each(['br', 'BR', 'gzip, br', 'br;q=0.1, *;q=0'])('should be by brotli for who reads %j', async (encodings) => {
    expect((await answer(script, asked({ 'accept-encoding': encodings })))?.headers).toHaveProperty(
      'content-encoding',
      'br',
    );
  });

  it.each(['gzip', 'GZIP', 'deflate, gzip;q=0.5', '*', 'br;q=0, gzip'])(
    'should be compressed for who reads %j',
    async (encodings) => {
      expect((await answer(script, asked({ 'accept-encoding': encodings })))?.headers).toHaveProperty(
        'content-encoding',
        'gzip',
      );
    },
  );

  it.each([(tag: string) => tag, (tag: string) => `W/${tag}`, (tag: string) => `"another", ${tag}`, () => '*'])(
    'should not be sent again to who has it: form %#',
    async (form) => {
      const tag = (await answer(script, zipped))?.headers.etag ?? '';
      const again = await answer(script, asked({ 'accept-encoding': 'gzip', 'if-none-match': form(tag) }));
      expect(again).toMatchObject({ status: 304, body: null, headers: { etag: tag } });
    },
  );

  it('should be sent to who has another version, or the other form', async () => {
    const tag = (await answer(script, asked({})))?.headers.etag ?? '';
    expect((await answer(script, asked({ 'accept-encoding': 'gzip', 'if-none-match': tag })))?.status).toBe(200);
    expect((await answer(script, asked({ 'if-none-match': '"another"' })))?.status).toBe(200);
  });

  it('should be nothing for a path that is none of it', async () => {
    expect(await answer('/other.js', zipped)).toBeUndefined();
    expect(await studioPage()('/other.js', new Headers())).toBeUndefined();
  });
});

/** Where a page is, of which every file is answered as a server answers it. */
const place = 'http://127.0.0.1:9';

describe.runIf(hasBrowser())('the script of a view', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  /** What is asked for until a view is shown: the scripts, and their sum in bytes as they are sent. */
  const sentFor = async (view: string, reader: ReturnType<typeof asked>): Promise<number> => {
    const page = await browser.context.newPage();
    let sum = 0;
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = files.get(pathname);
      if (file === undefined) return route.fulfill({ status: 404 });
      if (pathname.endsWith('.js')) sum += (await answer(pathname, reader))?.body?.length ?? 0;
      return route.fulfill({ contentType: file.type, body: file.content });
    });
    await page.goto(`${place}/#/${view}`);
    await page.locator('main h1').waitFor();
    await page.close();
    return sum;
  };

  it.each([
    ['charts', 43_000],
    ['matrix', 72_000],
    ['play', 77_000],
    ['live', 82_000],
    ['inspector', 53_000],
    ['what-if', 102_000],
    ['incidents', 55_000],
    // A story with what judges it: more than any view that is opened first, since all stories come along.
    ['incidents?story=refund-done-at-creation', 112_000],
  ])('should be, with what it needs, at most what is said of it: %s, by gzip %d bytes', async (view, most) => {
    const [gzip, brotli] = [await sentFor(view, zipped), await sentFor(view, browserReads)];
    console.info(`the script of ${view}: ${gzip} bytes by gzip, ${brotli} by brotli`);
    expect(gzip).toBeGreaterThan(10_000);
    expect(gzip).toBeLessThanOrEqual(most);
    expect(brotli).toBeLessThanOrEqual(105_000);
  });

  it('should be asked for when the view is opened, and no other, and again if it did not come', async () => {
    const page = await browser.context.newPage();
    const sent: string[] = [];
    let isThere = false;
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      const file = files.get(pathname);
      sent.push(pathname);
      if (file === undefined || (pathname === '/studio-judging.js' && !isThere)) return route.fulfill({ status: 404 });
      return route.fulfill({ contentType: file.type, body: file.content });
    });
    await page.goto(`${place}/#/charts`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(sent.filter((path) => path.startsWith('/studio-')).sort()).toEqual(['/studio-charts.js', '/studio-draw.js']);
    await page.getByRole('link', { name: 'What if' }).click();
    await page.getByRole('heading', { name: 'This view did not come' }).waitFor();
    isThere = true;
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByRole('heading', { name: 'What if' }).waitFor();
    await page.close();
  });
});
