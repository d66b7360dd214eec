import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

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
  ],
  build: {
    target: 'es2023',
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
    rolldownOptions: {
      // Each is the body of a function that is given the others: so they work within one file, where no module can name another.
      output: {
        format: 'cjs',
        entryFileNames: 'studio.js',
        chunkFileNames: '[name].js',
        assetFileNames: 'studio[extname]',
        // What views share, and few: parts of their own for every pair of views would compress worse.
        codeSplitting: {
          groups: [
            { name: 'wire', priority: 4, test: /node_modules\/valibot/ },
            {
              name: 'core',
              priority: 3,
              test: /page\/(main|shell|(payment-panel|timeline|verdict|choose|amount-in)|views\/(charts|matrix))|lifecycle\/(verdict|asking\/open)/,
            },
            { name: 'judging', priority: 1, test: /lifecycle\/judging|src\/multisafepay/ },
          ],
        },
      },
      transform: { define: { 'import.meta': '{}' } },
    },
  },
});
