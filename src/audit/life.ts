/**
 * The life of one transaction, or of one order: its rows in time, judged step by step. Lives that were judged in parts can be joined, in
 * whatever parts they were: what hangs on the rows beyond an end is not judged before the end is known.
 */
import type { RowClass } from './finding.ts';
import { comparePlaces, type StatusRow } from './row.ts';
import type { StepTable } from './step-table.ts';
import { illegal } from './step-table.ts';
import { nothing } from './words.ts';

/** What a history goes on from after an illegal row: from what was reported, or from what was before. */
export type Recovery = 'follow' | 'hold';

/** Rows of one time: nobody knows which was first. */
export interface Moment {
  /** When; `undefined` where rows follow one another as they were given: then each is a moment of its own. */
  readonly at: number | undefined;
  readonly n: number | undefined;
  readonly rows: readonly MomentRow[];
}

/** A row with the number of its words. */
export interface MomentRow {
  readonly row: StatusRow;
  readonly code: number;
}

/** A row with what it came to, and the words before it. */
export interface JudgedRow extends MomentRow {
  readonly class: RowClass;
  readonly distance: number | undefined;
  readonly from: readonly number[];
}

/** Whether two moments are one: the same time, and nothing that tells their rows apart. */
export const isSameMoment = (one: Pick<Moment, 'at' | 'n'>, other: Pick<Moment, 'at' | 'n'>): boolean =>
  one.at !== undefined && one.at === other.at && one.n === other.n;

/** Orders rows by time, then by what tells rows of one time apart, then by their places; those without a time as they were given. */
export function compareRows(one: StatusRow, other: StatusRow): number {
  const byTime = (one.at ?? 0) - (other.at ?? 0) || (one.n ?? 0) - (other.n ?? 0);
  return byTime || one.at === undefined ? byTime : comparePlaces(one.place, other.place);
}

/** The words of a moment, each once, in the order of their numbers. */
export function codesOf({ rows }: Moment): readonly number[] {
  const [only] = rows;
  if (rows.length === 1 && only) return [only.code];
  return [...new Set(rows.map(({ code }) => code))].sort((a, b) => a - b);
}

/**
 * Judges the rows of a moment. Of several words at one time each is ambiguous, unless it could follow neither what was before nor any of
 * the others.
 */
export function judgeMoment(
  table: StepTable,
  kind: number,
  before: readonly number[],
  moment: Moment,
): readonly JudgedRow[] {
  const codes = codesOf(moment);
  const seen = new Set<number>();
  return moment.rows.map((one): JudgedRow => {
    const { code } = one;
    if (seen.has(code)) return { ...one, class: 'duplicate', distance: 0, from: [code] };
    seen.add(code);
    const others = codes.filter((other) => other !== code);
    const far = before.map((from) => table.distance(kind, from, code));
    const least = Math.min(...far);
    const isIllegal = least === illegal && others.every((from) => table.distance(kind, from, code) === illegal);
    if (isIllegal) return { ...one, class: 'illegal', distance: undefined, from: [...before, ...others] };
    if (others.length > 0 || far.includes(illegal))
      return { ...one, class: 'ambiguous', distance: undefined, from: before };
    return { ...one, class: classOfStep(least, before.includes(nothing)), distance: least, from: before };
  });
}

/**
 * The class of a step that is not illegal.
 *
 * @param distance how many changes it takes, at least.
 * @param isFirst whether nothing may have been told of the life before it.
 */
export function classOfStep(distance: number, isFirst: boolean): RowClass {
  if (distance === 0) return 'duplicate';
  if (distance === 1) return 'ok';
  return isFirst ? 'left_censored' : 'skipped';
}

/** The words that a history goes on from after a moment. */
export function wordsAfter(
  recovery: Recovery,
  before: readonly number[],
  moment: Moment,
  judged: readonly JudgedRow[],
): readonly number[] {
  if (recovery === 'follow') return codesOf(moment);
  const lawful = new Set(judged.filter((row) => row.class !== 'illegal').map(({ code }) => code));
  return lawful.size === 0 ? before : [...lawful].sort((a, b) => a - b);
}
