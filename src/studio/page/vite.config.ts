import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page as one script and one style sheet; the build puts both into one file that opens without a server. */
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
      output: { format: 'iife', entryFileNames: 'studio.js', assetFileNames: 'studio[extname]', codeSplitting: false },
    },
  },
});
