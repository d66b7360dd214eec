/**
 * Goal: what the studio shows can be read: letters of at least 11 pixels on any screen, and of 9 points on paper, where a chart may break in
 * two and nothing of it is lost.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartIds } from '../../src/relation/index.ts';
import { type Browser, hasBrowser, servePage, startBrowser } from './browser.ts';
import { buildPage } from './page.ts';

const paid =
  'v=1&brand=visa&steps=order.created+3-D+visa+2500~authentication.completed+Y~authorisation.approved~screening.passed';

const views = [
  ...chartIds.map((id) => `charts?chart=${id}`),
  'charts?chart=transaction&state=completed',
  `play?${paid}`,
  'what-if',
  'matrix',
  'matrix?chart=refund',
  'incidents',
  'incidents?story=refund-done-at-creation',
  'live',
  'inspector',
];

/** A sheet of A4 across within its margins of 10 mm, in pixels of CSS, of which 96 are an inch and 72 points. */
const sheet = { width: Math.round((277 / 25.4) * 96), height: Math.round((190 / 25.4) * 96) };

/** The texts of the page that are smaller than so many pixels: those of HTML as they are computed. It runs in the page. */
const smallWords = (least: number): readonly string[] => {
  const { document, getComputedStyle, NodeFilter } = globalThis as never as BrowserGlobals;
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { parentElement: around, textContent } = node;
    if (around === null || textContent.trim() === '' || around.closest('svg, script, style, noscript, .unseen'))
      continue;
    if (!around.checkVisibility()) continue;
    const size = Number.parseFloat(getComputedStyle(around).fontSize);
    if (size < least) found.push(`${size}px: ${textContent.trim().slice(0, 40)}`);
  }
  return found;
};

/** The smallest letter of the chart on the screen, in pixels. It runs in the page. */
const smallestOnScreen = (): number => {
  const { document, getComputedStyle } = globalThis as never as BrowserGlobals;
  const sizes = [...document.querySelectorAll('.chart svg')].flatMap((svg) =>
    [...svg.querySelectorAll('text')].map(
      (text) => Number.parseFloat(getComputedStyle(text).fontSize) * (svg.getScreenCTM()?.a ?? 0),
    ),
  );
  return Math.min(...sizes);
};

/** The parts of the chart on paper: what each shows of it, in units, how large, in pixels, and its smallest letter. It runs in the page. */
const partsOnPaper = () => {
  const { document, getComputedStyle } = globalThis as never as BrowserGlobals;
  const smallest = Math.min(
    ...[...document.querySelectorAll('.chart svg text')].map((text) =>
      Number.parseFloat(getComputedStyle(text).fontSize),
    ),
  );
  const placed = (selector: string) =>
    [...document.querySelectorAll(selector)].map((one) => {
      const of = (name: string): number => Number(one.getAttribute(name));
      return { x: of('x'), y: of('y'), width: of('width'), height: of('height') };
    });
  const parts = [...document.querySelectorAll('.chart-printed svg')].map((svg) => {
    const [x = 0, y = 0, width = 0, height = 0] = String(svg.getAttribute('viewBox')).split(' ').map(Number);
    const box = svg.getBoundingClientRect();
    return {
      x,
      y,
      width,
      height,
      left: box.left,
      right: box.right,
      tall: box.height,
      letter: (box.width / width) * smallest,
    };
  });
  return { parts, boxes: [...placed('.chart svg .state > .box'), ...placed('.chart svg .label')] };
};

/** What of a page's globals is used above: these tests are compiled for Node. */
interface BrowserGlobals {
  readonly document: {
    readonly body: object;
    createTreeWalker(root: object, what: number): { nextNode(): TextNode | null };
    querySelectorAll(selector: string): Iterable<PageElement>;
  };
  readonly NodeFilter: { readonly SHOW_TEXT: number };
  getComputedStyle(element: PageElement): { readonly fontSize: string };
}
interface TextNode {
  readonly parentElement: PageElement | null;
  readonly textContent: string;
}
interface PageElement {
  closest(selector: string): PageElement | null;
  checkVisibility(): boolean;
  querySelectorAll(selector: string): Iterable<PageElement>;
  getAttribute(name: string): string | null;
  getScreenCTM(): { readonly a: number } | null;
  getBoundingClientRect(): {
    readonly left: number;
    readonly right: number;
    readonly width: number;
    readonly height: number;
  };
}

describe.runIf(hasBrowser())('the letters of the studio', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;
  let page: Page;

  beforeAll(async () => {
    const html = await buildPage();
    site = await servePage(() => html);
    browser = await startBrowser();
    page = await browser.context.newPage();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const opened = async (view: string): Promise<void> => {
    // Another fragment alone would be no new page.
    await page.goto('about:blank');
    await page.goto(`${site.url}#/${view}`);
    await page.locator('h1').waitFor();
    if (/^(?:charts|play)/.test(view)) await page.locator('.chart svg text').first().waitFor({ state: 'attached' });
  };

  describe.each([1440, 1024, 390])('on a screen %d wide', (width) => {
    it.each(views)('should be at least 11 pixels high: %s', async (view) => {
      await page.emulateMedia({ media: 'screen' });
      await page.setViewportSize({ width, height: 900 });
      await opened(view);
      expect(await page.evaluate(smallWords, 11)).toEqual([]);
      // The room of a chart is measured once it is in the page.
      await expect.poll(() => page.evaluate(smallestOnScreen)).toBeGreaterThanOrEqual(10.99);
    });
  });

  it.each(chartIds)('should not cost the sight of the whole %s chart on a screen 1440 wide', async (chart) => {
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 1440, height: 1200 });
    await opened(`charts?chart=${chart}`);
    const seen = async () => {
      const around = await page.locator('.chart').boundingBox();
      const states = await page.locator('.chart .state').all();
      const boxes = await Promise.all(states.map((state) => state.boundingBox()));
      return boxes.map((box) => box && around && box.x >= around.x && box.x + box.width <= around.x + around.width);
    };
    await expect.poll(seen).not.toContain(false);
  });

  it.each(views)('should be at least 9 points high on paper: %s', async (view) => {
    await page.setViewportSize(sheet);
    await opened(view);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(smallWords, 12)).toEqual([]);
  });

  it.each(chartIds)(
    'should be at least 9 points high on paper in the %s chart, of which nothing is lost',
    async (chart) => {
      await page.setViewportSize(sheet);
      await opened(`charts?chart=${chart}`);
      await page.emulateMedia({ media: 'print' });
      const { parts, boxes } = await page.evaluate(partsOnPaper);
      expect(parts.length).toBeGreaterThan(0);
      expect(parts.length).toBeLessThanOrEqual(2);
      for (const { left, right, tall, letter } of parts) {
        expect((letter / 96) * 72).toBeGreaterThanOrEqual(8.99);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(sheet.width);
        expect(tall).toBeLessThanOrEqual(sheet.height);
      }
      const isWhole = (box: (typeof boxes)[number], part: (typeof parts)[number]): boolean =>
        box.x >= part.x &&
        box.y >= part.y &&
        box.x + box.width <= part.x + part.width &&
        box.y + box.height <= part.y + part.height;
      expect(boxes.length).toBeGreaterThan(5);
      const isSmall = ({ width }: { readonly width: number }): boolean => width < 300;
      expect(boxes.filter((box) => isSmall(box) && !parts.some((part) => isWhole(box, part)))).toEqual([]);
      expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000);
    },
  );
});
