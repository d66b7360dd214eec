/**
 * What the models of an order and of a reservation share: steps between states, whatever the profile, and combinations to print.
 */
import type { Row } from '../../cell.ts';
import { stateWord, unique } from './words.ts';

/** Every combination of one of each list, the last list fastest. */
export function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((found, list) => found.flatMap((one) => list.map((value) => [...one, value])), [[]]);
}

/** A step between two states, in whatever profile. */
export interface Move {
  readonly chart: string;
  readonly from: string;
  readonly to: string;
  /** The types of the facts that take it. */
  readonly facts: readonly string[];
  /** The fact classes that take it lawfully in some profile. */
  readonly lawful: readonly string[];
}

/** The rows without their profiles. */
export function movesOf(rows: readonly Row[]): readonly Move[] {
  const between = Map.groupBy(rows, ({ from, to }) => `${stateWord(from)} ${stateWord(to)}`);
  return [...between.values()].map((same) => {
    const { from, to } = same[0] as Row;
    return {
      chart: from.chart,
      from: stateWord(from),
      to: stateWord(to),
      facts: unique(same.map(({ fact }) => fact.split(' ')[0] ?? fact)),
      lawful: unique(same.filter(({ broken }) => broken === undefined).map(({ fact }) => fact)),
    };
  });
}

/** The options of a model that call a macro with every combination of some values. */
export const printed = (macro: string, ...lists: (readonly unknown[])[]): string[] =>
  combinations(lists).map((values) => `  :: ${macro}(${values.join(', ')})`);

/** The options that take steps, each told with its facts; of every holder, where there are several. */
export const printedMoves = (macro: string, moves: readonly Move[], ...holders: (readonly unknown[])[]): string[] =>
  moves.flatMap(({ from, to, facts }) =>
    printed(macro, ...holders, [from], [to]).map((line) => `${line} /* ${facts} */`),
  );
