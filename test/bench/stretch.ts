/** A stretch of work by several callers, and what it cost this process. */

/** One stretch of work: how much was done each second, and what it cost this process. */
export interface Stretch {
  readonly done: number;
  readonly perSecond: number;
  /** Milliseconds of processor time of this process, for each. */
  readonly cpu: number;
}

/** So many callers do one thing after the other, until the time is up. */
export async function stretch(
  callers: number,
  seconds: number,
  one: (caller: number) => Promise<unknown>,
): Promise<Stretch> {
  let done = 0;
  const [cpuBefore, begun] = [process.cpuUsage(), performance.now()];
  const until = begun + seconds * 1000;
  const call = async (_: unknown, caller: number): Promise<void> => {
    while (performance.now() < until) {
      await one(caller);
      done++;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const { user, system } = process.cpuUsage(cpuBefore);
  return { done, perSecond: (done / (performance.now() - begun)) * 1000, cpu: (user + system) / 1000 / done };
}
