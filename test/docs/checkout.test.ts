/**
 * Goal: who follows the checkout guide to the letter has a checkout that works: its files, put together, print what the page says.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const page = readFileSync(fileURLToPath(new URL('../../docs/guide/checkout.md', import.meta.url)), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'paychart-checkout-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the checkout guide', () => {
  it('should be made of files that together print what it says', () => {
    const pieces = [...page.matchAll(/```ts\n\/\/ (.*)\n([\s\S]*?)```/g)].map(([, file = '', code = '']) => ({
      file,
      code,
    }));
    for (const { file, code } of pieces) {
      const local = code.replaceAll(/from 'paychart(?:\/([\w/]+))?'/g, (_, below: string | undefined) => {
        const source = new URL(`../../src/${below === undefined ? '' : `${below}/`}index.ts`, import.meta.url);
        return `from '${source.href}'`;
      });
      writeFileSync(join(folder, file), local);
    }
    const last = pieces.at(-1);
    const says = [...(last?.code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm) ?? [])].map(([, line]) => line);
    expect(says.length).toBe(last?.code.match(/console\.log\(/g)?.length);
    const printed = execFileSync(process.execPath, [join(folder, last?.file ?? '')], { encoding: 'utf8', cwd: folder });
    expect(printed.trim().split('\n')).toEqual(says);
  });
});
