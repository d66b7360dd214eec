/**
 * What a part of the soak came to: what was done, what was checked, and whether it held.
 */

/** Something that must hold, and what was found. */
export interface Check {
  /** What was counted. */
  readonly says: string;
  readonly found: number;
  /** What it must be, in words. */
  readonly must: string;
  readonly holds: boolean;
}

/** What one part did on one engine. */
export interface PartReport {
  /** The part, and what it ran on. */
  readonly title: string;
  /** Counts and figures, by what they count. */
  readonly did: Readonly<Record<string, number | string>>;
  readonly checks: readonly Check[];
}

/** The number must be this one. */
export function exactly(says: string, found: number, wanted: number): Check {
  return { says, found, must: String(wanted), holds: found === wanted };
}

/** Nothing of it may be found. */
export function none(says: string, found: number): Check {
  return exactly(says, found, 0);
}

/** The number must not be below a bound. */
export function atLeast(says: string, found: number, bound: number): Check {
  return { says, found, must: `at least ${bound}`, holds: found >= bound };
}

/** The number must not be above a bound. */
export function atMost(says: string, found: number, bound: number): Check {
  return { says, found, must: `at most ${bound}`, holds: found <= bound };
}

/** The checks that do not hold, in words. */
export function failuresOf({ title, checks }: PartReport): readonly string[] {
  return checks
    .filter(({ holds }) => !holds)
    .map(({ says, found, must }) => `${title}: ${says}: ${show(found)}, must be ${must}`);
}

/** A part's report as a table for people. */
export function reportText({ title, did, checks }: PartReport): string {
  const rows = [
    ...Object.entries(did).map(([says, found]) => ['    ', says, show(found), '']),
    ...checks.map(({ says, found, must, holds }) => [holds ? 'PASS' : 'FAIL', says, show(found), must]),
  ] as [string, string, string, string][];
  const wide = Math.max(...rows.map(([, says]) => says.length));
  const high = Math.max(...rows.map(([, , found]) => found.length));
  return [
    title,
    ...rows.map(([mark, says, found, must]) =>
      `  ${mark}  ${says.padEnd(wide)}  ${found.padStart(high)}${must === '' ? '' : `  must be ${must}`}`.trimEnd(),
    ),
  ].join('\n');
}

function show(found: number | string): string {
  if (typeof found === 'string') return found;
  return Number.isInteger(found)
    ? found.toLocaleString('en')
    : found.toLocaleString('en', { maximumFractionDigits: 2 });
}
