/**
 * Goal: what product people ask of the studio every day is answered in a few clicks, by what is to be seen, in Chromium and in Firefox,
 * on a desk and on a phone: the sentence that answers stands in the first screen.
 */
import { existsSync, readFileSync } from 'node:fs';
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sidecar } from '../../src/service/node.ts';
import { servePage } from './browser.ts';
import { notify, order, refunding, start, token } from './live-sidecar.ts';
import { pageFile } from './page.ts';

/** One library drives both by WebDriver BiDi, the protocol that both speak: there is no Firefox for the other tests' library here. */
const browsers = (
  [
    ['Chromium', 'chrome', process.env.CHROMIUM ?? '/usr/bin/chromium', ['--no-sandbox', '--disable-gpu']],
    ['Firefox', 'firefox', process.env.FIREFOX ?? '/usr/bin/firefox-esr', []],
  ] as const
).filter(([name, , path, { length }]) => {
  const found = existsSync(path);
  if (!found) console.info(`skipped: there is no ${name} at ${path} (${length} arguments)`);
  return found;
});

const screens = [
  ['a desk', 1440, 900],
  ['a phone', 390, 844],
] as const;

/** How long anything may take, in milliseconds: far more than it needs, on a machine that has other work. */
const patience = 120_000;

const paid =
  'v=1&brand=visa&steps=order.created+3-D+visa+2500~authentication.completed+Y~authorisation.approved~screening.passed';

/** What finds, in the page, what can be pressed by the words on it. */
const pressable = (words: string) =>
  new Function(
    `const words = ${JSON.stringify(words)};
    const said = (one) => (one.getAttribute('aria-label') ?? one.textContent).replace(/\\s+/g, ' ').trim();
    const all = [...document.querySelectorAll('a, button, summary, [role=button]')].filter((one) => one.checkVisibility() && one.ariaDisabled !== 'true');
    return all.find((one) => said(one) === words) ?? all.find((one) => said(one).startsWith(words)) ?? null;`,
  ) as () => ElementHandle | null;

/** Whether a sentence is to be seen without scrolling. It runs in the page. */
const isInScreen = new Function(
  'words',
  `const all = [...document.querySelectorAll('main *')].filter((one) => one.checkVisibility() && one.textContent.replace(/\\s+/g, ' ').includes(words));
  return all.some((one) => { const { top, bottom, left, right } = one.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth; });`,
) as (words: string) => boolean;

/** The cells of the matrix that hold more than they have room for, or of which a corner cannot be pressed. It runs in the page. */
const cellsAmiss = new Function(
  `return [...document.querySelectorAll('.matrix tbody td')].flatMap((cell) => {
    cell.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const { top, bottom, left, right } = cell.getBoundingClientRect();
    const overflows = [...cell.querySelectorAll('*')].some((one) => one.getBoundingClientRect().bottom > bottom + 1);
    const corners = [top + 3, bottom - 3].flatMap((y) => [left + 3, right - 3].map((x) => document.elementFromPoint(x, y)));
    const isPressed = corners.every((one) => one?.closest('a') === cell.querySelector('a'));
    return overflows || !isPressed ? [cell.textContent] : [];
  });`,
) as () => readonly string[];

/** Puts a text into the field as one edit of somebody who types. It runs in the page. */
const pasteInto = new Function(
  'text',
  `document.querySelector('textarea').focus();
  document.execCommand('insertText', false, text);`,
) as (text: string) => void;

/** Keeps what the page saves where a test can read it. It runs in the page. */
const keepSaved = new Function(
  `globalThis.saved = [];
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => { blob.text().then((text) => globalThis.saved.push(text)); return createObjectURL(blob); };`,
) as () => void;

/** Somebody at the page: counts what they press, and sees what is in the screen. */
class Visitor {
  readonly page: Page;
  presses = 0;

  constructor(page: Page) {
    this.page = page;
  }

  /** Presses what has the words on it. What is drawn anew between being found and being pressed is looked for again. */
  async press(words: string): Promise<void> {
    await this.page.locator(pressable(words)).setTimeout(patience).click();
    this.presses++;
  }

  async choose(label: string, option: string): Promise<void> {
    await this.page.waitForSelector(`::-p-aria([name="${label}"])`);
    await this.page.select(`::-p-aria([name="${label}"])`, option);
    this.presses++;
  }

  async fill(label: string, text: string): Promise<void> {
    const field = await this.page.waitForSelector(`::-p-aria([name="${label}"])`);
    await field?.click({ count: 3 });
    await field?.type(text);
    await this.page.keyboard.press('Tab');
    this.presses++;
  }

  /** Waits until a sentence stands in the screen. */
  async reads(words: string): Promise<void> {
    await this.page.waitForFunction(isInScreen, { timeout: patience }, words);
  }
}

describe.each(browsers)('in %s', (_, name, executablePath, args) => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;
  let sidecar: Sidecar;
  const multisafepay = refunding();

  beforeAll(async () => {
    site = await servePage(() => readFileSync(pageFile, 'utf8'));
    sidecar = await start({ pageActs: true, fetch: multisafepay.fetch });
    expect(await notify(sidecar, order('order-9', 'completed', 1))).toBe(200);
    expect(await notify(sidecar, order('order-9', 'parked', 2))).toBe(200);
    browser = await puppeteer.launch({
      browser: name,
      executablePath,
      args: [...args],
      headless: true,
      protocol: 'webDriverBiDi',
      timeout: patience,
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await sidecar?.stop();
    await site?.close();
  });

  describe.each(screens)('at %s', (__, width, height) => {
    const asked = async (place: string, use: (visitor: Visitor) => Promise<void>): Promise<number> => {
      const page = await browser.newPage();
      try {
        page.setDefaultTimeout(patience);
        await page.setViewport({ width, height });
        await page.goto(place.startsWith('http') ? place : `${site.url}${place}`);
        await page.waitForSelector('h1');
        const visitor = new Visitor(page);
        await use(visitor);
        return visitor.presses;
      } finally {
        await page.close();
      }
    };

    it('should say whether Maestro may be paid without 3-D Secure: two presses', async () => {
      const presses = await asked('', async (visitor) => {
        await visitor.press('Matrix');
        await visitor.press('Maestro, non-3-D, MultiSafepay, 2019-10');
        await visitor.reads('May Maestro be paid without 3-D Secure? No.');
      });
      expect(presses).toBe(2);
    });

    it('should draw all that a cell of the matrix says within the cell, and have the whole cell pressed', async () => {
      await asked('#/matrix', async ({ page }) => {
        await page.waitForSelector('.matrix small');
        expect(await page.evaluate(cellsAmiss)).toEqual([]);
      });
    });

    it('should begin what is said of a chart at its left edge, under the heading', async () => {
      await asked('#/charts', async ({ page }) => {
        await page.waitForSelector('.about p');
        const [heading, text] = (await page.evaluate(
          `['h2', 'p'].map((one) => document.querySelector('.about ' + one).getBoundingClientRect().left)`,
        )) as [number, number];
        expect(text).toBe(heading);
      });
    });

    it('should say where the money is after an own-MID completion: two presses', async () => {
      const presses = await asked('', async (visitor) => {
        await visitor.press('Own MID');
        if (width > 1000) await visitor.press('State completed');
        else await visitor.choose('State', 'completed');
        await visitor.reads('at American Express');
      });
      expect(presses).toBe(2);
    });

    it('should say what a payment comes to that was held, approved, refunded twice and charged back', async () => {
      const presses = await asked('#/play', async (visitor) => {
        for (const fact of [
          'order created 3-D',
          'authentication completed Y',
          'authorisation approved',
          'screening held',
          'review approved',
        ])
          await visitor.press(fact);
        for (const amount of ['10.00', '5.00']) {
          await visitor.fill('Amount to capture, to give or to take back, EUR', amount);
          await visitor.press('refund requested');
          await visitor.press('refund completed');
        }
        await visitor.fill('Amount to capture, to give or to take back, EUR', '25.00');
        await visitor.press('chargeback received');
        await visitor.page.evaluate('scrollTo(0, 0)');
        await visitor.reads('Lost: EUR 15.00 more was given and taken back than was collected.');
      });
      expect(presses).toBe(13);
    });

    it('should say which report of a pasted history is illegal, and what might have come: one press', async () => {
      const presses = await asked('', async (visitor) => {
        await visitor.press('What if');
        await visitor.page.waitForSelector('textarea');
        await visitor.page.evaluate(pasteInto, 'initialized/initialized\ncompleted/completed\nexpired/expired');
        await visitor.reads('The first illegal report is on line 3: expired/expired');
      });
      expect(presses).toBe(1);
    });

    it('should read a messy table, and say what it left out: one press', async () => {
      const presses = await asked('', async (visitor) => {
        await visitor.press('What if');
        await visitor.page.waitForSelector('textarea');
        await visitor.page.evaluate(
          pasteInto,
          '\n  Status ;Financial_Status;Customer e-mail\r\ncompleted;completed;shopper@example.com\r\n\r\nexpired;expired;x@example.com\r\n',
        );
        await visitor.reads('The first illegal report is on line');
        expect(await visitor.page.evaluate('document.body.textContent.includes("Left out: Customer e-mail")')).toBe(
          true,
        );
      });
      expect(presses).toBe(1);
    });

    it('should say what American Express must do in one edition and not in the other: two presses', async () => {
      const presses = await asked('', async (visitor) => {
        await visitor.press('Matrix');
        await visitor.press('American Express, non-3-D, MultiSafepay, 2025-08');
        await visitor.reads('May American Express be paid without 3-D Secure? Up to EUR 30.00.');
        await visitor.reads('Under 2019-10 the answer was: yes.');
      });
      expect(presses).toBe(2);
    });

    it('should say whether to ship, first, where a link is opened', async () => {
      await asked(`#/play?${paid}`, (visitor) => visitor.reads('Ship? Yes.'));
    });

    it('should be printed, and give the path away as sentences', async () => {
      await asked(`#/play?${paid}`, async (visitor) => {
        await visitor.page.evaluate(keepSaved);
        await visitor.choose('Save the path', 'Sentences');
        await visitor.page.waitForFunction(
          'globalThis.saved.some((text) => text.includes("The order shows completed"))',
        );
        const printed = () => visitor.page.pdf({ format: 'A4', landscape: true });
        const ofPath = await printed();
        await visitor.page.goto('about:blank');
        expect(ofPath.length).toBeGreaterThan(2 * (await printed()).length);
      });
    });

    it('should find a payment that was set aside, and say what to do: two presses', async () => {
      const presses = await asked(`${sidecar.url}/#/live?token=${token}`, async (visitor) => {
        await visitor.press('Set aside (1)');
        await visitor.press('order-9');
        await visitor.page.waitForFunction(`document.body.textContent.includes('unknown')`);
        await visitor.page.evaluate('scrollTo(0, 0)');
        await visitor.reads('order-9');
      });
      expect(presses).toBe(2);
    });

    it('should settle a payment that was set aside, with who, why and on what evidence, once it was asked again', async () => {
      const orderId = `order-${10 + browsers.findIndex(([, one]) => one === name) * 2 + (width > 1000 ? 0 : 1)}`;
      expect(await notify(sidecar, order(orderId, 'completed', 1))).toBe(200);
      expect(await notify(sidecar, order(orderId, 'parked', 2))).toBe(200);
      const presses = await asked(`${sidecar.url}/#/live?token=${token}&list=quarantine`, async (visitor) => {
        await visitor.press(orderId);
        await visitor.fill('Your name', 'A. Person');
        await visitor.fill('Why', 'the vendor says it is a test');
        await visitor.fill('Evidence', 'ticket 7');
        await visitor.press('Settle it…');
        await visitor.reads(`of order ${orderId}, EUR 25.00 collected?`);
        await visitor.press(`Yes, settle ${orderId}`);
        await visitor.page.waitForFunction(
          new Function(
            'orderId',
            `return ![...document.querySelectorAll('.live-lists a')].some((one) => one.textContent.includes(orderId));`,
          ) as (orderId: string) => boolean,
          { timeout: patience },
          orderId,
        );
        await visitor.page.waitForFunction(`document.body.textContent.includes('correction by A. Person')`);
      });
      expect(presses).toBe(6);
    });

    it('should refund a part of a payment, with who and why, once it was asked again with order and amount', async () => {
      const orderId = `order-${30 + browsers.findIndex(([, one]) => one === name) * 2 + (width > 1000 ? 0 : 1)}`;
      expect(await notify(sidecar, order(orderId, 'completed', 1))).toBe(200);
      const presses = await asked(`${sidecar.url}/#/live?token=${token}&order=${orderId}`, async (visitor) => {
        await visitor.press('Refund…');
        await visitor.fill('Amount to give back, EUR', '10,00');
        await visitor.fill('Who refunds: your name', 'A. Person');
        await visitor.fill('Why it is refunded', 'one chair came back');
        await visitor.press('Refund it…');
        await visitor.reads(`Refund EUR 10.00 of order ${orderId}, EUR 25.00 collected, EUR 25.00 of it left?`);
        await visitor.press(`Yes, refund EUR 10.00 of ${orderId}`);
        await visitor.reads('MultiSafepay has taken the refund on.');
        await visitor.page.waitForFunction(`document.body.textContent.includes('refund.requested')`);
      });
      expect(presses).toBe(6);
      expect(multisafepay.arrived.map(({ amount }) => amount).at(-1)).toBe(1000);
    });

    it('should be reached by keyboard: a state of a chart, and its edge', async () => {
      await asked('#/charts?chart=refund', async ({ page }) => {
        await page.waitForSelector('.chart svg');
        const labels: string[] = [];
        for (let tabs = 0; tabs < 40 && !labels.at(-1)?.startsWith('State'); tabs++) {
          await page.keyboard.press('Tab');
          labels.push(String(await page.evaluate(`document.activeElement?.getAttribute('aria-label') ?? ''`)));
        }
        expect(labels.at(-1)).toBe('State unopened');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Enter');
        await page.waitForFunction(
          `[...document.querySelectorAll('h3')].some(({ textContent }) => textContent === 'refund.requested')`,
        );
      });
    });
  });
});
