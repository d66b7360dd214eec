/**
 * How often the laws of whole orders are tried, and from which seed. `WHOLE_ORDER_RUNS` and `WHOLE_ORDER_SEED` run more of them, or the same
 * ones again. Where `CI` is set, the seed is the same every time, so that a change is judged by what it changes; everywhere else it is
 * another one each time.
 */
const { CI, WHOLE_ORDER_RUNS, WHOLE_ORDER_SEED } = process.env;
const seed = Number(WHOLE_ORDER_SEED ?? (CI ? 631619436 : Date.now() % 2 ** 31));

/** The runs of each law, and the seed of all. */
export const runs = { numRuns: Number(WHOLE_ORDER_RUNS ?? 1000), seed };

/** Time enough for 30,000 runs on a machine that does other work, too. */
export const patience = Math.max(60_000, runs.numRuns * 60);

/** Says what is run, so that it can be run again. */
export const sayRuns = (what: string): void => console.info(`${what}: seed ${runs.seed}, ${runs.numRuns} runs of each`);
