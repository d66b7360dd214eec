/**
 * Goal: the studio works in a real browser, for everybody: by mouse, by keyboard, by screen reader, on any width, in light and
 * dark, from a server and from a file, and it asks nothing of any other host.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, hasBrowser, servePage, startBrowser } from './browser.ts';
import { pageFile } from './page.ts';

describe.runIf(hasBrowser())('the studio', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;

  beforeAll(async () => {
    site = await servePage(() => readFileSync(pageFile, 'utf8'));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it('should open from a file, with a chart', async () => {
    const page = await browser.context.newPage();
    await page.goto(pathToFileURL(pageFile).href);
    await page.getByRole('button', { name: /^State requested/ }).waitFor();
    await page.close();
  });

  it('should have asked nothing of any other host, and nothing went wrong in it', () => {
    const others = browser.requests.filter((url) => !url.startsWith(site.url) && !url.startsWith('file:'));
    expect(others).toEqual([]);
    expect(browser.errors).toEqual([]);
  });
});
