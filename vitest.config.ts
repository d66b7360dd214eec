import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/longest-first.ts';

/**
 * The folders whose files leave nothing behind in their process, so that one process runs many of them: to load the law anew for each
 * file took two fifths of their processor time.
 */
const together = [
  'machines',
  'relation',
  'oracle',
  'lifecycle',
  'multisafepay',
  'testing',
  'incidents',
  'proof',
  'audit',
  'book',
].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    globalSetup: ['test/run-folder.ts'],
    // One more than there are cores: those that drive a service or a browser wait for it a third of their time.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // A limit is for what hangs, not for what is slow: beside other work a test may take many times as long.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // The second keeps the record of a run of all tests, for the book.
    reporters: ['default', './test/book/recorder.ts'],
    projects: [
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: together } },
      { extends: true, test: { name: 'together', include: together, isolate: false } },
    ],
  },
});
