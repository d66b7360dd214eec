/** Figures of what was measured. */

/** The value that so many of them are not above. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Milliseconds, as far as they say something. */
export const shown = (milliseconds: number): string => milliseconds.toFixed(1);
