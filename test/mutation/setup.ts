/** One seed for every property: the same tests, by name and by content, on every mutant. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20191001, numRuns: 40 });
