/**
 * Goal: the studio shows what happens at a sidecar while it happens: payments, what was set aside, a payment on its chart;
 * under load, and when the sidecar goes away and comes back. It shows no card data, and the token stays out of sight.
 */
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOrder } from '../../src/multisafepay/index.ts';
import type { Sidecar } from '../../src/service/node.ts';
import { gate } from '../service/gate.ts';
import { type Browser, hasBrowser, startBrowser } from './browser.ts';
import { notify as notifyOf, order, start, token } from './live-sidecar.ts';

/** How long anything may take, in milliseconds: far more than it needs, on a machine that has other work. */
const patience = 120_000;

describe.runIf(hasBrowser())('live payments', () => {
  let sidecar: Sidecar;
  let browser: Browser;
  let page: Page;

  const notify = (json: ReturnType<typeof order>): Promise<number> => notifyOf(sidecar, json);

  beforeAll(async () => {
    sidecar = await start();
    browser = await startBrowser();
    page = await browser.context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await sidecar.stop();
  });

  it('should ask for the token, and ask again while it is wrong', async () => {
    await page.goto(`${sidecar.url}/#/live`);
    await page.getByLabel('Token').fill('a-token-of-nobody');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.getByText('That is not its token.').waitFor();
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.getByText('No payment yet.').waitFor();
  });

  it('should take the token from a link, and take it out of the address', async () => {
    const another = await browser.context.newPage();
    await another.goto(`${sidecar.url}/#/live?token=${token}`);
    await another.getByText('No payment yet.').waitFor();
    expect(another.url()).toBe(`${sidecar.url}/#/live`);
    await another.close();
  });

  it('should show a payment as it changes, with its state on the chart and what was told of it', async () => {
    expect(await notify(order('order-1', 'initialized', 0))).toBe(200);
    await page.getByRole('link', { name: /order-1/ }).click();
    await page.getByRole('group', { name: /The payment is in initialized/ }).waitFor();
    expect(await notify(order('order-1', 'completed', 1))).toBe(200);
    await page.getByRole('group', { name: 'Transaction chart. The payment is in completed.' }).waitFor();
    const timeline = page.getByRole('list', { name: 'What was told of order-1' });
    await timeline.getByText('Paid: the amount is added to the MultiSafepay balance.').waitFor();
    expect(await timeline.getByRole('listitem').count()).toBe(2);
  });

  it('should tell of a state and of an edge that are chosen on its chart, and of a report, by links that last', async () => {
    await page.getByRole('button', { name: /^State uncleared/ }).click();
    const about = page.getByRole('region', { name: 'What was chosen' });
    await about.getByRole('heading', { name: 'uncleared', exact: true }).waitFor();
    await about.getByRole('link', { name: 'review.approved' }).click();
    await about.getByRole('heading', { name: 'review.approved' }).waitFor();
    await page.getByRole('button', { name: 'initialized · initialized', exact: true }).click();
    const url = page.url();
    expect(url).toContain('order=order-1');
    const another = await browser.context.newPage();
    await another.goto(`${sidecar.url}/#/live?token=${token}&${url.split('?')[1]}`);
    await another.getByRole('heading', { name: 'review.approved' }).waitFor();
    await another.locator('[aria-current=step]').getByText('initialized · initialized', { exact: true }).waitFor();
    await another.close();
    await about.getByRole('button', { name: 'Close' }).click();
    await about.waitFor({ state: 'detached' });
  });

  it('should say what remains to be captured, and by when, and show each capture on its own chart', async () => {
    const payment_details = {
      type: 'VISA',
      capture: 'manual',
      capture_remain: 2500,
      capture_expiry: '2026-02-07T10:00:00',
    };
    const reserved = { financial_status: 'initialized', payment_details };
    expect(await notify(order('order-801', 'completed', 0, reserved))).toBe(200);
    const another = await browser.context.newPage();
    await another.goto(`${sidecar.url}/#/live?token=${token}&order=order-801`);
    await another.getByText('EUR 25.00 remains to be captured, by 2026-02-07 10:00.').waitFor();
    await another.getByText('capture completed, requested').waitFor();
    const capture = { order_id: 'order-801-1', transaction_id: 7_100_801, auth_order_id: 'order-801' };
    expect(await notify(order('order-801', 'completed', 1, capture))).toBe(200);
    const rest = { ...reserved, payment_details: { ...payment_details, capture_remain: 0 } };
    expect(await notify(order('order-801', 'completed', 2, rest))).toBe(200);
    await another.getByText('Nothing remains to be captured.', { exact: true }).waitFor();
    expect(await another.getByText('capture completed, requested').count()).toBe(0);
    await another.getByRole('button', { name: 'Capture 1', exact: true }).click();
    await another.getByRole('group', { name: 'Capture chart. The payment is in captured.' }).waitFor();
    await another.close();
  });

  it('should show a dispute on its own chart, and by when it is to be answered', async () => {
    expect(await notify(order('order-802', 'completed', 0))).toBe(200);
    const chargeback = {
      transaction_id: '7200802',
      type: 'chargeback',
      amount: 2500,
      currency: 'EUR',
      status: 'completed',
      created: '2026-01-31T12:01:00',
      modified: '2026-01-31T12:01:00',
      dispute: { status: 'new', merchant_response_date: '2026-02-14T10:30:00', reason_code: '13.1' },
    };
    const listed = { financial_status: 'completed', related_transactions: [chargeback] };
    expect(await notify(order('order-802', 'chargedback', 1, listed))).toBe(200);
    const another = await browser.context.newPage();
    await another.goto(`${sidecar.url}/#/live?token=${token}&order=order-802`);
    await another.getByText('The chargeback (transaction 7200802) is to be answered by 2026-02-14 10:30.').waitFor();
    await another.getByRole('button', { name: 'Dispute 1', exact: true }).click();
    await another.getByRole('group', { name: 'Dispute chart. The payment is in new.' }).waitFor();
    await another.getByRole('button', { name: 'Chargeback 1', exact: true }).click();
    await another.getByRole('group', { name: 'Refund chart. The payment is in chargedBack.' }).waitFor();
    await another.close();
  });

  it('should show what was set aside, and what it asks of a person', async () => {
    expect(await notify(order('order-1', 'expired', 0))).toBe(200);
    expect(await notify(order('order-2', 'parked', 0))).toBe(200);
    await page.getByRole('link', { name: 'Set aside (2)' }).click();
    await page.getByRole('link', { name: /order-2 unknown MultiSafepay used a status word/ }).waitFor();
    await page.getByRole('link', { name: /^order-1 illegal/ }).click();
    await page.getByRole('list', { name: 'What was told of order-1' }).getByText('illegal', { exact: true }).waitFor();
    // Where it only reads, the page can have the order read; of all else it says how it is asked of the API.
    const can = page.getByRole('region', { name: 'What you can do' });
    expect(await can.getByRole('button').allTextContents()).toEqual(['Read the status now']);
    await can.getByRole('button', { name: 'Read the status now' }).click();
    await can.getByRole('status').getByText('MultiSafepay').waitFor();
    const waits = page.getByRole('region', { name: 'What waits for a person' });
    await waits.waitFor();
    const report = (await sidecar.store.quarantined({ limit: 100 })).find(({ orderId }) => orderId === 'order-1')?.n;
    expect(await waits.getByRole('listitem').allTextContents()).toEqual([
      `Leave report ${report} aside: it was looked into: {"resolve":${report}}`,
      `Take over what report ${report} says: {"adopt":${report}}`,
    ]);
  });

  it('should find payments by a part of an id, and by the last verdict', async () => {
    await page.getByRole('link', { name: 'Payments', exact: true }).click();
    const list = page.getByRole('list', { name: 'Payments, the last change first' });
    await page.getByLabel('Search').fill('7000001');
    await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
    await list.getByText('order-1').waitFor();
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Last verdict').selectOption('unknown');
    await list.getByText('order-2').waitFor();
    await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
    await page.getByLabel('Search').fill('nobody');
    await page.getByText('No payment is like that.').waitFor();
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Last verdict').selectOption('');
  });

  it('should keep what changes while it reads the list', async () => {
    await notify(order('order-301', 'initialized', 0));
    const another = await browser.context.newPage();
    await another.goto(`${sidecar.url}/#/live?token=${token}`);
    const list = another.getByRole('list', { name: 'Payments, the last change first' });
    const shown = (): Promise<readonly string[]> => list.locator('.live-order').allTextContents();
    await list.getByText('order-301', { exact: true }).waitFor();
    const [read, goOn] = [gate(), gate()];
    await another.route(/\/payments\?.*search=order-4/, async (route) => {
      const response = await route.fetch();
      read.resolve();
      await goOn.promise;
      await route.fulfill({ response });
    });
    await notify(order('order-401', 'initialized', 0));
    await another.getByLabel('Search').fill('order-4');
    await read.promise;
    await notify(order('order-402', 'initialized', 0));
    await list.getByText('order-402', { exact: true }).waitFor();
    goOn.resolve();
    await list.getByText('order-301', { exact: true }).waitFor({ state: 'detached' });
    expect(await shown()).toEqual(['order-402', 'order-401']);
    await another.close();
  });

  it('should hold its list still under the pointer, so that a hundred clicks of a hundred open what was aimed at, and then say what is new', async () => {
    const names = Array.from({ length: 10 }, (_, place) => `order-${500 + place}`);
    for (const name of names) await notify(order(name, 'initialized', 0));
    const list = page.getByRole('list', { name: 'Payments, the last change first' });
    const shown = (): Promise<readonly string[]> => list.locator('.live-order').allTextContents();
    await page.mouse.move(0, 0);
    await expect
      .poll(async () => new Set(await shown()).isSupersetOf(new Set(names)), { timeout: patience })
      .toBe(true);
    const before = await shown();
    await list.getByText('order-500', { exact: true }).hover();
    let isOver = false;
    const storm = (async () => {
      for (let minute = 1; !isOver && minute < 20_000; minute++) {
        for (const name of names) await sidecar.store.receive(readOrder(order(name, 'completed', minute % 60)));
        // Ten changes at a time, two hundred a second, and the page, which lives in this process's reach, is answered between.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    try {
      for (let click = 0; click < 100; click++) {
        const name = names[(click * 7) % names.length] as string;
        await list.getByText(name, { exact: true }).click();
        await page.getByRole('heading', { name, exact: true }).waitFor();
      }
      await sidecar.store.receive(readOrder(order('order-777', 'initialized', 0)));
      await page.getByRole('button', { name: /new$/ }).waitFor();
      expect(await shown()).toEqual(before);
    } finally {
      isOver = true;
      await storm;
    }
    await page.getByRole('heading', { name: 'Live', exact: true }).hover();
    await expect.poll(shown, { timeout: patience }).toContain('order-777');
    // The storm goes on however slow the page is made by other work.
  }, 900_000);

  it('should hold what was set aside still as well, and then say what is new, at once if that is asked for', async () => {
    const names = Array.from({ length: 6 }, (_, place) => `order-${650 + place}`);
    for (const name of names) await notify(order(name, 'parked', 0));
    await page.getByRole('link', { name: /^Set aside/ }).click();
    const list = page.getByRole('list', { name: 'Reports set aside' });
    const shown = (): Promise<readonly string[]> => list.locator('.live-order').allTextContents();
    await page.mouse.move(0, 0);
    await expect
      .poll(async () => new Set(await shown()).isSupersetOf(new Set(names)), { timeout: patience })
      .toBe(true);
    const before = await shown();
    const count = (): Promise<number> => page.getByRole('link', { name: `Set aside (${before.length + 3})` }).count();
    await list.getByText(names[0] as string, { exact: true }).hover();
    // These stand before the others: each would push down what is aimed at.
    for (const place of [1, 2, 3]) await notify(order(`order-60${place}`, 'parked', 0));
    await expect.poll(count, { timeout: patience }).toBe(1);
    for (const name of names) {
      await list.getByText(name, { exact: true }).click();
      await page.getByRole('heading', { name, exact: true }).waitFor();
    }
    expect(await shown()).toEqual(before);
    await page.getByRole('button', { name: '3 new' }).click();
    await expect.poll(shown, { timeout: patience }).toContain('order-601');
    // What is new comes by itself once the list is left.
    await notify(order('order-604', 'parked', 0));
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await shown()).not.toContain('order-604');
    await page.getByRole('heading', { name: 'Live', exact: true }).hover();
    await expect.poll(shown, { timeout: patience }).toContain('order-604');
    await page.getByRole('link', { name: 'Payments', exact: true }).click();
  });

  it('should keep what is sought in its link, and tell reading from absence', async () => {
    const another = await browser.context.newPage();
    await another.goto(`${sidecar.url}/#/live?token=${token}`);
    await another.getByLabel('Search').fill('order-50');
    await expect.poll(() => another.url(), { timeout: patience }).toContain('search=order-50');
    await another.goto(`${sidecar.url}/?again#/live?search=order-50&order=order-nobody-has`);
    await expect.poll(() => another.getByLabel('Search').inputValue(), { timeout: patience }).toBe('order-50');
    await another.getByText('The sidecar knows no order of this id.').waitFor();
    await another.close();
  });

  it('should seek what its link says, also where that is followed, gone back to, or chosen from what was set aside', async () => {
    const another = await browser.context.newPage();
    const list = another.getByRole('list', { name: 'Payments, the last change first' });
    const shown = (): Promise<readonly string[]> => list.locator('.live-order').allTextContents();
    const search = another.getByLabel('Search');
    await another.goto(`${sidecar.url}/#/live?token=${token}&search=order-500`);
    await expect.poll(shown, { timeout: patience }).toEqual(['order-500']);
    expect(another.url()).toBe(`${sidecar.url}/#/live?search=order-500`);
    await list.getByText('order-500', { exact: true }).click();
    await another.getByRole('heading', { name: 'order-500', exact: true }).waitFor();
    await search.fill('order-501');
    await expect.poll(shown, { timeout: patience }).toEqual(['order-501']);
    await another.goBack();
    await expect.poll(shown, { timeout: patience }).toEqual(['order-500']);
    expect(await search.inputValue()).toBe('order-500');
    await another.goto(`${sidecar.url}/#/live?search=order-2&verdict=unknown`);
    await expect.poll(shown, { timeout: patience }).toEqual(['order-2']);
    expect(await search.inputValue()).toBe('order-2');
    await another.getByRole('link', { name: /^Set aside/ }).click();
    await another.getByRole('link', { name: /^order-2 / }).click();
    await another.getByRole('heading', { name: 'order-2', exact: true }).waitFor();
    expect(another.url()).toContain('search=order-2&verdict=unknown');
    await another.getByRole('link', { name: 'Payments', exact: true }).click();
    await expect.poll(shown, { timeout: patience }).toEqual(['order-2']);
    // What a tab of the page leads to is all there is.
    await another.getByRole('link', { name: 'Live', exact: true }).click();
    await expect.poll(async () => (await shown()).length, { timeout: patience }).toBeGreaterThan(10);
    expect(await search.inputValue()).toBe('');
    await another.close();
  });

  it('should fit a phone, however long an order is called', async () => {
    const another = await browser.context.newPage();
    await another.setViewportSize({ width: 390, height: 844 });
    const orderId = `order-3${'x'.repeat(43)}`;
    await notify(order(orderId, 'completed', 0));
    await notify(order(orderId, 'parked', 1));
    const places = [`order=${orderId}`, `search=${orderId}`, 'list=quarantine'];
    for (const place of places) {
      await another.goto(`${sidecar.url}/?${places.indexOf(place)}#/live?token=${token}&${place}`);
      await another.getByText(orderId, { exact: true }).first().waitFor();
      expect(await another.evaluate('document.documentElement.scrollWidth'), place).toBeLessThanOrEqual(390);
    }
    await another.close();
  });

  it('should keep up with hundreds of changes, and can be used meanwhile', async () => {
    const orders = Array.from({ length: 200 }, (_, place) => `order-${1000 + place}`);
    const load = (async () => {
      for (const status of ['initialized', 'completed'])
        await Promise.all(
          orders.map((orderId) =>
            sidecar.store.receive(readOrder(order(orderId, status, status === 'completed' ? 1 : 0))),
          ),
        );
    })();
    await page.getByLabel('Search').fill('order-11');
    // Where the pointer rests, the list would wait.
    await page.mouse.move(0, 0);
    await load;
    const list = page.getByRole('list', { name: 'Payments, the last change first' });
    await expect.poll(() => list.getByText('completed · completed').count(), { timeout: patience }).toBe(100);
    await page.getByLabel('Search').fill('');
    await expect.poll(() => list.getByRole('listitem').count(), { timeout: patience }).toBe(200);
  });

  it('should show nothing like a card number, wherever it stood', async () => {
    const number = ['4', ...Array.from({ length: 15 }, () => '1')].join('');
    expect(await notify(order('order-3', 'completed', 1, { description: `card ${number}`, var1: number }))).toBe(200);
    await page.goto(`${sidecar.url}/#/live?order=order-3`);
    await page.getByRole('list', { name: 'What was told of order-3' }).getByText('Paid').waitFor();
    expect(await page.content()).not.toContain(number);
  });

  it('should say when the sidecar goes away, and go on when it is back', async () => {
    const port = Number(new URL(sidecar.url).port);
    await sidecar.stop();
    await page.getByText('The sidecar does not answer.').waitFor();
    sidecar = await start({ port });
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
    expect(await notify(order('order-4', 'completed', 1))).toBe(200);
    await page.getByRole('link', { name: /order-4/ }).waitFor();
  });

  it('should be accessible, in light and in dark', async () => {
    const { source } = createRequire(import.meta.url)('axe-core') as { source: string };
    await page.getByRole('link', { name: /order-4/ }).click();
    await page.getByRole('group', { name: /The payment is in completed/ }).waitFor();
    for (const theme of ['light', 'dark']) {
      await page.locator('html').evaluate((html, name) => html.setAttribute('data-theme', name), theme);
      // The page forbids scripts within it, so the checker is put there from outside.
      await page.evaluate(source);
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      expect(violations, theme).toEqual([]);
    }
  });

  it('should say that a view did not come, and open it once it does', async () => {
    const another = await browser.context.newPage();
    const before = browser.errors.length;
    await another.route('**/studio-incidents.js', (route) => route.abort(), { times: 1 });
    await another.goto(`${sidecar.url}/#/incidents`);
    await another.getByText('This view did not come').waitFor();
    await another.getByRole('button', { name: 'Ask again' }).click();
    await another.getByRole('heading', { name: 'Incidents', level: 1 }).waitFor();
    const third = await browser.context.newPage();
    await third.route('**/studio-what-if.js', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `(globalThis.studioParts ??= {})['what-if'] = { version: 'of tomorrow' };`,
      }),
    );
    await third.goto(`${sidecar.url}/#/what-if`);
    await third.getByRole('button', { name: 'Reload the page' }).waitFor();
    await third.close();
    await another.close();
    expect(browser.errors.slice(before).filter((error) => !error.includes('ERR_FAILED'))).toEqual([]);
  });

  it('should have asked nothing of any other host', () => {
    const { host } = new URL(sidecar.url);
    expect(browser.requests.filter((url) => new URL(url).host !== host)).toEqual([]);
  });
});

describe.runIf(hasBrowser())('a list of all there is', () => {
  let sidecar: Sidecar;
  let browser: Browser;

  beforeAll(async () => {
    sidecar = await start();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await sidecar.stop();
  });

  it('should reach what more came than it holds, and say so', async () => {
    const receive = async (from: number, to: number): Promise<void> => {
      for (let n = from; n < to; n++) await sidecar.store.receive(readOrder(order(`order-${n}`, 'completed', n % 60)));
    };
    await receive(1000, 1150);
    const page = await browser.context.newPage();
    await page.goto(`${sidecar.url}/#/live?token=${token}`);
    await page.getByText('150 payments', { exact: true }).waitFor();
    await receive(1150, 1250);
    await page.getByText('200 payments, and there are more').waitFor();
    const list = page.getByRole('list', { name: 'Payments, the last change first' });
    const shown = (): Promise<readonly string[]> => list.locator('.live-order').allTextContents();
    await expect.poll(async () => (await shown())[0], { timeout: patience }).toBe('order-1249');
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('250 payments', { exact: true }).waitFor();
    expect(new Set(await shown()).size).toBe(250);
    await page.close();
  });

  it('should read again what could not be read, as it says', async () => {
    const page = await browser.context.newPage();
    await page.goto(`${sidecar.url}/#/live?token=${token}`);
    await page.route('**/payments/order-1001', (route) => route.fulfill({ status: 503, json: {} }), { times: 1 });
    await page.getByLabel('Search').fill('order-1001');
    await page.getByRole('link', { name: /^order-1001/ }).click();
    await page.getByText('The sidecar answered 503. It is tried again.').waitFor();
    await page.getByRole('list', { name: 'What was told of order-1001' }).waitFor();
    expect(await page.getByText('It is tried again.').count()).toBe(0);
    await page.close();
  });

  it('should hold still under the pointer while all is read again, and then show what was read', async () => {
    const page = await browser.context.newPage();
    await page.goto(`${sidecar.url}/#/live?token=${token}`);
    const list = page.getByRole('list', { name: 'Payments, the last change first' });
    const shown = (): Promise<readonly string[]> => list.locator('.live-order').allTextContents();
    await list.getByText('order-1245', { exact: true }).hover();
    const before = await shown();
    await sidecar.store.receive(readOrder(order('order-1300', 'completed', 1)));
    await page.getByRole('button', { name: '1 new' }).waitFor();
    await page.route('**/payments/order-1245', (route) => route.fulfill({ status: 503, json: {} }), { times: 1 });
    await list.getByText('order-1245', { exact: true }).click();
    await page.getByRole('list', { name: 'What was told of order-1245' }).waitFor();
    expect(await shown()).toEqual(before);
    await page.getByRole('heading', { name: 'Live', exact: true }).hover();
    await page.getByText('200 of 251 payments').waitFor();
    expect((await shown())[0]).toBe('order-1300');
    await page.close();
  });
});

describe.runIf(hasBrowser())('more than is read at a time', () => {
  let sidecar: Sidecar;
  let browser: Browser;

  beforeAll(async () => {
    sidecar = await start();
    browser = await startBrowser();
    const ids = Array.from({ length: 400 }, (_, place) => `order-${2000 + place}`);
    for (const [place, orderId] of ids.entries())
      await sidecar.store.receive(readOrder(order(orderId, place < 201 ? 'parked' : 'completed', place % 60)));
  });
  afterAll(async () => {
    await browser.close();
    await sidecar.stop();
  });

  it('should say how many there are, and reach all of them: of payments and of what was set aside', async () => {
    const page = await browser.context.newPage();
    await page.goto(`${sidecar.url}/#/live?token=${token}`);
    const more = page.getByRole('button', { name: 'Show more' });
    await page.getByText('200 of 400 payments').waitFor();
    await more.click();
    await page.getByText('400 payments', { exact: true }).waitFor();
    const list = page.getByRole('list', { name: 'Payments, the last change first' });
    expect(new Set(await list.locator('.live-order').allTextContents()).size).toBe(400);
    expect(await more.count()).toBe(0);
    await page.getByRole('link', { name: 'Set aside (200+)' }).click();
    await page.getByText('200 are shown, and there are more.').waitFor();
    await more.click();
    await page.getByRole('link', { name: 'Set aside (201)' }).waitFor();
    expect(await page.getByRole('list', { name: 'Reports set aside' }).getByRole('listitem').count()).toBe(201);
    expect(await more.count()).toBe(0);
    await page.close();
  });
});
