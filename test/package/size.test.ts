/**
 * Goal: growth is noticed. What an import of the core weighs is what docs/package.md says, and what is not imported weighs
 * nothing.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const door = fileURLToPath(new URL('../../src/index.ts', import.meta.url));

/** How far a figure of the guide may be off, in kB. */
const margin = 0.3;

/** What the core takes from XState: the imports of the charts and of the compiler. */
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
  // Otherwise the bundler takes what XState has for development.
  beforeAll(() => {
    vi.stubEnv('NODE_ENV', 'production');
    return () => vi.unstubAllEnvs();
  });

  it('should be told of the whole core and of parts of it', () => {
    expect(rows.length).toBeGreaterThan(5);
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
