/**
 * Goal: what a person settles from the page is what they were asked about and said yes to, whatever comes meanwhile; it is sent once, and
 * who comes second is told.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sidecar } from '../../src/service/node.ts';
import { type Browser, hasBrowser, startBrowser } from './browser.ts';
import { notify, order, start, token } from './live-sidecar.ts';

describe.runIf(hasBrowser())('what is settled from the page', () => {
  let sidecar: Sidecar;
  let browser: Browser;
  let page: Page;
  let orders = 100;

  beforeAll(async () => {
    sidecar = await start({ pageActs: true });
    browser = await startBrowser();
    page = await browser.context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await sidecar?.stop();
  });

  /** Opens a paid order that was then said to have expired: a report waits for a person, and an alarm stands open. */
  async function contradicted(): Promise<string> {
    const orderId = `order-${++orders}`;
    for (const [status, minute] of [
      ['completed', 1],
      ['expired', 2],
    ] as const)
      expect(await notify(sidecar, order(orderId, status, minute))).toBe(200);
    await page.goto(`${sidecar.url}/?${orderId}#/live?token=${token}&order=${orderId}`);
    await page.getByRole('option', { name: /^Close the alarm/ }).waitFor({ state: 'attached' });
    return orderId;
  }

  const chosen = (): Promise<string> =>
    page
      .getByLabel('What to do')
      .evaluate(
        ({ selectedOptions }: { selectedOptions: ArrayLike<{ text: string }> }) => selectedOptions[0]?.text ?? '',
      );
  /** How much is set aside, as the page says. */
  const aside = (): Promise<string | null> => page.getByRole('link', { name: /^Set aside/ }).textContent();
  const yes = () => page.getByRole('button', { name: /^Yes, settle/ });
  const question = () => page.getByRole('alertdialog');

  async function sign(): Promise<void> {
    await page.getByLabel('Your name').fill('A. Person');
    await page.getByLabel('Why', { exact: true }).fill('looked into');
    await page.getByLabel('Evidence').fill('the dashboard');
  }

  const corrections = async (orderId: string) =>
    (await sidecar.store.history(orderId)).filter(({ kind }) => kind === 'correction').map(({ body }) => body);

  /** The number of the report that waits first. */
  const waiting = async (orderId: string): Promise<number> =>
    Number((await sidecar.store.quarantined({ limit: 500 })).find((one) => one.orderId === orderId)?.n);

  /** Another report that waits, and that the page shows. */
  async function another(orderId: string): Promise<void> {
    const before = await aside();
    expect(await notify(sidecar, order(orderId, 'declined', 3))).toBe(200);
    await expect.poll(aside).not.toBe(before);
  }

  it('should be what was asked about, though another report comes before it is said yes to', async () => {
    const orderId = await contradicted();
    await page.getByLabel('What to do').selectOption({ index: 2 });
    const alarm = await chosen();
    expect(alarm).toContain('Close the alarm');
    await sign();
    await page.getByRole('button', { name: 'Settle it…' }).click();
    await another(orderId);
    expect(await question().textContent()).toContain(alarm);
    await yes().click();
    await question().waitFor({ state: 'detached' });
    expect(await corrections(orderId)).toMatchObject([{ close: { code: 'money_may_have_left' } }]);
  });

  it('should stay chosen in the form, though another report comes while it is written', async () => {
    const orderId = await contradicted();
    await page.getByLabel('What to do').selectOption({ index: 2 });
    await another(orderId);
    expect(await chosen()).toContain('Close the alarm');
  });

  it('should be chosen anew where somebody else settled what was being written about', async () => {
    const orderId = await contradicted();
    await another(orderId);
    await sign();
    const first = await waiting(orderId);
    expect(await chosen()).toContain(`report ${first} `);
    await sidecar.store.resolve(orderId, first, { actor: 'B. Person', reason: 'looked', evidence: 'the dashboard' });
    await page.getByRole('option', { name: `Leave report ${first} aside` }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Settle it…' }).click();
    expect(await chosen()).toBe('');
    expect(await question().count()).toBe(0);
  });

  it('should be sent once of two clicks at once, and leave nothing to be said', async () => {
    const orderId = await contradicted();
    await sign();
    await page.getByRole('button', { name: 'Settle it…' }).click();
    expect(await question().evaluate((element) => element.matches(':focus'))).toBe(true);
    await yes().evaluate((button: { click(): void }) => {
      button.click();
      button.click();
    });
    await question().waitFor({ state: 'detached' });
    await expect.poll(async () => (await corrections(orderId)).length).toBe(1);
    expect(await page.getByRole('region', { name: 'What you can do' }).getByRole('alert').count()).toBe(0);
  });

  it('should be told to have come second, though nothing is left to settle', async () => {
    const orderId = await contradicted();
    await sign();
    await page.getByRole('button', { name: 'Settle it…' }).click();
    const signed = { actor: 'B. Person', reason: 'looked', evidence: 'the dashboard' };
    const before = await aside();
    const transactionId = (await sidecar.store.read(orderId))?.payment?.attempts[0]?.transactionId as string;
    await sidecar.store.correct(orderId, { ...signed, close: { code: 'money_may_have_left', transactionId } });
    await sidecar.store.resolve(orderId, await waiting(orderId), signed);
    await page.getByText('correction by B. Person').nth(1).waitFor();
    await expect.poll(aside).not.toBe(before);
    await yes().click();
    await page.getByRole('region', { name: 'What you can do' }).getByText('is not set aside').waitFor();
    expect(await corrections(orderId)).toHaveLength(2);
  });
});
