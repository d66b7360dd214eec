import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/run-folder.ts'],
    // All cores: the default leaves one idle, of two that is half.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The second keeps the record of a run of all tests, for the book.
    reporters: ['default', './test/book/recorder.ts'],
  },
});
