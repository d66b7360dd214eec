/**
 * Goal: the page of the guide that shows a chart with React is built by Vite as it stands, and does in a browser what it says.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doors } from '../package/doors.ts';
import { type Browser, hasBrowser, servePage, startBrowser } from '../studio/browser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [, page = ''] = /```tsx\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/guide/xstate.md'), 'utf8')) ?? [];

describe.runIf(hasBrowser())('the page with React', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-react-'));
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;

  beforeAll(async () => {
    writeFileSync(join(folder, 'page.tsx'), page);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const built = await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      oxc: { jsx: { runtime: 'automatic', development: false } },
      define: { 'process.env.NODE_ENV': '"production"' },
      resolve: {
        alias: [...doors].map(([name, source]) => ({ find: new RegExp(`^${name}$`), replacement: join(root, source) })),
      },
      build: { write: false, lib: { entry: 'page.tsx', formats: ['es'], fileName: 'page' } },
    });
    const [{ output }] = built as unknown as [{ readonly output: readonly [{ readonly code: string }] }];
    const script = output[0].code.replaceAll('</script', '<\\/script');
    site = await servePage(
      () =>
        `<!doctype html><html lang="en"><link rel="icon" href="data:,"><body><script type="module">${script}</script></body></html>`,
    );
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    rmSync(folder, { recursive: true });
  });

  it('should let happen what may happen, and say when the order is paid', async () => {
    const shown = await browser.context.newPage();
    await shown.goto(site.url);
    const button = (name: string) => shown.getByRole('button', { name });
    await shown.getByText('Not paid: "requested"').waitFor();
    expect(await button('authorisation.approved').isDisabled()).toBe(true);
    for (const fact of ['order.created', 'authorisation.approved', 'screening.passed']) await button(fact).click();
    await shown.getByText('Paid: ship it.').waitFor();
    expect(await button('transaction.expired').isDisabled()).toBe(true);
    expect(browser.errors).toEqual([]);
  });
});
