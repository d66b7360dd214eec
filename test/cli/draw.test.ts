/**
 * Goal: `paychart draw` gives a picture of any chart, or says what is missing.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { draw } from '../../src/cli/draw.ts';
import { chartIds } from '../../src/relation/index.ts';
import { paychart, ranOn } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'paychart-draw-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('paychart draw', () => {
  it.each(chartIds)('should draw the %s chart as SVG that follows whoever looks at it', async (chart) => {
    const { code, stdout } = await paychart(['draw', '--chart', chart]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(stdout).toContain('prefers-color-scheme: dark');
  });

  it('should keep to the colours that are asked for', async () => {
    const { stdout } = await paychart(['draw', '--chart', 'refund', '--svg', '--ink', 'dark']);
    expect(stdout).not.toContain('prefers-color-scheme');
  });

  it('should write PNG to a file', async () => {
    const file = join(folder, 'refund.png');
    const { code, stderr } = await paychart(['draw', '--chart', 'refund', '--png', '-o', file]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG');
  });

  it('should not write PNG anywhere else', async () => {
    const { code, stderr } = await paychart(['draw', '--chart', 'refund', '--png']);
    expect(code).toBe(2);
    expect(stderr).toContain('-o refund.png');
  });

  it.each([
    [['-o', join(folder, 'misnamed.png')], 'misnamed.png: by its name it is a PNG, and the picture is SVG. Say --png'],
    [
      ['--png', '-o', join(folder, 'misnamed.SVG')],
      'misnamed.SVG: by its name it is a SVG, and the picture is PNG. Leave --png out',
    ],
  ])('should not write one form under the name of the other: %j', async (asked, says) => {
    const { code, stderr } = await paychart(['draw', '--chart', 'refund', ...asked]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(existsSync(asked.at(-1) as string)).toBe(false);
  });

  it('should say which package is missing where there is none to draw PNG', async () => {
    const missing = Object.assign(new Error('not there'), { code: 'ERR_MODULE_NOT_FOUND' });
    const asked = { chart: 'refund', png: true, output: join(folder, 'none.png') } as const;
    const { code, stderr } = await ranOn({}, (io) => draw(asked, io, () => Promise.reject(missing)));
    expect(code).toBe(2);
    expect(stderr).toContain('npm install @resvg/resvg-js');
  });

  it('should refuse a chart that does not exist', async () => {
    const { code, stderr } = await paychart(['draw', '--chart', 'payout']);
    expect(code).toBe(2);
    expect(stderr).toContain(chartIds.join(', '));
  });
});
