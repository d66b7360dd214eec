/**
 * Goal: the studio works in a real browser, for everybody: by mouse, by keyboard, by screen reader, on any width, in light and
 * dark, from a server and from a file, and it asks nothing of any other host.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brandNames, cardBrands } from '../../machines/index.ts';
import { chartIds } from '../../src/relation/index.ts';
import { graphOf } from '../../src/studio/graph.ts';
import { lines } from '../cli/terminal.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { type Browser, hasBrowser, servePage, startBrowser } from './browser.ts';
import { pageFile } from './page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const corpus = new URL('../../../shared/corpus/', import.meta.url);
const [cardNumber] = testCards;

const paidVisa =
  'v=1&brand=visa&steps=order.created+3-D+visa+2500~authentication.completed+Y~authorisation.approved~screening.passed';

/** Pastes a text, as a keyboard would. It runs in the page, whose names this program does not know. */
const pasteInto = new Function(
  'box',
  'text',
  `const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));`,
) as (box: unknown, text: string) => void;

/** Drops a file. It runs in the page. */
const dropOn = new Function(
  'place',
  'text',
  `const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], 'day.jsonl'));
  place.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));`,
) as (place: unknown, text: string) => void;

/** Whether a text stands anywhere in the page, its fields and its address. It runs in the page. */
const stands = new Function(
  'text',
  `const fields = [...document.querySelectorAll('input, textarea')].map(({ value }) => value);
  return [document.documentElement.outerHTML, ...fields, location.href].some((one) => one.includes(text));`,
) as (text: string) => boolean;

/** Every view, as somebody meets it. */
const places = [
  '#/charts',
  '#/charts?chart=own-mid',
  '#/charts?chart=refund&state=reserved',
  '#/play',
  `#/play?${paidVisa}`,
  `#/play?${paidVisa}~a+day+passes~refund.requested+1000~refund.completed+1`,
  '#/what-if',
  '#/matrix',
  '#/matrix?edition=2025-08&collector=multisafepay&brand=amex&threeD=non-3-D',
  '#/matrix?chart=transaction',
  '#/no-such-view',
];

describe.runIf(hasBrowser())('the studio', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;

  beforeAll(async () => {
    site = await servePage(() => readFileSync(pageFile, 'utf8'));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** Opens a place, and closes it when the test is done with it. */
  const at = async (place: string, use: (page: Page) => Promise<void>): Promise<void> => {
    const page = await browser.context.newPage();
    try {
      await page.goto(`${site.url}${place}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await use(page);
    } finally {
      await page.close();
    }
  };
  const paste = async (page: Page, text: string): Promise<void> => {
    await page.getByRole('textbox', { name: /Status pairs/ }).evaluate(pasteInto, text);
  };
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each(places)('should have nothing that axe finds wrong at %s', async (place) => {
      await at(place, async (page) => {
        await page.emulateMedia({ colorScheme });
        if (place === '#/what-if') await button(page, 'Try an example').click();
        for (const details of await page.locator('details').all()) await details.locator('summary').click();
        await page.evaluate(axe);
        const wrong = await page.evaluate(async () => {
          const { violations } = await (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run();
          return violations.flatMap(({ id, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
          );
        });
        expect(wrong).toEqual([]);
      });
    });
  });

  it.each([1440, 1024, 390])('should never be wider than a screen of %d pixels', async (width) => {
    for (const place of places)
      await at(place, async (page) => {
        await page.setViewportSize({ width, height: 800 });
        if (place === '#/what-if') await button(page, 'Try an example').click();
        expect(await page.evaluate('document.documentElement.scrollWidth'), place).toBeLessThanOrEqual(width);
      });
  });

  it('should not be wider than a phone either where an order has a long name, and a word is long', async () => {
    await at('#/what-if', async (page) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page
        .locator('textarea')
        .fill(`order_id,status\n${'x'.repeat(50)},completed\n${'x'.repeat(50)},${'y'.repeat(60)}`);
      await page.getByRole('heading', { name: `${'x'.repeat(50)} after line 3` }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    });
  });

  it.each([1440, 1024, 700, 390, 320])(
    'should show every one of its views to choose on a screen of %d pixels',
    async (width) => {
      await at('#/charts', async (page) => {
        await page.setViewportSize({ width, height: 800 });
        const tabs = await page.getByRole('navigation', { name: 'Views' }).getByRole('link').all();
        expect(tabs.length).toBeGreaterThan(5);
        for (const tab of tabs) {
          const { x, width: wide } = (await tab.boundingBox()) ?? { x: -1, width: 0 };
          const name = await tab.textContent();
          expect(x, `${name} begins`).toBeGreaterThanOrEqual(0);
          expect(x + wide, `${name} ends`).toBeLessThanOrEqual(width);
        }
        // Each is what a finger meets where it is seen.
        for (const tab of tabs) await tab.click({ trial: true, timeout: 10_000 });
      });
    },
  );

  describe('the charts', () => {
    it.each(chartIds)('should say of every state and edge of the %s chart what it means and why', async (chart) => {
      const { states, arrows } = graphOf(chart);
      await at(`#/charts?chart=${chart}`, async (page) => {
        const about = page.getByRole('region', { name: 'What was chosen' });
        for (const { id, meta } of states) {
          await button(page, new RegExp(`^State ${id}(?: |$)`)).press('Enter');
          await about.getByText(meta.means, { exact: true }).waitFor();
          await about.getByText(meta.merchant, { exact: true }).waitFor();
        }
        for (const { from, to, edges } of arrows) {
          await button(page, new RegExp(`, from ${from} to ${to}$`)).press('Enter');
          for (const { fact } of edges) await about.getByRole('heading', { name: fact, exact: true }).first().waitFor();
        }
      });
    });

    it('should be moved about in by keyboard alone', async () => {
      await at('#/charts?chart=refund', async (page) => {
        const seen = (): Promise<string | null> => page.locator('.chart svg').getAttribute('viewBox');
        const labels: string[] = [];
        for (let presses = 0; presses < 40 && !labels.at(-1)?.startsWith('State'); presses++) {
          await page.keyboard.press('Tab');
          labels.push(String(await page.evaluate(`document.activeElement?.getAttribute('aria-label') ?? ''`)));
        }
        expect(labels.at(-1)).toBe('State unopened');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { level: 3, name: 'refund.requested' }).waitFor();
        for (const key of ['+', 'Shift+ArrowRight', '-', '0']) {
          const before = await seen();
          await page.keyboard.press(key);
          await expect.poll(seen).not.toBe(before);
        }
      });
    });

    it('should be given away as SVG and PNG', async () => {
      await at('#/charts?chart=refund', async (page) => {
        for (const form of ['SVG', 'PNG']) {
          const waiting = page.waitForEvent('download');
          await button(page, form).click();
          expect((await waiting).suggestedFilename()).toBe(`refund.${form.toLowerCase()}`);
        }
      });
    });
  });

  describe('a payment', () => {
    it.each(cardBrands)('should be played to the end with %s', async (brand) => {
      await at('#/play', async (page) => {
        const next = page.getByRole('region', { name: 'What happens next' });
        await page.getByLabel('Card brand').selectOption({ label: brandNames[brand] });
        const tell = (name: string) =>
          next.getByRole('button', { name }).and(page.locator('[aria-disabled="false"]')).click();
        const isWithout = brand === 'amex';
        if (isWithout) await page.getByLabel('3-D Secure').selectOption({ label: 'Without' });
        await tell(isWithout ? 'without 3-D Secure' : 'order created 3-D');
        if (!isWithout) await tell('authentication completed Y');
        await tell('authorisation approved');
        await tell('screening passed');
        const now = page.getByRole('region', { name: 'Where it stands' });
        await now.getByText('at MultiSafepay').first().waitFor();
        await now.getByText('Ship? Yes.', { exact: true }).waitFor();
        const link = page.url();
        await button(page, 'Undo').click();
        await now.getByText('reserved at the issuer').first().waitFor();
        await page.goto(link);
        await now.getByText('at MultiSafepay').first().waitFor();
      });
    });

    it('should begin once, though Enter is pressed twice', async () => {
      await at('#/play', async (page) => {
        await button(page, 'order created 3-D').focus();
        await page.keyboard.press('Enter');
        await page.keyboard.press('Enter');
        await page.getByRole('list', { name: 'What happened' }).waitFor();
        expect(await page.getByRole('list', { name: 'What happened' }).getByRole('listitem').count()).toBe(1);
      });
    });

    it('should give its path away as a picture, as sentences, as a test and as facts', async () => {
      const steps = ['order.created 3-D visa 2500', 'authentication.completed Y', 'authorisation.approved'].join('~');
      await at(`#/play?v=1&brand=visa&steps=${encodeURIComponent(steps)}`, async (page) => {
        const saved = async (way: string): Promise<Buffer> => {
          const waiting = page.waitForEvent('download');
          await page.getByLabel('Save the path').selectOption(way);
          return readFileSync((await (await waiting).path()) as string);
        };
        expect(String(await saved('Picture (SVG)'))).toMatch(/^<svg [\s\S]*class="arrow taken"/);
        expect((await saved('Picture (PNG)')).subarray(1, 4).toString()).toBe('PNG');
        expect(String(await saved('Sentences'))).toContain('1. ');
        expect(String(await saved('A test'))).toContain('step(');
        const facts = String(await saved('Facts (JSON lines)'))
          .trimEnd()
          .split('\n');
        expect(facts.map((line) => JSON.parse(line).type)).toEqual([
          'order.created',
          'authentication.completed',
          'authorisation.approved',
        ]);
      });
    });

    it('should say every loss, and what may still come, without pointing at anything', async () => {
      await at(`#/play?${paidVisa}~refund.requested+1000~refund.completed+1~chargeback.received+2500`, async (page) => {
        const now = page.getByRole('region', { name: 'Where it stands' });
        await now.getByText('Lost: EUR 10.00 more was given and taken back than was collected.').waitFor();
        await now.getByText('reversed').first().waitFor();
        // Nothing is left to be refunded, and the chargeback forbids it.
        expect(await now.getByText('refund requested').count()).toBe(0);
      });
    });

    it('should say why a fact cannot happen to whoever points at it, reaches it by Tab, or presses it', async () => {
      await at('#/play', async (page) => {
        const dimmed = button(page, 'review approved');
        const why = page.getByRole('status').getByText('Nothing has been asked of MultiSafepay yet');
        await dimmed.hover();
        await why.waitFor();
        await button(page, 'Start over').waitFor();
        await page.reload();
        await dimmed.focus();
        await why.waitFor();
        await dimmed.click({ force: true });
        expect(page.url()).not.toContain('steps=');
      });
    });

    it.each([
      ['v=9', /version 9/],
      ['v=1&brand=diners', /diners/],
      ['v=1&steps=screening.passed', /Step 1 .* cannot be taken/],
      ['v=1&steps=%3Cimg+src%3Dx%3E', /cannot be taken/],
    ])('should say what is wrong with the link %s, and stay usable', async (query, says) => {
      await at(`#/play?${query}`, async (page) => {
        await page.getByRole('alert').getByText(says).waitFor();
        await button(page, 'order created 3-D').first().click();
        await page.getByRole('list', { name: 'What happened' }).getByText('order.created').waitFor();
        expect(await page.locator('main img').count()).toBe(0);
      });
    });
  });

  describe('a pasted history', () => {
    it.runIf(existsSync(corpus))(
      "should be judged, or named unreadable, for every payload of the vendor's",
      async () => {
        await at('#/what-if', async (page) => {
          for (const file of readdirSync(corpus).filter((name) => name.startsWith('docs__'))) {
            await paste(page, readFileSync(new URL(file, corpus), 'utf8'));
            const come = page
              .getByRole('list', { name: 'Verdicts' })
              .or(page.getByRole('heading', { name: 'What could not be read' }));
            await come.first().waitFor();
            await button(page, 'Clear').click();
            await come.first().waitFor({ state: 'detached' });
          }
        });
      },
    );

    it.each([
      [
        '[{"order_id":"a","status":"initialized"},{"order_id":"a","status":"completed"}]',
        '2 reports were read, and nothing was left out.',
      ],
      ['webhook {"order_id":"a","status":"completed"}', 'How it was read: one report was read'],
    ])('should be told how it was read: %s', async (text, says) => {
      await at('#/what-if', async (page) => {
        await page.getByRole('textbox').fill(text);
        await page.getByText(says).waitFor();
      });
    });

    it('should say where broken JSON goes wrong, and judge the rest', async () => {
      await at('#/what-if', async (page) => {
        await paste(
          page,
          `${lines({ order_id: 'a', transaction_id: 1, status: 'completed', financial_status: 'completed' })}{"order_id": 2,,}`,
        );
        await page.getByRole('alert').getByText('Line 2:').waitFor();
        await page.getByRole('list', { name: 'Verdicts' }).getByText('completed/completed').first().waitFor();
      });
    });

    it('should be judged when it is megabytes, and not be put into the page whole', async () => {
      await at('#/what-if', async (page) => {
        const line = (at: number) => ({
          order_id: `o-${at % 500}`,
          transaction_id: at % 500,
          status: 'completed',
          financial_status: 'completed',
          amount: 100,
          currency: 'EUR',
          var3: 'x'.repeat(300),
        });
        const many = lines(...Array.from({ length: 6000 }, (_, place) => line(place)));
        expect(many.length).toBeGreaterThan(2_000_000);
        const sizeOfPage = async (): Promise<number> =>
          Number(await page.evaluate('document.documentElement.outerHTML.length'));
        const before = await sizeOfPage();
        await paste(page, many);
        await page.getByRole('status').getByText('5,500').waitFor();
        await page.getByText('MB are held and judged').waitFor();
        expect((await sizeOfPage()) - before).toBeLessThan(100_000);
      });
    });

    it('should say so when it is more than is read here', async () => {
      await at('#/what-if', async (page) => {
        await paste(page, 'completed/completed\n'.repeat(1_300_000));
        await page.getByRole('alert').getByText('26.0 MB').waitFor();
        await button(page, 'Try an example').click();
        await page.getByRole('heading', { name: /first illegal report/ }).waitFor();
      });
    });

    it.each([
      ['JSON', JSON.stringify({ order_id: 'a', transaction_id: 1, status: 'completed', note: cardNumber })],
      ['broken JSON', `{"card_number": "${cardNumber}"`],
      ['no JSON at all', `completed ${cardNumber}`],
    ])('should leave no card number in the page, from %s', async (_, text) => {
      await at('#/what-if', async (page) => {
        const standsInPage = () => page.evaluate(stands, cardNumber);
        await paste(page, text);
        await expect
          .poll(() => page.getByRole('textbox', { name: /Status pairs/ }).inputValue())
          .toContain(cardNumber.slice(-4));
        expect(await standsInPage()).toBe(false);
        await button(page, 'Clear').click();
        await page.getByRole('textbox', { name: /Status pairs/ }).pressSequentially(text);
        expect(await standsInPage()).toBe(false);
      });
    });

    it('should be judged when a file of JSON lines is dropped on it', async () => {
      await at('#/what-if', async (page) => {
        const text = lines(
          { order_id: 'a', transaction_id: 1, status: 'completed', financial_status: 'completed' },
          { order_id: 'b', transaction_id: 2, status: 'initialized', financial_status: 'initialized' },
        );
        await page.getByRole('region', { name: 'History' }).evaluate(dropOn, text);
        await page.getByRole('list', { name: 'Verdicts' }).getByText('line 2 · b').waitFor();
      });
    });

    it('should be opened from a file', async () => {
      await at('#/what-if', async (page) => {
        const buffer = Buffer.from('initialized/initialized\ncompleted/completed\n');
        await page.getByLabel('Open a file').setInputFiles({ name: 'day.jsonl', mimeType: 'text/plain', buffer });
        await page.getByRole('status').getByText('No report is illegal').waitFor();
      });
    });
  });

  describe('somebody who knows nothing but what is to be seen', () => {
    it('should keep what was pasted in the link, without what says who the shopper is', async () => {
      await at('#/what-if', async (page) => {
        await paste(
          page,
          'status;financial_status;email\ncompleted;completed;shopper@example.com\nexpired;expired;x@example.com',
        );
        await expect.poll(() => page.url()).toContain('text=');
        const link = page.url();
        await page.goto('about:blank');
        await page.goto(link);
        await page.getByRole('heading', { name: /The first illegal report is on line 3/ }).waitFor();
        expect(await page.getByRole('textbox', { name: /Status pairs/ }).inputValue()).not.toContain('shopper@');
        await page.getByText('Left out: email.').waitFor();
      });
    });

    it('should find the first illegal report in a pasted history: two steps', async () => {
      await at('', async (page) => {
        await page.getByRole('link', { name: 'What if' }).click();
        await paste(
          page,
          'initialized/initialized\ncompleted/completed\ncompleted/completed\nexpired/expired\ndeclined/declined',
        );
        await page.getByRole('heading', { name: 'The first illegal report is on line 4: expired/expired' }).waitFor();
        await page.getByText('of the order may follow: chargeback received; refund requested').first().waitFor();
      });
    });
  });

  it('should say what each verdict means, what to do once, and under which edition, all in what is to be read', async () => {
    await at('#/what-if', async (page) => {
      await paste(page, 'initialized/initialized\ncompleted/completed\nexpired/expired');
      const where = page.getByRole('region', { name: 'Where it stands' });
      await where.getByText('2019-10').waitFor();
      expect((await where.textContent())?.split('Read the status of the order at MultiSafepay.')).toHaveLength(2);
      const verdicts = page.getByRole('region', { name: 'Verdicts' });
      await verdicts.getByText('a lawful history leads there').waitFor();
      await verdicts.getByText('no lawful history contains it').waitFor();
      expect(await verdicts.getByText('it says nothing new').count()).toBe(0);
    });
    await at('#/play?v=1&steps=order.created+3-D+visa+2500', async (page) => {
      await page.getByText('completed D (decoupled challenge)').waitFor();
    });
    await at('#/matrix', async (page) => {
      await page.getByText('in force since October 2019, where no other edition is chosen').waitFor();
      await page.getByText('in force for whom it is chosen').waitFor();
    });
  });

  it('should say every amount as money, and nothing of what another payment method may still become', async () => {
    const reserved =
      'v=1&capture=manual&steps=order.created+3-D+visa+2500+manual~authentication.completed+Y~authorisation.approved~screening.passed';
    await at(`#/play?${reserved}`, async (page) => {
      await page.getByRole('list', { name: 'What happened' }).getByText('capture it (reserved: EUR 25.00)').waitFor();
      expect(await page.getByText('minor units').count()).toBe(0);
    });
    await at('#/what-if', async (page) => {
      const ideal = {
        order_id: 'a',
        status: 'completed',
        payment_details: { type: 'IDEAL' },
        amount: 1000,
        currency: 'EUR',
      };
      await paste(page, JSON.stringify({ ...ideal, financial_status: 'completed', transaction_id: 7 }));
      await page.getByText('what becomes of the other payment method stands outside them').waitFor();
      expect(await page.getByText('all that could happen').count()).toBe(0);
    });
  });

  it('should hide no answer in a tooltip: none is there but of a key that does what a button does', async () => {
    for (const view of ['#/charts', `#/play?${paidVisa}`, '#/what-if', '#/matrix', '#/incidents?story=won-then-lost'])
      await at(view, async (page) => {
        if (view === '#/what-if') await paste(page, 'initialized/initialized\nexpired/completed');
        await page.locator('main .card').first().waitFor();
        const tooltips = await page.locator('main [title]').evaluateAll((all) => all.map(({ title }) => title));
        expect(tooltips.filter((one) => !/ \([+−0]\)$/.test(one))).toEqual([]);
      });
  });

  it('should open from a file, and in a browser that keeps nothing', async () => {
    const page = await browser.context.newPage();
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    });
    await page.goto(pathToFileURL(pageFile).href);
    await button(page, /^State requested/).waitFor();
    await button(page, /theme/).click();
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.close();
  });

  it('should keep the theme that was chosen', async () => {
    await at('', async (page) => {
      await page.emulateMedia({ colorScheme: 'light' });
      await button(page, /theme/).click();
      await page.reload();
      expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
      await button(page, /theme/).click();
      await page.evaluate('localStorage.clear()');
    });
  });

  it('should have asked nothing of any other host, and nothing went wrong in it', () => {
    const others = browser.requests.filter((url) => !url.startsWith(site.url) && !url.startsWith('file:'));
    expect(browser.requests.length).toBeGreaterThan(10);
    expect(others).toEqual([]);
    expect(browser.errors).toEqual([]);
  });
});
