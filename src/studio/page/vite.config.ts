import { fileURLToPath } from 'node:url';
import { defineConfig, parseAst } from 'vite';
import { type Incident, incidents } from '../../incidents/index.ts';
import * as first from './stories-first.ts';
import * as second from './stories-second.ts';
import * as third from './stories-third.ts';

/**
 * The page as a script that comes first, those that come when a view is opened, and one style sheet; the build puts all into one file.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  plugins: [
    {
      // No style and no script is to be loaded before one that is asked for: the helper for that would be larger than who asks.
      name: 'ask-plainly',
      enforce: 'pre',
      load: (id) => (id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : undefined),
    },
    {
      // The page tells the stories and compares no answer with the one that is due: that is for the tests.
      name: 'leave-expectations-out',
      transform: (code, id) =>
        /src\/incidents\/(stories|wire)/.test(id) ? { code: withoutProperties(code, 'expect'), map: null } : undefined,
    },
  ],
  build: {
    target: 'es2023',
    // Those that know `light-dark()`: for older ones its stand-in would be written beside each scheme, and no colour here needs it.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
    rolldownOptions: {
      // Each is the body of a function that is given the others: so they work within one file, where no module can name another.
      output: {
        format: 'cjs',
        minifyInternalExports: true,
        entryFileNames: 'studio.js',
        chunkFileNames: '[name].js',
        assetFileNames: 'studio[extname]',
        // What views share, and few: parts of their own for every pair of views would compress worse. What every view needs comes first: the
        // charts as they are written and as they are drawn. What is known of a payment, and what judges a report of one, come later.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'wire', test: /node_modules\/valibot/ },
            // Every story is told in the words of these.
            { name: 'stories', test: /src\/incidents\/(incident|wire)\./ },
            { name: 'draw', test: /src\/studio\/(draw|transactions)\.|page\/(save-file|amount-in)\./ },
            { name: 'judging', test: /src\/lifecycle\/judging|src\/multisafepay\/(?!personal-data|exact-json)/ },
            {
              name: 'payment',
              test: /src\/lifecycle|src\/relation\/(built|relation|table|law-hash|once)|src\/words\/(why|follows|panel|pairs|law)|page\/(payment-panel|timeline|verdict|why-not)/,
            },
            {
              name: 'core',
              test: /node_modules|machines|src\/(relation|words\/(?!guards))|src\/studio\/(charts|figure|graph|ink|layouts?|text-width)\.|page\/(main|shell|views|later|route|theme|shown|chart-view|choose|grounds)\.|preload-helper|rolldown\/runtime/,
            },
          ],
        },
      },
      transform: { define: { 'import.meta': '{}', storyPlaces: JSON.stringify(storyPlaces()) } },
    },
  },
});

/** The id of every story, in the order of the museum, with the place of its third. */
function storyPlaces(): readonly (readonly [id: string, third: number])[] {
  const thirds = [first, second, third].map((part) => Object.values<Incident>(part));
  return incidents.map((story) => [story.id, thirds.findIndex((third) => third.includes(story))]);
}

/** A script without the properties of a name, wherever an object is written with one. */
function withoutProperties(code: string, name: string): string {
  const places: [from: number, to: number][] = [];
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, key, start, end } = node as { type?: string; key?: { name?: string }; start: number; end: number };
    if (type === 'Property' && key?.name === name) places.push([start, end]);
    else Object.values(node).forEach(look);
  };
  look(parseAst(code).body);
  return places.reduceRight((rest, [from, to]) => `${rest.slice(0, from)}${rest.slice(to).replace(/^\s*,/, '')}`, code);
}
