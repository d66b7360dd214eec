/**
 * Goal: the book can be printed where there is a Chromium, with the same bytes each time; where there is none, or the package that
 * drives it is missing, the error says so and what to do.
 */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { page } from '../../src/book/html.ts';
import { pageStyle } from '../../src/book/style.ts';
import { printPdf } from '../../src/cli/pdf.ts';
import { paychart } from '../cli/terminal.ts';

const html = page(
  'A page',
  pageStyle,
  '<main><h2>A heading</h2><p>Some <a href="#x">text</a>.</p><p id="x">More.</p></main>',
);
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((place) =>
  existsSync(place),
);
if (chromium === undefined) console.info('PDF is not printed: there is no Chromium here');

describe.skipIf(chromium === undefined)('a page printed by Chromium', () => {
  const env = { PAYCHART_CHROMIUM: chromium };

  it('should be a PDF of the same bytes each time, with a fixed date, its heading and its outline', async () => {
    const [once, again] = [
      await printPdf(html, { title: 'A page', env }),
      await printPdf(html, { title: 'A page', env }),
    ];
    const text = Buffer.from(once).toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    expect(Buffer.compare(Buffer.from(once), Buffer.from(again))).toBe(0);
    expect([...text.matchAll(/\/(?:Creation|Mod)Date \(D:(\d{14})/g)].map(([, date]) => date)).toEqual([
      '20000101000000',
      '20000101000000',
    ]);
    expect(text).toContain('/Outlines');
  });
});

describe('a PDF that cannot be printed', () => {
  it('should be refused by name where the package is not installed', async () => {
    const missing = () => Promise.reject(Object.assign(new Error('no such package'), { code: 'ERR_MODULE_NOT_FOUND' }));
    await expect(printPdf(html, { title: '', env: {} }, missing)).rejects.toThrow(
      '--pdf: PDF is printed through the package playwright-core, which is not installed. Install it with npm install',
    );
  });

  it('should be refused by name where the browser is not there, or does not start', async () => {
    await expect(printPdf(html, { title: '', env: { PAYCHART_CHROMIUM: '/nowhere/chromium' } })).rejects.toThrow(
      'PAYCHART_CHROMIUM: there is no "/nowhere/chromium". Name one that does: PAYCHART_CHROMIUM=/path/to/chromium.',
    );
    await expect(printPdf(html, { title: '', env: { PAYCHART_CHROMIUM: process.execPath } })).rejects.toThrow(
      /^--pdf: Chromium does not start \(.*\)\. Name one that does/,
    );
  });
});

describe('paychart book', () => {
  it('should say what to give where no form is asked for, and where a file cannot be written', async () => {
    expect(await paychart(['book'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'book: no form is asked for. Give --out, --html, --pdf or --csv, or several of them.\n',
    });
    const { code, stderr } = await paychart(['book', '--csv', '/nowhere/at/all.csv']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^\/nowhere\/at\/all\.csv: the file cannot be written \(ENOENT\)/);
  });
});
