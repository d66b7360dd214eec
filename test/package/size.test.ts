/**
 * Goal: growth is noticed. What an import of the core weighs, as it is published, is what docs/package.md says; and the whole does not
 * grow by more than a thirtieth at a time.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { builtRelation } from '../../src/relation/built-relation.ts';
import { bundle } from './build.ts';

/** What the whole core weighed at the last change that was meant to be larger, in kB: more than 3 % beyond it is noticed. */
const kept = 66.8;

let door = '';

/** How far a figure of the guide may be off, in kB. */
const margin = 0.3;

/** What the charts and their compiler take from XState, which the core does without. */
const ofXState = "export { assign, createActor, setup } from 'xstate'";

/** The rows of the guide: what is imported, and its sizes in kB. */
const rows = [
  ...readFileSync('docs/package.md', 'utf8').matchAll(/^\| (.+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]*) ?\|$/gm),
].map(([, imported = '', gzip, brotli, beyond = '']) => ({
  imported,
  gzip: Number(gzip),
  brotli: Number(brotli),
  beyond: beyond === '' ? undefined : Number(beyond),
}));

function codeOf(imported: string): string {
  if (imported.startsWith('XState')) return ofXState;
  if (imported.startsWith('everything')) return `export * from '${door}'`;
  return `export { ${[...imported.matchAll(/`(\w+)`/g)].map(([, name]) => name).join(', ')} } from '${door}'`;
}

/** What code weighs once it is bundled and minified, in kB. */
async function weigh(code: string): Promise<{ readonly gzip: number; readonly brotli: number }> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id.endsWith('virtual:entry') ? '\0virtual:entry' : undefined),
        load: (id) => (id === '\0virtual:entry' ? code : undefined),
      },
    ],
    build: {
      target: 'es2022',
      write: false,
      lib: { entry: 'virtual:entry', name: 'core', formats: ['iife'], fileName: 'core' },
    },
  });
  const [output] = [built].flat();
  if (!output || !('output' in output)) throw new Error('nothing was bundled');
  const bytes = Buffer.from(output.output[0].code);
  return { gzip: gzipSync(bytes, { level: 9 }).length / 1000, brotli: brotliCompressSync(bytes).length / 1000 };
}

describe('the size of the core', () => {
  beforeAll(async () => {
    // Otherwise the bundler takes what XState has for development.
    vi.stubEnv('NODE_ENV', 'production');
    const folder = mkdtempSync(join(tmpdir(), 'paychart-size-'));
    await bundle(folder);
    door = join(folder, 'src/index.js');
    return () => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true, force: true });
    };
  }, 120_000);

  it('should be told of the whole core and of parts of it', () => {
    expect(rows.length).toBeGreaterThan(5);
  });

  it('should not grow by more than 3 % beyond what was kept', async () => {
    const { gzip } = await weigh(`export * from '${door}'`);
    expect(gzip).toBeLessThan(kept * 1.03);
    expect(gzip, 'it is smaller: keep that').toBeGreaterThan(kept * 0.97);
  });

  it('should hold a relation of the size that the guide says', () => {
    const [, told] = /the relation ([\d.]+) kB/.exec(readFileSync('docs/package.md', 'utf8')) ?? [];
    const data = gzipSync(JSON.stringify(builtRelation), { level: 9 }).length / 1000;
    console.info(`the relation: ${data.toFixed(1)} kB gzip`);
    expect(Math.abs(data - Number(told))).toBeLessThan(margin);
  });

  it.each(rows)('should be as the guide says: $imported', async ({ imported, gzip, brotli, beyond }) => {
    const weighed = await weigh(codeOf(imported));
    console.info(`${imported}: ${weighed.gzip.toFixed(1)} kB gzip, ${weighed.brotli.toFixed(1)} kB brotli`);
    expect(Math.abs(weighed.gzip - gzip)).toBeLessThan(margin);
    expect(Math.abs(weighed.brotli - brotli)).toBeLessThan(margin);
    if (beyond === undefined) return;
    const xstate = await weigh(ofXState);
    expect(Math.abs(weighed.gzip - xstate.gzip - beyond)).toBeLessThan(margin);
  });
});
