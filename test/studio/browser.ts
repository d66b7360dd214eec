/**
 * A real browser for tests: Debian's Chromium, held to one host. Where there is none, the tests say so and are skipped.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Whether there is a browser; if not, why the tests that need one are skipped is printed. */
export function hasBrowser(): boolean {
  const found = existsSync(executablePath);
  if (!found) console.info(`skipped: there is no browser at ${executablePath} (set CHROMIUM to one)`);
  return found;
}

/** A browser with a profile of its own, which is thrown away. */
export interface Browser {
  readonly context: BrowserContext;
  /** Every request that was made, as URLs; those of `data:` and `blob:` are no requests. */
  readonly requests: readonly string[];
  /** Everything that went wrong within the pages. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

/** Starts a browser. */
export async function startBrowser(
  options: NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]> = {},
): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'paychart-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(120_000);
  const requests: string[] = [];
  const errors: string[] = [];
  const watch = (page: Page): void => {
    page.on('pageerror', (error) => errors.push(String(error.stack ?? error)));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  };
  for (const page of context.pages()) watch(page);
  context.on('page', watch);
  context.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url())) requests.push(request.url());
  });
  return {
    context,
    requests,
    errors,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Serves one page, and nothing else, on this machine. */
export async function servePage(html: () => string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const isPage = request.url === '/';
    response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(isPage ? html() : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
