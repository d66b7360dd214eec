/**
 * Goal: a refund from the page is made once, whoever clicks how often and whatever is lost, and what became of it is told as it is.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sidecar } from '../../src/service/node.ts';
import { type Browser, hasBrowser, startBrowser } from './browser.ts';
import { notify, order, type Refunding, refunding, start, token } from './live-sidecar.ts';

describe.runIf(hasBrowser())('a refund from the page', () => {
  let multisafepay: Refunding;
  let sidecar: Sidecar;
  let reading: Sidecar;
  let browser: Browser;
  let page: Page;
  let orders = 100;

  beforeAll(async () => {
    multisafepay = refunding();
    [sidecar, reading] = await Promise.all([start({ pageActs: true, fetch: multisafepay.fetch }), start()]);
    browser = await startBrowser();
    page = await browser.context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([sidecar?.stop(), reading?.stop()]);
  });

  /** Opens a payment of EUR 25.00 that nobody has looked at before. */
  async function paid(at = sidecar): Promise<string> {
    const orderId = `order-${++orders}`;
    expect(await notify(at, order(orderId, 'completed', 1))).toBe(200);
    await page.goto(`${at.url}/?${orderId}#/live?token=${token}&order=${orderId}`);
    await page.getByRole('list', { name: `What was told of ${orderId}` }).waitFor();
    return orderId;
  }

  async function fillIn(amount: string): Promise<void> {
    await page.getByLabel('Amount to give back, EUR').fill(amount);
    await page.getByLabel('Who refunds: your name').fill('A. Person');
    await page.getByLabel('Why it is refunded').fill('it came back');
    await page.getByRole('button', { name: 'Refund it…' }).click();
  }

  /** Asks for a refund as far as the question whether it is right. */
  async function asked(amount = '10.00'): Promise<void> {
    await page.getByRole('button', { name: 'Refund…' }).click();
    await fillIn(amount);
  }

  const yes = () => page.getByRole('button', { name: /^Yes, refund/ });
  const arrived = () => multisafepay.arrived.length;
  const idOf = (place: number) => multisafepay.arrived.at(place)?.var1;

  it('should not be offered where the page may only read', async () => {
    await paid(reading);
    await page.getByText('What may come next').waitFor();
    expect(await page.getByRole('button', { name: 'Refund…' }).count()).toBe(0);
  });

  it('should want an amount that can be one, a name and a reason', async () => {
    await paid();
    await page.getByRole('button', { name: 'Refund…' }).click();
    expect(await page.getByLabel('Amount to give back, EUR').inputValue()).toBe('25.00');
    await page.getByRole('button', { name: 'Refund it…' }).click();
    await page.getByLabel('Who refunds: your name').fill(' ');
    await page.getByLabel('Why it is refunded').fill('it came back');
    await page.getByRole('button', { name: 'Refund it…' }).click();
    expect(await yes().count()).toBe(0);
    await fillIn('10.001');
    await page.getByText('Write the amount as 25.00.').waitFor();
    expect(arrived()).toBe(0);
  });

  it('should be sent once of two clicks at once, with the name and the reason kept', async () => {
    const orderId = await paid();
    const before = arrived();
    await asked();
    await page.getByText('asked for by A. Person, because it came back').waitFor();
    await yes().evaluate((button: { click(): void }) => {
      button.click();
      button.click();
    });
    await page.getByText('MultiSafepay has taken the refund on.').waitFor();
    expect(arrived()).toBe(before + 1);
    const told = page.getByRole('list', { name: `What was told of ${orderId}` });
    await told.getByText('refund.requested').waitFor();
    await told.getByText('Asked for by A. Person: it came back').waitFor();
  });

  it('should say that it is not known whether it was made, and hold back the next', async () => {
    await paid();
    multisafepay.answer = 'lost';
    await asked();
    await yes().click();
    await page.getByText('It is not known whether the refund was made.').waitFor();
    multisafepay.answer = 'taken';
    const before = arrived();
    await asked('5.00');
    await yes().click();
    await page.getByRole('form', { name: 'A refund' }).getByRole('alert').waitFor();
    expect(arrived()).toBe(before);
  });

  it('should say that MultiSafepay did not make it, and be another one when it is asked for anew', async () => {
    await paid();
    multisafepay.answer = 'refused';
    await asked();
    await yes().click();
    await page.getByText('MultiSafepay did not do it').waitFor();
    multisafepay.answer = 'taken';
    await fillIn('5.00');
    await yes().click();
    await page.getByText('MultiSafepay has taken the refund on.').waitFor();
    expect(idOf(-1)).not.toBe(idOf(-2));
  });

  it('should say what the law has against it, and take the same amount again where it is meant', async () => {
    await paid();
    await asked();
    await yes().click();
    await page.getByText('MultiSafepay has taken the refund on.').waitFor();
    const before = arrived();
    await asked();
    await yes().click();
    const whyNot = page.getByRole('form', { name: 'A refund' }).getByRole('alert');
    await whyNot.getByText('the same amount was refunded within the last').waitFor();
    expect(arrived()).toBe(before);
    await page.getByLabel('The same amount again is meant').check();
    await page.getByRole('button', { name: 'Refund it…' }).click();
    await yes().click();
    await page.getByText('MultiSafepay has taken the refund on.').waitFor();
    expect(arrived()).toBe(before + 1);
  });

  it('should be told to be under way, and the same again gets the answer of the first', async () => {
    const orderId = await paid();
    const before = arrived();
    let go = (): void => {};
    multisafepay.until = new Promise<void>((resolve) => {
      go = resolve;
    });
    await asked();
    // The answer to the first is lost on its way here: it stays with whoever is between.
    await page.route(
      '**/refunds',
      async (route) => {
        void route.fetch().catch(() => {});
        await expect.poll(arrived).toBe(before + 1);
        await route.abort();
      },
      { times: 1 },
    );
    await yes().click();
    await page.getByText('The sidecar does not answer: it is not known whether the refund was made.').waitFor();
    const again = page.getByRole('button', { name: 'Ask again for the same refund' });
    await again.click();
    await page.getByText('The same call is being made; what it comes to is not known yet.').waitFor();
    await page.goto(`${sidecar.url}/?again#/live?order=${orderId}`);
    await page.getByText('A refund was asked for from here, and what became of it was not heard.').waitFor();
    go();
    await expect
      .poll(async () => {
        if (await again.isVisible()) await again.click();
        return page.getByText('MultiSafepay has taken the refund on.').isVisible();
      })
      .toBe(true);
    expect(arrived()).toBe(before + 1);
  });
});
