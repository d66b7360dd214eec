import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page as two scripts, of which the second comes when it is asked for, and one style sheet; the build puts all into one file. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    target: 'es2023',
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
    rolldownOptions: {
      // Each is the body of a function that is given the other: so they work within one file, where no module can name another.
      output: {
        format: 'cjs',
        entryFileNames: 'studio.js',
        chunkFileNames: '[name].js',
        assetFileNames: 'studio[extname]',
      },
      transform: { define: { 'import.meta': '{}' } },
    },
  },
});
