/**
 * A page printed as PDF by Chromium. The package `playwright-core` is loaded only here.
 */
import { existsSync } from 'node:fs';
import type { BrowserType } from 'playwright-core';
import { InputError } from '../lifecycle/index.ts';
import { escaped } from '../relation/exports/escaped.ts';
import type { Io } from './io.ts';

/** How a page is printed. */
export interface Printing {
  /** What stands at the head of each sheet. */
  readonly title: string;
  readonly env: Io['env'];
}

const loadBrowsers = () => import('playwright-core');

/**
 * Prints HTML that needs nothing else. The same HTML printed by the same Chromium with the same fonts has the same bytes: the
 * dates that Chromium puts in are set to a fixed one.
 *
 * @param load loads the package that drives the browser.
 * @throws InputError if the package or the browser is not there, with the way out.
 */
export async function printPdf(html: string, { title, env }: Printing, load = loadBrowsers): Promise<Uint8Array> {
  const { chromium } = await load().catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new InputError(
        '--pdf',
        'PDF is printed through the package playwright-core, which is not installed',
        'Install it with npm install playwright-core, or write --html and print that from a browser.',
      );
    throw error;
  });
  const browser = await chromium
    .launch({ executablePath: browserOf(env, chromium), args: ['--no-sandbox'] })
    .catch((error: unknown) => {
      const [says = ''] = String(error instanceof Error ? error.message : error).split('\n');
      throw new InputError('--pdf', `Chromium does not start (${says})`, nameOne);
    });
  try {
    const context = await browser.newContext({ javaScriptEnabled: false, offline: true, colorScheme: 'light' });
    const page = await context.newPage();
    await page.setContent(html, { waitUntil: 'load' });
    const printed = await page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: running(escaped(title), ''),
      footerTemplate: running('', '<span class="pageNumber"></span> / <span class="totalPages"></span>'),
      outline: true,
      tagged: true,
    });
    return undated(printed);
  } finally {
    await browser.close();
  }
}

/** A line in the margin of each sheet. */
const running = (left: string, right: string): string =>
  `<div style="width:100%;margin:0 14mm;display:flex;justify-content:space-between;font:7pt Helvetica,Arial,'Liberation Sans',sans-serif;color:#566273"><span>${left}</span><span>${right}</span></div>`;

const nameOne = 'Name one that does: PAYCHART_CHROMIUM=/path/to/chromium.';

/** Where distributions put it. */
const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser: the one that is named, else the one playwright has, else one in a usual place. */
function browserOf(env: Io['env'], chromium: BrowserType): string {
  const wished = env.PAYCHART_CHROMIUM;
  if (wished !== undefined && wished !== '') {
    if (existsSync(wished)) return wished;
    throw new InputError('PAYCHART_CHROMIUM', `there is no "${wished}"`, nameOne);
  }
  const found = [chromium.executablePath(), ...usualPlaces].find((place) => place !== '' && existsSync(place));
  if (found !== undefined) return found;
  throw new InputError('--pdf', 'PDF is printed by Chromium, which is not here', `Install it, or: ${nameOne}`);
}

/** The same PDF with fixed dates, byte for byte as long. */
function undated(pdf: Uint8Array): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1');
  const dated = /(\/(?:Creation|Mod)Date \(D:)\d{14}([^)]*\))/g;
  return Buffer.from(
    text.replace(dated, (_, before: string, after: string) => `${before}20000101000000${after}`),
    'latin1',
  );
}
