/**
 * Goal: our page shows, over the inspection protocol alone, the live states of payments and of any process or page with XState
 * actors; and what strangers send is text, never more.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inspectFiles } from '../../src/cli/inspect.ts';
import { studio } from '../../src/cli/studio.ts';
import { body, lines, ranOn } from '../cli/terminal.ts';
import { type Browser, hasBrowser, startBrowser } from '../studio/browser.ts';
import { start as startSidecar } from '../studio/live-sidecar.ts';
import { pageFile } from '../studio/page.ts';

/** The command as it runs, and how to end it. */
interface Command {
  readonly pageUrl: string;
  readonly processUrl: string;
  end(): Promise<void>;
}

/** Starts the command on what is given, and waits until it has played it. */
async function startCommand(stdin: string): Promise<Command> {
  const interrupted = new AbortController();
  let printed = '';
  let hasPlayed = (): void => {};
  const played = new Promise<void>((resolve) => {
    hasPlayed = resolve;
  });
  const stdout = new Writable({
    write(chunk, _, done) {
      printed += chunk;
      if (printed.includes('played')) hasPlayed();
      done();
    },
  });
  const ended = ranOn({ stdin }, (io) => inspectFiles(['-'], {}, { ...io, stdout }, interrupted.signal));
  await Promise.race([played, ended]);
  return {
    pageUrl: /http:\S+/.exec(printed)?.[0] as string,
    processUrl: /ws:\S+/.exec(printed)?.[0] as string,
    async end() {
      interrupted.abort();
      await ended;
    },
  };
}

/** Starts `paychart studio`, and waits until it says where it is. */
async function startStudio(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  let stopNow = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    stopNow = resolve;
  });
  let say = (_: string): void => {};
  const printed = new Promise<string>((resolve) => {
    say = resolve;
  });
  const stdout = new Writable({
    write(chunk, _, done) {
      say(String(chunk));
      done();
    },
  });
  const ended = ranOn({}, (io) => studio(0, { ...io, stdout }, () => stopped));
  const url = /http:\/\/[^/]+/.exec(await printed)?.[0] as string;
  return {
    url,
    async stop() {
      stopNow();
      await ended;
    },
  };
}

const strangerFile = fileURLToPath(new URL('./stranger.ts', import.meta.url));

/** Starts the process that knows nothing of us. */
function startStranger(url: string): ChildProcess {
  return spawn(process.execPath, [strangerFile, url], { stdio: ['pipe', 'ignore', 'inherit'] });
}

const actorNamed = (page: Page, name: string) => page.locator('.actor', { hasText: name });
const stateText = (page: Page) => page.locator('.actor-is');
const lit = (page: Page): Promise<readonly string[]> =>
  page
    .locator('.chart .state.lit')
    .evaluateAll((states) => states.map((state) => String(state.getAttribute('data-state'))).sort());

/** The machine may be busy: how long something takes says nothing. */
const eventually = <T>(found: () => T) => expect.poll(found, { timeout: 120_000 });

const skipped = !hasBrowser();

describe.skipIf(skipped)('the inspector in a browser', () => {
  let browser: Browser;
  let command: Command;
  let page: Page;
  const strangers: ChildProcess[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    const held = { status: 'uncleared', financial_status: 'uncleared' };
    const begun = {
      order_id: 'order-2',
      transaction_id: 26000002,
      status: 'initialized',
      financial_status: 'initialized',
    };
    command = await startCommand(lines(body(held), body(begun)));
    page = await browser.context.newPage();
    await page.goto(command.pageUrl);
  });
  afterEach(async () => {
    for (const stranger of strangers.splice(0)) stranger.kill();
    await page.close();
    await command.end();
  });

  it('should show a payment’s transaction on our chart, with what is certain and what is not', async () => {
    await actorNamed(page, 'attempt 26000001').click();
    await eventually(() => lit(page)).toEqual(['uncleared']);
    expect(await stateText(page).textContent()).toBe('uncleared');
    expect(await page.locator('.chart .badge-text').count()).toBeGreaterThan(5);
    expect(await page.locator('.events').textContent()).toContain('report.applied');
    await actorNamed(page, 'attempt 26000002').click();
    await eventually(() => stateText(page).textContent()).toMatch(/^not certain: one of initialized\./);
    expect(await lit(page)).toContain('initialized.authorising');
    expect(await lit(page)).not.toContain('uncleared');
  });

  it('should show the live states of a process that knows only XState and @statelyai/inspect', async () => {
    const imports = [...readFileSync(strangerFile, 'utf8').matchAll(/from '([^']+)'/g)].map(([, name]) => name);
    expect(imports).toEqual(['node:readline', '@statelyai/inspect', 'xstate']);
    const stranger = startStranger(command.processUrl);
    strangers.push(stranger);
    await actorNamed(page, 'crossing').click();
    await eventually(() => lit(page)).toEqual(['off']);
    for (const [event, state] of [
      ['switch.on', 'on.green'],
      ['tick', 'on.yellow'],
      ['tick', 'on.red'],
      ['switch.off', 'off'],
    ] as const) {
      stranger.stdin?.write(`${event}\n`);
      await eventually(() => stateText(page).textContent()).toBe(state);
      await eventually(() => lit(page)).toEqual(state.startsWith('on.') ? ['on', state] : [state]);
    }
    const events = ['switch.off', 'tick', 'tick', 'switch.on', 'xstate.init'];
    expect(await page.locator('.events li .fact-name').allTextContents()).toEqual(events);
    for (const line of await page.locator('.events li').allTextContents())
      expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} /);
    await page.getByRole('button', { name: 'Who told whom' }).click();
    const sequence = page.getByRole('region', { name: 'Who told whom what' });
    expect(await sequence.locator('li .fact-name').allTextContents()).toEqual(events.toReversed());
    expect(await sequence.locator('li').first().textContent()).toMatch(/outside to crossing .*: xstate\.init$/);
    expect(await page.locator('.chart .guard').allTextContents()).toEqual(['[isBusy]']);
    stranger.stdin?.end();
    await eventually(() => actorNamed(page, 'crossing').textContent()).toContain('its process has ended');
  });

  it('should show names and descriptions of strangers as text, and ask no other host for anything', async () => {
    const before = { requests: browser.requests.length, errors: browser.errors.length };
    strangers.push(startStranger(command.processUrl));
    await actorNamed(page, 'crossing').click();
    await eventually(() => page.locator('section[aria-label="Actor"] h2').textContent()).toBe(
      'crossing <img src=x onerror=alert(1)>',
    );
    await page.locator('summary', { hasText: 'The states of traffic light' }).click();
    expect(await page.locator('.states').first().textContent()).toContain('Nobody is about: <b>quiet</b>.');
    expect(await page.locator('main img, main b').count()).toBe(0);
    const { host } = new URL(command.pageUrl);
    expect(browser.requests.slice(before.requests).filter((url) => new URL(url).host !== host)).toEqual([]);
    expect(browser.errors.slice(before.errors)).toEqual([]);
  });

  it.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)('should be accessible: %s, %i wide', async (colorScheme, width) => {
    strangers.push(startStranger(command.processUrl));
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await actorNamed(page, 'crossing').click();
    await eventually(() => lit(page)).toEqual(['off']);
    await page.evaluate(readFileSync(fileURLToPath(import.meta.resolve('axe-core')), 'utf8'));
    const violations = await page.evaluate(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' ')))`,
    );
    expect(violations).toEqual([]);
  });

  it('should list the states where there is no layout engine', async () => {
    await page.route('**/elk.js', (route) => route.abort());
    strangers.push(startStranger(command.processUrl));
    await actorNamed(page, 'crossing').click();
    await eventually(() => page.locator('.states .lit > strong').allTextContents()).toEqual(['off']);
    expect(await page.locator('.chart').count()).toBe(0);
  });

  it('should say what to do in a browser that did not open the link, and when the command has ended', async () => {
    const stranger = await browser.context.browser()?.newContext();
    const other = await (stranger ?? browser.context).newPage();
    await other.context().clearCookies();
    await other.goto(new URL('/#/inspector', command.pageUrl).href);
    await eventually(() => other.locator('main').textContent()).toContain('This browser did not open the link');
    expect(await other.locator('.actor').count()).toBe(0);
    await other.close();
    await actorNamed(page, 'attempt 26000001').click();
    await command.end();
    await eventually(() => page.locator('main').textContent()).toContain(
      'The command has ended, or cannot be reached.',
    );
    expect(await stateText(page).textContent()).toBe('uncleared');
  });

  describe('opened by a page', () => {
    let script: string;
    let server: ReturnType<typeof createServer>;

    beforeAll(async () => {
      const input = fileURLToPath(new URL('./stranger-page.ts', import.meta.url));
      const built = await build({
        configFile: false,
        logLevel: 'error',
        build: { write: false, rolldownOptions: { input } },
      });
      if (Array.isArray(built) || !('output' in built)) throw new Error('vite built no page');
      script = built.output.flatMap((file) => (file.type === 'chunk' ? [file.code] : [])).join('\n');
      server = createServer((_, response) => {
        response.setHeader('content-type', 'text/html');
        response.end(`<title>stranger</title><p>click</p><script type="module">${script}</script>`);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterAll(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });

    /** Opens the viewer from a page of an origin, by the inspector of the package. */
    async function openedFrom(
      origin: string,
      inspector = new URL('/#/inspector', command.pageUrl).href,
    ): Promise<{ readonly opening: Page; readonly viewer: Page }> {
      const opening = await browser.context.newPage();
      await opening.goto(`${origin}/?inspector=${encodeURIComponent(inspector)}`);
      const [viewer] = await Promise.all([browser.context.waitForEvent('page'), opening.click('p')]);
      return { opening, viewer };
    }

    it('should show its actors, if it is of this machine', async () => {
      const { opening, viewer } = await openedFrom(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      await actorNamed(viewer, 'front door').click();
      await eventually(() => lit(viewer)).toEqual(['closed']);
      await opening.click('p');
      await eventually(() => lit(viewer)).toEqual(['open']);
      await viewer.close();
      await opening.close();
    });

    it.each(['the sidecar', 'paychart studio'])(
      'should show its actors by the recipe that the page gives at %s',
      async (where) => {
        const served = await (where === 'the sidecar' ? startSidecar() : startStudio());
        try {
          await page.goto(`${served.url}/#/inspector`);
          const recipe = await page.getByText(/^createBrowserInspector/).textContent();
          const [, inspector = ''] = /^createBrowserInspector\(\{ url: '([^']+)' \}\)$/.exec(recipe ?? '') ?? [];
          expect(inspector).toBe(`${served.url}/#/inspector`);
          const { opening, viewer } = await openedFrom(
            `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            inspector,
          );
          await actorNamed(viewer, 'front door').click();
          // No layout engine is given out there, so its states are a list.
          await eventually(() => viewer.locator('.states .lit > strong').allTextContents()).toEqual(['closed']);
          await viewer.close();
          await opening.close();
        } finally {
          await served.stop();
        }
      },
    );

    it('should say what to do where the page was opened as a file', async () => {
      const asFile = await browser.context.newPage();
      await asFile.goto(`${pathToFileURL(pageFile).href}#/inspector`);
      await asFile.getByText('This page was opened as a file').waitFor();
      await asFile.close();
    });

    it('should ask before it shows a page of elsewhere, and hear nobody but who opened it', async () => {
      const { port } = server.address() as AddressInfo;
      await browser.context.route('http://shop.example/**', async (route) =>
        route.fulfill({ response: await route.fetch({ url: `http://127.0.0.1:${port}/` }) }),
      );
      const { opening, viewer } = await openedFrom('http://shop.example');
      await viewer.getByText('of http://shop.example, wants to show its actors here').waitFor();
      await viewer.evaluate(
        `postMessage({ type: '@xstate.actor', name: 'nobody', sessionId: 'x:9', _version: '1', snapshot: {} }, '*')`,
      );
      expect(await actorNamed(viewer, 'front door').count()).toBe(0);
      await viewer.getByRole('button', { name: 'Show them' }).click();
      await actorNamed(viewer, 'front door').click();
      await eventually(() => lit(viewer)).toEqual(['closed']);
      expect(await actorNamed(viewer, 'nobody').count()).toBe(0);
      await viewer.close();
      await opening.close();
    });
  });
});
