/**
 * One seed for every property: the same tests, by name and by content, on every mutant. And every mutant is taken for static: what is
 * compiled or remembered once is read by later tests as well, which Stryker does not count as covering it.
 */
import fc from 'fast-check';
import { beforeEach } from 'vitest';

fc.configureGlobal({ seed: 20191001, numRuns: 40 });

/** What Stryker and this file keep in a process. */
const process = globalThis as {
  readonly __stryker__?: { currentTestId: string | undefined; readonly activeMutant: string | undefined };
  mutantLoaded?: { readonly id: string | undefined };
};
const { __stryker__: stryker } = process;

// The modules of a process are loaded once, with the mutant that is switched on then.
process.mutantLoaded ??= { id: stryker?.activeMutant };
if (process.mutantLoaded.id !== stryker?.activeMutant) throw new Error('bug: one process was given two mutants');

// After Stryker's own hook, which names the test that covers what runs next.
beforeEach(() => {
  if (stryker) stryker.currentTestId = undefined;
});
