/**
 * One seed for every property: the same tests, by name and by content, on every mutant. And every mutant is taken for static: what is
 * compiled or remembered once is read by later tests as well, which Stryker does not count as covering it.
 */
import fc from 'fast-check';
import { beforeEach } from 'vitest';
import { twoMutants } from './tests.ts';

fc.configureGlobal({ seed: 20191001, numRuns: 40 });

/** What Stryker and this file keep in a worker. */
const worker = globalThis as {
  readonly __stryker__?: { currentTestId: string | undefined; readonly activeMutant: string | undefined };
  mutantLoaded?: { readonly id: string | undefined };
};
const { __stryker__: stryker } = worker;

// The modules of a worker are loaded once, with the mutant that is switched on then.
worker.mutantLoaded ??= { id: stryker?.activeMutant };
if (worker.mutantLoaded.id !== stryker?.activeMutant) throw new Error(twoMutants);

// After Stryker's own hook, which names the test that covers what runs next.
beforeEach(() => {
  if (stryker) stryker.currentTestId = undefined;
});
