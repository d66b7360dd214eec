/**
 * Plain histories of status pairs, as a log or a database holds them: may this pair follow that one? The answer is printed
 * from the relation, per profile, and costs one lookup.
 *
 * A pair stands for every state that shows it, so an answer is about the pairs alone; `observe` also weighs amounts, times,
 * related transactions and who may be wrong.
 */
import { type Pair, samePair } from '../../machines/index.ts';
import type { Cell, ChartId, Profile } from './cell.ts';
import type { NumberedCell, Reading, Relation } from './relation.ts';

/**
 * What one pair after another comes to: `allowed` (one step), `duplicate` (the same again), `skipped` (lawful, but pairs
 * between them were not seen), or `illegal`.
 */
export type PairAnswer = 'allowed' | 'duplicate' | 'skipped' | 'illegal';

/** An answer, with how many changes of pair lie between: 0 for a duplicate, 1 if allowed, more if skipped. */
export interface JudgedPair {
  readonly answer: PairAnswer;
  readonly distance: number | undefined;
}

/** The life of a payment or refund of one kind: where it begins. */
export interface PairProfile {
  readonly chart: ChartId;
  readonly profile: Profile;
}

/** The pairs of the law, and how far each is from each, per profile. */
export interface PairTable {
  /** Every pair that is shown; a history begins before the first, at number `nothing`. */
  readonly pairs: readonly Pair[];
  readonly nothing: number;
  readonly profiles: readonly PairProfile[];
  /** The number of a pair; -1 if no chart shows it. */
  numberOf(pair: Pair): number;
  /** The number of a profile, by a cell where a chart begins; -1 if none begins so. */
  profileOf(opening: Cell): number;
  /** How many changes of pair lead from one to the other under a profile; 255 if none do, or one of them is no number. */
  distance(profile: number, from: number, to: number): number;
}

/** The distance of a pair that no way leads to. */
export const unreachable = 255;

/**
 * The table of pairs of a relation.
 *
 * @param reading `lawful` for what the rules admit; `all` for what may be reported, broken permissions included.
 */
export function buildPairTable(relation: Relation, reading: Reading = 'lawful'): PairTable {
  const pairs: Pair[] = [];
  for (const { pair } of relation.cells.map(({ meta }) => meta))
    if (pair && !pairs.some((known) => samePair(known, pair))) pairs.push(pair);
  const nothing = pairs.length;
  const width = nothing + 1;
  const numberOf = (pair: Pair): number => pairs.findIndex((known) => samePair(known, pair));
  const openings = relation.list(relation.openings(relation.charts));
  const distances = new Uint8Array(openings.length * width * width).fill(unreachable);
  openings.forEach((opening, profile) => {
    const moments = momentsFrom(relation, { cell: opening, shows: nothing }, reading, numberOf);
    for (const from of new Set(moments.map(({ shows }) => shows))) {
      for (const [to, far] of distancesFrom(moments.filter(({ shows }) => shows === from)))
        distances[(profile * width + from) * width + to] = far;
    }
  });
  return {
    pairs,
    nothing,
    profiles: openings,
    numberOf,
    profileOf: (opening) => openings.findIndex(({ index }) => index === relation.indexOf(opening)),
    distance: (profile, from, to) =>
      (profile | from | to) < 0 ? unreachable : (distances[(profile * width + from) * width + to] ?? unreachable),
  };
}

/** A cell, and the pair last shown on the way to it: a state without a pair shows nothing new. */
interface Moment {
  readonly cell: NumberedCell;
  readonly shows: number;
  readonly next: Moment[];
}

/** Every moment of every life that begins there. */
function momentsFrom(
  relation: Relation,
  start: Pick<Moment, 'cell' | 'shows'>,
  reading: Reading,
  numberOf: (pair: Pair) => number,
): readonly Moment[] {
  const found = new Map<string, Moment>();
  const momentOf = (cell: NumberedCell, shows: number): Moment => {
    const key = `${cell.index} ${shows}`;
    const moment = found.get(key) ?? { cell, shows, next: [] };
    found.set(key, moment);
    return moment;
  };
  momentOf(start.cell, start.shows);
  for (const { cell, shows, next } of found.values()) {
    for (const { to, broken } of relation.rowsFrom(cell)) {
      const target = relation.find(to);
      if (!target || (broken && reading === 'lawful')) continue;
      next.push(momentOf(target, target.meta.pair ? numberOf(target.meta.pair) : shows));
    }
  }
  return [...found.values()];
}

/** How many changes of pair lead from some moments to each pair: moments that show the same cost nothing. */
function distancesFrom(starts: readonly Moment[]): ReadonlyMap<number, number> {
  const distances = new Map<number, number>();
  const passed = new Set(starts);
  for (let wave = [...starts], far = 0; wave.length > 0; far++) {
    const beyond: Moment[] = [];
    for (const moment of wave) {
      if (!distances.has(moment.shows)) distances.set(moment.shows, far);
      for (const next of moment.next) {
        if (passed.has(next)) continue;
        if (next.shows !== moment.shows) {
          beyond.push(next);
          continue;
        }
        passed.add(next);
        wave.push(next);
      }
    }
    wave = beyond.filter((moment) => !passed.has(moment));
    for (const moment of wave) passed.add(moment);
  }
  return distances;
}

/** What one pair after another comes to under a profile; both are numbers of the table. */
export function judgePairs(table: PairTable, profile: number, from: number, to: number): JudgedPair {
  if (from === to && from >= 0) return { answer: 'duplicate', distance: 0 };
  const distance = table.distance(profile, from, to);
  if (distance === unreachable) return { answer: 'illegal', distance: undefined };
  return { answer: distance === 1 ? 'allowed' : 'skipped', distance };
}

/**
 * Judges a history of pairs, oldest first, from before anything existed. After an illegal pair the history goes on from what
 * was reported, so that one fault is told once. A pair that no chart shows is illegal.
 */
export function judgePairHistory(table: PairTable, profile: number, history: readonly Pair[]): readonly JudgedPair[] {
  const numbers = [table.nothing, ...history.map(table.numberOf)];
  return numbers.slice(1).map((to, index) => judgePairs(table, profile, numbers[index] as number, to));
}
