/**
 * Goal: every incident can be found and played to its end in a real browser, by mouse and by keyboard, with what went wrong
 * there beside what is answered here; nobody is kept out, and nothing is asked of the places that are linked to.
 */
import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findIncident, incidents, type PlayedStep, playIncident, scenesOf } from '../../src/incidents/index.ts';
import { graphOf } from '../../src/studio/graph.ts';
import { type Browser, hasBrowser, servePage, startBrowser } from './browser.ts';
import { pageFile } from './page.ts';

describe.runIf(hasBrowser())('the incidents in the studio', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;
  let page: Page;

  beforeAll(async () => {
    site = await servePage(() => readFileSync(pageFile, 'utf8'));
    browser = await startBrowser();
    page = await browser.context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  /** Opens the view. The page is loaded once: from then on only its fragment changes. */
  const open = async (query = ''): Promise<void> => {
    await page.goto(`${site.url}#/incidents${query}`);
    const id = new URLSearchParams(query).get('story');
    const name = id === null ? 'Incidents' : (findIncident(id)?.title ?? `There is no incident “${id}” here`);
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  };
  const next = () => page.getByRole('button', { name: 'Next', exact: true });
  const stepShown = () => page.getByRole('region', { name: 'The step shown' });

  /** Expects a step to be shown whole: both answers, and its chart. */
  async function expectShown(played: PlayedStep, place: number, of: number): Promise<void> {
    const shown = stepShown();
    await shown.getByText(`Step ${place + 1} of ${of}`).waitFor();
    const text = (await shown.textContent()) ?? '';
    expect(text).toContain(played.step.says);
    expect(text).toContain(played.step.there ?? 'Nothing is known to have gone wrong at this step.');
    const badges = { taken: 'told', 'no order': 'unreadable' };
    expect(await shown.locator('.verdict').textContent()).toBe(
      badges[played.word as keyof typeof badges] ?? played.word,
    );
    const [scene] = scenesOf(played);
    if (!scene) throw new Error('no scene');
    const chart = page.locator('.chart svg');
    expect(await chart.getAttribute('aria-label')).toBe(
      `${graphOf(scene.chart).title} chart. The payment is in ${scene.states.join(' or ')}.`,
    );
    expect(await chart.locator('.illegal').count()).toBe(scene.illegal ? 1 : 0);
    expect(await chart.locator('.arrow.taken').count()).toBe(scene.taken.length > 0 ? 1 : 0);
  }

  it.each(incidents)('should play to its end, and pass axe: $id', async (incident) => {
    const { steps } = playIncident(incident);
    await open();
    await page.getByRole('link', { name: incident.title, exact: true }).click();
    for (const [place, played] of steps.entries()) {
      await expectShown(played, place, steps.length);
      if (place < steps.length - 1) await next().click();
    }
    expect(await next().getAttribute('aria-disabled')).toBe('true');
    const text = (await page.getByRole('main').textContent()) ?? '';
    for (const told of [incident.happened, incident.lesson, ...(incident.also ?? []).map(({ says }) => says)])
      expect(text).toContain(told);
    for (const { text: name, url } of incident.sources)
      expect(await page.getByRole('link', { name, exact: true }).getAttribute('href')).toBe(url);
    expect(await violations(page)).toEqual([]);
  });

  it('should be a list that can be searched', async () => {
    await open();
    const list = page.locator('.incident-list li');
    expect(await list.count()).toBe(incidents.length);
    const search = page.getByRole('searchbox', { name: 'Search' });
    await search.fill('Refund  twice');
    const wanted = incidents.filter((one) => /refund/i.test(JSON.stringify(one)) && /twice/i.test(JSON.stringify(one)));
    expect(await list.count()).toBeGreaterThan(0);
    expect(await list.count()).toBeLessThanOrEqual(wanted.length);
    await page.getByText(`of ${incidents.length} incidents`).waitFor();
    expect(await violations(page)).toEqual([]);
    await search.fill('no incident says this');
    await page.getByText('No incident has all of these words.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await list.count()).toBe(incidents.length);
    expect(await search.inputValue()).toBe('');
  });

  it('should be read by keyboard alone', async () => {
    await open();
    const search = page.getByRole('searchbox', { name: 'Search' });
    await search.focus();
    await page.keyboard.type('double-invoice');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const story = incidents.find(({ id }) => id === 'double-invoice') as (typeof incidents)[number];
    await page.getByRole('heading', { level: 1, name: story.title }).waitFor();
    const at = (step: number) => stepShown().getByText(`Step ${step} of ${story.steps.length}`).waitFor();
    await at(1);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await at(3);
    await page.keyboard.press('ArrowLeft');
    await at(2);
    await page.keyboard.press('End');
    await at(story.steps.length);
    await page.keyboard.press('ArrowRight');
    await at(story.steps.length);
    await page.keyboard.press('Home');
    await at(1);
    await page.keyboard.press('ArrowLeft');
    await at(1);
    await page.getByRole('button', { name: story.steps[3]?.says ?? '' }).focus();
    await page.keyboard.press('Enter');
    await at(4);
  });

  it('should play by itself, stop at the end, and begin again', async () => {
    const before = page;
    page = await browser.context.newPage();
    await page.clock.install();
    await open('?story=cancelled-twice');
    const at = (step: number) => stepShown().getByText(`Step ${step} of 5`).waitFor();
    await at(1);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    for (const step of [2, 3]) {
      await page.clock.runFor(2600);
      await at(step);
    }
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.clock.runFor(60_000);
    await at(3);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    for (const step of [4, 5]) {
      await page.clock.runFor(2600);
      await at(step);
    }
    await page.clock.runFor(60_000);
    await at(5);
    await page.getByRole('button', { name: 'Play again', exact: true }).click();
    await at(1);
    await page.clock.runFor(2600);
    await at(2);
    await page.close();
    page = before;
  });

  it('should be linked to step by step, with a wrong link that leads on', async () => {
    await open('?story=concurrent-refunds&step=4');
    await stepShown().getByText('Step 4 of 6').waitFor();
    await next().click();
    await stepShown().getByText('Step 5 of 6').waitFor();
    expect(new URL(page.url()).hash).toBe('#/incidents?story=concurrent-refunds&step=5');
    for (const step of ['99', '-1', '1.5', 'two', '']) {
      await open(`?story=concurrent-refunds&step=${step}`);
      await stepShown().getByText('Step 1 of 6').waitFor();
    }
    await open('?story=no-such-story');
    await page.getByRole('heading', { name: 'There is no incident “no-such-story” here' }).waitFor();
    await page.getByRole('link', { name: 'All incidents' }).click();
    await page.getByRole('searchbox', { name: 'Search' }).waitFor();
  });

  it('should show another transaction of the order where there is one', async () => {
    await open('?story=concurrent-refunds&step=4');
    const chart = page.locator('.chart svg');
    const transactions = page.getByRole('group', { name: 'Transactions' });
    await transactions.getByRole('button', { name: 'payment 7001' }).click();
    expect(await chart.getAttribute('aria-label')).toBe('Transaction chart. The payment is in completed.');
    await next().click();
    expect(await chart.getAttribute('aria-label')).toBe('Refund chart. The payment is in reserved.');
  });

  it('should fit the smallest window, every story of them', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const query of ['', ...incidents.map(({ id, steps }) => `?story=${id}&step=${steps.length}`)]) {
      await open(query);
      expect(await overflow(page), query).toBeLessThanOrEqual(0);
    }
  });

  it.each([
    [1440, 'dark'],
    [1024, 'light'],
    [390, 'dark'],
  ] as const)('should fit a window of %i pixels, and pass axe in %s', async (width, colorScheme) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const longest = ['?story=late-expired-cancels-paid&step=3', '?story=own-mid-counted-as-paid-or-unpaid&step=5'];
    for (const query of ['', ...longest]) {
      await open(query);
      expect(await overflow(page), query).toBeLessThanOrEqual(0);
      expect(await violations(page), query).toEqual([]);
    }
  });

  it('should have asked nothing of any other host, and nothing went wrong in it', () => {
    expect(browser.requests.filter((url) => !url.startsWith(site.url))).toEqual([]);
    expect(browser.errors).toEqual([]);
  });
});

/** By how many pixels a page is wider than its window. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** What axe finds wrong with a page, in words. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run().then(({ violations }) => violations.map(
    ({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' '),
  ))`) as Promise<readonly string[]>;
}
