/**
 * Goal: the page comes compressed to who reads that, once, and whole to everybody else.
 */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageAnswers, studioFiles, studioPage } from '../../src/cli/studio-page.ts';
import { incidents } from '../../src/incidents/index.ts';
import { chartIds } from '../../src/relation/index.ts';
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

/** A link of every kind that the page gives out, and each story of Incidents. */
const linksOfEveryKind = [
  ...chartIds.flatMap((chart) => [`charts?chart=${chart}`, `matrix?chart=${chart}`]),
  'charts?chart=refund&state=reserved',
  'matrix?edition=2025-08&collector=multisafepay&brand=amex&threeD=non-3-D',
  'play?v=1&brand=visa&steps=order.created+3-D+visa+2500~authentication.completed+Y~authorisation.approved',
  'what-if?text=S87PLchJLUlNUdC1U0gsLkksKU7hKkMWBgA',
  'live?order=1001&list=quarantine&report=2',
  'live?order=1001&state=completed',
  'inspector?actor=x:0',
  'no-such-view',
  ...incidents.map(({ id }) => `incidents?story=${id}`),
  'incidents?story=no-such-story',
  `incidents?story=${incidents[0]?.id}&step=2`,
];

/** Where a page is, of which every file is answered as a server answers it. */
const place = 'http://127.0.0.1:9';

describe.runIf(hasBrowser())('the script of a view', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  /** What is asked for until each of some links is shown, the page opened anew for each: the sum of its scripts in bytes as they are sent. */
  const sentFor = async (links: readonly string[], reader: ReturnType<typeof asked>): Promise<readonly number[]> => {
    const page = await browser.context.newPage();
    let sum = 0;
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = files.get(pathname);
      if (file === undefined) return route.fulfill({ status: 404 });
      const bytes = (await answer(pathname, reader))?.body?.length ?? 0;
      if (pathname.endsWith('.js')) sum += bytes;
      return route.fulfill({ contentType: file.type, body: file.content });
    });
    const sums: number[] = [];
    for (const link of links) {
      sum = 0;
      await page.goto('about:blank');
      await page.goto(`${place}/#/${link}`, { waitUntil: 'commit' });
      await page.locator('main h1').waitFor();
      await page.getByText('Opening it…').waitFor({ state: 'detached' });
      sums.push(sum);
    }
    await page.close();
    return sums;
  };

  it.each([
    ['charts', 42_000],
    ['matrix', 71_000],
    ['play', 76_000],
    ['live', 82_000],
    ['inspector', 53_000],
    ['what-if', 100_000],
    ['incidents', 56_000],
  ])('should be, with what it needs, at most what is said of it: %s, by gzip %d bytes', async (view, most) => {
    const [[gzip], [brotli]] = [await sentFor([view], zipped), await sentFor([view], browserReads)];
    console.info(`the script of ${view}: ${gzip} bytes by gzip, ${brotli} by brotli`);
    expect(gzip).toBeGreaterThan(10_000);
    expect(gzip).toBeLessThanOrEqual(most);
  });

  it('should be at most 105 kB by gzip for every view, and for a link of every kind', async () => {
    const page = await browser.context.newPage();
    await page.route('**/*', (route) => {
      const file = files.get(new URL(route.request().url()).pathname);
      return route.fulfill(file ? { contentType: file.type, body: file.content } : { status: 404 });
    });
    await page.goto(place);
    const tabs = await page.getByRole('navigation', { name: 'Views' }).getByRole('link').all();
    const views = await Promise.all(tabs.map((tab) => tab.getAttribute('href')));
    expect(views.length).toBeGreaterThan(5);
    await page.close();
    const links = [...views.map((href) => href?.replace('#/', '') ?? ''), ...linksOfEveryKind];
    const sums = await sentFor(links, zipped);
    const sent = links.map((link, place) => ({ link, bytes: sums[place] ?? 0 })).sort((a, b) => b.bytes - a.bytes);
    console.info(`the most script for a link, by gzip: ${sent[0]?.bytes} bytes for ${sent[0]?.link}`);
    expect(sent.filter(({ bytes }) => bytes > 105_000)).toEqual([]);
    expect(sent.filter(({ bytes }) => bytes < 10_000)).toEqual([]);
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
